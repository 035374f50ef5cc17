"""ElevenLabs Scribe: words, the spaces between them, and sounds, each with its speaker.

After its documentation (elevenlabs.io/docs, "Speech to Text", `words[].type`): `word`, `spacing`, `audio_event`; a
recording with several channels gives `transcripts`, one each.
"""

from collections.abc import Iterator

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import LONGEST_PAUSE, LONGEST_PIECE, interleaved, parsed_json, piece
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, number, string, verbatim
from index.readers.shared.mapped import MappedText, joined, trimmed
from index.transcript import Meta
from index.vocabulary import SENTENCE_END

_Item = dict[str, Json]


def _transcripts(value: Json) -> list[_Item]:
    whole = fields(value)
    return dicts(whole.get("transcripts")) or [whole]


def _sniff(document: Document) -> Fit:
    words = dicts(_transcripts(document.json)[0].get("words"))[:20]
    if words and all("type" in word and "text" in word for word in words) and any(map(_is_typed, words)):
        return Fit(1.0, "`words` that are words and spacing")
    return Fit(0.0, "no `words` with a type and text")


def _is_typed(word: _Item) -> bool:
    return word.get("type") in ("word", "spacing", "audio_event")


def _read(document: Document) -> Parsed:
    value = parsed_json(document)
    transcripts = _transcripts(value)
    channels = [list(_pieces(dicts(transcript.get("words")))) for transcript in transcripts]
    if len(channels) > 1 and not any(found.label for pieces in channels for found in pieces):
        labels = [label_of(transcript.get("channel_index")) or str(n) for n, transcript in enumerate(transcripts)]
        channels = [
            [found._replace(label=f"Channel {label}") for found in pieces]
            for label, pieces in zip(labels, channels, strict=True)
        ]
    meta = Meta(language=string(transcripts[0].get("language_code")))
    return Parsed(interleaved(channels), meta, naming="coded", carry="between")


def _pieces(words: list[_Item]) -> Iterator[Piece]:
    """Words up to another speaker, a pause, or the end of a long sentence; they bring their own spaces."""
    run: list[_Item] = []
    for word in words:
        if run and word.get("type") != "spacing" and _is_parted(run, word):
            yield from _piece(run)
            run = []
        run.append(word)
    yield from _piece(run)


def _is_parted(run: list[_Item], word: _Item) -> bool:
    said = next((item for item in reversed(run) if item.get("type") != "spacing"), None)
    if said is None or label_of(said.get("speaker_id")) != label_of(word.get("speaker_id")):
        return said is not None
    start, last, since = number(word.get("start")), number(said.get("end")), number(run[0].get("start"))
    if start is None or last is None:
        return False
    ends = SENTENCE_END.search(string(said.get("text")) or "") is not None
    return start - last > LONGEST_PAUSE or (ends and since is not None and last - since >= LONGEST_PIECE)


def _piece(run: list[_Item]) -> Iterator[Piece]:
    said = [item for item in run if item.get("type") != "spacing"]
    if said:
        text = trimmed(joined(list(_spaced(run)), ""))
        yield piece(
            text, label_of(said[0].get("speaker_id")), number(said[0].get("start")), number(said[-1].get("end"))
        )


def _spaced(run: list[_Item]) -> Iterator[MappedText]:
    """The texts of items; sounds come without spaces beside them: `Hi there.(laughs)`."""
    before, sounded = " ", False
    for item in run:
        text, sound = verbatim(item.get("text")), item.get("type") == "audio_event"
        if text.text:
            if (sound or sounded) and not before.isspace() and not text.text[0].isspace():
                yield MappedText(" ")
            yield text
            before, sounded = text.text[-1], sound


READER = Reader("elevenlabs", frozenset({".json"}), _sniff, _read)
