"""Plain text with speaker labels: alone on their line or before the words, Q and A, stenographers, cable news.

Two passes: every line that could open with a label is a candidate; those accepted split the text. What stands before
the first one is front matter.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.label_styles import INNER, Header
from index.readers.shared.labels import bare, is_name_shaped
from index.readers.shared.mapped import EMPTY, MappedText
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import CLOCK, find_date, seconds
from index.readers.text.front import (
    NARRATIVE_WORDS,
    Front,
    front_meta,
    open_front,
    prose,
)
from index.readers.text.label_lines import Talk, talk_of
from index.readers.text.layout import (
    beside_label,
    furniture,
    heading,
    inline_times,
    is_markdown,
    kind_of,
    words,
    wrapped_directions,
)
from index.transcript import Dropped, Meta, TimeQuality
from index.vocabulary import SPACED_ENDS

_ZONE = r"(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\b\.?(?:[ \u00a0](?:[A-Z]{1,3}T|GMT|UTC)\b\.?)?)"
_MARK = re.compile(rf"(?:\*\*|__)?(?P<open>[\[(])?(?P<time>{CLOCK}(?P<half>{_ZONE})?)[\])]?(?:\*\*|__)?")
_TIME_BEFORE = re.compile(rf"[\[(]({CLOCK})[\])][ \t]*\Z")  # of a label amid a line
_LONGEST_MARK = 24  # characters
# A label in the middle of a line: behind a stage direction or a sentence, all capitals, four letters or more.
_MIDLINE = re.compile(
    rf"(?:(?<=[{SPACED_ENDS})\]\"”’])|(?<=--)|(?<=—))[ \t\u00a0]+"
    r"(?P<label>[^\W\d_a-z][^\Wa-z]*(?:[ .'’&/-]{1,2}[^\Wa-z]+){0,7}\.?"
    r"(?:[ ]\([A-Z-]+\))?(?:, [A-Z0-9][^:\r\n.!?]{0,80})?(?:[ ]\([a-z -]+\))?):(?=\s)"
)
_CUE_TIMES = re.compile(r"[\d:.,; \t]+-->[\d:.,; \t]+(?:[a-zA-Z]\w*:\S+[ \t]*)*")
_NICK = re.compile(r"<[@+~&%]?[^\W\d_][\w |^`\[\]-]{0,30}>:?[ \t]+\S")
_INK = re.compile(r"\s*<(?:b|i|u|s|em|strong|span|font|small|mark|cite)\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?:!|\?|html|head|body|p|br|div|li|t[dr]|table|h[1-6]|pre|section|article|main|blockquote|d[dtl]|time)\b",
    re.IGNORECASE,
)
_CLOCK_OF_DAY = re.compile(r"\d{1,2}:\d\d")
_EARLY = 600.0  # seconds: a recording's first time mark comes within ten minutes
# Headings that podcasts print like a speaker: **Break:**
_INTERRUPTIONS = frozenset({"break", "ad", "ads", "sponsor", "music", "intro", "outro", "clip", "audio clip"})


def _sniff(document: Document) -> Fit:
    if not document.text:
        return Fit(0.0, "not text")
    if "\0" in document.text[:4096] or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    talk = talk_of(document.opening)
    found = sum(header.label in talk.names for header in talk.headers.values())
    return Fit(min(0.35 + 0.05 * found, 0.6), f"{found} labels") if found else Fit(0.0, "no speaker labels")


def is_ink(document: Document) -> bool:
    """Whether a text opens with a tag of bold print or the like, and has no tag that makes a paragraph or a line."""
    return _INK.match(document.text) is not None and _BLOCK.search(document.opening.text) is None


def is_chat(document: Document) -> bool:
    """Whether the lines open with names in angle brackets, as those of a chat do, and no tag ever closes."""
    lines = [line for line in document.head if line]
    opening = document.opening.text
    nicks = "</" not in opening and sum(_NICK.match(line) is not None for line in lines) * 2 > len(lines)
    return nicks and _BLOCK.search(opening) is None


def looks_like_markup(document: Document) -> bool:
    """Whether a text is HTML, XML, JSON, captions or a table, which have readers of their own."""
    opening = document.text.lstrip("\ufeff \t\r\n")[:200]
    if is_ink(document) or is_chat(document):
        return False
    if re.match(r"<[!?A-Za-z/][^>]*>|\{\s*[\"}\]]|\[\s*[{\[\"]|\{\\rtf|@(?:UTF8|Begin)\b|WEBVTT", opening):
        return True
    # Captions have their times on a line of their own; Whisper prints `[00:00.000 --> 00:04.000]  words`.
    return (
        sum("-->" in line and line[:1].isdecimal() and _CUE_TIMES.fullmatch(line) is not None for line in document.head)
        > 1
    )


def _read(document: Document) -> Parsed:
    talk = talk_of(document)
    front = _front(talk)
    if front.roster:
        talk = talk_of(document, [person.name for person in front.roster])
        front = _front(talk)
    meta = front_meta(front, talk.lines)
    walker = _Walker(document, talk, front, meta.title)
    walker.walk()
    meta = replace(meta, end_clock=walker.end_clock)
    pieces = [*_opening_pieces(document, front, meta, walker), *walker.pieces]
    return Parsed(pieces, meta, tuple(front.roster), walker.dropped, naming="printed", separator="\n\n")


def _front(talk: Talk) -> Front:
    return open_front(talk.lines, {number: header.label in talk.names for number, header in talk.headers.items()})


def _opening_pieces(document: Document, front: Front, meta: Meta, walker: "_Walker") -> Iterator[Piece]:
    """Prose before the first label: on a page of several the words of whoever spoke before, elsewhere narrative."""
    lines = [line for line in prose(front, meta.title) if not furniture(line)]
    page = (walker.paged or document.part > 0) and not front.has_fields
    for number, line in enumerate(lines):
        text = words(document, line.start, line.end, markdown=walker.markdown)
        chars = (line.start, line.end)
        if page:
            yield Piece(text, chars, inferred="continuation", follows="segment" if number else "")
        elif len(line.text.split()) >= NARRATIVE_WORDS:
            yield Piece(text, chars, kind="narrative")


class _Walker:
    """Goes through the lines behind the front matter and collects pieces, what is dropped, and the closing clock."""

    def __init__(self, document: Document, talk: Talk, front: Front, title: str | None) -> None:
        self.document, self.talk, self.front, self.title = document, talk, front, title or ""
        self.markdown = is_markdown(document)
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self.end_clock: str | None = None
        self.paged = False
        self._header: Header | None = None  # printed, and its words not begun
        self._open: tuple[int, int] | None = None  # the paragraph being collected
        self._stage = False  # its last line is a stage direction
        self._fresh = False  # the mark is the one right above
        self._title = ""  # the heading that later pages repeat
        self._mark: re.Match[str] | None = None  # a time between turns
        self._offsets = self._marks_are_offsets()

    def walk(self) -> None:
        lines, headers, names = self.talk.lines, self.talk.headers, self.talk.names
        for line in lines[: self.front.first]:
            if not self._furniture(line) and not self._time_mark(line) and is_stage_only(line.text):
                self.pieces.append(Piece(words(self.document, line.start, line.end), (line.start, line.end)))
        self._title = self.title
        wrapped, told = wrapped_directions(lines), -1
        for number in range(self.front.first, len(lines)):
            line, header = lines[number], headers.get(number)
            if number <= told:
                continue
            if number in wrapped and header is None:
                told = wrapped[number]
                self._direction(line.start, lines[told].end)
                continue
            if self._furniture(line) or self._time_mark(line) or self._interruption(line, header):
                continue
            if header is None and self._heading(line):
                continue
            # Under a label alone on its line the first paragraph is speech, whatever colons it has.
            waiting = self._header is not None and self._header.alone and self._open is None
            if header is not None and header.label in names and (header.alone or not waiting):
                self._turn(line, header)
            else:
                self._words(line, line.start)
        self._flush()
        self._unspoken()
        if self._mark is not None and self._mark["half"] and self._fresh:  # a time of day with no words below
            self.end_clock = self.end_clock or self._mark["time"]

    def _turn(self, line: Line, header: Header) -> None:
        self._flush()
        self.dropped.extend(beside_label(self.document, line.start, header.text_at, header.label))
        if self._header is not None and self._header.label == header.label:
            self.dropped.append(self.document.dropped("repeated label", header.at, header.text_at))
        else:
            self._unspoken()
            self._header = header
        if not header.alone:
            self._header = header
            self._words(line, header.text_at)

    def _words(self, line: Line, start: int) -> None:
        """A line of speech from `start`, which in a text of capital labels may hold another label."""
        for match in self._amid(start, line.end):
            self._line(line, start, match.start())
            self._flush()
            self._unspoken()
            time = _TIME_BEFORE.search(self.document.text, max(start, match.start() - 20), match.start("label"))
            at = seconds(time[1]) if time else None
            self._header = Header(match["label"], match.start("label"), match.end(), False, at)
            start = match.end()
        self._line(line, start, line.end)

    def _amid(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """The labels that stand in the middle of a line."""
        source, capitals, inner = self.document.text, self.talk.capitals, self.talk.inner
        if not (capitals or inner) or source.find(":", start, end) < 0:
            return
        for match in (INNER if inner else _MIDLINE).finditer(source, start, end):
            if match["label"] in inner if inner else _is_capital_name(match["label"]):
                yield match

    def _line(self, line: Line, start: int, end: int) -> None:
        text = self.document.text[start:end].strip()
        if not text:
            return
        stage = is_stage_only(text)
        if self._open is not None and (line.gap or stage or self._stage):
            self._flush()
        self._open = (start if self._open is None else self._open[0], end)
        self._stage = stage

    def _flush(self) -> None:
        """End the paragraph: with a header it opens a piece, else it is more of the last one."""
        if self._open is None:
            return
        (start, end), self._open = self._open, None
        header, self._header = self._header, None
        self.dropped.extend(inline_times(self.document, start, end))
        text = words(self.document, start, end, markdown=self.markdown)
        if header is None:
            self.pieces.append(Piece(text, (start, end), follows="segment"))
        else:
            self.pieces.append(self._piece(header, text, end))

    def _unspoken(self) -> None:
        """A label with no words under it is still reported."""
        if self._header is not None:
            header, self._header = self._header, None
            self.pieces.append(self._piece(header, EMPTY, header.text_at))

    def _piece(self, header: Header, text: MappedText, end: int) -> Piece:
        start, clock = header.time, None
        quality: TimeQuality = "exact"
        if self._mark is not None and self._offsets and not self._mark["half"]:
            start, quality = (start, quality) if start is not None else (seconds(self._mark["time"]), self._quality())
        elif self._mark is not None:
            clock, self._mark = self._mark["time"], None
        return Piece(
            text,
            (header.at, end),
            label=header.label,
            start=start,
            time_quality=quality,
            clock=clock,
        )

    def _direction(self, start: int, end: int) -> None:
        """A stage direction that runs over several lines."""
        self._flush()
        self._open = (start, end)
        self._flush()

    def _interruption(self, line: Line, header: Header | None) -> bool:
        """A break or a clip, which bold print sets like a speaker and which nobody speaks."""
        if not self.markdown or header is None or header.label.casefold() not in _INTERRUPTIONS:
            return False
        self._flush()
        text = words(self.document, line.start, line.end, markdown=True)
        self.pieces.append(Piece(text, (line.start, line.end), kind="stage"))
        return True

    def _heading(self, line: Line) -> bool:
        """A heading of Markdown, which nobody says."""
        piece = heading(self.document, line) if self.markdown else None
        if piece is None:
            return False
        self._flush()
        self.pieces.append(piece)
        return True

    def _quality(self) -> TimeQuality:
        """A time between turns is exact for the turn right after it and only near for the others up to the next."""
        fresh, self._fresh = self._fresh, False
        return "exact" if fresh else "block"

    def _furniture(self, line: Line) -> bool:
        """Drop a line that belongs to the page, and note what it tells."""
        match = furniture(line)
        if match is None and not (self._title and line.text == self._title):
            return False
        kind = "repeated heading" if match is None else kind_of(match)
        self.paged = self.paged or kind == "navigation"
        if match is not None and match["clock"]:
            self.end_clock = match["clock"]
        self.dropped.append(self.document.dropped(kind, line.start, line.end))
        return True

    def _time_mark(self, line: Line) -> bool:
        """A time alone on its line: of the day, or of the recording."""
        match = _MARK.fullmatch(line.text) if len(line.text) <= _LONGEST_MARK else None
        if match is None:
            return False
        self._flush()
        self._mark, self._fresh = match, True
        self.dropped.append(self.document.dropped("time between turns", line.start, line.end))
        return True

    def _marks_are_offsets(self) -> bool:
        """Bracketed marks are times of day, unless they count up from the start and the file tells no such time."""
        marks = (_MARK.fullmatch(line.text) for line in self.talk.lines if len(line.text) <= _LONGEST_MARK)
        first = next((mark for mark in marks if mark is not None), None)
        if first is None or first["open"] is None:
            return True
        return (seconds(first["time"]) or 0.0) < _EARLY and not any(
            find_date(line.text) and _CLOCK_OF_DAY.search(line.text) for line in self.front.plain
        )


def _is_capital_name(label: str) -> bool:
    name = bare(label)
    return sum(c.isalpha() for c in name) >= 4 and name == name.upper() and is_name_shaped(label)


READER = Reader("labels", frozenset({".txt", ".text", ".md", ".markdown"}), _sniff, _read, version=4)
