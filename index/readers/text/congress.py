"""The Congressional Record as the Government Publishing Office prints it, with or without the page around it."""

import re

from index.readers.captions.cues import MARKUP, plain
from index.readers.pieces import Fit, Kind, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.mapped import cleaned
from index.readers.shared.times import iso_date
from index.readers.text.layout import TAG
from index.transcript import Dropped, Meta

_SPEAKER = re.compile(
    r"(?:<bullet>[ ]?)?(?P<label>The (?:Acting |Vice )?[A-Z]{2}[A-Z ]*(?: pro tempore)?"
    r"(?: (?:\([^()]+\)|\[[^\[\]]+\]))?"
    r"|(?:M(?:r|rs|s)\.|Miss|Dr\.) (?=[A-Za-z'’-]*[A-Z]{2})[A-Z][A-Za-z'’-]*(?: [A-Z][A-Z'’-]+)*"
    r"(?: of (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+)*)?(?: \([a-z][^()]{2,60}\))?)"  # (during the reading)
    r"\.(?=[ \r\n]|\Z)"
)
# The reporter says who rose; the next to speak is somebody else.
_ADDRESSED = re.compile(
    r"(?:M(?:r|rs|s)\.|Miss|Dr\.|Several) [A-Za-z'’ -]{2,60}(?: and M(?:r|rs|s)\. [A-Z'’-]+)? addressed the Chair\."
)
_PAGE = re.compile(r"\[\[?Page ([A-Z]{0,2}\d+)\]\]?")
_CLOCK = re.compile(r"(?:\{time\}\s*)?\((\d{4})\)|\{time\}\s+(\d{3,4})")
_RULE = re.compile(r"[_-]{5,}")
_SIGNATURE = re.compile(r"\[Congressional Record(?: Volume| \()", re.IGNORECASE)
_CHAMBER = re.compile(r"\[(Senate|House|Extensions of Remarks|Daily Digest)\]")
_TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.IGNORECASE | re.DOTALL)
_PRE = re.compile(r"<pre[^>]*>(.*?)(?:</pre>|\Z)", re.IGNORECASE | re.DOTALL)
# Headings inside a bill or an amendment, which is part of what was said or handed in.
_OF_A_BILL = re.compile(
    r"(?:``)?(?:SEC(?:TIONS?|S)?\.? |(?:SUB)?TITLE [IVXLC]+\b|PART [IVXA-H]\b|CHAPTER \d|ARTICLE [IVX\d]"
    r"|(?:S|H\. ?R)\. ?\d|[SH]\. ?(?:RES|CON|J)\b)"
)
_HEADING_INDENT = 6
_HEADER = re.compile(r"\[.*\]|From the Congressional Record Online.*")


def _sniff(document: Document) -> Fit:
    if any(_SIGNATURE.search(line) for line in document.head[:60]):
        return Fit(0.97, "has the heading of the Congressional Record")
    return Fit(0.0, "no heading of the Congressional Record")


def _read(document: Document) -> Parsed:
    title, body = _TITLE.search(document.text), _PRE.search(document.text)
    start, end = body.span(1) if body else (0, len(document.text))
    walker = _Walker(document)
    walker.outside(0, start, title)
    for line_start, line_end in document.lines:
        low, high = max(line_start, start), min(line_end, end)
        if low < high or (low == high and line_start >= start and line_end <= end):
            walker.line(low, high)
    walker.flush()
    walker.unspoken()
    walker.outside(end, len(document.text), None)
    printed = unescape(title[1]) if title else next((line.strip("[]") for line in walker.header), None)
    meta = Meta(
        title=printed,
        date=iso_date(printed or "") or next((date for line in walker.header if (date := iso_date(line))), None),
        chamber=walker.chamber,
        raw_header_lines=tuple(walker.header),
    )
    return Parsed(walker.pieces, meta, dropped=walker.dropped, naming="printed", separator="\n\n")


