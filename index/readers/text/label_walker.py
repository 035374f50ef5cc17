"""Goes down the lines of a text whose labels are known: who has the floor, what is a heading, a note, a direction."""

import re
from collections import Counter
from collections.abc import Iterator

from index.readers.pieces import Piece
from index.readers.shared.document import Document, Line
from index.readers.shared.label_styles import INNER, Header
from index.readers.shared.labels import bare, is_name_shaped
from index.readers.shared.mapped import EMPTY, MappedText
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import CLOCK, seconds
from index.readers.text.front_matter import Front
from index.readers.text.label_lines import Talk
from index.readers.text.layout import (
    beside_label,
    furniture,
    heading,
    inline_times,
    is_markdown,
    kind_of,
    underlined,
    words,
    wrapped_directions,
)
from index.readers.text.notes import Notes, is_list_head
from index.readers.text.roster import PEOPLE
from index.readers.text.time_marks import are_offsets, time_mark
from index.readers.text.titles import titles
from index.transcript import Dropped, TimeQuality
from index.vocabulary import SPACED_ENDS

_TIME_BEFORE = re.compile(rf"[\[(]({CLOCK})[\])][ \t]*\Z")  # of a label amid a line
# A label in the middle of a line: behind a stage direction or a sentence, all capitals, four letters or more.
_MIDLINE = re.compile(
    rf"(?:(?<=[{SPACED_ENDS})\]\"”’])|(?<=--)|(?<=—))[ \t\u00a0]+"
    r"(?P<label>[^\W\d_a-z][^\Wa-z]*(?:[ .'’&/-]{1,2}[^\Wa-z]+){0,7}\.?"
    r"(?:[ ]\([A-Z-]+\))?(?:, [A-Z0-9][^:\r\n.!?]{0,80})?(?:[ ]\([a-z -]+\))?)"
    r"(?::|(?<=[A-Z)])\.[-–—]{1,2})(?=\s)"
)
_SURE = 2  # sightings of a label, more of which leave no doubt
_SELDOM = 4  # one of so many labels or fewer
_SHORT = 5  # letters of labels that words may be as well
# Headings that podcasts print like a speaker: **Break:**
_INTERRUPTIONS = frozenset({"break", "ad", "ads", "sponsor", "music", "jingle", "intro", "outro", "clip", "audio clip"})


