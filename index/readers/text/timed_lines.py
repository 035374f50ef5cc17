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
from index.readers.shared.label_styles import Header, Place, other_styles
from index.readers.shared.labels import accepted, bracketed_at, label_at
from index.readers.shared.mapped import cleaned
from index.readers.shared.times import CLOCK, CLOCK_OF_DAY, IN_WORDS, LATEST_START, LETTERED, SECONDS, offset
from index.readers.text.front_matter import front_meta, open_front
from index.readers.text.label_lines import FROM, talk_of
from index.readers.text.layout import (
    TIME_AMID,
    beside_label,
    furniture,
    heading,
    inline_times,
    is_markdown,
    kind_of,
    words,
)
from index.readers.text.markup import looks_like_markup
from index.transcript import Dropped

_REST = r"(?P<rest>[ \t]+\S.*|[ \t]*(?=<v)\S.*|)"
_LINE = re.compile(
    r"#?(?:(?P<code>S\d{1,2}|[A-Z]\w{0,20} ?\d{1,3})[ \t]+)?(?:\*\*|__|[*`_])?"
    rf"[\[({{]?(?P<start>{CLOCK_OF_DAY}|{CLOCK}|{LETTERED})(?:-\d#)?[\])}}]?"
    rf"(?:[ \t]*(?:--?>|[-–—→])[ \t]*[\[(]?(?P<end>{CLOCK})[\])]?)?(?:\*\*|__|[*`_])?:?(?:[ \t]*[|–—-])?{_REST}"
)
_IN_SECONDS = re.compile(
    rf"(?:[\[(](?P<start>{SECONDS})[ \t]*(?:--?>|[-–—,])[ \t]*(?P<end>{SECONDS})[\])]:?"
    rf"|(?P<first>\d{{1,6}}\.\d{{1,9}})(?:[ ]{{1,3}}|,[ ]|[ ]-[ ])(?P<last>\d{{1,6}}\.\d{{1,9}})(?=[ ])){_REST}"
)
_BOUNDS = (("start", "first"), ("end", "last"))
_TAG = re.compile(r"\[(?P<label>speaker[ _-]?\w{1,3})\]:?[ \t]*", re.IGNORECASE)  # a diarized line
_HOUR = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
_DATED = re.compile(CLOCK_OF_DAY)
_MARKUP = re.compile(f"{MARKUP.pattern}|{TIME_AMID}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\r\n]*)>")


_LEVELS = frozenset("trace debug info notice warn warning error critical fatal".split())  # of a program's log
_CHAPTER = re.compile(r"Chapter \d{1,3}: .{1,120}")  # of YouTube's panel
_ALONE = re.compile(rf"(?:\*\*|__)?[\[(]?{CLOCK}[\])]?(?:\*\*|__)?")
_SAID_AGAIN = re.compile(IN_WORDS)  # the time once more, in words for those who listen


class _Timed(NamedTuple):
    """A line with its times, a code for who speaks before them, and where its words begin."""

    code: str | None
    start: str
    end: str | None
    text_at: int
    sender: tuple[str, str] | None = None  # as printed, and the name alone


def _timed(lines: list[Line]) -> dict[int, _Timed]:
    found, alone = {}, _alone(lines)
    for number, line in enumerate(lines):
        if line.text[0] in "[({*_`#0123456789SABCDEFGHIJKLMNOPQRTUVWXYZ":
            match = _LINE.fullmatch(line.text) or _IN_SECONDS.fullmatch(line.text)
            code = match.groupdict().get("code") if match else None
            if match is not None and (match["rest"].strip() or code or number in alone):
                rest = match["rest"]
                text_at = line.start + match.start("rest") + len(rest) - len(rest.lstrip())
                start, end = (match[one] or match.groupdict().get(other) for one, other in _BOUNDS)
                found[number] = _Timed(code, start or "", end, text_at)
    return _sent(lines, found)


def _sent(lines: list[Line], timed: dict[int, _Timed]) -> dict[int, _Timed]:
    """The timed lines, those of Zoom's chat with who sent them: `From Ana Reyes to Everyone: words`."""
    found = dict(timed)
    for number, entry in timed.items():
        line = lines[number]
        match = FROM.match(line.text, entry.text_at - line.start)
        if match is None:
            continue
        rest = line.text[match.end() :]
        at = line.start + match.end() + len(rest) - len(rest.lstrip())
        found[number] = entry._replace(text_at=at, sender=(match[0].rstrip(" \t:"), match["name"].strip()))
    sent = sum(entry.sender is not None for entry in found.values())
    return found if sent > 1 and sent * 2 > len(timed) else timed


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
    if _labels_below(document, [n for n, one in timed.items() if one.text_at >= lines[n].end and not one.sender]):
        return Fit(0.3, "labels below times")
    return Fit(0.75 if told * 5 > len(lines) * 3 else 0.5, f"{len(timed)} lines open with a time")


