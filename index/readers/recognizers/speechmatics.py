"""Speechmatics: the `json-v2` transcript of a job, and the messages of its live sessions.

As its documentation has it (docs.speechmatics.com, "Output" and "Realtime API reference"): `results` of words and
punctuation, which says to which side it `attaches_to`; `UU` is a speaker it could not tell. Of a live session the
`AddTranscript` messages are final, the partial ones only guesses.
"""

from collections.abc import Iterator

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.recognizers.common import Word, parsed_json, pieces_of, pieces_of_channels
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, mapped, number, string
from index.readers.shared.times import iso_date
from index.transcript import Meta

_Item = dict[str, Json]
_UNKNOWN = "UU"


def _results(value: Json) -> list[_Item]:
    """The results of a job, or those of all final messages."""
    if isinstance(value, list):
        return [
            item for message in dicts(value) if message.get("message") == "AddTranscript" for item in _results(message)
        ]
    return dicts(fields(value).get("results"))


def _sniff(document: Document) -> Fit:
    results = _results(document.json)[:20]
    if any(
        "alternatives" in item and "start_time" in item and item.get("type") in ("word", "punctuation")
        for item in results
    ):
        aws = fields(fields(document.json).get("results"))
        return Fit(0.0 if aws else 1.0, "`results` of words and punctuation with start_time")
    return Fit(0.0, "no `results` of words with start_time")


def _read(document: Document) -> Parsed:
    value = parsed_json(document)
    whole = fields(value)
    config = fields(fields(whole.get("metadata")).get("transcription_config"))
    job = fields(whole.get("job"))
    meta = Meta(
        title=string(job.get("title")),
        date=iso_date(string(job.get("created_at")) or ""),
        language=string(config.get("language")),
    )
    channels: dict[str, list[Word]] = {}
    for item in _results(value):
        for word in _word(item):
            channels.setdefault(string(item.get("channel")) or "", []).append(word)
    words = list(channels.values())
    return Parsed(pieces_of_channels(words) if words else pieces_of(()), meta, naming="coded", carry="between")


def _word(item: _Item) -> Iterator[Word]:
    best = next(iter(dicts(item.get("alternatives"))), None)
    if best is None:  # a change of speaker, or the end of a sentence
        return
    told = label_of(best.get("speaker")) or label_of(item.get("channel"))
    glued = item.get("type") == "punctuation" and item.get("attaches_to", "previous") in ("previous", "both")
    start, end = number(item.get("start_time")), number(item.get("end_time"))
    yield Word(mapped(best.get("content")), None if told == _UNKNOWN else told, start, end, glued=glued)


READER = Reader("speechmatics", frozenset({".json"}), _sniff, _read)
