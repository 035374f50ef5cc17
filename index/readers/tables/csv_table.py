"""Tables: CSV and TSV with a column for the words, and one for the speaker or the time; with a header or without."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.columns import HEADER_WITHIN, SAMPLE, SPECTRUM, Table, layout_of, table_of
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.mapped import MappedText, cleaned, stretch
from index.readers.shared.rows import Row, read_rows

# What a cell holds that is not text: two quotes for one, and what was left of the page it was taken from.
_WRITTEN = re.compile(
    r'""|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});'
    r"|</?(?:[bisu]|em|strong|sup|sub|span|font|br|p|a|q|cite)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"sep=[,;\t|][ \t]*(?:\r\n?|\n)")  # what Excel is told by
_OPENING = 20_000  # characters, enough to know the columns
_FIELD = {
    delimiter: re.compile(
        rf'[ ]*"([^"]*+(?:""[^"]*+)*+)"[ ]*(?=[{re.escape(delimiter)}\r\n]|\Z)|([^{re.escape(delimiter)}\r\n]*)'
    )
    for delimiter in ",;\t|"
}


class Cell(NamedTuple):
    """Where a cell's characters are, its quotes left out."""

    start: int
    end: int
    quoted: bool


def rows_of(source: str, delimiter: str, *, limit: int | None = None) -> Iterator[list[Cell]]:
    """The rows of a table, cell by cell, blank lines left out; a quoted cell may hold newlines."""
    pattern, at, size, row = _FIELD[delimiter], 0, len(source), list[Cell]()
    if (told := _SEPARATOR.match(source)) is not None:
        at = told.end()
    while at < size and (limit is None or at < limit):
        match = pattern.match(source, at)
        assert match is not None  # the second alternative matches the empty string
        quoted = match[1] is not None
        row.append(Cell(*match.span(1 if quoted else 2), quoted))
        at = match.end()
        if source.startswith(delimiter, at):
            at += 1
            if at < size:
                continue
            row.append(Cell(at, at, False))
        else:
            at += 2 if source.startswith("\r\n", at) else 1
        if len(row) > 1 or row[0].start < row[0].end:
            yield row
        row = []
    if row:
        yield row


def _text(source: str, cell: Cell) -> MappedText:
    if _WRITTEN.search(source, cell.start, cell.end) is None:
        return stretch(source, cell.start, cell.end)
    return cleaned(source, cell.start, cell.end, _WRITTEN, _in_quotes if cell.quoted else _as_shown)


def _in_quotes(written: str) -> str:
    return '"' if written == '""' else _as_shown(written)


def _as_shown(written: str) -> str:
    if written[0] == "<":
        return " " if written.strip("</> ").casefold() in ("br", "p") else ""
    return unescape(written)


class _Choice(NamedTuple):
    """A delimiter, and the table that the text is with it."""

    delimiter: str
    table: Table
    named: bool  # by a header


def _choice(document: Document) -> _Choice | None:
    """The delimiter under which the most columns are known; a header counts for more than what cells look like."""
    if isinstance(document.json, (dict, list)):
        return None
    found = []
    for delimiter in _FIELD:
        if document.text.find(delimiter, 0, _OPENING) < 0:  # then each row is one cell, and no table
            continue
        rows = list(rows_of(document.text, delimiter, limit=_OPENING))
        if len(document.text) > _OPENING:
            rows = rows[:-1]
        if not _may_be_table(document.text, rows):
            continue
        cells = [[_text(document.text, cell).text for cell in row] for row in rows[:300]]
        table = table_of(cells) or _of_words_alone(cells)
        if table is not None:
            named = table.above > 0 and layout_of(cells[table.above - 1]) == table.layout
            found.append((named, len(table.layout.columns), _Choice(delimiter, table, named)))
    return max(found, key=_first)[2] if found else None


def _may_be_table(source: str, rows: list[list[Cell]]) -> bool:
    """Whether one of the first rows names columns, or nearly all rows are of one width, as in no prose."""
    for row in rows[:HEADER_WITHIN]:
        if len(row) > 1 and layout_of([_text(source, cell).text for cell in row]) is not None:
            return True
    widths = [len(row) for row in rows[:300] if source[row[0].start : row[0].end] != SPECTRUM]
    for first in range(3):
        sample = widths[first : first + SAMPLE]
        width, same = Counter(sample).most_common(1)[0] if sample else (0, 0)
        if width > 1 and same * 10 >= len(sample) * 9:
            return True
    return False


def _of_words_alone(cells: list[list[str]]) -> Table | None:
    """A table whose first row names a column of words, and neither speakers nor times."""
    layout = layout_of(cells[0]) if cells and len(cells[0]) > 1 else None
    return Table(layout, 1) if layout is not None else None


def _first(entry: tuple[bool, int, _Choice]) -> tuple[bool, int]:
    return entry[:2]


def _sniff(document: Document) -> Fit:
    found = _choice(document) if document.text else None
    if found is None:
        return Fit(0.0, "the first row names no column of words")
    columns = found.table.layout.columns
    if not found.named and "start" not in columns:
        return Fit(0.55, "rows with names and words")
    if not found.named:
        return Fit(0.78, f"rows with {', '.join(columns)}")
    if "speaker" in columns or "start" in columns:
        return Fit(0.9, f"a header with {', '.join(columns)}")
    return Fit(0.5, "a header with a column of words")


def _read(document: Document) -> Parsed:
    found = _choice(document)
    if found is None:
        raise document.malformed(
            "its first row names no column of words.", line=1, way_out="Name the columns speaker, text, start, end."
        )
    rows = [_row(document.text, cells) for cells in rows_of(document.text, found.delimiter)]
    return read_rows(document, rows, found.table)


def _row(source: str, cells: list[Cell]) -> Row:
    first, last = cells[0], cells[-1]
    chars = (first.start - first.quoted, last.end + last.quoted)
    return Row([_text(source, cell) for cell in cells], chars)


READER = Reader("table", frozenset({".csv", ".tsv", ".tab"}), _sniff, _read, version=4)
