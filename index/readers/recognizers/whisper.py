"""The JSON of the Whisper family: openai-whisper, whisper-timestamped, faster-whisper, whisper.cpp, WhisperX."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import duration
from index.readers.recognizers.speaker_value import label_of, who_key, with_names
from index.readers.shared.columns import Layout, unit_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    dicts,
    mapped,
    number,
    string,
)
from index.readers.shared.mapped import (
    MappedText,
    bounds,
    joined,
    part,
    trimmed,
)
from index.transcript import Meta
from index.vocabulary import SENTENCE_END

_PRINTED_SPEAKER = re.compile(r"\(speaker (\d{1,3}|\?)\)")  # what `--diarize` prints before the words
_TURN = "[SPEAKER_TURN]"  # what tinydiarize prints where the speaker changes


def segments_of(document: Document) -> list[dict[str, Json]]:
    """The `segments` of an object, or a bare list of them; of an object with timed words alone, itself."""
    value = document.json
    if not isinstance(value, dict):
        return dicts(value)
    segments = dicts(value.get("segments"))
    return segments or ([value] if _has_words_alone(value) else [])


def _has_words_alone(value: dict[str, Json]) -> bool:
    """Whether it is what OpenAI's interface gives for times of words and not of segments."""
    words = dicts(value.get("words"))
    return isinstance(value.get("text"), str) and bool(words) and all("word" in w and "start" in w for w in words[:20])


def _is_segment(item: dict[str, Json]) -> bool:
    timed = "start" in item and ("end" in item or ("speaker" in item and "duration" not in item))
    return isinstance(item.get("text"), str) and (timed or _has_words_alone(item))


def _are_segments(items: list[dict[str, Json]]) -> bool:
    """Whether the first items are segments, and none has a key for who speaks that Whisper does not write."""
    sample = items[:20]
    return bool(sample) and all(map(_is_segment, sample)) and who_key(sample) in (None, "speaker")


def _sniff_whisper(document: Document) -> Fit:
    items = segments_of(document)
    if not _are_segments(items):
        return Fit(0.0, "no `segments` with start, end and text")
    if any("speaker" in item for item in items) or _spoken_words(items):
        return Fit(0.5, "segments of Whisper, with speakers")
    return Fit(0.9, "`segments` with start, end and text")


def _sniff_whisperx(document: Document) -> Fit:
    items = segments_of(document)
    if not _are_segments(items):
        return Fit(0.0, "no `segments` with start, end, text and speaker")
    if any("speaker" in item for item in items) or _spoken_words(items):
        return Fit(0.9, "`segments` with a speaker")
    return Fit(0.3, "`segments`, but nobody speaks in them")


def _spoken_words(items: list[dict[str, Json]]) -> bool:
    return any("speaker" in word for item in items[:200] for word in dicts(item.get("words")))


def _sniff_cpp(document: Document) -> Fit:
    value = document.json
    items = dicts(value.get("transcription")) if isinstance(value, dict) else []
    if not items or not any("offsets" in item or "timestamps" in item for item in items[:5]):
        return Fit(0.0, "no `transcription` with offsets")
    return Fit(1.0, "`transcription` with offsets")


def _read_segments(document: Document) -> Parsed:
    items = segments_of(document)
    if not items:
        raise document.malformed("has no segments.", line=1, way_out="Choose another format.")
    read = _sentences if items[0] is document.json else _pieces
    pieces = [piece for item in items for piece in read(item)]
    if not any(isinstance(item.get("start"), str) for item in items[:20]):  # a clock says what it counts
        pieces = _in_seconds(pieces)
    return Parsed(with_names(pieces, document.json), _meta(document), naming="coded", carry="between")


def _in_seconds(pieces: list[Piece]) -> list[Piece]:
    """The pieces, whose whole-number times are milliseconds where nobody would speak so slowly."""
    times = [(_whole(piece.start), _whole(piece.end), piece.text.text) for piece in pieces]
    if not unit_of(Layout({"start": 0}), times).milliseconds:
        return pieces
    return [piece._replace(start=_thousandth(piece.start), end=_thousandth(piece.end)) for piece in pieces]


def _time(value: Json) -> float | None:
    return duration(value) if isinstance(value, str) else number(value)


def _whole(time: float | None) -> str:
    return "" if time is None else str(int(time)) if float(time).is_integer() else str(time)


def _thousandth(time: float | None) -> float | None:
    return None if time is None else time / 1000


def _meta(document: Document) -> Meta:
    value = document.json if isinstance(document.json, dict) else {}
    return Meta(language=string(value.get("language")), title=string(value.get("title")))


class _Word(NamedTuple):
    text: MappedText
    speaker: str | None
    start: float | None
    end: float | None


