"""The pages of `pdftohtml -xml` (poppler): pieces of print with their places, put back into lines.

Each `page` has its `text` elements in the order in which they were drawn: with what stands on one line in several
pieces (small capitals, indented numbers), and with running heads wherever they were drawn.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from index.readers.shared.entities import unescape

_ROOT = re.compile(rb"<pdf2xml[\s>]")
_PAGE = re.compile(r"<page\b[^<>]*>")
_TEXT = re.compile(r"<text\b([^<>]*)>([^<]*(?:<(?!/?text\b)[^<]*)*)</text>")
_ATTRIBUTE = re.compile(r'\b(top|left|width|height)="(-?\d{1,6})(?:\.\d+)?"')
_TAG = re.compile(r"<[^<>]*>")
_JOINED = 2  # units between two pieces of one word
_WIDEST = 240  # columns
_FAR = 4  # characters: a space as wide is a column's


class _Placed(NamedTuple):
    top: int
    left: int
    right: int
    height: int
    text: str


def is_placed(data: bytes) -> bool:
    return _ROOT.search(data[:2000]) is not None


def placed_pages(text: str) -> list[str]:
    """The text of each page, laid out as a page of a PDF is: blanks for what is further in, blank lines for gaps."""
    starts = [match.start() for match in _PAGE.finditer(text)]
    return ["\n".join(_laid_out(list(_pieces(text, *span)))) for span in pairwise([*starts, len(text)])]


def _pieces(text: str, start: int, end: int) -> Iterator[_Placed]:
    for match in _TEXT.finditer(text, start, end):
        at = {name: int(number) for name, number in _ATTRIBUTE.findall(match[1])}
        words = unescape(_TAG.sub("", match[2])).replace("\xa0", " ")
        if at.keys() >= {"top", "left"} and words.strip():
            words, width = words.rstrip(), at.get("width", 0) * len(words.rstrip()) // len(words)
            yield _Placed(at["top"], at["left"], at["left"] + width, at.get("height", 0), words)


def _laid_out(pieces: list[_Placed]) -> Iterator[str]:
    if not pieces:
        return
    unit = max(median((piece.right - piece.left) / len(piece.text) for piece in pieces), 1)
    lines = list(_lines(pieces))
    bottoms = [max(piece.top + piece.height for piece in line) for line in lines]
    steps = [after - before for before, after in pairwise(bottoms)]
    usual = median(steps) if steps else 0
    for number, line in enumerate(lines):
        if number and steps[number - 1] > usual * 1.3:
            yield ""
        yield _line(line, unit)


def _lines(pieces: list[_Placed]) -> Iterator[list[_Placed]]:
    """Pieces whose feet stand at one height, from left to right."""
    line: list[_Placed] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.height, piece.left)):
        foot = piece.top + piece.height
        if line and foot - (line[0].top + line[0].height) > max(min(piece.height, line[0].height) // 3, 1):
            yield sorted(line, key=lambda piece: piece.left)
            line = []
        line.append(piece)
    yield sorted(line, key=lambda piece: piece.left)


def _line(line: list[_Placed], unit: float) -> str:
    text, right = "", 0
    for piece in line:
        gap = piece.left - right
        if not text or gap > _FAR * unit:
            text += " " * max(min(round(piece.left / unit), _WIDEST) - len(text), 2 if text else 0)
        elif gap > _JOINED and not text[-1].isspace():
            text += " "
        text += piece.text if not text.endswith(" ") else piece.text.lstrip()
        right = max(right, piece.right)
    return text
