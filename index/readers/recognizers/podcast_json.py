"""The JSON transcript of Podcasting 2.0: segments of a word or a sentence, the speaker not on each."""

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import parsed_json, piece
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    dicts,
    fields,
    mapped,
    number,
)


def _sniff(document: Document) -> Fit:
    value = fields(document.json)
    segments = dicts(value.get("segments"))[:20]
    if segments and all("body" in segment for segment in segments):
        return Fit(1.0, "`segments` with a body")
    return Fit(0.0, "no `segments` with a body")


def _read(document: Document) -> Parsed:
    segments = dicts(fields(parsed_json(document)).get("segments"))
    return Parsed([_piece(segment) for segment in segments], naming="coded", carry="between")


def _piece(segment: dict[str, Json]) -> Piece:
    start, end = number(segment.get("startTime")), number(segment.get("endTime"))
    return piece(mapped(segment.get("body")), label_of(segment.get("speaker")), start, end)


READER = Reader("podcasting2", frozenset({".json"}), _sniff, _read)
