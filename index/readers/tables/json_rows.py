"""JSON that holds a table: a list of rows, each a list of its cells (`[0.0, 2.5, "Ana", "Shall we begin?"]`)."""

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import parsed_json
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, mapped
from index.readers.shared.mapped import MappedText
from index.readers.shared.rows import Row, laid_out, read_rows

_DEEPEST = 4  # levels at which the list is looked for
_LEAST = 2  # rows


def _sniff(document: Document) -> Fit:
    if document.text.lstrip()[:1] not in ("{", "["):
        return Fit(0.0, "no JSON")
    table = laid_out(_rows(document.json))
    columns = table.layout.columns if table is not None else {}
    if not {"speaker", "start"} & set(columns):
        return Fit(0.0, "no list of rows with words and who says them or when")
    return Fit(0.5, f"a list of rows with {', '.join(columns)}")


def _read(document: Document) -> Parsed:
    rows = _rows(parsed_json(document))
    table = laid_out(rows)
    if table is None:
        raise document.malformed("has no list of rows with words.", line=1, way_out="Choose another format.")
    return read_rows(document, rows, table)


def _rows(value: Json) -> list[Row]:
    """The first list of lists in a value, outer ones first."""
    level = [value]
    for _ in range(_DEEPEST):
        for item in level:
            if isinstance(item, list) and len(item) >= _LEAST and all(map(_is_row, item)):
                return [Row([_cell(cell) for cell in row]) for row in item]
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
        ]
    return []


def _is_row(value: Json) -> bool:
    return isinstance(value, list) and len(value) > 1 and not any(isinstance(cell, (dict, list)) for cell in value)


def _cell(value: Json) -> MappedText:
    """A string with its place, a number as it would be printed."""
    if isinstance(value, str):
        return mapped(value)
    return MappedText("" if value is None else str(value))


READER = Reader("json-rows", frozenset({".json"}), _sniff, _read)
