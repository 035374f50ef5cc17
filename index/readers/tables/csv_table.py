"""Tables: CSV and TSV with a column for the speaker and one for the words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, number
from index.readers.shared.mapped import EMPTY, MappedText, cleaned, stretch
from index.readers.shared.times import iso_date, seconds
from index.transcript import Dropped, Meta

_SYNONYMS = {
    "speaker": "speaker|name|participant|who|speaker name|speakername|speaker label|speaker id|author|user|from|role"
    "|sprecher|locuteur|hablante|发言人|説話者",
    "text": "text|utterance|content|transcript|body|sentence|message|words|speech|dialogue|line|caption|transcription"
    "|subtitle|内容|文本",
    "start": "start|begin|in|timestamp|start time|starttime|start sec|start timestamp|begin time|time|tc in|timecode"
    "|onset|offset",
    "end": "end|out|stop|end time|endtime|end sec|end timestamp|tc out|finish",
    "date": "date|day|datetime|date time|when|session date",
    "section": "section|topic|heading|agenda item|scene|session",
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {column: tuple(names.split("|")) for column, names in _SYNONYMS.items()}
_MILLISECONDS = re.compile(r"(?:_|\b)(?:ms|millis(?:econds)?)\b|Ms$")
_QUOTE = re.compile('""')
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


Row = list[Cell]


def rows_of(source: str, delimiter: str, *, limit: int | None = None) -> Iterator[Row]:
    """The rows of a table, cell by cell, blank lines left out; a quoted cell may hold newlines."""
    pattern, at, size, row = _FIELD[delimiter], 0, len(source), list[Cell]()
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
    if not cell.quoted:
        return stretch(source, cell.start, cell.end)
    return cleaned(source, cell.start, cell.end, _QUOTE, _one_quote)


def _one_quote(_: str) -> str:
    return '"'


class Layout(NamedTuple):
    """What each column is: its place by the names above, and the unit of the times."""

    columns: Mapping[str, int]
    milliseconds: bool


def layout_of(names: Sequence[str]) -> Layout | None:
    """The columns of a header, None where none of them holds words."""
    plain = [" ".join(name.casefold().replace("_", " ").split()) for name in names]
    columns: dict[str, int] = {}
    for column, wanted in _COLUMNS.items():
        bare = [re.sub(r"\s*\(?\b(?:ms|s|sec|seconds|millis|milliseconds)\b\)?$", "", name) for name in plain]
        found = [
            (wanted.index(name), place) for names in (plain, bare) for place, name in enumerate(names) if name in wanted
        ]
        free = [entry for entry in found if entry[1] not in columns.values()]
        if free:
            columns[column] = min(free)[1]
    start = columns.get("start")
    milliseconds = start is not None and _MILLISECONDS.search(names[start]) is not None
    return Layout(columns, milliseconds) if "text" in columns else None


def _delimiter(document: Document) -> tuple[str, Layout] | None:
    """The delimiter under which the first row names columns, and which columns those are."""
    found = []
    for delimiter in _FIELD:
        first = next(rows_of(document.text, delimiter, limit=4000), [])
        layout = layout_of([_text(document.text, cell).text for cell in first]) if len(first) > 1 else None
        if layout is not None:
            found.append((len(layout.columns), delimiter, layout))
    return max(found, key=_first)[1:] if found else None


def _first(entry: tuple[int, str, Layout]) -> int:
    return entry[0]


def _sniff(document: Document) -> Fit:
    found = _delimiter(document) if document.text else None
    if found is None:
        return Fit(0.0, "the first row names no column of words")
    columns = found[1].columns
    if "speaker" in columns or "start" in columns:
        return Fit(0.9, f"a header with {', '.join(columns)}")
    return Fit(0.5, "a header with a column of words")


def _read(document: Document) -> Parsed:
    found = _delimiter(document)
    if found is None:
        raise document.malformed(
            "its first row names no column of words.", line=1, way_out="Name the columns speaker, text, start, end."
        )
    delimiter, layout = found
    source, pieces, dropped = document.text, list[Piece](), list[Dropped]()
    for number_of_row, row in enumerate(rows_of(source, delimiter)):
        if number_of_row == 0:
            header = source[row[0].start : row[-1].end].strip()
            continue
        piece = _piece(source, row, layout)
        if not piece.text.text:
            dropped.append(document.dropped("row without words", row[0].start, row[-1].end))
            continue
        pieces.append(piece)
        if beside := _beside(source, row, piece, layout):
            dropped.append(Dropped("other columns", document.path, document.line_at(row[0].start), beside))
    return Parsed(pieces, Meta(raw_header_lines=(header,)), dropped=dropped, naming="coded", carry="between")


def _piece(source: str, row: Row, layout: Layout) -> Piece:
    def cell(column: str) -> MappedText:
        place = layout.columns.get(column)
        return _text(source, row[place]) if place is not None and place < len(row) else EMPTY

    start, end = time_of(cell("start").text, layout.milliseconds), time_of(cell("end").text, layout.milliseconds)
    first, last = row[0], row[-1]
    return Piece(
        cell("text"),
        (first.start - first.quoted, last.end + last.quoted),
        label=cell("speaker").text or None,
        start=start,
        end=end,
        section=cell("section").text or None,
        date=iso_date(cell("date").text),
    )


def _beside(source: str, row: Row, piece: Piece, layout: Layout) -> str:
    """The row's cells that are in no column known here, or are none of what their column should hold."""
    told = {"text", "speaker", "section"} | {
        name for name in ("start", "end", "date") if getattr(piece, name) is not None
    }
    places = {place for column, place in layout.columns.items() if column in told}
    cells = (_text(source, cell).text for place, cell in enumerate(row) if place not in places)
    return " ".join(cell for cell in cells if cell)


def time_of(value: Json, milliseconds: bool) -> float | None:
    """Seconds of a cell: a number with a point or a comma, or a clock."""
    if isinstance(value, str):
        value = value.strip().rstrip("s").strip()
        if ":" in value:
            return seconds(value)
        value = value.replace(",", ".") if value.count(",") == 1 else value
    found = number(value)
    return found / 1000 if found is not None and milliseconds else found


READER = Reader("table", frozenset({".csv", ".tsv", ".tab"}), _sniff, _read)
