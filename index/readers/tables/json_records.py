"""JSON objects with a key for the words and one for the speaker or the time: one on each line, or in a list.

The list may lie deep (`{"data": {"transcript": [...]}}`), and the words in it may be lists themselves: so read what
tools without a reader of their own here give, chat logs with `role` and `content`, and scripts of one's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from index.errors import TranscriptError
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import duration
from index.readers.recognizers.speaker_value import label_of, with_names
from index.readers.shared.columns import Layout, is_time, layout_of, speech_of, time_of, unit_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    Located,
    dicts,
    fields,
    mapped,
    parse_json,
    string,
)
from index.readers.shared.mapped import MappedText, joined
from index.readers.shared.rows import with_labels
from index.readers.shared.times import iso_date
from index.transcript import Meta

_Span = tuple[int, int]
_SAMPLE = 20  # objects, enough to know the keys
_LOOKED_AT = 100  # objects, enough to see whose names come again under keys of one's own
_DEEPEST = 7  # levels at which a list of objects is looked for
_MOST_LISTS = 2_000
_SHORT = {"t": ("at", "txt"), "s": ("at", "spk"), "e": ("until", "e"), "n": ("n", "spk")}  # with times, and without
_LONGEST = 1e8  # seconds: a later time is one since 1970, and no recording's
_PARTS = ("text", "word", "content", "value", "punctuated_word", "sentence")  # keys of words inside the words


class _Records(NamedTuple):
    """The objects, each with the characters of its line (None in a list), and which key holds what."""

    items: list[tuple[dict[str, Json], _Span | None]]
    keys: Mapping[str, str]
    layout: Layout


def _records(items: list[tuple[dict[str, Json], _Span | None]]) -> _Records | None:
    names = list(dict.fromkeys(key for item, _ in items[:_SAMPLE] for key in item))
    sample = [item for item, _ in items[:_SAMPLE]]
    layout = layout_of([_spelt_out(name, sample) for name in names])
    if layout is None:
        looked_at = [item for item, _ in items[:_LOOKED_AT]]
        names = [name for name in names if sum(name in item for item in looked_at) * 2 > len(looked_at)]
        whole = [item for item in looked_at if all(name in item for name in names)]
        layout = speech_of([[_printed_value(item[name]) for name in names] for item in whole])
    if layout is None:
        return None
    return _Records(items, {column: names[place] for column, place in layout.columns.items()}, layout)


def _spelt_out(name: str, items: list[dict[str, Json]]) -> str:
    """A key; what one of a single letter is short for, as its values show: `s` who speaks or since when, `t` the words
    or their time, `e` their end."""
    if name not in _SHORT:
        return name
    told = [item[name] for item in items if item.get(name) is not None]
    timed = bool(told) and all(isinstance(one, (int, float)) or (isinstance(one, str) and is_time(one)) for one in told)
    return _SHORT[name][not timed]


def _on_lines(document: Document, limit: int | None = None) -> _Records | None:
    if document.text.lstrip()[:1] != "{":
        return None
    if isinstance(document.json, dict):  # one object only
        return _records([(document.json, (0, len(document.text)))])
    return _records(_unwrapped(list(islice(_objects(document), limit))))


def _unwrapped(items: list[tuple[dict[str, Json], _Span | None]]) -> list[tuple[dict[str, Json], _Span | None]]:
    """The objects themselves, or those that hold the words inside each (`{"data": {"utterance": {...}}}`)."""
    for _ in range(_DEEPEST):
        layout = layout_of(list(items[0][0])) if items else None
        if not items or (layout and not isinstance(list(items[0][0].values())[layout.columns["text"]], dict)):
            break
        key = next((key for key, value in items[0][0].items() if isinstance(value, dict)), None)
        if key is None:
            break
        items = [(item[key], where) for item, where in items if isinstance(item.get(key), dict)]
    return items


def _objects(document: Document) -> Iterator[tuple[dict[str, Json], _Span]]:
    """The object on each line that is not blank, and where the line stands."""
    for line, (start, end) in enumerate(document.lines, start=1):
        if start < end and not document.text[start:end].isspace():
            value = parse_json(document.text, path=document.path, start=start, end=end, line=line)
            if isinstance(value, dict):
                yield value, (start, end)


def _in_a_list(document: Document) -> _Records | None:
    """The list, wherever it lies, whose objects say the most words with a speaker or a time; outer ones first."""
    found: list[tuple[bool, int, _Records]] = []
    for candidate in _lists(document.json):
        records = _records([(item, None) for item in candidate])
        if records is not None and {"speaker", "start"} & set(records.keys) and _hold_words(records):
            named = "speaker" in records.keys and _name_somebody(records)
            if named or len(records.items) > 1:
                found.append((named, _letters(records), records))
    return max(found, key=_rank)[2] if found else None


def _rank(entry: tuple[bool, int, _Records]) -> tuple[bool, int]:
    return entry[:2]


def _lists(value: Json) -> Iterator[list[dict[str, Json]]]:
    """The lists of objects in a value, outer ones before inner ones; what alike objects hold at one place is one list.

    So the turns of all sections of a hearing are a list, as are the sections.
    """
    level: list[Json] = [value]
    seen = 0
    for _ in range(_DEEPEST):
        below: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif items := dicts(item):
                yield items
                below.extend(_joined(items))
            seen += 1
        level = [item for item in below if isinstance(item, (dict, list))][:_MOST_LISTS]


def _joined(items: list[dict[str, Json]]) -> Iterator[Json]:
    """What objects of a list hold: one list for each key that has lists of objects, all else of the first of them."""
    joined: dict[str, list[Json]] = {}
    for number, item in enumerate(items):
        for key, inner in item.items():
            if dicts(inner) and isinstance(inner, list):
                joined.setdefault(key, []).extend(inner)
            elif number < _SAMPLE:
                yield inner
    yield from joined.values()


def _name_somebody(records: _Records) -> bool:
    key = records.keys["speaker"]
    return any(label_of(item.get(key)) is not None for item, _ in records.items)


def _hold_words(records: _Records) -> bool:
    return any(_words(item.get(records.keys["text"])).text for item, _ in records.items[:_SAMPLE])


def _letters(records: _Records) -> int:
    """How long the records' words are, so that a list of sentences comes before one of words."""
    sample = records.items[:_SAMPLE]
    return sum(len(_words(item.get(records.keys["text"])).text) for item, _ in sample) // max(len(sample), 1)