class Walker:
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
        self._offsets = are_offsets(talk.lines, front.plain)
        self._known = _amid_sentences(talk)
        self._inline = _before_words(talk)
        told = {number: header.alone for number, header in talk.headers.items() if header.label in talk.names}
        self._titles = titles(talk.lines, told, {number for number, alone in told.items() if alone})
        self._notes = Notes()
        self._noting = False  # the paragraph is nobody's words

    def walk(self) -> None:
        lines, headers, names = self.talk.lines, self.talk.headers, self.talk.names
        for line in lines[: self.front.first]:
            if not self._takes_furniture(line) and not self._takes_time_mark(line) and is_stage_only(line.text):
                self.pieces.append(Piece(words(self.document, line.start, line.end), (line.start, line.end)))
        self._title = self.title
        wrapped, told = wrapped_directions(lines), -1
        for number in range(self.front.first, len(lines)):
            line, header = lines[number], headers.get(number)
            if number <= told or self._drop_if_apart(number):
                continue
            if number in wrapped and header is None:
                told = wrapped[number]
                self._direction(line.start, lines[told].end)
                continue
            if self._takes_furniture(line) or self._takes_time_mark(line) or self._takes_interruption(line, header):
                continue
            if header is None and self._takes_heading(number):
                continue
            # Under a label alone on its line the first paragraph is speech, whatever colons it has.
            waiting = self._header is not None and self._header.alone and self._open is None
            known = header is not None and (header.alone or header.label in self._inline)
            labelled = header is not None and header.label in names and (known or not waiting)
            if self._is_note(line, header if labelled or (header and header.label.casefold() in PEOPLE) else None):
                self._note(line)
            elif header is not None and labelled:
                self._turn(line, header)
            else:
                if self._noting:
                    self._flush()
                self._words(line, line.start)
        self._flush()
        self._report_unspoken()
        if self._mark is not None and self._mark["half"] and self._fresh:  # a time of day with no words below
            self.end_clock = self.end_clock or self._mark["time"]

    def _is_note(self, line: Line, header: Header | None) -> bool:
        if header is None:
            return self._notes.takes(line)
        said = self.document.text[header.text_at : line.end]
        return self._notes.takes(line, label=header.label, words=said)

    def _note(self, line: Line) -> None:
        if Notes.begins(line) or not self._noting:
            self._flush()
        self._open, self._noting = (line.start if self._open is None else self._open[0], line.end), True

    def _turn(self, line: Line, header: Header) -> None:
        self._flush()
        self.dropped.extend(beside_label(self.document, line.start, header.text_at, header.label))
        if self._header is not None and self._header.label == header.label:
            self.dropped.append(self.document.dropped("repeated label", header.at, header.text_at))
        else:
            self._report_unspoken()
            self._header = header
        if not header.alone:
            self._header = header
            self._words(line, header.text_at)

    def _words(self, line: Line, start: int) -> None:
        """A line of speech from `start`, which in a text of capital labels may hold another label."""
        for match in self._labels_amid(start, line.end):
            self._line(line, start, match.start())
            self._flush()
            self._report_unspoken()
            time = _TIME_BEFORE.search(self.document.text, max(start, match.start() - 20), match.start("label"))
            at = seconds(time[1]) if time else None
            self._header = Header(match["label"], match.start("label"), match.end(), False, at)
            start = match.end()
        self._line(line, start, line.end)

    def _labels_amid(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """The labels that stand in the middle of a line."""
        source, capitals, inner = self.document.text, self.talk.capitals, self.talk.inner
        if not (capitals or inner) or (source.find(":", start, end) < 0 and source.find(".-", start, end) < 0):
            return
        if inner:
            yield from (match for match in INNER.finditer(source, start, end) if match["label"] in inner)
            return
        known = self._known.finditer(source, start, end) if self._known else ()
        found = [match for match in _MIDLINE.finditer(source, start, end) if _is_capital_name(match["label"])]
        places = {match.start("label"): match for match in (*known, *found)}
        yield from (places[place] for place in sorted(places))

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
        self.dropped.extend(inline_times(self.document, start, end))
        text = words(self.document, start, end, markdown=self.markdown)
        if self._noting:
            self._noting = False
            self.pieces.append(Piece(text, (start, end), kind="narrative"))
            return
        header, self._header = self._header, None
        if header is None:
            self.pieces.append(Piece(text, (start, end), follows="segment"))
        else:
            self.pieces.append(self._piece(header, text, end))

    def _report_unspoken(self) -> None:
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

    def _drop_if_apart(self, number: int) -> bool:
        """A line that is nobody's words: a page's head, or in which language what follows is."""
        kind = self.talk.apart.get(number)
        if kind is None:
            return False
        self._flush()
        line = self.talk.lines[number]
        self.dropped.append(self.document.dropped(kind, line.start, line.end))
        return True

    def _takes_interruption(self, line: Line, header: Header | None) -> bool:
        """A break or a clip, which bold print sets like a speaker and which nobody speaks."""
        if not self.markdown or header is None or header.label.casefold() not in _INTERRUPTIONS:
            return False
        self._flush()
        self.dropped.extend(inline_times(self.document, line.start, line.end))
        text = words(self.document, line.start, line.end, markdown=True)
        self.pieces.append(Piece(text, (line.start, line.end), kind="stage"))
        return True

    def _takes_heading(self, number: int) -> bool:
        """A heading, which nobody says."""
        lines = self.talk.lines
        piece = heading(self.document, lines[number]) if self.markdown else None
        piece = piece or underlined(self.document, lines, number)
        if piece is None and (number in self._titles or is_list_head(lines, number)):
            start, end = lines[number].start, lines[number].end
            piece = Piece(words(self.document, start, end, markdown=self.markdown), (start, end), kind="stage")
        if piece is None:
            return False
        self._flush()
        self.pieces.append(piece)
        self._notes.heading(piece.text.text)
        return True

    def _quality(self) -> TimeQuality:
        """A time between turns is exact for the turn right after it and only near for the others up to the next."""
        fresh, self._fresh = self._fresh, False
        return "exact" if fresh else "block"

    def _takes_furniture(self, line: Line) -> bool:
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

    def _takes_time_mark(self, line: Line) -> bool:
        """A time alone on its line: of the day, or of the recording."""
        match = time_mark(line.text)
        if match is None:
            return False
        self._flush()
        self._mark, self._fresh = match, True
        self.dropped.append(self.document.dropped("time between turns", line.start, line.end))
        return True


def _before_words(talk: Talk) -> frozenset[str]:
    """The labels that come again, where nearly all stand before words on their line: one alone on its line has none."""
    headers = [header for header in talk.headers.values() if header.label in talk.names]
    counts = Counter(header.label for header in headers)
    seldom = sum(header.alone for header in headers) * _SELDOM < len(headers)
    return frozenset(label for label, count in counts.items() if count > 1 and seldom)


def _amid_sentences(talk: Talk) -> re.Pattern[str] | None:
    """What finds the labels that come again and again, and so may stand behind a sentence that breaks off."""
    counts = Counter(header.label for header in talk.headers.values() if header.label in talk.names)
    sure = [
        label for label, count in counts.items() if count > _SURE and label == label.upper() and len(label) > _SHORT
    ]
    labels = "|".join(map(re.escape, sorted(sure, key=len, reverse=True)))
    return re.compile(rf"(?<=[\w,])[ \t\u00a0]+(?P<label>{labels}):(?=\s)") if labels else None


def _is_capital_name(label: str) -> bool:
    name = bare(label)
    return sum(c.isalpha() for c in name) >= 4 and name == name.upper() and is_name_shaped(label)
