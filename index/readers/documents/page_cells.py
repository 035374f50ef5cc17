"""Pages on which a talk is a table without lines: names in one column, words beside them in another."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.readers.shared.columns import layout_of
from index.readers.shared.labels import bare, is_name_shaped
from index.readers.shared.times import CLOCK

_CELLS = re.compile(
    rf"(?P<before>\s*(?:[\[(]?{CLOCK}[\])]?[ ]{{2,}})?)"
    r"(?P<name>[^\W\d_](?:[^ ]|[ ](?![ ])){1,60})[ ]{2,}(?P<words>\S.*)"
)
_LEAST = 3  # rows
_DRIFT = 2  # characters by which a column's edge may differ, as letters are not all of one width


class _Row(NamedTuple):
    """A line with a name and words: its page and number, and where the words begin."""

    page: int
    line: int
    cells: re.Match[str]

    @property
    def name(self) -> str:
        return bare(self.cells["name"])


def with_colons(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages' lines, with a colon behind each name where names and words are set in columns."""
    rows = list(_rows(pages))
    if not rows:
        return list(pages)
    edge = Counter(row.cells.start("words") for row in rows).most_common(1)[0][0]
    rows = [row for row in rows if abs(row.cells.start("words") - edge) <= _DRIFT]
    found = [list(page) for page in pages]
    if _are_turns(rows, pages, edge):
        for row in rows:
            end = row.cells.end("name")
            found[row.page][row.line] = f"{row.cells.string[:end]}:{row.cells.string[end:]}"
    return found


def _rows(pages: Sequence[list[str]]) -> Iterator[_Row]:
    for page, lines in enumerate(pages):
        for number, line in enumerate(lines):
            cells = _CELLS.fullmatch(line)
            if cells is None or cells["name"].endswith((":", ".")) or layout_of([cells["name"], cells["words"]]):
                continue
            if is_name_shaped(cells["name"]):
                yield _Row(page, number, cells)


def _are_turns(rows: Sequence[_Row], pages: Sequence[list[str]], edge: int) -> bool:
    """Whether the names come again and take turns, and most other lines go on in the column of the words."""
    counts = Counter(row.name for row in rows)
    again = sum(count for count in counts.values() if count > 1)
    changes = sum(one.name != other.name for one, other in pairwise(rows))
    talk = len(rows) >= _LEAST and len(counts) > 1 and again * 3 >= len(rows) * 2 and changes * 2 >= len(rows) - 1
    lines = [line for page in pages for line in page if line.strip()]
    beside = sum(abs(len(line) - len(line.lstrip()) - edge) <= _DRIFT for line in lines)
    return talk and (len(rows) + beside) * 5 >= len(lines) * 3
