"""Text whose lines open with a time, with or without a speaker: timestamped lines, voice tags in text, TranscribeMe."""

import re
import sys
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from index.readers.captions.chevrons import divided
from index.readers.captions.cues import MARKUP, plain
from index.readers.pieces import Carry, Fit, Naming, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.entities import unescape
from index.readers.shared.label_evidence import Sighting, bracketed_speakers
from index.readers.shared.labels import accepted, bracketed_at, label_at
from index.readers.shared.mapped import cleaned
from index.readers.shared.times import CLOCK, CLOCK_OF_DAY, IN_WORDS, SECONDS, offset
from index.readers.text.front import front_meta, open_front
from index.readers.text.labelled import looks_like_markup
from index.readers.text.layout import (
    TIME_AMID,
    furniture,
    heading,
    inline_times,
    is_markdown,
    kind_of,
    words,
)
from index.transcript import Dropped

_REST = r"(?P<rest>[ \t]+\S.*|[ \t]*(?=<v)\S.*|)"
_LINE = re.compile(
    r"(?:(?P<code>S\d{1,2}|[A-Z]\w{0,20} ?\d{1,3})[ \t]+)?(?:\*\*|__|[*`_])?"
    rf"[\[(]?(?P<start>{CLOCK_OF_DAY}|{CLOCK})[\])]?"
    rf"(?:[ \t]*(?:-->|[-–—])[ \t]*[\[(]?(?P<end>{CLOCK})[\])]?)?(?:\*\*|__|[*`_])?:?(?:[ \t]*[|–—-])?{_REST}"
)
_IN_SECONDS = re.compile(rf"\[(?P<start>{SECONDS})[ \t]*(?:--?>|[-–—])[ \t]*(?P<end>{SECONDS})\]:?{_REST}")
_TAG = re.compile(r"\[(?P<label>speaker[ _-]?\w{1,3})\]:?[ \t]*", re.IGNORECASE)  # a diarized line
_DATED = re.compile(CLOCK_OF_DAY)
_OF_DAY = 5 * 3600.0  # a first time later than this is a time of day and not one of the recording
_MARKUP = re.compile(f"{MARKUP.pattern}|{TIME_AMID}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\r\n]*)>")


_ALONE = re.compile(rf"(?:\*\*|__)?[\[(]?{CLOCK}[\])]?(?:\*\*|__)?")
_SAID_AGAIN = re.compile(IN_WORDS)  # the time once more, in words for those who listen


class _Timed(NamedTuple):
    """A line with its times, a code for who speaks before them, and where its words begin."""

    code: str | None
    start: str
    end: str | None
    text_at: int


def _timed(lines: list[Line]) -> dict[int, _Timed]:
    found, alone = {}, _alone(lines)
    for number, line in enumerate(lines):
        if line.text[0] in "[(*_`0123456789SABCDEFGHIJKLMNOPQRTUVWXYZ":
            match = _LINE.fullmatch(line.text) or _IN_SECONDS.fullmatch(line.text)
            code = match.groupdict().get("code") if match else None
            if match is not None and (match["rest"].strip() or code or number in alone):
                rest = match["rest"]
                text_at = line.start + match.start("rest") + len(rest) - len(rest.lstrip())
                found[number] = _Timed(code, match["start"], match["end"], text_at)
    return found


def _alone(lines: list[Line]) -> frozenset[int]:
    """The times that have a line to themselves, where most have words below and run on, as in YouTube's panel."""
    times = [number for number, line in enumerate(lines) if len(line.text) <= 24 and _ALONE.fullmatch(line.text)]
    spoken = sum(number + 1 < len(lines) and not _ALONE.fullmatch(lines[number + 1].text) for number in times)
    printed = [offset(lines[number].text.strip("[]()*_")) or 0.0 for number in times]
    back = sum(after < before for before, after in pairwise(printed))
    enough = len(times) > 2 and len(times) * 4 >= len(lines)
    return frozenset(times) if enough and spoken * 10 >= len(times) * 9 and back * 10 <= len(times) else frozenset()


def _voice(source: str, at: int, end: int = sys.maxsize) -> re.Match[str] | None:
    """A tag that says who speaks."""
    return _VOICE.match(source, at, end) or _TAG.match(source, at, end)


