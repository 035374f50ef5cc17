"""Plain text in which nobody is named: each paragraph is a turn of an unknown speaker."""

import re
from collections.abc import Iterator

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.text.front_matter import front_meta, open_block
from index.readers.text.layout import (
    furniture,
    heading,
    is_markdown,
    kind_of,
    paragraphs,
    words,
)
from index.readers.text.markup import looks_like_markup
from index.transcript import Dropped
from index.vocabulary import CLOSERS, SPACED_ENDS, UNSPACED_ENDS

_LEAST_WORDS = 5
_UNSTOPPED = 200  # words without any mark that are somebody's
_SENTENCE = re.compile(rf"[{SPACED_ENDS}{UNSPACED_ENDS}][{CLOSERS}]*(?:\s|$)")
_CODE = re.compile(
    r"^[ \t]*(?:import |from \w+ import|def |class |#include|function |var |const |package |<\?php|[{}][ \t]*$)", re.M
)


def _sniff(document: Document) -> Fit:
    opening = document.text[:20_000]
    if not opening or looks_like_markup(document) or "\0" in opening:
        return Fit(0.0, "not plain text")
    told = "".join(opening.split())
    odd = len(told) - sum(map(str.isprintable, told)) + told.count("\ufffd")
    letters = sum(map(str.isalpha, told))
    if odd * 50 > len(told) or letters * 2 < len(told):
        return Fit(0.0, "mostly not words")
    if len(_CODE.findall(opening)) > 2:
        return Fit(0.0, "program code")
    count = len(opening.split())
    unstopped = count >= _UNSTOPPED and letters * 10 >= len(told) * 9  # as recognizers without punctuation print
    if not (unstopped or _SENTENCE.search(opening)) or (count < _LEAST_WORDS and opening.isascii()):
        return Fit(0.0, "no sentences")
    return Fit(0.2, "sentences without speakers")


def _read(document: Document) -> Parsed:
    markdown = is_markdown(document)
    dropped: list[Dropped] = []
    lines: list[Line] = []
    front = open_block(document.printed_lines)
    block = document.printed_lines[: front.first]
    for line in document.printed_lines[front.first :]:
        match = furniture(line)
        if match is None:
            lines.append(line)
        else:
            dropped.append(document.dropped(kind_of(match), line.start, line.end))
    groups = paragraphs(lines)
    headings = _headings(groups)
    head = [*block, *(line for group in groups[:headings] for line in group)]
    front.first, front.plain = len(head), head[len(block) :]
    pieces: list[Piece] = []
    for group in groups[headings:]:
        pieces.extend(_pieces(document, group, markdown=markdown))
    return Parsed(pieces, front_meta(front, head), dropped=dropped, naming="printed", separator="\n\n")


def _pieces(document: Document, group: list[Line], *, markdown: bool) -> Iterator[Piece]:
    """A paragraph as a piece; the headings of Markdown in it apart."""
    told = {number: piece for number, line in enumerate(group) if markdown and (piece := heading(document, line))}
    begins = 0
    for number in [*told, len(group)]:
        if begins < number:
            start, end = group[begins].start, group[number - 1].end
            yield Piece(words(document, start, end, markdown=markdown), (start, end))
        if number in told:
            yield told[number]
        begins = number + 1


def _headings(groups: list[list[Line]]) -> int:
    """How many paragraphs at the start are headings: short, and no sentence."""
    count = 0
    for group in groups[:6]:
        text = " ".join(line.text for line in group)
        if _SENTENCE.search(text) or len(text.split()) > 20:
            break
        count += 1
    return count if count < len(groups) else 0


READER = Reader(
    "prose", frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".adoc", ".org"}), _sniff, _read, version=5
)
