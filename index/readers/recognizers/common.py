"""What recognizers' JSON shares: words with times and speakers, which become pieces; channels; units of time."""

from collections.abc import Iterable, Sequence
from heapq import merge
from itertools import accumulate
from typing import NamedTuple

from index.errors import TranscriptError
from index.readers.pieces import Piece
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, fields, number
from index.readers.shared.mapped import MappedText, joined
from index.readers.shared.times import seconds
from index.vocabulary import SENTENCE_END

_CLOCK_SIGN = ":"
LONGEST_PAUSE = 2.0  # seconds of silence that begin another piece of the same speaker
LONGEST_PIECE = 10.0  # seconds, after which a piece ends with its sentence
_TURN_TAKING = 0.5  # seconds: with two channels somebody answers in a pause as short as this


class Word(NamedTuple):
    """A word as recognized; `group` tells the file's own segments apart, `glued` follows without a space."""

    text: MappedText
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    group: int | None = None
    glued: bool = False


def parsed_json(document: Document) -> Json:
    """The file's JSON value; raises what is wrong with it where it is none."""
    value = document.json
    if isinstance(value, TranscriptError):
        raise value
    if value is None:
        raise document.malformed("is no JSON.", line=1, way_out="Choose another format.")
    return value


def piece(text: MappedText, label: str | None, start: float | None, end: float | None) -> Piece:
    """A piece that stands in the file where its words do."""
    runs = text.runs
    chars = (runs[0][1], runs[-1][1] + runs[-1][2]) if runs else None
    return Piece(text, chars, None, label, start=start, end=end)


def pieces_of(
    words: Iterable[Word], *, longest_pause: float = LONGEST_PAUSE, longest_piece: float = LONGEST_PIECE
) -> list[Piece]:
    """The words as pieces: a new one begins with another speaker or group, after a pause, or after a long sentence."""
    found: list[Piece] = []
    run: list[Word] = []
    since: float | None = None
    for word in words:
        if not word.text.text:
            continue
        if run and word.glued:
            run[-1] = _glue(run[-1], word)
            continue
        if run and _is_parted(run[-1], word, since, longest_pause, longest_piece):
            found.append(_piece_of(run))
            run, since = [], None
        run.append(word)
        since = word.start if since is None else since
    return [*found, _piece_of(run)] if run else found


def _glue(word: Word, mark: Word) -> Word:
    """A word with the punctuation behind it."""
    end = word.end if mark.end is None else mark.end
    return word._replace(text=joined([word.text, mark.text], ""), end=end)


def _is_parted(last: Word, word: Word, since: float | None, longest_pause: float, longest_piece: float) -> bool:
    if last.speaker != word.speaker or last.group != word.group:
        return True
    if word.start is None or last.end is None:
        return False
    if word.start - last.end > longest_pause:
        return True
    lasts = last.end - since if since is not None else 0.0
    return lasts >= longest_piece and SENTENCE_END.search(last.text.text) is not None


def _piece_of(run: Sequence[Word]) -> Piece:
    start = next((word.start for word in run if word.start is not None), None)
    end = next((word.end for word in reversed(run) if word.end is not None), None)
    return piece(joined([word.text for word in run]), run[0].speaker, start, end)


def pieces_of_channels(channels: Sequence[Iterable[Word]]) -> list[Piece]:
    """The words of channels recorded side by side, sentence by sentence, in the order in which they were spoken.

    One channel alone is taken as it comes.
    """
    if len(channels) == 1:
        return pieces_of(channels[0])
    return interleaved([pieces_of(words, longest_pause=_TURN_TAKING, longest_piece=0.0) for words in channels])


def interleaved(channels: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Pieces of several channels by their start; within a channel their order stays, times that go back included."""
    streams = []
    for place, pieces in enumerate(channels):
        reached = accumulate((piece.start or 0.0 for piece in pieces), max)
        streams.append(
            [(at, place, number, item) for number, (at, item) in enumerate(zip(reached, pieces, strict=True))]
        )
    return [entry[3] for entry in merge(*streams, key=_time_order)]


def _time_order(entry: tuple[float, int, int, Piece]) -> tuple[float, int, int]:
    return entry[:3]


def milliseconds(value: Json) -> float | None:
    """Milliseconds as seconds.

    >>> milliseconds(1250), milliseconds(None)
    (1.25, None)
    """
    found = number(value)
    return None if found is None else found / 1000


def duration(value: Json) -> float | None:
    """Seconds of what Google and others print: a number, "12.9s", "00:01:12,900", {"seconds": 12, "nanos": 900000000}.

    >>> duration("12.9s"), duration({"seconds": "12", "nanos": 900000000}), duration("0:12")
    (12.9, 12.9, 12.0)
    """
    if isinstance(value, dict):
        whole, nanos = number(fields(value).get("seconds", 0)), number(fields(value).get("nanos", 0))
        return None if whole is None or nanos is None else whole + nanos / 1e9
    if isinstance(value, str):
        value = value.strip()
        return seconds(value) if _CLOCK_SIGN in value else number(value.removesuffix("s"))
    return number(value)
