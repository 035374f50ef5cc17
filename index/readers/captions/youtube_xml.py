"""YouTube's XML captions: srv1 and srv2 (text elements), srv3 (paragraphs); the markup inside is escaped twice."""

import re
from collections.abc import Iterator

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.located_json import number
from index.readers.shared.mapped import cleaned
from index.transcript import Dropped

_ROOT = re.compile(r"<(transcript|timedtext)\b[^<>]*>")
_CUE = re.compile(r"<(/?)(?:text|p)\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"""\b(start|dur|t|d)\s*=\s*["']([^"'<>]*)["']""")
_ANY_TAG = re.compile(r"<[^<>]*>")
_ENTITY = re.compile(r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);")
_WAY_OUT = "Download it again; the file may have been cut off."


def _sniff(document: Document) -> Fit:
    head = document.text[:4000]
    root = _ROOT.search(head)
    cue = _CUE.search(head, root.end()) if root else None
    if root is None or cue is None:
        return Fit(0.0, "no <transcript> or <timedtext> with cues")
    names = {name for name, _ in _ATTRIBUTE.findall(cue[2])}
    return Fit(1.0, f"<{root[1]}> with timed cues") if names & {"start", "t"} else Fit(0.0, "its cues have no times")


def _read(document: Document) -> Parsed:
    root = _ROOT.search(document.text)
    if root is None:
        raise document.malformed("has no <transcript> and no <timedtext>.", line=1, way_out="Choose another format.")
    if document.text.find(f"</{root[1]}", root.end()) < 0:
        raise document.malformed(f"its <{root[1]}> is not closed.", line=len(document.lines), way_out=_WAY_OUT)
    dropped: list[Dropped] = []
    return parse_recoded(document, list(_payloads(document, root.end(), dropped)), dropped=dropped)


def _payloads(document: Document, at: int, dropped: list[Dropped]) -> Iterator[Payload]:
    """The cues, each up to its closing tag or the next opening one; what stands between them is dropped."""
    source = document.text
    opening: re.Match[str] | None = None
    for tag in _CUE.finditer(source, at):
        if opening is not None:
            yield _payload(source, opening, tag.start(), tag.end() if tag[1] else tag.start())
        elif _ANY_TAG.sub("", source[at : tag.start()]).strip():
            dropped.append(document.dropped("text outside of cues", at, tag.start()))
        opening = None if tag[1] or tag[2].endswith("/") else tag
        at = tag.end()
    if _ANY_TAG.sub("", source[at:]).strip():
        dropped.append(document.dropped("text outside of cues", at, len(source)))


def _payload(source: str, opening: re.Match[str], end: int, closed: int) -> Payload:
    text = cleaned(source, opening.end(), end, _ENTITY, unescape)
    start, finish = _times(opening[2])
    return Payload(text, start, finish, (opening.start(), closed))


def _times(attributes: str) -> tuple[float | None, float | None]:
    """Start and end in seconds; `start` and `dur` are seconds, `t` and `d` milliseconds."""
    found = {name: number(value) for name, value in _ATTRIBUTE.findall(attributes)}
    unit = 1 if "start" in found else 1000
    start, lasts = found.get("start", found.get("t")), found.get("dur", found.get("d"))
    if start is None:
        return None, None
    return start / unit, None if lasts is None else round((start + lasts) / unit, 3)


READER = Reader("youtube-xml", frozenset({".xml", ".srv1", ".srv2", ".srv3"}), _sniff, _read)
