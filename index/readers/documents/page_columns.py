"""Pages printed in two columns, whose text comes row by row, put into reading order.

A page of print is laid out as lines of characters, columns beside each other with a gap between them. Where the right
one begins differs a little from line to line, as its letters are not all of one width.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median, mode
from typing import NamedTuple

from index.readers.shared.printed_line import LEAST_NUMBERED, margin_numbers

_GAP = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
_ROWS = 3  # lines with words in both columns, at the least
_DRIFT = 0.15  # of the page's width, by which a column's edge may differ
_WIDTH = 12  # characters of a line in a column, on average: in a table cells are shorter
_NUMBER = re.compile(r"\d{1,2}\s+")


class _Row(NamedTuple):
    """A line with a gap in it: its number, where the words before the gap end and those behind it begin."""

    number: int
    end: int
    start: int


def in_reading_order(lines: list[str]) -> list[list[str]]:
    """The page's lines column by column, as one page or, where each column has line numbers of its own, as several."""
    width = max((len(line.rstrip()) for line in lines), default=0)
    rows = [row for number, line in enumerate(lines) if (row := _widest(number, line)) is not None]
    if len(rows) < _ROWS:
        return [lines]
    edge = median(row.start for row in rows)
    split = {row.number: row for number, line in enumerate(lines) if (row := _nearest(number, line, edge, width))}
    if not _are_columns(lines, list(split.values()), width):
        return [lines]
    left, right, done, apart = list[str](), list[str](), list[list[str]](), _heads_and_feet(lines)
    for number, line in enumerate(lines):
        row, begins, ends = split.get(number), len(line) - len(line.lstrip()), len(line.rstrip())
        if row is not None and number not in apart:
            left.append(line[: row.end])
            right.append(line[row.start :])
        elif number in apart or (begins < edge * (1 - _DRIFT) and ends > edge * (1 + _DRIFT)):  # of both
            done.append([*left, *_without_blank_ends(right), line])
            left, right = [], []
        else:
            beside = begins >= edge * (1 - _DRIFT)
            left.append("" if beside else line)
            right.append(line.lstrip() if beside else "")
    if margin_numbers(_full(left)) and margin_numbers(_full(right)):
        return [*done, *_numbered(left), *_numbered(right)]
    return [[line for lines in [*done, left, _without_blank_ends(right)] for line in lines]]


def _widest(number: int, line: str) -> _Row | None:
    gap = max(_GAP.finditer(line.rstrip()), key=lambda match: match.end() - match.start(), default=None)
    return None if gap is None else _Row(number, gap.start(), gap.end())


def _nearest(number: int, line: str, edge: float, width: int) -> _Row | None:
    """The gap that the right column's edge is nearest to; None where it is near none."""
    gaps = [gap for gap in _GAP.finditer(line.rstrip()) if abs(gap.end() - edge) <= _DRIFT * width]
    gap = min(gaps, key=lambda match: abs(match.end() - edge), default=None)
    return None if gap is None else _Row(number, gap.start(), gap.end())


def _are_columns(lines: Sequence[str], rows: Sequence[_Row], width: int) -> bool:
    """Whether both sides are words that run on from line to line, and not the cells of a table."""
    printed = sum(bool(line.strip()) for line in lines)
    if len(rows) < _ROWS or len(rows) * 5 < printed * 2:
        return False
    left = [_NUMBER.sub("", lines[row.number][: row.end].strip()) for row in rows]
    right = [_NUMBER.sub("", lines[row.number][row.start :].strip()) for row in rows]
    sizes = [sum(map(len, side)) / len(side) for side in (left, right)]
    if min(sizes) < _WIDTH or max(sizes) > 3 * min(sizes):
        return False
    if not 0.25 * width < median(row.start for row in rows) < 0.8 * width:
        return False
    cased = [text for text in (*left, *right) if text.lower() != text.upper()]
    return all(sum(text[:1].islower() for text in side) * 6 >= len(side) for side in (left, right)) or not cased


def _heads_and_feet(lines: Sequence[str]) -> frozenset[int]:
    """The first and the last line of a page where they stand apart and are no words of a column."""
    full = [number for number, line in enumerate(lines) if line.strip()]
    steps = [after - before for before, after in pairwise(full)]
    usual = mode(steps)
    ends = {full[0]: steps[0], full[-1]: steps[-1]}
    return frozenset(
        number
        for number, step in ends.items()
        if step > usual and (re.search(r"\d", lines[number]) or lines[number] == lines[number].upper())
    )


def _numbered(column: list[str]) -> Iterator[list[str]]:
    """The parts of a column, each from where its line numbers begin again."""
    part, last = list[str](), 0
    for line in column:
        match = re.match(r"\s*(\d{1,2})(?:\s|$)", line)
        if match and int(match[1]) == 1 and last >= LEAST_NUMBERED:
            yield part
            part, last = [], 0
        last = int(match[1]) if match and int(match[1]) == last + 1 else last
        part.append(line)
    yield part


def _full(column: Sequence[str]) -> list[str]:
    return [line for line in column if line.strip()]


def _without_blank_ends(column: list[str]) -> list[str]:
    found = [number for number, line in enumerate(column) if line.strip()]
    return column[found[0] : found[-1] + 1] if found else []
