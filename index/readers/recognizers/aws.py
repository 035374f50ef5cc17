"""Amazon Transcribe: words with speaker or channel labels, and the turns of Call Analytics, Contact Lens, HealthScribe.

Contact Lens wraps each turn of its live results once more; HealthScribe's segments name the participant inside.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import (
    Word,
    milliseconds,
    parsed_json,
    piece,
    pieces_of_channels,
)
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


def _sniff(document: Document) -> Fit:
    value = fields(document.json)
    if any("Content" in turn for turn in _turns(value)[:5]):
        return Fit(1.0, "`Transcript` with Content")
    results = fields(value.get("results"))
    if dicts(results.get("items")) and "transcripts" in results:
        return Fit(1.0, "`results.transcripts` and items")
    if any(key in results for key in ("items", "channel_labels", "speaker_labels")):
        return Fit(0.9, "`results` with items or labels")
    return Fit(0.0, "no `results.items`")


def _read(document: Document) -> Parsed:
    value = fields(parsed_json(document))
    results = fields(value.get("results"))
    language = string(results.get("language_code")) or string(value.get("LanguageCode"))
    pieces = _analyzed(value) if _turns(value) else _transcribed(results)
    return Parsed(pieces, Meta(language=language), naming="coded", carry="between")


def _turns(value: _Item) -> list[_Item]:
    """The turns where a call or a conversation was analyzed."""
    segments = dicts(fields(value.get("Conversation")).get("TranscriptSegments"))
    live = dicts(value.get("Transcript")) or dicts(value.get("Segments"))
    return segments or [fields(turn["Transcript"]) if "Transcript" in turn else turn for turn in live]


def _analyzed(value: _Item) -> list[Piece]:
    """The turns of Call Analytics; Contact Lens names the participant, and the participant's role elsewhere."""
    roles = {
        string(person.get("ParticipantId")): string(person.get("ParticipantRole"))
        for person in dicts(value.get("Participants"))
    }
    return [_analyzed_turn(turn, roles) for turn in _turns(value)]


def _analyzed_turn(turn: _Item, roles: dict[str | None, str | None]) -> Piece:
    participant = string(turn.get("ParticipantId"))
    told = turn.get("ParticipantRole") or fields(turn.get("ParticipantDetails")).get("ParticipantRole")
    label = string(told) or roles.get(participant) or participant
    start, end = milliseconds(turn.get("BeginOffsetMillis")), milliseconds(turn.get("EndOffsetMillis"))
    if start is None:
        start, end = number(turn.get("BeginAudioTime")), number(turn.get("EndAudioTime"))
    return piece(mapped(turn.get("Content")), label, start, end)


class _Segments(NamedTuple):
    """Who speaks when: by the start of each word, and by the spans of whole segments."""

    words: dict[float, tuple[str | None, int]]
    starts: list[float]
    spans: list[tuple[float, str | None, int]]  # end, speaker, number

    def at(self, start: float | None) -> tuple[str | None, int | None]:
        """Speaker and segment of a word."""
        if start is None:
            return None, None
        if start in self.words:
            return self.words[start]
        place = bisect_right(self.starts, start) - 1
        if place < 0 or self.spans[place][0] <= start:
            return None, None
        return self.spans[place][1:]


def _segments(labels: Json) -> _Segments:
    """The join is on numbers: as text "10.0" would stand before "9.0"."""
    words: dict[float, tuple[str | None, int]] = {}
    spans = []
    for place, segment in enumerate(dicts(fields(labels).get("segments"))):
        speaker = string(segment.get("speaker_label"))
        for item in dicts(segment.get("items")):
            start = number(item.get("start_time"))
            if start is not None:
                words[start] = (string(item.get("speaker_label")) or speaker, place)
        start, end = number(segment.get("start_time")), number(segment.get("end_time"))
        if start is not None and end is not None:
            spans.append((start, end, speaker, place))
    spans.sort(key=_start)
    return _Segments(words, [span[0] for span in spans], [span[1:] for span in spans])


def _start(span: tuple[float, float, str | None, int]) -> float:
    return span[0]


def _transcribed(results: _Item) -> list[Piece]:
    items = dicts(results.get("items"))
    channels = dicts(fields(results.get("channel_labels")).get("channels"))
    if channels and not any("channel_label" in item for item in items[:20]):
        streams = [
            [{"channel_label": channel.get("channel_label"), **item} for item in dicts(channel.get("items"))]
            for channel in channels
        ]
    else:
        by_channel: dict[str | None, list[_Item]] = {}
        for item in items:
            by_channel.setdefault(string(item.get("channel_label")), []).append(item)
        streams = list(by_channel.values())
    if not any(streams):
        return [piece(mapped(whole.get("transcript")), None, None, None) for whole in dicts(results.get("transcripts"))]
    segments = _segments(results.get("speaker_labels"))
    return pieces_of_channels([_words(stream, segments) for stream in streams if stream])


def _words(items: list[_Item], segments: _Segments) -> Iterator[Word]:
    """The words of a channel; the channel is the speaker where nothing else tells."""
    for item in items:
        best = next(iter(dicts(item.get("alternatives"))), _Item())
        start, end = number(item.get("start_time")), number(item.get("end_time"))
        speaker, segment = segments.at(start)
        label = string(item.get("speaker_label")) or speaker
        if label is None and not segments.starts:
            label = string(item.get("channel_label"))
        yield Word(mapped(best.get("content")), label, start, end, segment, item.get("type") == "punctuation")


READER = Reader("aws", frozenset({".json"}), _sniff, _read)
