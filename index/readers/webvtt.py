"""WebVTT: Zoom, Teams, Podcasting 2.0, YouTube's automatic captions, and what is made by hand."""

import re
from collections.abc import Iterator

from index.readers.cues import Cue, beside_times, parse_cues
from index.readers.document import Document
from index.readers.pieces import Fit, Parsed, Reader
from index.readers.times import seconds
from index.transcript import Dropped, Meta

_TIME = r"(?:\d{1,4}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"(?:^|(?<=\r))[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME})([^\r\n]*)(?:\r\n?|\n|\Z)", re.MULTILINE)
_BLANK = re.compile(r"(?:\r\n|\n|\r(?!\n))(?=[\r\n]|\Z)")
_ABOVE = re.compile(r"(?:\A|(?:\r\n?|\n)[ \t]*(?:\r\n?|\n))([^\r\n]*[^\s][^\r\n]*(?:\r\n?|\n))\Z")
_LONGEST_ID = 200  # characters
_BLOCKS = re.compile(r"(?:[^\r\n]+(?:\r\n?|\n|\Z))+")
_LANGUAGE = re.compile(r"language\s*:\s*(\S+)", re.IGNORECASE)


def _sniff(document: Document) -> Fit:
    first = document.head[0] if document.head else ""
    if first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t")):
        return Fit(1.0, "opens with WEBVTT")
    if document.suffix == ".vtt" and _TIMING.search(document.text):
        return Fit(0.7, "has cue times and the suffix .vtt")
    return Fit(0.0, "no WEBVTT line")


def _read(document: Document) -> Parsed:
    timings = list(_TIMING.finditer(document.text))
    if not timings:
        raise document.malformed("has no cue times.", line=1, way_out="Export the captions again.")
    cues, gaps = _cues(document.text, timings)
    head_end = gaps[0][1]
    header, dropped = _header(document, head_end)
    dropped.extend(beside_times(document, timings))
    for start, end in gaps[1:]:
        dropped.extend(_leftovers(document, start, end))
    return parse_cues(document, cues, meta=header, dropped=dropped)


def _cues(text: str, timings: list[re.Match[str]]) -> tuple[list[Cue], list[tuple[int, int]]]:
    """The cues, and the stretches before, between and behind them: notes, styles, strays."""
    cues, gaps, at = [], [], 0
    for number, timing in enumerate(timings):
        identifier = _identifier(text, at, timing.start())
        gaps.append((at, identifier or timing.start()))
        limit = timings[number + 1].start() if number + 1 < len(timings) else len(text)
        end = _payload_end(text, timing.end(), limit)
        name = text[identifier : timing.start()].strip() if identifier is not None else None
        whole = (timing.start() if identifier is None else identifier, end)
        cues.append(Cue(seconds(timing[1]), seconds(timing[2]), (timing.end(), end), whole, name))
        at = end
    gaps.append((at, len(text)))
    return cues, gaps


def _payload_end(text: str, start: int, limit: int) -> int:
    """Where a cue's words end: at the first empty line; one of blanks is still inside."""
    if text[start : start + 1] in ("\r", "\n"):
        return start
    blank = _BLANK.search(text, start, limit)
    return blank.start() if blank else limit


def _identifier(text: str, start: int, timing: int) -> int | None:
    """Where the cue's id begins: the line right above its times, if a blank one or the file's start stands above it."""
    match = _ABOVE.search(text, max(start, timing - _LONGEST_ID), timing)
    return match.start(1) if match else None


def _header(document: Document, end: int) -> tuple[Meta, list[Dropped]]:
    """What stands above the first cue: the header up to a blank line, then notes and styles."""
    blocks = list(_BLOCKS.finditer(document.text, 0, end))
    lines = blocks[0][0].splitlines() if blocks else []
    language = next((found[1] for line in lines if (found := _LANGUAGE.match(line))), None)
    meta = Meta(language=language, raw_header_lines=tuple(line.strip() for line in lines))
    return meta, [_leftover(document, block) for block in blocks[1:]]


def _leftovers(document: Document, start: int, end: int) -> Iterator[Dropped]:
    if document.text[start:end].strip():
        for block in _BLOCKS.finditer(document.text, start, end):
            if block[0].strip():
                yield _leftover(document, block)


def _leftover(document: Document, block: re.Match[str]) -> Dropped:
    word = block[0].split(maxsplit=1)[0] if block[0].strip() else ""
    kind = {"NOTE": "note", "STYLE": "style", "REGION": "region"}.get(word, "text outside of cues")
    return document.dropped(kind, block.start(), block.end())


READER = Reader("webvtt", frozenset({".vtt"}), _sniff, _read)
