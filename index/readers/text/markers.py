"""Talks whose lines all stand in a list or in a quotation, or are numbered: read without the marks before them.

`- **Ana:** words`, `> Ana: words`, `12 Ana: words`. Lists and quotations are mostly no talks, so what is found behind
the marks has to come again and to alternate as speakers do, and more of it than is found with them.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import cleaned
from index.readers.text.layout import is_telling
from index.readers.text.markup import is_tagged
from index.readers.text.places_in_file import Unwrapped, put_back

_WHITE = r"[ \t\u00a0]"
_LINE = r"(?:\A|(?<=[\r\n]))"
_QUOTE = re.compile(
    rf"{_LINE}{_WHITE}*>(?!>){_WHITE}?(?:>(?!>){_WHITE}?)*(?:\[![\w-]{{1,20}}\][+-]?{_WHITE}+)?"
)  # with what Obsidian and GitHub call it: [!quote]
# A sign or a picture of one or two characters; some stand right before the name.
_BULLET = re.compile(
    rf"{_LINE}{_WHITE}*(?:[^\w\s\"'“”‘’«»„()\[\]{{}}<>|=#$€£¿¡.,;:!?&%]{{1,3}}{_WHITE}+|[#~](?=[^\W\d_])|\\item{_WHITE}+)(?=\S)"
)
_NUMBER = re.compile(
    rf"{_LINE}{_WHITE}*(?:[\[(]\d{{1,5}}[\])]{_WHITE}*|\d{{1,5}}(?:[.):]{_WHITE}*|{_WHITE}+))(?=[^\s\d])"
)
_LINK = re.compile(r"\((?=\[[\d:.]{4,12}\]\(http)|(?<=\d\])\(https?://[^()\s]{1,300}\)\)?")
_CLOSING = re.compile(r"</[^\W\d_][^<>\r\n]{0,40}>")
_SHARE = 2  # one of so many lines opens with a mark
_LEAST = 3  # labels behind marks


def unmarking(reader: Reader) -> Reader:
    """The reader, which looks behind the marks of lines where it finds more there."""

    def sniff(document: Document) -> Fit:
        fit, inner = reader.sniff(document), _inner(reader, document.opening)
        return fit if inner is None else max(fit, reader.sniff(inner[0]), key=lambda one: one.score)

    def read(document: Document) -> Parsed:
        style = _style(document)
        if style is None or _inner(reader, document.opening) is None:
            return reader.read(document)
        inner, unwrapped = _taken_out(document, style)
        parsed = put_back(document, inner, unwrapped, reader.read(inner))
        marks = (document.dropped("mark", *match.span()) for match in style.finditer(document.text))
        return replace(parsed, dropped=[*parsed.dropped, *(mark for mark in marks if is_telling(mark.text))])

    return replace(reader, sniff=sniff, read=read)


def unlinking(reader: Reader) -> Reader:
    """The reader, which is given times that are links without what they lead to: `[0:02](https://…)`."""
    return _without(reader, _LINK, "link", where=_is_linked)


def unclosing(reader: Reader) -> Reader:
    """The reader, which is given tags called after speakers without those that close them: `<Ana>words</Ana>`."""
    return _without(reader, _CLOSING, "tag", where=is_tagged)


def _without(reader: Reader, style: re.Pattern[str], kind: str, *, where: Callable[[Document], bool]) -> Reader:
    """The reader, which is given texts of a kind without what a style matches."""

    def sniff(document: Document) -> Fit:
        return reader.sniff(_taken_out(document, style)[0] if where(document) else document)

    def read(document: Document) -> Parsed:
        if not where(document):
            return reader.read(document)
        inner, unwrapped = _taken_out(document, style)
        parsed = put_back(document, inner, unwrapped, reader.read(inner))
        gone = (document.dropped(kind, *match.span()) for match in style.finditer(document.text))
        return replace(parsed, dropped=[*parsed.dropped, *(one for one in gone if is_telling(one.text))])

    return replace(reader, sniff=sniff, read=read)


def _is_linked(document: Document) -> bool:
    text = document.opening.text
    return "](http" in text and sum(len(match[0]) > 1 for match in _LINK.finditer(text)) >= _LEAST


def _inner(reader: Reader, opening: Document) -> tuple[Document, Unwrapped] | None:
    """The opening without its marks, where a talk stands behind them and none with them."""
    style = _style(opening)
    if style is None:
        return None
    inner = _taken_out(opening, style)
    marked = sum(style.match(line) is not None for line in opening.head)
    found = _labels(reader, inner[0])
    counts = Counter(found)
    again = sum(counts[label] > 1 for label in found)
    changes = sum(one != other for one, other in pairwise(found))
    talk = len(found) >= _LEAST and len(counts) > 1 and again * 3 >= len(found) * 2 and changes * 2 >= len(found) - 1
    return inner if talk and len(found) * 4 >= marked and _more(reader, opening, counts) else None


def _more(reader: Reader, opening: Document, inner: Counter[str]) -> bool:
    """Whether fewer of those who are named behind the marks are named with them."""
    outer = Counter(_labels(reader, opening))
    return sum((inner & outer).values()) * 2 < sum(inner.values())


def _labels(reader: Reader, document: Document) -> list[str]:
    if reader.sniff(document).score == 0.0:
        return []
    return [piece.label for piece in reader.read(document).pieces if piece.label is not None]


def _style(document: Document) -> re.Pattern[str] | None:
    """The marks that at least half of the first lines open with."""
    return document.once(_mark)


def _mark(document: Document) -> re.Pattern[str] | None:
    lines = [line for line in document.head if line]
    for style in (_QUOTE, _BULLET, _NUMBER):
        if sum(style.match(line) is not None for line in lines) * _SHARE >= len(lines) > 0:
            return style
    return None


def _taken_out(document: Document, style: re.Pattern[str]) -> tuple[Document, Unwrapped]:
    text = cleaned(document.text, 0, len(document.text), style, lambda _: "")
    return replace(document, data=b"", text=text.text, warnings=()), Unwrapped(text)
