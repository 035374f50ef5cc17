"""Azure's speech service: batch transcription, fast transcription, and what its development kits print on a line each.

After its documentation (learn.microsoft.com, "Get transcription results", "Use the fast transcription API"): batch
gives `recognizedPhrases` with ticks of 100 ns and the best of `nBest`; fast gives `phrases` in milliseconds.
"""

import re

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.recognizers.common import interleaved, parsed_json, piece
from index.readers.recognizers.speaker_value import label_of
from index.readers.shared.document import Document
from index.readers.shared.located_json import Json, dicts, fields, mapped, number, string
from index.readers.shared.times import iso_date
from index.transcript import Meta

_Item = dict[str, Json]
_TICKS = 10_000_000  # in a second
_ISO = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?")
_WORDS = ("display", "displayText", "DisplayText", "Display", "maskedITN", "itn", "lexical", "Lexical")


def _phrases(value: Json) -> list[_Item]:
    whole = fields(value)
    return dicts(whole.get("recognizedPhrases")) or [item for item in dicts(whole.get("phrases")) if "text" in item]


def _sniff(document: Document) -> Fit:
    whole = fields(document.json)
    if any("nBest" in item for item in dicts(whole.get("recognizedPhrases"))[:20]):
        return Fit(1.0, "`recognizedPhrases` with nBest")
    timed = [item for item in _phrases(document.json)[:20] if "offsetMilliseconds" in item or "offset" in item]
    if timed and ("combinedPhrases" in whole or "durationMilliseconds" in timed[0]):
        return Fit(1.0, "`phrases` with an offset in milliseconds")
    return Fit(0.0, "no `recognizedPhrases` and no `phrases` with an offset")


def _read(document: Document) -> Parsed:
    value = parsed_json(document)
    phrases = _phrases(value)
    channels: dict[str | None, list[Piece]] = {}
    for phrase in phrases:
        channels.setdefault(label_of(phrase.get("channel")), []).append(_piece(phrase))
    if len(channels) > 1 and not any(found.label for pieces in channels.values() for found in pieces):
        channels = {
            name: [found._replace(label=f"Channel {name}") for found in pieces] for name, pieces in channels.items()
        }
    whole = fields(value)
    locale = next((found for phrase in phrases if (found := string(phrase.get("locale")))), None)
    meta = Meta(date=iso_date(string(whole.get("timestamp")) or ""), language=locale)
    return Parsed(interleaved(list(channels.values())), meta, naming="coded", carry="between")


def _piece(phrase: _Item) -> Piece:
    best = next(iter(dicts(phrase.get("nBest"))), phrase)
    words = next((best[key] for key in (*_WORDS, "text") if string(best.get(key))), None)
    start = _time(phrase, "offset")
    lasts = _time(phrase, "duration")
    end = round(start + lasts, 3) if start is not None and lasts is not None else None
    return piece(mapped(words), label_of(phrase.get("speaker")), start, end)


def _time(phrase: _Item, name: str) -> float | None:
    """Seconds of ticks, of milliseconds, or of an ISO duration (`PT1M2.5S`)."""
    ticks, thousandths = number(phrase.get(f"{name}InTicks")), number(phrase.get(f"{name}Milliseconds"))
    if ticks is not None:
        return round(ticks / _TICKS, 7)
    if thousandths is not None:
        return thousandths / 1000
    printed = phrase.get(name)
    if isinstance(printed, str):
        match = _ISO.fullmatch(printed.strip())
        return (
            sum(float(part or 0) * unit for part, unit in zip(match.groups(), (3600, 60, 1), strict=True))
            if match
            else None
        )
    found = number(printed)
    return None if found is None else found / 1000


READER = Reader("azure", frozenset({".json"}), _sniff, _read)
