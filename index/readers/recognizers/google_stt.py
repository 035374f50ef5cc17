"""Google Speech-to-Text, versions 1 and 2, as REST, gcloud and the client libraries write it."""

from collections.abc import Iterator

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import (
    Word,
    duration,
    parsed_json,
    piece,
    pieces_of,
)
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
from index.transcript import Meta

_Item = dict[str, Json]
_TAGS = ("speakerTag", "speaker_tag", "speakerLabel", "speaker_label")
_STARTS = ("startTime", "start_time", "startOffset", "start_offset")
_ENDS = ("endTime", "end_time", "endOffset", "end_offset")
_RESULT_ENDS = ("resultEndTime", "result_end_time", "resultEndOffset", "result_end_offset")
_LANGUAGES = ("languageCode", "language_code")
_CHANNELS = ("channelTag", "channel_tag")


def _results(value: Json) -> list[_Item]:
    """The results, also inside the operation that a long recognition leaves."""
    found = fields(value)
    for key in ("response", "results"):
        if isinstance(found.get(key), dict):
            found = found[key]
    return dicts(found.get("results"))


def _first(item: _Item, keys: tuple[str, ...]) -> Json:
    return next((item[key] for key in keys if key in item), None)


def _best(result: _Item) -> _Item:
    return next(iter(dicts(result.get("alternatives"))), _Item())


def _sniff(document: Document) -> Fit:
    results = _results(document.json)[:50]
    best = [alternative for result in results if (alternative := _best(result))]
    words = [word for alternative in best for word in dicts(alternative.get("words"))[:5]]
    if any("word" in word and _first(word, _STARTS + _ENDS + _TAGS) is not None for word in words):
        return Fit(1.0, "`results` with words and their startTime or speakerTag")
    if any("transcript" in alternative for alternative in best):
        own = any(_first(result, _LANGUAGES + _RESULT_ENDS + _CHANNELS) is not None for result in results)
        return Fit(0.9 if own else 0.6, "`results` with alternatives")
    return Fit(0.0, "no `results` with alternatives")


def _read(document: Document) -> Parsed:
    results = _results(parsed_json(document))
    language = next((found for result in results if (found := string(_first(result, _LANGUAGES)))), None)
    return Parsed(list(_pieces(results)), Meta(language=language), naming="coded", carry="between")


def _pieces(results: list[_Item]) -> Iterator[Piece]:
    """With diarization the words of the last result, which has them all again; without it each result."""
    spoken = [list(_words(result)) for result in results]
    if spoken and any(word.speaker is not None for word in spoken[-1]):
        yield from pieces_of(spoken[-1]) if _repeats(spoken) else pieces_of(word for words in spoken for word in words)
        return
    channels = len({_channel(result) for result in results}) > 1
    for result, words in zip(results, spoken, strict=True):
        label = _channel(result) if channels else None
        if words:
            yield from pieces_of(word._replace(speaker=word.speaker or label) for word in words)
        else:
            yield piece(mapped(_best(result).get("transcript")), label, None, duration(_first(result, _RESULT_ENDS)))


def _repeats(spoken: list[list[Word]]) -> bool:
    """Whether the last result begins again at the first word; version 2 gives each result its own words only."""
    first, last = spoken[0], spoken[-1]
    if len(spoken) == 1 or not first or first[0].start is None or last[0].start is None:
        return True
    return last[0].start <= first[0].start


def _words(result: _Item) -> Iterator[Word]:
    for word in dicts(_best(result).get("words")):
        start, end = duration(_first(word, _STARTS)), duration(_first(word, _ENDS))
        yield Word(mapped(word.get("word")), _tag(_first(word, _TAGS)), start, end)


def _tag(value: Json) -> str | None:
    """A speaker; 0 is what protocol buffers write where nobody was told apart."""
    return None if number(value) == 0 else label_of(value)


def _channel(result: _Item) -> str | None:
    return _tag(_first(result, _CHANNELS))


READER = Reader("google", frozenset({".json"}), _sniff, _read)
