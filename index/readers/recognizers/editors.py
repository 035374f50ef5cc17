"""What transcript editors keep: the BBC's (Kaldi's words, the editor's Draft.js blocks, Digital Paper Edit), autoEdit.

The shapes are those that bbc/react-transcript-editor reads (its `stt-adapters`): `words` beside `segmentation` or
`paragraphs`, whose times say which words they hold; `blocks` with a `data.speaker`; paragraphs of lines of words.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import Word, parsed_json, piece, pieces_of
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, mapped, number

_Item = dict[str, Json]
_NEAR = 0.005  # seconds by which times that mean the same may differ


class _Stretch(NamedTuple):
    """Who speaks from when."""

    start: float
    speaker: str | None


def _inside(value: Json) -> _Item:
    """The object that holds the words, however deep the envelope."""
    found = fields(value)
    for key in ("retval", "transcript", "transcription", "data", "results"):
        found = found[key] if isinstance(found.get(key), dict) else found
    return found


def _stretches(whole: _Item) -> list[_Item]:
    """Kaldi's segments of a speaker each, or the editor's paragraphs."""
    return dicts(fields(whole.get("segmentation")).get("segments")) or dicts(whole.get("paragraphs"))


def _blocks(whole: _Item) -> list[_Item]:
    return [
        block
        for block in dicts(whole.get("blocks"))
        if "text" in block and ("entityRanges" in block or "data" in block)
    ]


def _lines(value: Json) -> list[_Item]:
    parts = value if isinstance(value, list) else _inside(value).get("text")
    return [part for part in dicts(parts) if "paragraph" in part]


def _sniff(document: Document) -> Fit:
    whole = _inside(document.json)
    words = dicts(whole.get("words"))[:20]
    timed = [item for item in _stretches(whole)[:20] if "start" in item and "speaker" in item]
    if words and timed and all("start" in word for word in words) and "text" not in timed[0]:
        return Fit(1.0, "`words`, and who speaks when beside them")
    if words and all("word" in word and "punct" in word for word in words):
        return Fit(1.0, "`words` with `punct`")
    if any("speaker" in fields(block.get("data")) for block in _blocks(whole)[:20]):
        return Fit(1.0, "`blocks` of an editor with speakers")
    if _lines(document.json):
        return Fit(1.0, "paragraphs of lines of words")
    return Fit(0.0, "no `words` beside `segmentation` or `paragraphs`, no `blocks` with speakers")


def _read(document: Document) -> Parsed:
    whole = _inside(parsed_json(document))
    if _blocks(whole):
        pieces = [_block(block) for block in _blocks(whole)]
    elif lines := _lines(document.json):
        pieces = pieces_of(_of_lines(lines))
    else:
        pieces = pieces_of(_placed(dicts(whole.get("words")), _stretches(whole)))
    return Parsed(pieces, naming="coded", carry="between")


def _block(block: _Item) -> Piece:
    data = fields(block.get("data"))
    words = dicts(data.get("words")) or dicts(block.get("entityRanges"))
    start = number(data.get("start"))
    start = number(words[0].get("start")) if start is None and words else start
    end = number(words[-1].get("end")) if words else None
    return piece(mapped(block.get("text")), label_of(data.get("speaker")), start, end)


def _of_lines(paragraphs: list[_Item]) -> Iterator[Word]:
    group = 0
    for part in paragraphs:
        speaker = label_of(part.get("speaker"))
        for paragraph in dicts(part.get("paragraph")):
            group += 1
            for item in dicts(paragraph.get("line")):
                start, end = number(item.get("startTime")), number(item.get("endTime"))
                yield Word(mapped(item.get("text")), speaker, start, end, group)


def _placed(words: list[_Item], stretches: list[_Item]) -> Iterator[Word]:
    """The words, each with the speaker of the stretch in which it begins."""
    told = [_Stretch(number(item.get("start")) or 0.0, label_of(item.get("speaker"))) for item in stretches]
    told.sort(key=_time_order)
    starts = [stretch.start - _NEAR for stretch in told]
    for item in words:
        start, end = number(item.get("start")), number(item.get("end"))
        place = bisect_right(starts, start) - 1 if start is not None else -1
        text = next((found for key in ("punct", "text", "word") if (found := mapped(item.get(key))).text), mapped(None))
        group = place if place >= 0 else None
        yield Word(text, told[max(place, 0)].speaker if told else None, start, end, group)


def _time_order(stretch: _Stretch) -> float:
    return stretch.start


READER = Reader("editors", frozenset({".json"}), _sniff, _read)
