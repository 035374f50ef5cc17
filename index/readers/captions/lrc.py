"""LRC: lines of words behind `[mm:ss.xx]`, also written by Whisper's programs.

After the format's description (the "simple" and the "enhanced" one): `[ti:…]`, `[ar:…]` and the like tell of the whole,
`[offset:…]` are milliseconds by which all is earlier, a line with several times is sung several times, and
`<mm:ss.xx>` stands before single words.
"""

import re
from collections.abc import Iterator

from index.readers.captions.recoded import Payload, parse_recoded
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import cleaned
from index.readers.shared.times import seconds
from index.transcript import Meta

_TIMES = re.compile(r"(?:\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\][ \t]*)+")
_TIME = re.compile(r"\[(\d{1,3}:\d{1,2})(?:[.:](\d{1,3}))?\]")
_TAG = re.compile(r"\[(ti|ar|al|au|by|re|ve|length|offset|la|lang|tool|id|#)\s*:\s*([^\[\]]*)\]", re.IGNORECASE)
_WORD_TIME = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>[ \t]?")


def _sniff(document: Document) -> Fit:
    lines = [line for line in document.head if line]
    timed = sum(_TIMES.match(line) is not None for line in lines)
    tags = sum(_TAG.fullmatch(line) is not None for line in lines)
    if timed and (timed + tags) * 5 >= len(lines) * 4 and (tags or document.suffix == ".lrc"):
        return Fit(0.95, "lines behind `[mm:ss.xx]`")
    return Fit(0.0, "no tags of LRC above lines behind `[mm:ss.xx]`")


def _read(document: Document) -> Parsed:
    tags = [(line.text, match) for line in document.printed_lines if (match := _TAG.fullmatch(line.text))]
    told = {match[1].casefold(): match[2].strip() for _, match in tags}
    earlier = (number(told.get("offset")) or 0.0) / 1000
    payloads = list(_payloads(document, earlier))
    if not payloads:
        raise document.malformed("has no words behind a time.", line=1, way_out="Export it again.")
    if len({payload.chars for payload in payloads}) < len(payloads):  # a line with several times
        payloads.sort(key=_when)
    meta = Meta(
        title=told.get("ti") or None,
        language=told.get("la") or told.get("lang") or None,
        raw_header_lines=tuple(text for text, _ in tags),
    )
    return parse_recoded(document, payloads, meta=meta)


def _payloads(document: Document, earlier: float) -> Iterator[Payload]:
    """The lines with words, once for each of their times; a line without a time goes on with the one above."""
    source = document.text
    times: list[float | None] = []
    for start, end, text, _ in document.printed_lines:
        if _TAG.fullmatch(text):
            continue
        match = _TIMES.match(source, start, end)
        if match is not None:
            times = [_seconds(time) for time in _TIME.finditer(match[0])]
        words = cleaned(source, match.end() if match else start, end, _WORD_TIME, _no_label)
        if words.text:
            for time in times or [None]:
                yield Payload(words, None if time is None else max(round(time - earlier, 3), 0.0), None, (start, end))


def _seconds(time: re.Match[str]) -> float:
    fraction = int(time[2]) / 10 ** len(time[2]) if time[2] else 0.0
    return (seconds(time[1]) or 0.0) + fraction


def _when(payload: Payload) -> float:
    return payload.start or 0.0


def _no_label(_: str) -> str:
    return ""


READER = Reader("lrc", frozenset({".lrc"}), _sniff, _read)
