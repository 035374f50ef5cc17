"""Fireflies: the sentences of its API's answer, and of the JSON its pages let one download."""

from datetime import UTC, datetime

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import duration, parsed_json, piece
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    dicts,
    fields,
    mapped,
    number,
    string,
)
from index.readers.shared.times import iso_date
from index.transcript import Meta

_Item = dict[str, Json]
_WORDS = ("text", "sentence", "raw_text")


def _record(value: Json) -> _Item:
    """The object that holds the sentences, however deep the API's envelope; a bare list is one, too."""
    if isinstance(value, list):
        return {"sentences": value}
    found = fields(value)
    for key in ("data", "transcript"):
        found = found[key] if isinstance(found.get(key), dict) else found
    return found


def _sentences(value: Json) -> list[_Item]:
    return dicts(_record(value).get("sentences"))


def _sniff(document: Document) -> Fit:
    sentences = _sentences(document.json)[:20]
    named = [sentence for sentence in sentences if "speaker_name" in sentence or "speaker_id" in sentence]
    if named and any(key in named[0] for key in _WORDS):
        return Fit(1.0, "sentences with speaker_name")
    return Fit(0.0, "no `sentences` with speaker_name")


def _read(document: Document) -> Parsed:
    value = parsed_json(document)
    record = _record(value)
    meta = Meta(
        title=string(record.get("title")),
        date=iso_date(string(record.get("dateString")) or "") or _date(record.get("date")),
        url=string(record.get("transcript_url")),
        language=string(record.get("language")),
    )
    return Parsed([_piece(sentence) for sentence in _sentences(value)], meta, naming="coded", carry="between")


def _date(value: Json) -> str | None:
    """The day in UTC of milliseconds since 1970, or of a date in words."""
    if isinstance(value, str):
        return iso_date(value)
    stamp = number(value)
    if stamp is None or not 0 < stamp < 4e12:
        return None
    return datetime.fromtimestamp(stamp / 1000, UTC).date().isoformat()


def _piece(sentence: _Item) -> Piece:
    words = next((sentence[key] for key in _WORDS if string(sentence.get(key))), None)
    label = label_of(sentence.get("speaker_name")) or label_of(sentence.get("speaker_id"))
    start, end = (
        duration(next((sentence[key] for key in (f"{edge}_time", f"{edge}Time", edge) if key in sentence), None))
        for edge in ("start", "end")
    )
    return piece(mapped(words), label, start, end)


READER = Reader("fireflies", frozenset({".json"}), _sniff, _read)