def _pieces(item: dict[str, Json]) -> Iterator[Piece]:
    """A segment is one piece, or several where its words change the speaker."""
    text, speaker = mapped(item.get("text")), label_of(item.get("speaker"))
    runs = _runs(_words(item, speaker))
    if len(runs) < 2:
        label = runs[0][0].speaker if runs else speaker
        yield _piece(text, label, _time(item.get("start")), _time(item.get("end")))
        return
    for run, words in zip(runs, _cut(text, runs), strict=True):
        start = next((word.start for word in run if word.start is not None), None)
        end = next((word.end for word in reversed(run) if word.end is not None), None)
        first, last = run is runs[0], run is runs[-1]
        yield _piece(
            words,
            run[0].speaker,
            number(item.get("start")) if first and start is None else start,
            number(item.get("end")) if last and end is None else end,
        )


def _sentences(item: dict[str, Json]) -> Iterator[Piece]:
    """A text with its timed words, cut behind each word that ends a sentence there."""
    words = _words(item, None)
    texts = _cut(mapped(item.get("text")), [[word] for word in words]) if words else []
    begun = 0
    for place, text in enumerate(texts):
        if place + 1 == len(texts) or SENTENCE_END.search(text.text):
            run = joined(texts[begun : place + 1])
            yield _piece(run, None, words[begun].start, words[place].end)
            begun = place + 1


def _piece(text: MappedText, label: str | None, start: float | None, end: float | None) -> Piece:
    return Piece(text, bounds([text]), label=label, start=start, end=end)


def _words(item: dict[str, Json], speaker: str | None) -> list[_Word]:
    """A segment's words; one without a speaker has that of the word before, else the segment's."""
    found, last = [], speaker
    for word in dicts(item.get("words")):
        text = mapped(word.get("word", word.get("text")))
        if not text.text:
            continue
        last = label_of(word.get("speaker")) or last
        found.append(_Word(text, last, number(word.get("start")), number(word.get("end"))))
    return found


def _runs(words: list[_Word]) -> list[list[_Word]]:
    """Neighbouring words of one speaker."""
    runs: list[list[_Word]] = []
    for word in words:
        if runs and runs[-1][-1].speaker == word.speaker:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _cut(text: MappedText, runs: list[list[_Word]]) -> list[MappedText]:
    """The segment's text cut where the speaker changes; the words alone where they are not to be found in it."""
    starts, at = [], 0
    for run in runs:
        begins = None
        for word in run:
            found = text.text.find(word.text.text, at)
            if found < 0:
                return [joined([word.text for word in run]) for run in runs]
            begins, at = found if begins is None else begins, found + len(word.text.text)
        starts.append(begins or 0)
    starts[0] = 0
    ends = [*starts[1:], len(text.text)]
    return [trimmed(part(text, start, end)) for start, end in zip(starts, ends, strict=True)]


def _read_cpp(document: Document) -> Parsed:
    value = document.json
    items = dicts(value.get("transcription")) if isinstance(value, dict) else []
    if not items:
        raise document.malformed("has no transcription.", line=1, way_out="Choose another format.")
    result = value.get("result") if isinstance(value, dict) else None
    language = string(result.get("language")) if isinstance(result, dict) else None
    pieces = _by_turns(items, [_cpp_piece(item) for item in items])
    return Parsed(pieces, Meta(language=language), naming="coded", carry="between")


def _by_turns(items: list[dict[str, Json]], pieces: list[Piece]) -> list[Piece]:
    """The pieces joined up to each `speaker_turn_next`, which tells speakers apart without naming them."""
    turns = [item.get("speaker_turn_next") is True or _ends_turn(item) for item in items]
    if not any(turns) or any(piece.label for piece in pieces):
        return pieces
    found, opens = list[Piece](), True
    for piece, turns_next in zip(pieces, turns, strict=True):
        if piece.text.text:
            found.append(piece._replace(alone=True) if opens else piece._replace(follows="turn"))
            opens = False
        opens = opens or turns_next
    return found


def _ends_turn(item: dict[str, Json]) -> bool:
    return isinstance(item.get("text"), str) and item["text"].rstrip().endswith(_TURN)


def _cpp_text(item: dict[str, Json]) -> MappedText:
    """The words, less the mark of tinydiarize, which says what `speaker_turn_next` does."""
    text = mapped(item.get("text"))
    return trimmed(part(text, 0, len(text.text) - len(_TURN))) if text.text.endswith(_TURN) else text


def _cpp_piece(item: dict[str, Json]) -> Piece:
    offsets = item.get("offsets")
    times = offsets if isinstance(offsets, dict) else {}
    text = _cpp_text(item)
    printed = _PRINTED_SPEAKER.match(text.text)
    label = label_of(item.get("speaker")) or (printed[1] if printed else None)
    if printed:
        text = trimmed(part(text, printed.end(), len(text.text)))
    start, end = number(times.get("from")), number(times.get("to"))
    return _piece(
        text,
        None if label == "?" else label,
        None if start is None else start / 1000,
        None if end is None else end / 1000,
    )


WHISPER = Reader("whisper", frozenset({".json"}), _sniff_whisper, _read_segments)
WHISPERX = Reader("whisperx", frozenset({".json"}), _sniff_whisperx, _read_segments)
WHISPER_CPP = Reader("whisper.cpp", frozenset({".json"}), _sniff_cpp, _read_cpp)
