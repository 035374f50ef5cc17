r"""Tables in Markdown: `| Speaker | Text |` over a line of dashes, as GitHub's and Pandoc's ("pipe tables") have them.

What stands around the table is its heading or is dropped; marks of bold print are taken off, `\|` is a bar, `<br>` a
space.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.mapped import cleaned
from index.readers.shared.rows import Row, laid_out, read_rows
from index.transcript import Dropped, Meta

_DASHES = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_CELL = re.compile(r"(?:[^|\\]|\\.)*+(?:\||\Z)")
_MARKS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|\\(?=[|*_\[\]<>#`])|<br\s*/?>", re.IGNORECASE)


class _Table(NamedTuple):
    """The rows, the line of dashes left out, and the lines around."""

    rows: list[Row]
    around: list[Line]


def _table(document: Document) -> _Table | None:
    """The table with its header where the text has one; tables that follow with the same bars go on with it.

    Without a line of dashes it is one where every line stands between bars.
    """
    lines = document.printed_lines
    dashes = {number for number, line in enumerate(lines) if "|" in line.text and _DASHES.fullmatch(line.text)}
    first = next((number for number in sorted(dashes) if number and "|" in lines[number - 1].text), None)
    rows, around = list[Row](), list[Line]()
    if first is None:
        framed = [line for line in lines if line.text[0] == line.text[-1] == "|" and len(line.text) > 2]
        rows = [_row(document.text, line) for line in framed]
        return _Table(rows, []) if rows and len(framed) == len(lines) else None
    for number, line in enumerate(lines):
        if number in dashes:
            continue
        if number >= first - 1 and "|" in line.text and (line.text[0] == "|" or not line.gap):
            rows.append(_row(document.text, line))
        else:
            around.append(line)
    return _Table(rows, around)


def _row(source: str, line: Line) -> Row:
    start = line.start + (line.text[0] == "|")
    end = line.end - (line.text[-1] == "|" and line.end - line.start > 1)
    cells = []
    for cell in _CELL.finditer(source, start, end):
        stop = cell.end() - (cell[0].endswith("|") and cell.end() <= end)
        cells.append(cleaned(source, cell.start(), max(stop, cell.start()), _MARKS, _plain))
        if cell.end() >= end:
            break
    return Row(cells, (line.start, line.end))


def _plain(mark: str) -> str:
    return " " if mark[0] == "<" else ""


def _sniff(document: Document) -> Fit:
    if "|" not in document.text:
        return Fit(0.0, "no table of Markdown")
    found = _table(document.opening)
    if found is None or laid_out(found.rows) is None:
        return Fit(0.0, "no table of Markdown with speakers or times and words")
    inside = sum(row.chars[1] - row.chars[0] for row in found.rows if row.chars)
    around = sum(len(line.text) for line in found.around)
    return Fit(0.93 if inside >= around else 0.0, "a table of Markdown")


def _read(document: Document) -> Parsed:
    found = _table(document)
    table = laid_out(found.rows) if found is not None else None
    if found is None or table is None:
        raise document.malformed("has no table with a header.", line=1, way_out="Choose another format.")
    heading = next((line.text.lstrip("# ") for line in found.around if line.text.startswith("#")), None)
    parsed = read_rows(document, found.rows, table, Meta(title=heading))
    return Parsed(
        parsed.pieces,
        parsed.meta,
        dropped=[*_dropped(document, found.around), *parsed.dropped],
        naming=parsed.naming,
        carry=parsed.carry,
    )


def _dropped(document: Document, lines: list[Line]) -> Iterator[Dropped]:
    for line in lines:
        yield document.dropped("outside of the table", line.start, line.end)


READER = Reader("markdown-table", frozenset({".md", ".markdown"}), _sniff, _read)