def _sniff(document: Document) -> Fit:
    if not document.text or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    markdown = is_markdown(document)
    lines = [
        line
        for line in document.opening.printed_lines
        if not furniture(line) and not (markdown and heading(document, line))
    ]
    timed = _timed(lines)
    told = len(timed) + sum(entry.text_at >= lines[number].end for number, entry in timed.items())  # and words below
    if len(timed) < 2 or told * 5 < len(lines) * 2:
        return Fit(0.0, f"only {len(timed)} of {len(lines)} lines open with a time")
    return Fit(0.75 if told * 5 > len(lines) * 3 else 0.5, f"{len(timed)} lines open with a time")


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    timed = _timed(lines)
    if not timed:
        raise document.malformed("has no line that opens with a time.", line=1, way_out="Choose another format.")
    voices = any(_voice(document.text, entry.text_at) for entry in timed.values())
    coded = any(entry.code for entry in timed.values())
    labels = frozenset() if voices or coded else _labels(document, lines, timed)
    front = open_front(lines, dict.fromkeys(timed, True))
    markdown = is_markdown(document)
    first = next(iter(timed.values())).start
    of_day = _DATED.fullmatch(first) is not None or (":" in first and (offset(first) or 0.0) > _OF_DAY)
    dropped: list[Dropped] = []
    pieces = []
    waiting: _Timed | None = None  # a time on a line of its own, its words below
    for number in range(front.first, len(lines)):
        line = lines[number]
        if (match := furniture(line)) is not None:
            dropped.append(document.dropped(kind_of(match), line.start, line.end))
        elif markdown and (told := heading(document, line)) is not None:
            pieces.append(told)
        elif number in timed:
            dropped.extend(inline_times(document, timed[number].text_at, line.end))
            waiting = timed[number] if timed[number].text_at >= line.end else None
            if waiting is None:
                pieces.append(_piece(document, line, timed[number], labels, of_day=of_day))
        elif number - 1 in timed and len(line.text) <= 60 and _SAID_AGAIN.fullmatch(line.text):
            dropped.append(document.dropped("time in words", line.start, line.end))
        elif waiting is not None:
            entry, waiting = waiting._replace(text_at=line.start), None
            pieces.append(_piece(document, line, entry, labels, of_day=of_day))
        else:
            dropped.extend(inline_times(document, line.start, line.end))
            pieces.append(Piece(words(document, line.start, line.end), (line.start, line.end), follows="segment"))
    if ">>" in document.text:
        pieces = divided(pieces)
    closed = "</v>" in document.text
    carry: Carry = "never" if coded or closed else "changes"
    naming: Naming = "printed" if labels else "display"
    return Parsed(pieces, front_meta(front, lines), tuple(front.roster), dropped, naming=naming, carry=carry)


def _labels(document: Document, lines: list[Line], timed: dict[int, _Timed]) -> frozenset[str]:
    counts, bracketed = Counter[str](), list[Sighting]()
    for number, entry in timed.items():
        match = label_at(document.text, entry.text_at, lines[number].end)
        if match is not None:
            counts[match["label"]] += 1
        elif (name := bracketed_at(document.text, entry.text_at, lines[number].end)) is not None:
            bracketed.append(Sighting(name[0]))
    names = accepted(counts, sure=frozenset(label for label, count in counts.items() if count > 1))
    return names | bracketed_speakers(bracketed, len(timed))


def _piece(document: Document, line: Line, entry: _Timed, labels: frozenset[str], *, of_day: bool) -> Piece:
    """A timed line; its voice tag or its accepted label names the speaker."""
    source, label, at = document.text, entry.code, entry.text_at
    voice = _voice(source, at, line.end)
    inline = label_at(source, at, line.end) if labels else None
    if voice is not None:
        label, at = unescape(voice[1]).strip() or None, voice.end()
    elif inline is not None and inline["label"] in labels:
        label, at = inline["label"], inline.end()
    elif labels and (bracketed := bracketed_at(source, at, line.end)) is not None and bracketed[0] in labels:
        label, at = bracketed
    return Piece(
        cleaned(source, at, line.end, _MARKUP, plain),
        (line.start, line.end),
        label=label,
        start=None if of_day else offset(entry.start),
        end=offset(entry.end) if entry.end and not of_day else None,
        clock=entry.start if of_day else None,
    )


READER = Reader("timed-lines", frozenset({".txt", ".md"}), _sniff, _read, version=3)
