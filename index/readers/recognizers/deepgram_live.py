"""Deepgram's live results as they arrive: an object on each line, or a list of them; guesses before the last are left.

After its documentation (developers.deepgram.com, "Live audio"): messages of `type` `Results` with `is_final`.
"""

from collections.abc import Iterator
from itertools import islice

from index.errors import TranscriptError
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import Word, piece, pieces_of, pieces_of_channels
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, mapped, number, parse_json
from index.transcript import Dropped

_Item = dict[str, Json]
_SAMPLE = 40  # messages


def _messages(document: Document) -> Iterator[_Item]:
    """The messages, one on each line or all in a list; what is no JSON object is passed over."""
    opening = document.text.lstrip()[:1]
    if opening == "[":
        yield from dicts(document.json)
    elif opening == "{" and isinstance(document.json, dict):
        yield document.json
    elif opening == "{":
        for line, (start, end) in enumerate(document.lines, start=1):
            if document.text[start:end].strip():
                yield fields(parse_json(document.text, path=document.path, start=start, end=end, line=line))


def _is_result(message: _Item) -> bool:
    return "alternatives" in fields(message.get("channel")) and ("is_final" in message or "channel_index" in message)


def _sniff(document: Document) -> Fit:
    try:
        found = any(_is_result(message) for message in islice(_messages(document), _SAMPLE))
    except TranscriptError as error:
        return Fit(0.0, f"no JSON object on each line: {error.reason}")
    return (
        Fit(1.0, "results with `channel.alternatives`") if found else Fit(0.0, "no results with `channel.alternatives`")
    )


def _read(document: Document) -> Parsed:
    dropped: list[Dropped] = []
    channels: dict[float, list[Piece]] = {}
    words: dict[float, list[Word]] = {}
    for message in _messages(document):
        if not _is_result(message):
            continue
        best = next(iter(dicts(fields(message["channel"]).get("alternatives"))), _Item())
        if message.get("is_final") is False:
            dropped.extend(_guess(document, best))
            continue
        index = message.get("channel_index")
        channel = number(index[0]) if isinstance(index, list) and index else None
        said = [_word(word) for word in dicts(best.get("words"))]
        words.setdefault(channel or 0.0, []).extend(said)
        if not said:
            channels.setdefault(channel or 0.0, []).append(_whole(message, best))
    if any(words.values()):
        told = [_labelled_by_channel(said, index, len(words)) for index, said in words.items()]
        return Parsed(pieces_of_channels(told), dropped=dropped, naming="coded", carry="between")
    pieces = [found for pieces in channels.values() for found in pieces]
    return Parsed(pieces or pieces_of(()), dropped=dropped, naming="coded", carry="between")


def _guess(document: Document, best: _Item) -> Iterator[Dropped]:
    text = mapped(best.get("transcript"))
    if text.runs:
        yield Dropped("interim result", document.path, document.line_at(text.runs[0][1]), text.text)


def _word(item: _Item) -> Word:
    text = mapped(item.get("punctuated_word")) if item.get("punctuated_word") else mapped(item.get("word"))
    return Word(text, label_of(item.get("speaker")), number(item.get("start")), number(item.get("end")))


def _labelled_by_channel(words: list[Word], channel: float, channels: int) -> list[Word]:
    """The words; of several channels that are not diarized each is a speaker."""
    if channels == 1 or any(word.speaker for word in words):
        return words
    return [word._replace(speaker=f"Channel {int(channel)}") for word in words]


def _whole(message: _Item, best: _Item) -> Piece:
    start, lasts = number(message.get("start")), number(message.get("duration"))
    end = round(start + lasts, 3) if start is not None and lasts is not None else None
    return piece(mapped(best.get("transcript")), None, start, end)


READER = Reader("deepgram-live", frozenset({".jsonl", ".json"}), _sniff, _read)