def _words(value: Json) -> MappedText:
    """A string, or what strings and objects with one say in a list (`content` of chats, `words` of meetings)."""
    if isinstance(value, str):
        return mapped(value)
    if isinstance(value, dict):
        return next((words for key in _PARTS if (words := mapped(value.get(key))).text), MappedText(""))
    if not isinstance(value, list):
        return MappedText("")
    parts = (
        mapped(item) if isinstance(item, str) else _words(item) if isinstance(item, dict) else None for item in value
    )
    return joined([part for part in parts if part is not None and part.text])


def _sniff_lines(document: Document) -> Fit:
    try:
        records = _on_lines(document, limit=_SAMPLE) if document.text else None
    except TranscriptError as error:
        return Fit(0.0, f"no JSON object on each line: {error.reason}")
    if records is None or not _hold_words(records) or ("speaker" not in records.keys and len(records.items) < 2):
        return Fit(0.0, "no JSON object with words on each line")
    if len(records.items) == 1 and _in_a_list(document) is not None:
        return Fit(0.2, "one object, with a list of others in it")
    return Fit(0.85 if "speaker" in records.keys else 0.6, f"an object on each line with {', '.join(records.keys)}")


def _sniff_list(document: Document) -> Fit:
    records = _in_a_list(document)
    if records is None:
        return Fit(0.0, "no list of objects with a speaker and words")
    return Fit(0.4 if "speaker" in records.keys else 0.3, f"a list of objects with {', '.join(records.keys)}")


def _read_lines(document: Document) -> Parsed:
    records = _on_lines(document)
    if records is None:
        raise document.malformed("has no JSON object with words on each line.", line=1, way_out=_NAMES)
    return _parsed(records, Meta())


