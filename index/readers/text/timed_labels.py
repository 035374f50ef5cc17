"""Text whose labels carry a time: Otter, Rev, Ladybug, Teams and Zoom as text, Happy Scribe, Riverside, Fathom."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.labels import is_name_shaped, may_be_label
from index.readers.shared.mapped import EMPTY
from index.readers.shared.times import CLOCK, SECONDS, offset, seconds
from index.readers.text.front import front_meta, open_front
from index.readers.text.labelled import looks_like_markup
from index.readers.text.layout import (
    furniture,
    heading,
    inline_times,
    is_markdown,
    kind_of,
    words,
)
from index.transcript import Dropped

_TIME = rf"(?P<time>{CLOCK})"
_NAME = r"(?P<label>[^\s*\[\](){}:|][^*\[\]{}\r\n]{0,79}?)"
_SPAN = rf"(?P<time>{CLOCK}|{SECONDS})\s*(?:--?>|[-–—:])\s*(?P<until>{CLOCK}|{SECONDS})"
_STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\[?{_NAME}\]?:?\s*[\[(]{_SPAN}[\])]:?(?:\s+(?P<rest>.*))?",  # diarization beside Whisper, by hand
        rf"(?:\*\*)?{_NAME}(?:\*\*)?(?:[ \u00a0]{{2,}}|[ \u00a0]*\t[ \t]*){_TIME}(?P<rest>)",  # Otter, Teams
        rf"{_NAME}\s*(?::\s*\({_TIME}\)|\({CLOCK}\):)(?:\s+(?P<rest>.*))?",  # Rev, both shapes
        rf"{_NAME}\s*(?::\s*\[{_TIME}\]|\[{CLOCK}\]:)(?:\s+(?P<rest>.*))?",  # Sonix, GoTranscript
        rf"(?:\*\*|__){_NAME}:?(?:\*\*|__):?\s*[\[(]{_TIME}[\])]:?(?:\s+(?P<rest>.*))?",  # Ladybug
        rf"{_NAME}:?\s*(?:\[{_TIME}\]|\({CLOCK}\)):?(?P<rest>)",  # Riverside
        rf"{_NAME}\s+[|·•]\s+{_TIME}(?P<rest>)",
        rf"\[(?P<label>[^\[\]\d][^\[\]]{{0,79}})\]\s+{_TIME}(?P<rest>)",  # Zoom's saved captions
        rf"[\[(]?{_TIME}[\])]?\s+[-–—|]\s+(?P<label>[^\s\[\](){{}}:.?!][^\[\]{{}}:.?!\r\n]{{0,59}}(?:\([^()]*\))?)(?P<rest>)",
    )
)
_ANY_TIME = re.compile(CLOCK)
_HAS_TIME = re.compile(r"\d:\d\d|[\[(]\d{1,6}(?:\.\d{1,9})?s?\s*[-–—:]")
_TIME_ALONE = re.compile(rf"[\[(]?{_TIME}[\])]?")
_LONGEST = 400  # characters in which a label and its time are found; the words behind them may be more
_OF_DAY = 5 * 3600.0  # a first time later than this is a time of day and not one of the recording


class _Header(NamedTuple):
    """A label with its time; how many lines it takes, and where words on the same line begin."""

    label: str
    time: str
    lines: int
    text_at: int | None = None
    until: str | None = None


def _headers(lines: list[Line]) -> dict[int, _Header]:
    """The headers by the number of their line."""
    found: dict[int, _Header] = {}
    for number, line in enumerate(lines):
        timed = _HAS_TIME.search(line.text, 0, _LONGEST)
        header = _on_one_line(line) if timed else _on_two_lines(lines, number)
        if header is not None:
            found[number] = header
    return found


def _on_one_line(line: Line) -> _Header | None:
    opening = line.text[:_LONGEST]
    for style in _STYLES:
        match = style.fullmatch(opening)
        if match is None or not may_be_label(match["label"]):
            continue
        time = match["time"] or _second_time(match)
        text_at = line.start + match.start("rest") if match["rest"] else None
        return _Header(match["label"].strip(), time, 1, text_at, match.groupdict().get("until"))
    return None


def _second_time(match: re.Match[str]) -> str:
    """The time of a style that allows it in two places: the first behind the label."""
    found = _ANY_TIME.search(match.string, match.end("label"))
    return found[0] if found else ""


def _on_two_lines(lines: list[Line], number: int) -> _Header | None:
    """Zoom: a name, below it a time, below that the words."""
    if number + 2 >= len(lines) or lines[number + 1].gap or len(lines[number].text) > 80:
        return None
    match = _TIME_ALONE.fullmatch(lines[number + 1].text)
    if match is None or lines[number].text.endswith((":", "：", ".", "?", "!")) or not may_be_label(lines[number].text):
        return None
    return _Header(lines[number].text, match["time"], 2)


def _sniff(document: Document) -> Fit:
    if not document.text or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    lines = document.opening.printed_lines
    headers = _headers(lines)
    if not headers:
        return Fit(0.0, "no label with a time beside it")
    named = sum(is_name_shaped(header.label) for header in headers.values())
    score = 0.4 if len(headers) == 1 else 0.65 if len(headers) == 2 else 0.8
    return Fit(score if named * 3 >= len(headers) else 0.3, f"{len(headers)} labels with a time")


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    headers = _headers(lines)
    if not headers:
        raise document.malformed("has no label with a time beside it.", line=1, way_out="Choose another format.")
    front = open_front(lines, dict.fromkeys(headers, True))
    meta = front_meta(front, lines)
    dropped: list[Dropped] = []
    opening = next(iter(headers.values())).time
    of_day = ":" in opening and (seconds(opening) or 0.0) > _OF_DAY
    pieces = list(_pieces(document, lines, headers, front.first, dropped, of_day=of_day))
    return Parsed(pieces, meta, tuple(front.roster), dropped, naming="display", separator="\n\n")


def _pieces(
    document: Document,
    lines: list[Line],
    headers: dict[int, _Header],
    first: int,
    dropped: list[Dropped],
    *,
    of_day: bool,
) -> Iterator[Piece]:
    """A piece for each header with its first paragraph, and one for each further paragraph."""
    markdown, number = is_markdown(document), first
    header: _Header | None = None
    at = 0
    while number < len(lines):
        line, following = lines[number], headers.get(number)
        if following is not None:
            if header is not None:
                yield _piece(document, header, at, at, None, of_day=of_day, markdown=markdown)
            header, at = following, line.start
            number += following.lines
            if following.text_at is None:
                continue
            start, end = following.text_at, line.end
        elif markdown and (told := heading(document, line)) is not None:
            yield told
            number += 1
            continue
        elif (match := furniture(line)) is not None:
            dropped.append(document.dropped(kind_of(match), line.start, line.end))
            number += 1
            continue
        else:
            start, end = line.start, line.end
            number += 1
        while number < len(lines) and not lines[number].gap and number not in headers and not furniture(lines[number]):
            if markdown and heading(document, lines[number]) is not None:
                break
            end = lines[number].end
            number += 1
        dropped.extend(inline_times(document, start, end))
        if header is not None:
            yield _piece(document, header, at, start, end, of_day=of_day, markdown=markdown)
            header = None
        else:
            yield Piece(words(document, start, end, markdown=markdown), (start, end), follows="segment")
    if header is not None:
        yield _piece(document, header, at, at, None, of_day=of_day, markdown=markdown)


def _piece(
    document: Document, header: _Header, at: int, start: int, end: int | None, *, of_day: bool, markdown: bool
) -> Piece:
    """A header with its words; without any where `end` is None."""
    text = EMPTY if end is None else words(document, start, end, markdown=markdown)
    return Piece(
        text,
        (at, start if end is None else end),
        label=header.label,
        start=None if of_day else offset(header.time),
        end=None if of_day or header.until is None else offset(header.until),
        clock=header.time if of_day else None,
    )


READER = Reader("timed-labels", frozenset({".txt", ".md"}), _sniff, _read, version=2)
