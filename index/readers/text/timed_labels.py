"""Text whose labels carry a time: Otter, Rev, Ladybug, Teams and Zoom as text, Happy Scribe, Riverside, Fathom."""

import re
from collections import Counter
from collections.abc import Iterator

from index.readers.pieces import Fit, Follows, Naming, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.labels import is_name_shaped, may_be_label
from index.readers.shared.mapped import EMPTY
from index.readers.shared.stage import is_mark
from index.readers.shared.times import CLOCK, CLOCK_OF_DAY, IN_WORDS, LATEST_START, find_date, offset, seconds
from index.readers.text.front_matter import front_meta, open_front
from index.readers.text.layout import (
    beside_label,
    furniture,
    heading,
    inline_times,
    is_markdown,
    kind_of,
    opening_time,
    words,
)
from index.readers.text.markup import looks_like_markup
from index.readers.text.timed_evidence import TimedLabel, borne_out, leftovers, untimed, without_initials
from index.readers.text.timed_styles import IN_BRACKETS, LOOSE, STRONG, STYLES
from index.transcript import Dropped
from index.vocabulary import MONTH, QUESTION_MARKS

# A day before a time of day, which is nobody.
_DAY = re.compile(rf"\b(?:{MONTH})\.? \d|\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:{MONTH})\b", re.IGNORECASE)
_ANY_TIME = re.compile(IN_BRACKETS)
# Asked of every line: that it begins with a class of characters makes it ten times as fast.
_HAS_TIME = re.compile(
    r"[0-9０-９\[(](?:(?<=\d)(?::\d\d| ?[hm](?:in)? ?\d| (?:hour|minute|second)s?\b)"
    r"|(?<=[\[(])\d{1,6}(?:\.\d{1,9})?(?:s[\])]|s?\s*[-–—:])|(?<=[\[(])\d{1,6}\.\d{1,9}\]"
    r"|(?<=\d)\.\d{1,9}[ \t]\d{1,6}\.\d)"
)
_TIME_ALONE = re.compile(
    rf"[\[(]?(?:{IN_WORDS}[ \u00a0]?)?(?P<time>{CLOCK_OF_DAY}|{CLOCK})"
    rf"(?:\s*(?:--?>|[-–—→])\s*(?P<until>{CLOCK}))?[\])]?"
    rf"|(?P<words>{IN_WORDS})"
)
_CLOCK_OF_DAY = re.compile(CLOCK_OF_DAY)
_WATCH = re.compile(
    r"\s+[\u231a\u231b\u23f0-\u23f3\U0001f4c5\U0001f4c6\U0001f550-\U0001f567\U0001f570]\ufe0f?\Z"
)  # before a time
_LONGEST = 400  # characters in which a label and its time are found; the words behind them may be more
_SLOWEST = 30.0  # seconds a word


def _headers(document: Document) -> dict[int, TimedLabel]:
    """The headers by the number of their line: those that only a name can be, and those that the file bears out."""
    lines = document.printed_lines
    found: dict[int, TimedLabel] = {}
    free = 0  # the first line that no header has taken
    for number, line in enumerate(lines):
        if number < free:
            continue
        timed = _HAS_TIME.search(line.text, 0, _LONGEST)
        header = _on_one_line(line) if timed else _on_two_lines(lines, number)
        if header is None and timed:
            header = _time_above(lines, number)
        if header is None:
            continue
        above = number - found[last].lines if (last := next(reversed(found), None)) is not None else None
        if last is not None and last == above and _is_said_again(found[last], header):
            found[last] = found[last]._replace(lines=found[last].lines + header.lines, text_at=header.text_at)
        else:
            found[number] = header
        free = number + header.lines
    return borne_out(lines, found)


def _is_said_again(header: TimedLabel, below: TimedLabel) -> bool:
    """Whether the header right below says the same once more, for those who listen, as Teams does."""
    return header.text_at is None and header.label == below.label and offset(header.time) == offset(below.time)


def _on_one_line(line: Line) -> TimedLabel | None:
    opening = line.text[:_LONGEST]
    for number, style in enumerate(STYLES):
        match = style.fullmatch(opening)
        if match is None or not may_be_label(match["label"].lstrip("# ")) or is_mark(match["label"]):
            continue
        if (number >= LOOSE and not is_name_shaped(match["label"])) or _DAY.search(match["label"]):
            continue
        time = match["time"] or _second_time(match)
        if match["label"][-1] in ":=" and find_date(time):  # a field of front matter
            continue
        text_at = line.start + match.start("rest") if match["rest"] else None
        until = match.groupdict().get("until")
        label = _WATCH.sub("", match["label"].lstrip("# ").strip())
        loose, heading = number >= LOOSE, line.text[0] == "#"
        label = without_initials(label) if loose else label
        return TimedLabel(label, time, 1, text_at, until, weak=number >= STRONG, heading=heading, loose=loose)
    return None


def _second_time(match: re.Match[str]) -> str:
    """The time of a style that allows it in two places: the first behind the label."""
    found = _ANY_TIME.search(match.string, match.end("label"))
    return found[0] if found else ""


def _on_two_lines(lines: list[Line], number: int) -> TimedLabel | None:
    """Zoom, Teams: a name, below it a time, below that the words."""
    if number + 2 >= len(lines) or len(lines[number].text) > 80:
        return None
    if lines[number + 1].gap and not (lines[number + 2].gap and (lines[number].gap or number == 0)):
        return None  # a gap above the time, unless every line has one
    below = lines[number + 1].text.strip("*_`")
    match = _TIME_ALONE.fullmatch(below) if len(below) <= 40 else None
    if match is None:
        return None
    printed = lines[number].text.strip("*_")
    name = printed.rstrip(":： ")
    if (
        name.endswith((".", "!", *QUESTION_MARKS))
        or not may_be_label(name)
        or (name != printed and not is_name_shaped(name))
    ):
        return None
    time = match["time"] or match["words"]
    again = _TIME_ALONE.fullmatch(lines[number + 2].text[:40])
    same = again is not None and offset(again["time"] or again["words"]) == offset(time)
    return TimedLabel(name, time, 3 if same else 2, until=match["until"], weak=True)