def _read_list(document: Document) -> Parsed:
    records = _in_a_list(document)
    if records is None:
        raise document.malformed("has no list of objects with a speaker and words.", line=1, way_out=_NAMES)
    whole = fields(document.json)
    title = string(whole.get("title"))
    date = iso_date(string(whole.get("date")) or title or "")
    meta = Meta(title=title, date=date, language=string(whole.get("language")))
    parsed = _parsed(records, meta)
    return replace(parsed, pieces=with_names(parsed.pieces, whole))


_NAMES = "Name the keys speaker, text, start, end."


def _parsed(records: _Records, meta: Meta) -> Parsed:
    layout = unit_of(records.layout, [_printed(item, records.keys) for item, _ in records.items])
    pieces = [_piece(item, where, records, milliseconds=layout.milliseconds) for item, where in records.items]
    pieces, carry = with_labels(pieces)
    return Parsed(pieces, meta, naming="coded", carry=carry)


def _printed(item: dict[str, Json], keys: Mapping[str, str]) -> tuple[str, str, str]:
    """Start and end as they would stand in a table, and the words."""
    start, end, text = (item.get(keys.get(column, "")) for column in ("start", "end", "text"))
    return _printed_value(start), _printed_value(end), _words(text).text


def _printed_value(value: Json) -> str:
    return str(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else ""


def _time(value: Json, *, milliseconds: bool) -> float | None:
    """Seconds of a number, a clock, or an object with one (`{"seconds": 2}`, `{"relative": 2.5}`)."""
    if isinstance(value, dict):
        relative = next((value[key] for key in ("relative", "offset", "value", "start") if key in value), None)
        return duration(value) if relative is None and "seconds" in value else time_of(relative, milliseconds)
    return time_of(value, milliseconds)


def _piece(item: dict[str, Json], where: _Span | None, records: _Records, *, milliseconds: bool) -> Piece:
    def value(column: str) -> Json:
        return item.get(records.keys[column]) if column in records.keys else None

    words = value("text")
    text = _words(words)
    first, last = value("start"), value("end")
    if isinstance(first, list) and len(first) == 2:  # Transformers and others give both in one
        first, last = first
    start, end = (_time(time, milliseconds=milliseconds) for time in (first, last))
    lasts = _time(value("duration"), milliseconds=milliseconds) if end is None else None
    date = iso_date(string(value("date")) or "")
    if start is not None and start > _LONGEST:
        date = date or _day(start)
        start = end = None
    piece = Piece(
        text,
        where or _chars(words, text),
        label=label_of(value("speaker")),
        start=start,
        end=end if lasts is None or start is None else round(start + lasts, 3),
        section=string(value("section")),
        date=date,
    )
    return (
        piece if start is not None or not isinstance(words, list) else _timed_by_its_words(piece, words, milliseconds)
    )


def _day(since: float) -> str | None:
    """The day that is so many seconds after 1970 began."""
    return datetime.fromtimestamp(since, UTC).date().isoformat() if since < 100 * _LONGEST else None


def _timed_by_its_words(piece: Piece, words: list[Json], milliseconds: bool) -> Piece:
    """A piece whose words are objects with times and which has none of its own."""
    items = dicts(words)
    layout = layout_of(list(items[0])) if items else None
    if layout is None:
        return piece
    names = list(items[0])
    keys = {column: names[place] for column, place in layout.columns.items()}
    layout = unit_of(layout, [_printed(item, keys) for item in items])
    start = _time(items[0].get(keys.get("start", "")), milliseconds=milliseconds or layout.milliseconds)
    end = _time(items[-1].get(keys.get("end", "")), milliseconds=milliseconds or layout.milliseconds)
    return piece._replace(start=start, end=end)


def _chars(words: Json, text: MappedText) -> _Span | None:
    if isinstance(words, Located):
        return words.at, words.at + len(words.raw)
    return (text.runs[0][1], text.runs[-1][1] + text.runs[-1][2]) if text.runs else None


LINES = Reader("jsonl", frozenset({".jsonl", ".ndjson"}), _sniff_lines, _read_lines, version=4)
LIST = Reader("json-records", frozenset({".json"}), _sniff_list, _read_list, version=4)
