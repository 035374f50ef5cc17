"""Text whose lines open with a time, with or without a speaker: timestamped lines, voice tags in text, TranscribeMe."""

import re
import sys
from collections import Counter
from typing import NamedTuple

from index.readers.captions.chevrons import divided
from index.readers.captions.cues import MARKUP, plain
from index.readers.pieces import Carry, Fit, Naming, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.entities import unescape
from index.readers.shared.labels import accepted, label_at
from index.readers.shared.mapped import cleaned
from index.readers.shared.times import CLOCK, SECONDS, offset
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
    rf"(?:(?P<code>S\d{{1,2}}|[A-Z]\w{{0,20}} ?\d{{1,3}})[ \t]+)?[\[(]?(?P<start>{CLOCK})[\])]?"
    rf"(?:[ \t]*(?:-->|[-–—])[ \t]*[\[(]?(?P<end>{CLOCK})[\])]?)?:?(?:[ \t]*[|–—-])?{_REST}"
)
_IN_SECONDS = re.compile(rf"\[(?P<start>{SECONDS})[ \t]*(?:--?>|[-–—])[ \t]*(?P<end>{SECONDS})\]:?{_REST}")
_TAG = re.compile(r"\[(?P<label>speaker[ _-]?\w{1,3})\]:?[ \t]*", re.IGNORECASE)  # a diarized line
_MARKUP = re.compile(f"{MARKUP.pattern}|{TIME_AMID}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>\r\n]*)>")


class _Timed(NamedTuple):
    """A line with its times, a code for who speaks before them, and where its words begin."""

    code: str | None
    start: str
    end: str | None
    text_at: int


def _timed(lines: list[Line]) -> dict[int, _Timed]:
    found = {}
    for number, line in enumerate(lines):
        if line.text[0] in "[(0123456789SABCDEFGHIJKLMNOPQRTUVWXYZ":
            match = _LINE.fullmatch(line.text) or _IN_SECONDS.fullmatch(line.text)
            code = match.groupdict().get("code") if match else None
            if match is not None and (match["rest"].strip() or code):
                rest = match["rest"]
                text_at = line.start + match.start("rest") + len(rest) - len(rest.lstrip())
                found[number] = _Timed(code, match["start"], match["end"], text_at)
    return found


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
    if len(timed) < 2 or len(timed) * 5 < len(lines) * 2:
        return Fit(0.0, f"only {len(timed)} of {len(lines)} lines open with a time")
    return Fit(0.75 if len(timed) * 5 > len(lines) * 3 else 0.5, f"{len(timed)} lines open with a time")


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
    dropped: list[Dropped] = []
    pieces = []
    for number in range(front.first, len(lines)):
        line = lines[number]
        if (match := furniture(line)) is not None:
            dropped.append(document.dropped(kind_of(match), line.start, line.end))
        elif markdown and (told := heading(document, line)) is not None:
            pieces.append(told)
        elif number in timed:
            dropped.extend(inline_times(document, timed[number].text_at, line.end))
            pieces.append(_piece(document, line, timed[number], labels))
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
    counts: Counter[str] = Counter()
    for number, entry in timed.items():
        match = label_at(document.text, entry.text_at, lines[number].end)
        if match is not None:
            counts[match["label"]] += 1
    return accepted(counts, sure=frozenset(label for label, count in counts.items() if count > 1))


def _piece(document: Document, line: Line, entry: _Timed, labels: frozenset[str]) -> Piece:
    """A timed line; its voice tag or its accepted label names the speaker."""
    source, label, at = document.text, entry.code, entry.text_at
    voice = _voice(source, at, line.end)
    inline = label_at(source, at, line.end) if labels else None
    if voice is not None:
        label, at = unescape(voice[1]).strip() or None, voice.end()
    elif inline is not None and inline["label"] in labels:
        label, at = inline["label"], inline.end()
    return Piece(
        cleaned(source, at, line.end, _MARKUP, plain),
        (line.start, line.end),
        label=label,
        start=offset(entry.start),
        end=offset(entry.end) if entry.end else None,
    )


READER = Reader("timed-lines", frozenset({".txt", ".md"}), _sniff, _read, version=2)
