"""Tables inside documents: one of turns is read as a table, one that only states facts is nobody's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.readers.pieces import Parsed, Piece
from index.readers.shared.columns import Layout
from index.readers.shared.document import Document
from index.readers.shared.rows import Row, laid_out, pieces_of_rows, with_labels
from index.transcript import Dropped, Meta

_LONGEST_KEY, _LONGEST_VALUE = 60, 300  # characters of a fact and of what it is called


class Spoken(NamedTuple):
    """A table of turns: its rows with words, its layout, and the rows above them."""

    rows: Sequence[Row]
    layout: Layout
    header: Sequence[Row]


def spoken_tables(tables: Mapping[int, Sequence[Row]]) -> dict[int, Spoken]:
    """The tables that hold turns, by their numbers; one that goes on over a page has the columns of the one before."""
    found: dict[int, Spoken] = {}
    last: Layout | None = None
    for number, rows in tables.items():
        table = laid_out(rows)
        if table is not None:
            last = table.layout
            found[number] = Spoken(rows[table.above :], last, rows[: table.above])
        elif last is not None and all(len(row.cells) > max(last.columns.values()) for row in rows):
            found[number] = Spoken(rows, last, ())
    return found


def read_tables(document: Document, tables: Mapping[int, Spoken], outside: Sequence[tuple[int | None, str]]) -> Parsed:
    """The transcript that tables are; the first words outside of them are its title, and none of those speech."""
    pieces, dropped, header = list[Piece](), list[Dropped](), list[str]()
    for table in tables.values():
        found = pieces_of_rows(document, table.rows, table.layout)
        pieces += found.pieces
        dropped += found.dropped
        header += [text for row in table.header if (text := row.text())]
    pieces, carry = with_labels(pieces, unlabelled="changes")
    title = outside[0][1] if outside and len(outside[0][1]) <= _LONGEST_VALUE else None
    dropped += [Dropped("outside of the table", document.path, line, text) for line, text in outside]
    meta = Meta(title=title, raw_header_lines=tuple(header))
    return Parsed(pieces, meta, dropped=dropped, naming="coded", carry=carry)


def with_title(parsed: Parsed, meta: Meta) -> Parsed:
    """The same with what the document says of itself, where it says anything."""
    told = replace(parsed.meta, title=meta.title or parsed.meta.title, language=meta.language or parsed.meta.language)
    return replace(parsed, meta=replace(told, date=meta.date or parsed.meta.date))


def states_facts(rows: Sequence[Row]) -> bool:
    """Whether a table says of things what they are: two cells a row, the first short and never the same."""
    told = [[cell.text for cell in row.cells if cell.text] for row in rows]
    told = [cells for cells in told if cells]
    pairs = [cells for cells in told if len(cells) == 2]
    keys = [cells[0].casefold() for cells in pairs]
    return (
        len(told) > 1
        and len(pairs) == len(told)
        and len(set(keys)) == len(keys)
        and all(len(key) <= _LONGEST_KEY and len(value) <= _LONGEST_VALUE for key, value in pairs)
    )


def letters(rows: Sequence[Row]) -> int:
    return sum(len(cell.text) for row in rows for cell in row.cells)


def facts(document: Document, rows: Sequence[Row]) -> Iterator[Dropped]:
    """The rows of a table of facts, none of which anybody says."""
    for row in rows:
        if text := row.text():
            line = document.line_at(row.chars[0]) if row.chars else row.lines[0] if row.lines else None
            yield Dropped("table", document.path, line, text)
