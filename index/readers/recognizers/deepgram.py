"""Deepgram: utterances where they were asked for, else words; a speaker is a number, and 0 is one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import (
    Word,
    interleaved,
    parsed_json,
    piece,
    pieces_of,
    pieces_of_channels,
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


class _Voice(NamedTuple):
    """Speakers are counted in each channel separately."""

    channel: int
    speaker: str | None


def _sniff(document: Document) -> Fit:
    results = fields(fields(document.json).get("results"))
    if any("alternatives" in channel for channel in dicts(results.get("channels"))):
        return Fit(1.0, "`results.channels` with alternatives")
    if any("transcript" in item for item in dicts(results.get("utterances"))[:5]):
        return Fit(1.0, "`results.utterances` with a transcript")
    return Fit(0.0, "no `results.channels` with alternatives")


def _read(document: Document) -> Parsed:
    results = fields(fields(parsed_json(document)).get("results"))
    channels, utterances = dicts(results.get("channels")), dicts(results.get("utterances"))
    pieces = _from_utterances(utterances) if utterances else _from_channels(channels)
    language = next((found for channel in channels if (found := string(channel.get("detected_language")))), None)
    return Parsed(pieces, Meta(language=language), naming="coded", carry="between")


def _labels(voices: Iterable[_Voice]) -> Mapping[_Voice, str | None]:
    """What each voice is called: its number, or its channel's where each channel is one person."""
    distinct = set(voices)
    channels = {voice.channel for voice in distinct}
    if len(channels) < 2:
        return {voice: voice.speaker for voice in distinct}
    if len(channels) == len(distinct):
        return {voice: str(voice.channel) for voice in distinct}
    return {
        voice: f"Channel {voice.channel}" + (f", speaker {voice.speaker}" if voice.speaker is not None else "")
        for voice in distinct
    }


def _from_utterances(items: list[_Item]) -> list[Piece]:
    labels = _labels(voice for item in items for voice in _voices(item))
    channels: dict[int, list[Piece]] = {}
    for item in items:
        channels.setdefault(_channel(item), []).extend(_utterance(item, labels))
    return interleaved(list(channels.values()))


def _channel(item: _Item) -> int:
    return int(number(item.get("channel")) or 0)


def _voices(item: _Item) -> list[_Voice]:
    """Who speaks in an utterance: as its words say, where they know better than it."""
    channel = _channel(item)
    spoken = {label_of(word.get("speaker")) for word in dicts(item.get("words"))} - {None}
    speaker = label_of(item.get("speaker"))
    if len(spoken) > 1 or (spoken and speaker is None):
        return [_Voice(channel, name) for name in spoken]
    return [_Voice(channel, speaker)]


def _utterance(item: _Item, labels: Mapping[_Voice, str | None]) -> Iterator[Piece]:
    voices = _voices(item)
    if len(voices) > 1:
        yield from pieces_of(_words(dicts(item.get("words")), _channel(item), labels))
        return
    start, end = number(item.get("start")), number(item.get("end"))
    yield piece(mapped(item.get("transcript")), labels[voices[0]], start, end)


def _from_channels(channels: list[_Item]) -> list[Piece]:
    best = [next(iter(dicts(channel.get("alternatives"))), _Item()) for channel in channels]
    spoken = [dicts(alternative.get("words")) for alternative in best]
    if not any(spoken):
        told = [_sentences(dicts(fields(alternative.get("paragraphs")).get("paragraphs"))) for alternative in best]
        if any(told):
            return interleaved(told)
        return [piece(mapped(alternative.get("transcript")), None, None, None) for alternative in best]
    labels = _labels(
        _Voice(channel, label_of(word.get("speaker"))) for channel, words in enumerate(spoken) for word in words
    )
    return pieces_of_channels([_words(words, channel, labels) for channel, words in enumerate(spoken) if words])


def _sentences(paragraphs: list[_Item]) -> list[Piece]:
    """The sentences of paragraphs, where smart formatting was asked for and the words were left out."""
    return [
        piece(
            mapped(sentence.get("text")),
            label_of(paragraph.get("speaker")),
            number(sentence.get("start")),
            number(sentence.get("end")),
        )
        for paragraph in paragraphs
        for sentence in dicts(paragraph.get("sentences"))
    ]


def _words(items: list[_Item], channel: int, labels: Mapping[_Voice, str | None]) -> Iterator[Word]:
    for item in items:
        text = mapped(item.get("punctuated_word")) if item.get("punctuated_word") else mapped(item.get("word"))
        voice = _Voice(channel, label_of(item.get("speaker")))
        yield Word(text, labels.get(voice), number(item.get("start")), number(item.get("end")))


READER = Reader("deepgram", frozenset({".json"}), _sniff, _read)
