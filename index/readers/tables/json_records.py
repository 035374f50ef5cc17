"""JSON objects with a key for the speaker and one for the words: one on each line, or in a list."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from index.errors import TranscriptError
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.whisper import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    Located,
    dicts,
    mapped,
    parse_json,
    string,
)
from index.readers.shared.times import iso_date
from index.readers.tables.csv_table import layout_of, time_of
from index.transcript import Meta

_Span = tuple[int, int]
_SAMPLE = 20  # objects, enough to know the keys


class _Records(NamedTuple):
    """The objects, each with the characters of its line (None in a list), and which key holds what."""

    items: list[tuple[dict[str, Json], _Span | None]]
    keys: Mapping[str, str]
    milliseconds: bool


def _records(items: list[tuple[dict[str, Json], _Span | None]]) -> _Records | None:
    names = list(dict.fromkeys(key for item, _ in items[:_SAMPLE] for key in item))
    layout = layout_of(names)
    if layout is None:
        return None
    return _Records(items, {column: names[place] for column, place in layout.columns.items()}, layout.milliseconds)


def _on_lines(document: Document, limit: int | None = None) -> _Records | None:
    if document.text.lstrip()[:1] != "{":
        return None
    if isinstance(document.json, dict):  # one object only
        return _records([(document.json, (0, len(document.text)))])
    return _records(list(islice(_objects(document), limit)))


def _objects(document: Document) -> Iterator[tuple[dict[str, Json], _Span]]:
    """The object on each line that is not blank, and where the line stands."""
    for line, (start, end) in enumerate(document.lines, start=1):
        if start < end and not document.text[start:end].isspace():
            value = parse_json(document.text, path=document.path, start=start, end=end, line=line)
            if isinstance(value, dict):
                yield value, (start, end)


def _in_a_list(document: Document) -> _Records | None:
    """The first list, the file's own or one of its values, whose objects have a key for words and one for a speaker."""
    whole = document.json
    lists = [whole] if isinstance(whole, list) else list(whole.values()) if isinstance(whole, dict) else []
    for candidate in lists:
        items = dicts(candidate)
        records = _records([(item, None) for item in items]) if items else None
        if records is not None and "speaker" in records.keys and _hold_words(records):
            return records
    return None


def _hold_words(records: _Records) -> bool:
    key = records.keys["text"]
    return any(isinstance(item.get(key), str) for item, _ in records.items[:_SAMPLE])


def _sniff_lines(document: Document) -> Fit:
    try:
        records = _on_lines(document, limit=_SAMPLE) if document.text else None
    except TranscriptError as error:
        return Fit(0.0, f"no JSON object on each line: {error.reason}")
    if records is None or not _hold_words(records) or ("speaker" not in records.keys and len(records.items) < 2):
        return Fit(0.0, "no JSON object with words on each line")
    return Fit(0.85 if "speaker" in records.keys else 0.6, f"an object on each line with {', '.join(records.keys)}")


def _sniff_list(document: Document) -> Fit:
    records = _in_a_list(document)
    if records is None:
        return Fit(0.0, "no list of objects with a speaker and words")
    return Fit(0.4, f"a list of objects with {', '.join(records.keys)}")


def _read_lines(document: Document) -> Parsed:
    records = _on_lines(document)
    if records is None:
        raise document.malformed("has no JSON object with words on each line.", line=1, way_out=_NAMES)
    return _parsed(records, Meta())


def _read_list(document: Document) -> Parsed:
    records = _in_a_list(document)
    if records is None:
        raise document.malformed("has no list of objects with a speaker and words.", line=1, way_out=_NAMES)
    whole = document.json if isinstance(document.json, dict) else {}
    date = iso_date(string(whole.get("date")) or "")
    return _parsed(records, Meta(title=string(whole.get("title")), date=date, language=string(whole.get("language"))))


_NAMES = "Name the keys speaker, text, start, end."


def _parsed(records: _Records, meta: Meta) -> Parsed:
    pieces = [_piece(item, where, records) for item, where in records.items]
    return Parsed(pieces, meta, naming="coded", carry="between")


def _piece(item: dict[str, Json], where: _Span | None, records: _Records) -> Piece:
    def value(column: str) -> Json:
        return item.get(records.keys[column]) if column in records.keys else None

    words = value("text")
    return Piece(
        mapped(words),
        where or ((words.at, words.at + len(words.raw)) if isinstance(words, Located) else None),
        label=label_of(value("speaker")),
        start=time_of(value("start"), records.milliseconds),
        end=time_of(value("end"), records.milliseconds),
        section=string(value("section")),
        date=iso_date(string(value("date")) or ""),
    )


LINES = Reader("jsonl", frozenset({".jsonl", ".ndjson"}), _sniff_lines, _read_lines)
LIST = Reader("json-records", frozenset({".json"}), _sniff_list, _read_list)