class _Walker:
    """Goes down the lines: page marks, headings, paragraphs, and who has the floor."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self.header: list[str] = []
        self.chamber: str | None = None
        self._page: str | None = None
        self._clock: str | None = None
        self._headings: list[str] = []
        self._told = False  # somebody spoke under the headings
        self._fresh = False  # the last thing printed was a heading
        self._gap = False
        self._open: list[tuple[int, int]] = []
        self._floor = False  # somebody has the floor
        self._billed = False  # the last line was a heading of a bill's
        self._turned = False  # a page turned since the last piece

    def line(self, start: int, end: int) -> None:
        raw = self.document.text[start:end]
        text = raw.strip()
        if not text:
            self.flush()
            self._gap = True
            return
        if not (self._mark(text, start, end) or self._heading(raw, start, end)):
            self._words(raw, start, end)
        self._gap = False

    def outside(self, start: int, end: int, title: re.Match[str] | None) -> None:
        """What the page says around its text, the title left to the heading."""
        text = self.document.text[start:end]
        if title is not None and title.end() <= end:
            text = self.document.text[start : title.start()] + self.document.text[title.end() : end]
        if words := " ".join(TAG.sub(" ", text).split()):
            self.dropped.append(Dropped("around the text", self.document.path, self.document.line_at(start), words))

    def unspoken(self) -> None:
        """Report the headings under which nobody says a word."""
        if not self._told:
            self.dropped += [Dropped("heading", self.document.path, None, heading) for heading in self._headings]

    def _mark(self, text: str, start: int, end: int) -> bool:
        """A line that is no text: the page, the time, a rule, the file's own heading."""
        page, clock, chamber = _PAGE.fullmatch(text), _CLOCK.fullmatch(text), _CHAMBER.fullmatch(text)
        if page is not None:
            self.flush()
            self._turned = self._floor and self._page is not None
            self._page = page[1]
        elif clock is not None:
            self.flush()
            self._clock = clock[1] or clock[2]
        elif _RULE.fullmatch(text):
            self.flush()
            self._floor = False
        elif not self.pieces and not self._headings and _HEADER.fullmatch(text):
            self.header.append(text)
            self.chamber = chamber[1] if chamber else self.chamber
            return True
        else:
            return False
        self.dropped.append(self.document.dropped("page mark", start, end))
        return True

    def _heading(self, raw: str, start: int, end: int) -> bool:
        """Centred capitals; several lines are one heading, a blank between them makes a lower one."""
        text, indent = raw.strip(), len(raw) - len(raw.lstrip())
        if not self._may_head(text, indent):
            return False
        self.flush()
        plain_text = cleaned(text, 0, len(text), MARKUP, plain).text
        if not self._fresh and self._headings == [plain_text]:
            self.dropped.append(self.document.dropped("repeated heading", start, end))
        elif not self._fresh:
            self.unspoken()
            self._headings, self._told = [plain_text], False
        elif self._gap:
            self._headings.append(plain_text)
        else:
            self._headings[-1] += " " + plain_text
        self._fresh, self._floor = True, False
        return True

    def _may_head(self, text: str, indent: int) -> bool:
        capital = text == text.upper() and any(map(str.isalpha, text))
        of_a_bill = self._floor and _OF_A_BILL.match(text) is not None and (self._gap or self._billed)
        self._billed = capital and (of_a_bill or (self._billed and not self._gap))
        return indent >= _HEADING_INDENT and capital and not self._billed

    def _words(self, raw: str, start: int, end: int) -> None:
        indented = raw[:1] in " \t"
        if _ADDRESSED.fullmatch(raw.strip()):
            self.flush()
            self.dropped.append(self.document.dropped("the reporter's words", start, end))
            return
        bullet = raw.startswith("<bullet>")  # words that were handed in and not spoken
        indented = indented or bullet
        lead = len(raw) - len(raw.lstrip())
        speaker = _SPEAKER.match(self.document.text, start + lead, end) if bullet or lead in (1, 2, 3, 4) else None
        if indented or not self._open:
            self.flush()
        self._fresh = False
        if speaker is None:
            self._open.append((start + lead, end))
            return
        self.flush()
        self._floor, self._turned = True, False
        self._open.append((speaker.start(), end))

    def flush(self) -> None:
        """End the paragraph."""
        if not self._open:
            return
        start, end = self._open[0][0], self._open[-1][1]
        self._open = []
        label = _SPEAKER.match(self.document.text, start, end) if self._floor else None
        text = cleaned(self.document.text, label.end() if label else start, end, MARKUP, plain)
        kind: Kind = "speech" if self._floor else "narrative"
        self._told = self._told or self._floor
        self.pieces.append(
            Piece(
                text,
                (start, end),
                label=label["label"] if label else None,
                section=" > ".join(self._headings) or None,
                page=self._page,
                clock=self._clock,
                follows="" if label else "turn" if self._turned else "segment",
                kind=kind,
            )
        )
        self._clock, self._turned = None, False


READER = Reader("congressional-record", frozenset({".htm", ".html", ".txt"}), _sniff, _read, version=3)
