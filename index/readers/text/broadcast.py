"""Closed captions as a plain text: `>>` where the speaker changes, `>>>` where a story begins."""

import re

from index.readers.captions.chevrons import divided
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.text.front_matter import NARRATIVE_WORDS, front_meta, open_front, prose
from index.readers.text.layout import (
    furniture,
    inline_times,
    kind_of,
    paragraphs,
    words,
)
from index.readers.text.markup import looks_like_markup
from index.transcript import Dropped

_CHANGE = re.compile(r">>(?!>)")
_QUOTED = re.compile(r">(?!>)")


def _sniff(document: Document) -> Fit:
    if not document.text or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    changes = sum(_CHANGE.match(line) is not None for line in document.head)
    if changes < 2:
        return Fit(0.0, "no lines that open with >>")
    others = sum(line.startswith(">>>") for line in document.head)
    if others > changes or any(_QUOTED.match(line) for line in document.head):
        return Fit(0.0, "lines open with > as mail quotes or with >>> as programs do")
    return Fit(0.7, f"{changes} lines open with >>")


def _read(document: Document) -> Parsed:
    lines, dropped = list[Line](), list[Dropped]()
    for line in document.printed_lines:
        match = furniture(line)
        if match is None:
            lines.append(line)
        else:
            dropped.append(document.dropped(kind_of(match), line.start, line.end))
    front = open_front(lines, {n: True for n, line in enumerate(lines) if line.text.startswith(">>")})
    meta = front_meta(front, lines)
    pieces = [
        Piece(words(document, line.start, line.end), (line.start, line.end), kind="narrative")
        for line in prose(front, meta.title)
        if len(line.text.split()) >= NARRATIVE_WORDS
    ]
    for group in paragraphs(lines[front.first :]):
        start, end = group[0].start, group[-1].end
        dropped.extend(inline_times(document, start, end))
        pieces.append(Piece(words(document, start, end), (start, end), follows="segment"))
    return Parsed(
        divided(pieces), meta, tuple(front.roster), dropped, naming="printed", carry="changes", separator="\n\n"
    )


READER = Reader("broadcast", frozenset({".txt", ".text"}), _sniff, _read)
