"""Rows of cells become pieces, whatever the table was printed in: text, a workbook, a document, a page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index.readers.pieces import Carry, Parsed, Piece
from index.readers.shared.columns import (
    SPECTRUM,
    Layout,
    Table,
    hold_both,
    is_time,
    table_of,
    time_of,
    unit_of,
    who_and_when,
)
from index.readers.shared.document import Document
from index.readers.shared.labels import accepted, label_at
from index.readers.shared.mapped import EMPTY, MappedText, part, trimmed
from index.readers.shared.times import iso_date
from index.transcript import Dropped, Meta

_LEAST_LABELLED = 2
_SAMPLE = 200  # rows


class Row(NamedTuple):
    """A row's cells, and where it stands: its characters in the file, or else the lines of the document."""

    cells: Sequence[MappedText]
    chars: tuple[int, int] | None = None
    lines: tuple[int, int] | None = None

    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells if cell.text)

    def cell(self, columns: Mapping[str, int], column: str) -> MappedText:
        place = columns.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else EMPTY


@dataclass(slots=True)
class Found:
    """The pieces of a table, and what of it is in none of them."""

    pieces: list[Piece] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def laid_out(rows: Sequence[Row]) -> Table | None:
    """How the rows are laid out, None where they hold no speech."""
    return table_of([[cell.text for cell in row.cells] for row in rows[:300]])


def read_rows(document: Document, rows: Sequence[Row], table: Table, meta: Meta | None = None) -> Parsed:
    """The transcript that rows are; those above the first one with words are its header lines."""
    header = tuple(text for row in rows[: table.above] if (text := row.text()))
    firsts = {row.cells[0].text for row in rows[: table.above] if row.cells}
    body, again = list[Row](), list[Row]()  # and the head once more, of a further page
    for row in rows[table.above :]:
        (again if row.cells and row.cells[0].text in firsts and row.text() in header else body).append(row)
    found = pieces_of_rows(document, body, table.layout)
    for row in again:
        found.dropped.extend(_dropped(document, "repeated heading", row, row.text()))
    # People who fill in tables leave a cell empty where it would say the same as the one above.
    pieces, carry = with_labels(found.pieces, unlabelled="changes")
    meta = meta or Meta()
    return Parsed(
        pieces,
        replace(meta, raw_header_lines=(*meta.raw_header_lines, *header)),
        dropped=found.dropped,
        naming="coded",
        carry=carry,
    )


def pieces_of_rows(document: Document, rows: Sequence[Row], layout: Layout) -> Found:
    """A piece for each row with words; the unit of the times is told from all of them."""
    speakers = [row.cell(layout.columns, "speaker").text for row in rows]
    if "start" not in layout.columns and hold_both(speakers[:_SAMPLE]):
        layout = layout._replace(columns={**layout.columns, "start": layout.columns["speaker"]})
    columns, found = layout.columns, Found()
    times = [tuple(row.cell(columns, name).text for name in ("start", "end", "text")) for row in rows]
    layout = unit_of(layout, [(start, end, words) for start, end, words in times])
    for row in rows:
        piece = _piece(row, layout)
        if not piece.text.text or row.cells[0].text == SPECTRUM:
            printed = document.text[slice(*row.chars)].strip() if row.chars else row.text()
            found.dropped.extend(_dropped(document, "row without words", row, printed))
            continue
        found.pieces.append(piece)
        found.dropped.extend(_dropped(document, "other columns", row, _other_cells(row, piece, columns)))
    return found


def _dropped(document: Document, kind: str, row: Row, text: str) -> Iterator[Dropped]:
    if text:
        line = document.line_at(row.chars[0]) if row.chars else row.lines[0] if row.lines else None
        yield Dropped(kind, document.path, line, text)


def _piece(row: Row, layout: Layout) -> Piece:
    def cell(column: str) -> MappedText:
        return row.cell(layout.columns, column)

    speaker, printed = cell("speaker").text.strip(), cell("start").text
    if layout.columns.get("speaker") == layout.columns.get("start") is not None:
        speaker, printed = who_and_when(speaker) or (speaker, "")
    start, end = _span(printed)
    first = time_of(start, layout.milliseconds)
    last = time_of(end or cell("end").text, layout.milliseconds)
    lasts = time_of(cell("duration").text, layout.milliseconds) if last is None else None
    return Piece(
        cell("text"),
        row.chars,
        row.lines,
        label=speaker.rstrip(":：").rstrip() or None,
        start=first,
        end=last if lasts is None or first is None else round(first + lasts, 3),
        section=cell("section").text or None,
        date=iso_date(cell("date").text) if "date" in layout.columns else None,
    )


def _span(cell: str) -> tuple[str, str]:
    """The two times of a cell that holds both (`00:01 - 00:03`), else the cell and nothing."""
    for between in ("-->", "–", "—", " - ", "-"):
        start, found, end = cell.partition(between)
        if found and is_time(start) and is_time(end):
            return start, end
    return cell, ""


def _other_cells(row: Row, piece: Piece, columns: Mapping[str, int]) -> str:
    """The row's cells that are in no column known here, or are none of what their column should hold."""
    told = {"text", "speaker", "section"} | {
        name for name in ("start", "end", "date") if getattr(piece, name) is not None
    }
    if piece.end is not None:
        told.add("duration")
    places = {place for column, place in columns.items() if column in told}
    return " ".join(cell.text for place, cell in enumerate(row.cells) if place not in places and cell.text)


def with_labels(pieces: list[Piece], *, unlabelled: Carry = "between") -> tuple[list[Piece], Carry]:
    """The pieces, with the names that open their words where no column names anybody; and who speaks in the others."""
    if any(piece.label or piece.name for piece in pieces):
        return pieces, unlabelled
    matches = [label_at(piece.text.text) for piece in pieces]
    names = accepted(Counter(match["label"] for match in matches if match))
    named = [match is not None and match["label"] in names for match in matches]
    if sum(named) < min(_LEAST_LABELLED, len(pieces)):
        return pieces, "between"
    found = []
    for piece, match, is_named in zip(pieces, matches, named, strict=True):
        if match is not None and is_named:
            words = trimmed(part(piece.text, match.end(), len(piece.text.text)))
            piece = piece._replace(text=words, label=match["label"])
        found.append(piece)
    return found, "changes"
