"""AssemblyAI: the transcript object of its API, and the lists of sentences or paragraphs it also gives."""

from collections.abc import Iterator

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import (
    Word,
    milliseconds,
    parsed_json,
    piece,
    pieces_of,
)
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.columns import Layout, unit_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import (
    Json,
    dicts,
    fields,
    mapped,
    string,
)
from index.transcript import Meta

_WHOLE = ("utterances", "paragraphs", "sentences")
_ITS_OWN = ("audio_url", "audio_duration", "acoustic_model", "speech_model", "language_model")


def _sniff(document: Document) -> Fit:
    value = fields(document.json)
    if _has_times(value.get("utterances")):
        return Fit(1.0, "`utterances` with text, start and end in milliseconds")
    if any(_has_times(value.get(key)) for key in (*_WHOLE, "words")):
        if "utterances" in value or any(key in value for key in _ITS_OWN):
            return Fit(0.95, "words in milliseconds, and no utterances")
        return Fit(0.6, "words in milliseconds")
    return Fit(0.0, "no `utterances` or `words` in milliseconds")


def _has_times(value: Json) -> bool:
    """Whether a list holds texts with times in whole milliseconds, as the first of it show."""
    items = dicts(value)[:20]
    if not all(isinstance(item.get("text"), str) and _is_whole(item.get("start"), item.get("end")) for item in items):
        return False
    times = [(str(item["start"]), str(item["end"]), item["text"]) for item in items]
    return bool(items) and unit_of(Layout({"start": 0}), times).unit != "seconds"


def _is_whole(*times: Json) -> bool:
    return all(type(time) is int for time in times)


def _read(document: Document) -> Parsed:
    value = fields(parsed_json(document))
    if value.get("status") == "error":
        reason = string(value.get("error")) or "no reason given"
        raise document.malformed(f"its transcription failed: {reason}.", line=1, way_out="Transcribe it again.")
    meta = Meta(language=string(value.get("language_code")))
    return Parsed(list(_pieces(value)), meta, naming="coded", carry="between")


def _pieces(value: dict[str, Json]) -> Iterator[Piece]:
    """Utterances; without diarization the words, and the bare text where there are none either."""
    whole = next((items for key in _WHOLE if (items := dicts(value.get(key)))), None)
    if whole is not None:
        for item in map(_word, whole):
            yield piece(item.text, item.speaker, item.start, item.end)
    elif words := dicts(value.get("words")):
        yield from pieces_of(map(_word, words))
    else:
        yield piece(mapped(value.get("text")), None, None, None)


def _word(item: dict[str, Json]) -> Word:
    """A word or an utterance; of a recording with channels that are not diarized the channel is the speaker."""
    speaker = label_of(item.get("speaker")) or label_of(item.get("channel"))
    return Word(mapped(item.get("text")), speaker, milliseconds(item.get("start")), milliseconds(item.get("end")))


READER = Reader("assemblyai", frozenset({".json"}), _sniff, _read)