def _labels_below(document: Document, alone: list[int]) -> bool:
    """Whether half of the times on lines of their own have labels below, which the reader of labels keeps apart."""
    if len(alone) < 2:
        return False
    talk = talk_of(document.opening)
    return sum(header.label in talk.names for header in talk.headers.values()) * 2 >= len(alone)


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    timed = _timed(lines)
    if not timed:
        raise document.malformed("has no line that opens with a time.", line=1, way_out="Choose another format.")
    voices = any(_voice(document.text, entry.text_at) for entry in timed.values())
    coded = any(entry.code or entry.sender for entry in timed.values())
    labels = frozenset() if voices or coded else _labels(document, lines, timed)
    unlike = {} if voices or coded else _without_colons(document, lines, timed, labels)
    front = open_front(lines, dict.fromkeys(timed, True))
    markdown = is_markdown(document)
    first = next(iter(timed.values())).start
    of_day = _DATED.fullmatch(first) is not None or (":" in first and (offset(first) or 0.0) > LATEST_START)
    of_day = of_day or _are_nicks(document, lines, timed, labels)
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
            dropped.extend(_dropped_beside(document, line, timed[number]))
            dropped.extend(inline_times(document, timed[number].text_at, line.end))
            waiting = timed[number] if timed[number].text_at >= line.end else None
            if waiting is None:
                pieces.append(_piece(document, line, timed[number], labels, unlike.get(number), of_day=of_day))
        elif _CHAPTER.fullmatch(line.text):
            pieces.append(Piece(words(document, line.start, line.end), (line.start, line.end), kind="stage"))
        elif number - 1 in timed and len(line.text) <= 60 and _SAID_AGAIN.fullmatch(line.text):
            dropped.append(document.dropped("time in words", line.start, line.end))
        elif waiting is not None:
            entry, waiting = waiting._replace(text_at=line.start), None
            pieces.append(_piece(document, line, entry, labels, None, of_day=of_day))
        else:
            dropped.extend(inline_times(document, line.start, line.end))
            pieces.append(Piece(words(document, line.start, line.end), (line.start, line.end), follows="segment"))
    if ">>" in document.text:
        pieces = divided(pieces)
    closed = "</v>" in document.text
    carry: Carry = "never" if coded or closed else "changes"
    naming: Naming = "printed" if labels or unlike else "display"
    return Parsed(pieces, front_meta(front, lines), tuple(front.roster), dropped, naming=naming, carry=carry)


def _are_nicks(document: Document, lines: list[Line], timed: dict[int, _Timed], labels: frozenset[str]) -> bool:
    """Whether names in angle brackets stand behind hours and minutes, as in the logs of a chat."""
    source = document.text
    nicks = (
        sum(source.startswith("<", one.text_at) and ">" in lines[n].text for n, one in timed.items()) if labels else 0
    )
    return nicks * 2 > len(timed) and all(_HOUR.fullmatch(one.start) for one in timed.values())


def _dropped_beside(document: Document, line: Line, entry: _Timed) -> list[Dropped]:
    told = (entry.sender[0] if entry.sender else "", entry.code or "", "" if entry.start[-1].isalpha() else entry.start)
    return beside_label(document, line.start, entry.text_at, *told)


def _labels(document: Document, lines: list[Line], timed: dict[int, _Timed]) -> frozenset[str]:
    counts, bracketed = Counter[str](), list[Sighting]()
    for number, entry in timed.items():
        match = label_at(document.text, entry.text_at, lines[number].end)
        if match is not None:
            counts[match["label"]] += 1
        elif (name := bracketed_at(document.text, entry.text_at, lines[number].end)) is not None:
            bracketed.append(Sighting(name[0]))
    nicks = {seen.label for seen in bracketed if f"<{seen.label}>" in document.text}
    names = accepted(counts, sure=frozenset(label for label, count in counts.items() if count > 1))
    names = frozenset(name for name in names if name.casefold() not in _LEVELS)
    return names | bracketed_speakers(bracketed, len(timed), nicks=nicks)


def _without_colons(
    document: Document, lines: list[Line], timed: dict[int, _Timed], labels: frozenset[str]
) -> dict[int, Header]:
    """The labels before a dash, a tab or a bar behind the times, where such explain the file and colons do not."""
    told = (
        sum(_names(document.text, entry.text_at, lines[n].end, labels) for n, entry in timed.items()) if labels else 0
    )
    if told * 2 >= len(timed):
        return {}
    places = [Place(n, entry.text_at, lines[n].end) for n, entry in timed.items() if entry.text_at < lines[n].end]
    found = max(other_styles(document, places, len(places)), key=len)
    return found if len(found) > told else {}


def _names(source: str, start: int, end: int, labels: frozenset[str]) -> bool:
    """Whether the words open with one of the labels and a colon."""
    match = label_at(source, start, end)
    return match is not None and match["label"] in labels


def _piece(
    document: Document, line: Line, entry: _Timed, labels: frozenset[str], header: Header | None, *, of_day: bool
) -> Piece:
    """A timed line; its voice tag, its accepted label or the header of another print names the speaker."""
    source, label, at = document.text, entry.code, entry.text_at
    name = None
    of_day = of_day or _DATED.fullmatch(entry.start) is not None
    voice = _voice(source, at, line.end)
    inline = label_at(source, at, line.end) if labels else None
    if voice is not None:
        label, at = unescape(voice[1]).strip() or None, voice.end()
    elif entry.sender is not None:
        label, name = entry.sender
    elif header is not None:
        label, at = header.label, header.text_at
    elif inline is not None and inline["label"] in labels:
        label, at = inline["label"], inline.end()
    elif labels and (bracketed := bracketed_at(source, at, line.end)) is not None and bracketed[0] in labels:
        label, at = bracketed
    return Piece(
        cleaned(source, at, line.end, _MARKUP, plain),
        (line.start, line.end),
        label=label,
        name=name,
        start=None if of_day else offset(entry.start),
        end=offset(entry.end) if entry.end and not of_day else None,
        clock=entry.start if of_day else None,
    )


READER = Reader("timed-lines", frozenset({".txt", ".md"}), _sniff, _read, version=6)
