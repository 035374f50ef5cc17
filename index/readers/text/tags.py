"""Tags that a text was left with (`<b>`, `{\\an8}`): they are no words, and so they are reported."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.readers.pieces import Parsed, Piece
from index.readers.shared.document import Document
from index.transcript import Dropped

_TAG = re.compile(r"</?(?!v[\s.>])[A-Za-z][^<>\r\n]*>|\{\\[^{}\r\n]*\}")
_BEFORE_LABEL = 300  # characters


def with_tags_reported(document: Document, parsed: Parsed) -> Parsed:
    """What was read, and among the dropped the tags within its pieces that are in nobody's words."""
    if "<" in document.text or "{\\" in document.text:
        left_out = groupby(_left_out(document.text, parsed.pieces), key=lambda tag: document.line_at(tag.start()))
        for line, tags in left_out:
            parsed.dropped.append(Dropped("tags", document.path, line, " ".join(tag[0] for tag in tags)))
    return parsed


def _left_out(text: str, pieces: Sequence[Piece]) -> Iterator[re.Match[str]]:
    placed = sorted((piece for piece in pieces if piece.chars is not None), key=_start)
    for tag in _TAG.finditer(text):
        at = bisect_right(placed, tag.start(), key=_start) - 1
        piece = placed[at] if at >= 0 else None
        if piece is None or tag.start() >= _end(piece):
            following = placed[at + 1 : at + 2]
            if following and _only_tags(text, tag.end(), _start(following[0])):  # before a label
                yield tag
            continue
        run = bisect_right(piece.text.runs, tag.start(), key=lambda run: run[1]) - 1
        kept = run >= 0 and tag.start() < piece.text.runs[run][1] + piece.text.runs[run][2]
        if not kept and tag[0] not in (piece.label or ""):
            yield tag


def _only_tags(text: str, start: int, end: int) -> bool:
    return end - start < _BEFORE_LABEL and not _TAG.sub("", text[start:end]).strip()


def _start(piece: Piece) -> int:
    return piece.chars[0] if piece.chars else 0


def _end(piece: Piece) -> int:
    return piece.chars[1] if piece.chars else 0
