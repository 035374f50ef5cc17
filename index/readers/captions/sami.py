"""SAMI (`.smi`): `<SYNC Start=…>` in milliseconds, and under it a paragraph for each language.

After Microsoft's "Understanding SAMI 1.0": tags may be left open, `&nbsp;` clears what is shown, `ID=Source` holds who
speaks. Of several languages the one with the most words is read, the others are dropped.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.mapped import MappedText, cleaned, squeezed, trimmed
from index.transcript import Dropped, Meta

_ROOT = re.compile(r"<SAMI\b", re.IGNORECASE)
_MARK = re.compile(r"<(?P<name>SYNC|P)\b(?P<rest>[^<>]*)>|</(?:BODY|SAMI)\s*>", re.IGNORECASE)
_START = re.compile(r"""\bstart\s*=\s*["']?\s*(-?\d{1,9})""", re.IGNORECASE)
_CLASS = re.compile(r"""\bclass\s*=\s*["']?([^\s"'<>]+)""", re.IGNORECASE)
_SOURCE = re.compile(r"""\bid\s*=\s*["']?source\b""", re.IGNORECASE)
_TITLE = re.compile(r"<TITLE[^<>]*>([^<]*)</TITLE", re.IGNORECASE)
_INSIDE = re.compile(
    r"<br\b[^<>]*>|<!--.{0,500}?-->|<[^<>]*>"
    r"|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?|[\r\n]\s*",
    re.IGNORECASE | re.DOTALL,
)


class _Paragraph(NamedTuple):
    text: MappedText
    start: float
    language: str
    is_source: bool
    chars: tuple[int, int]


def _sniff(document: Document) -> Fit:
    if _ROOT.search(document.text, 0, 4_000):
        return Fit(1.0, "opens with <SAMI>")
    return Fit(0.0, "no <SAMI>")


def _read(document: Document) -> Parsed:
    paragraphs = list(_paragraphs(document.text))
    sizes: Counter[str] = Counter()
    for paragraph in paragraphs:
        if not paragraph.is_source:
            sizes[paragraph.language] += len(paragraph.text.text)
    if not sizes:
        raise document.malformed("has no <SYNC> with words.", line=1, way_out="Export the captions again.")
    language = sizes.most_common(1)[0][0]
    own, others = list[_Paragraph](), list[_Paragraph]()
    for found in paragraphs:
        (own if found.is_source or found.language in (language, "") else others).append(found)
    dropped = [
        Dropped("another language", document.path, document.line_at(found.chars[0]), found.text.text)
        for found in others
        if found.text.text
    ]
    title = _TITLE.search(document.text)
    meta = Meta(title=" ".join(unescape(title[1]).split()) or None if title else None)
    if any(paragraph.is_source and paragraph.text.text for paragraph in own):
        return Parsed(list(_named(own)), meta, dropped=dropped, carry="changes")
    payloads = [Payload(found.text, found.start, end, found.chars) for found, end in _timed(own) if found.text.text]
    return parse_recoded(document, payloads, meta=meta, dropped=dropped)


def _paragraphs(source: str) -> Iterator[_Paragraph]:
    """What stands behind each `<P>`, or behind a `<SYNC>` without one, up to the next of them."""
    marks = list(_MARK.finditer(source))
    start = 0.0
    for place, mark in enumerate(marks):
        following = marks[place + 1] if place + 1 < len(marks) else None
        if mark["name"] is None:
            continue
        if mark["name"].upper() == "SYNC":
            told = _START.search(mark["rest"])
            start = int(told[1]) / 1000 if told else start
        end = following.start() if following else len(source)
        text = trimmed(cleaned(source, mark.end(), end, _INSIDE, _plain))
        if mark["name"].upper() == "P" or text.text:
            language = _CLASS.search(mark["rest"])
            is_source = _SOURCE.search(mark["rest"]) is not None
            yield _Paragraph(text, start, language[1] if language else "", is_source, (mark.start(), end))


def _plain(markup: str) -> str:
    if markup[0] == "&":
        return unescape(markup).replace("\xa0", " ")
    return "\n" if markup[:3].lower() == "<br" else " " if markup[0] in " \t\r\n" else ""


def _timed(paragraphs: list[_Paragraph]) -> Iterator[tuple[_Paragraph, float | None]]:
    """Each paragraph with when the next one takes its place."""
    for place, paragraph in enumerate(paragraphs):
        later = (after.start for after in paragraphs[place + 1 : place + 10] if after.start > paragraph.start)
        yield paragraph, next(later, None)


def _named(paragraphs: list[_Paragraph]) -> Iterator[Piece]:
    name: str | None = None
    for paragraph, end in _timed(paragraphs):
        if paragraph.is_source:
            name = paragraph.text.text.strip().rstrip(":：").strip() or None
        elif paragraph.text.text:
            yield Piece(squeezed(paragraph.text), paragraph.chars, None, name, start=paragraph.start, end=end)


READER = Reader("sami", frozenset({".smi", ".sami"}), _sniff, _read)