def _time_above(lines: list[Line], number: int) -> TimedLabel | None:
    """A time, below it a name, below that the words."""
    if number + 2 >= len(lines) or lines[number + 1].gap or len(lines[number].text) > 40:
        return None
    match, name = _TIME_ALONE.fullmatch(lines[number].text), lines[number + 1].text.strip("*_")
    if (
        match is None
        or len(name) > 60
        or not name[:1].isalpha()
        or not is_name_shaped(name)
        or name.endswith((".", "!", ",", *QUESTION_MARKS))
    ):
        return None
    return TimedLabel(name, match["time"] or match["words"], 2, weak=True, above=True)


def _sniff(document: Document) -> Fit:
    if not document.text or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    headers = document.opening.once(_headers)
    if not headers:
        return Fit(0.0, "no label with a time beside it")
    counts = Counter(header.label for header in headers.values())
    named = sum(is_name_shaped(label) or (count > 1 and " " not in label) for label, count in counts.items())
    score = 0.4 if len(headers) == 1 else 0.65 if len(headers) == 2 else 0.8
    return Fit(score if named * 3 >= len(counts) else 0.3, f"{len(headers)} labels with a time")


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    headers = document.once(_headers)
    if not headers:
        raise document.malformed("has no label with a time beside it.", line=1, way_out="Choose another format.")
    opening = next(iter(headers.values())).time
    of_day = _CLOCK_OF_DAY.search(opening) is not None or (":" in opening and (seconds(opening) or 0.0) > LATEST_START)
    left = leftovers(lines, headers)
    dropped = [document.dropped("left by a copied page", lines[number].start, lines[number].end) for number in left]
    lines, headers = _without(lines, headers, left)
    others = untimed(document, lines, headers)
    headers = dict(sorted({**headers, **others}.items()))
    front = open_front(lines, dict.fromkeys(headers, True))
    meta = front_meta(front, lines)
    pieces = _in_seconds(list(_pieces(document, lines, headers, front.first, dropped, of_day=of_day)))
    naming: Naming = "printed" if others else "display"
    return Parsed(pieces, meta, tuple(front.roster), dropped, naming=naming, separator="\n\n")


def _in_seconds(pieces: list[Piece]) -> list[Piece]:
    """The pieces with their times in seconds: nobody speaks as slowly as times in milliseconds would tell."""
    spans = [(piece.end - piece.start, piece) for piece in pieces if piece.start is not None and piece.end is not None]
    said = sum(len(piece.text.text.split()) for _, piece in spans)
    if not spans or sum(lasts for lasts, _ in spans) <= _SLOWEST * max(said, len(spans)):
        return pieces
    return [
        piece if piece.start is None else piece._replace(start=piece.start / 1000, end=piece.end and piece.end / 1000)
        for piece in pieces
    ]


def _without(
    lines: list[Line], headers: dict[int, TimedLabel], left: frozenset[int]
) -> tuple[list[Line], dict[int, TimedLabel]]:
    """The lines that are left, a gap where some are gone, and the headers by their new numbers."""
    if not left:
        return lines, headers
    kept = [number for number in range(len(lines)) if number not in left]
    numbers = {number: place for place, number in enumerate(kept)}
    fewer = [lines[number]._replace(gap=lines[number].gap or number - 1 in left) for number in kept]
    return fewer, {numbers[number]: header for number, header in headers.items()}


def _pieces(
    document: Document,
    lines: list[Line],
    headers: dict[int, TimedLabel],
    first: int,
    dropped: list[Dropped],
    *,
    of_day: bool,
) -> Iterator[Piece]:
    """A piece for each header with its first paragraph, and one for each further paragraph."""
    markdown, number = is_markdown(document), first
    header: TimedLabel | None = None
    at = 0
    while number < len(lines):
        line, following = lines[number], headers.get(number)
        if following is not None:
            if header is not None:
                yield _piece(document, header, at, at, None, of_day=of_day, markdown=markdown)
            header, at = following, line.start
            number += following.lines
            clock = "" if header.time[-1:].isalpha() and not _CLOCK_OF_DAY.search(header.time) else header.time
            begins = header.text_at or lines[number - 1].end
            dropped.extend(beside_label(document, at, begins, header.label, clock, header.until or ""))
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
            time = opening_time(document, start, end)
            follows: Follows = "segment" if time is None else "turn"
            yield Piece(words(document, start, end, markdown=markdown), (start, end), start=time, follows=follows)
    if header is not None:
        yield _piece(document, header, at, at, None, of_day=of_day, markdown=markdown)


def _piece(
    document: Document, header: TimedLabel, at: int, start: int, end: int | None, *, of_day: bool, markdown: bool
) -> Piece:
    """A header with its words; without any where `end` is None."""
    of_day = of_day or _CLOCK_OF_DAY.search(header.time) is not None
    text = EMPTY if end is None else words(document, start, end, markdown=markdown)
    return Piece(
        text,
        (at, start if end is None else end),
        label=header.label,
        start=None if of_day or not header.time else offset(header.time),
        end=None if of_day or header.until is None else offset(header.until),
        clock=header.time or None if of_day else None,
    )


READER = Reader("timed-labels", frozenset({".txt", ".md"}), _sniff, _read, version=7)
