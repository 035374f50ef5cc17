"""Committee hearings as the Government Publishing Office prints them: `    Mr. Linder. Thank you.`, in mixed case."""

import re
from collections import Counter

from index.readers.pieces import Fit, Kind, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.text.front_matter import front_meta, open_front
from index.readers.text.layout import furniture, kind_of, words
from index.readers.text.markup import looks_like_markup
from index.transcript import Dropped

_TITLE = (
    r"(?:Chair(?:man|woman|person)?|Senator|Representative|Congress(?:man|woman)|M(?:r|rs|s|iss)\.|Dr\.|Secretary|General"
    r"|Admiral|Colonel|Captain|Major|Ambassador|Governor|Mayor|Director|Judge|Justice|Commissioner|Professor|Sheriff|Chief"
    r"|Delegate|Administrator)"
)
_LABEL = re.compile(
    r"(?P<label>(?:The |Vice )?(?:Acting )?(?:Chair(?:man|woman|person)?|Ranking Member|Clerk)"
    rf"|(?:The |Vice )?{_TITLE}(?: [A-Z]\.)?(?: (?!Chair)[A-Z][\w'’-]+){{1,3}}"
    r"(?: of (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+)?)?)"
    r"(?: \[[a-z]{4,20}\])?\.(?=\s+[A-Z\"“`‘\[(]|--|\s*$)"  # [continuing]; words that go on behind a dash
)
_SMALL_IN_NAMES = re.compile(r"(?<=\bM)a?c(?=[A-Z])")  # JAMES D. MacPHEE
_HEADING_INDENT = 8
_HEADING_WORDS = 4  # of a long one
_PARAGRAPH_INDENT = 2
_LEAST = 4  # labels that a hearing has


def _sniff(document: Document) -> Fit:
    if not document.text or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    found = _labels(document.opening, document.opening.printed_lines)
    if len(found) < _LEAST:
        return Fit(0.0, f"{len(found)} paragraphs that open like a hearing's (`Mr. Linder. Thank you.`)")
    return Fit(0.7, f"{len(found)} paragraphs open with a title, a name and a full stop")


def _labels(document: Document, lines: list[Line]) -> dict[int, re.Match[str]]:
    """The labels by line: printed twice, or a surname that a heading has in capitals; with enough of them, all."""
    found: dict[int, re.Match[str]] = {}
    for number, line in enumerate(lines):
        match = _LABEL.match(document.text, line.start, line.end) if _indent(document, line) else None
        if match is not None:
            found[number] = match
    counts = Counter(match["label"] for match in found.values())
    capitals = set(re.findall(r"[A-Z][A-Z'’-]{2,}", document.text))
    known = {
        number: match
        for number, match in found.items()
        if counts[match["label"]] > 1 or match["label"].split()[-1].upper() in capitals
    }
    return found if len(known) >= _LEAST else known


def _indent(document: Document, line: Line) -> int:
    """How far a line is indented, 0 where that is too little for a paragraph."""
    indent = line.start - document.lines[document.line_at(line.start) - 1][0]
    return indent if indent >= _PARAGRAPH_INDENT else 0


def _read(document: Document) -> Parsed:
    lines = document.printed_lines
    labels = _labels(document, lines)
    if not labels:
        raise document.malformed(
            "has no paragraph that opens with a speaker.", line=1, way_out="Choose another format."
        )
    front = open_front(lines, dict.fromkeys(labels, True))
    walker = _Walker(document)
    for number in range(front.first, len(lines)):
        walker.line(lines[number], labels.get(number))
    walker.flush()
    walker.unspoken()
    return Parsed(
        walker.pieces, front_meta(front, lines), tuple(front.roster), walker.dropped, naming="printed", separator="\n\n"
    )


class _Walker:
    """Goes down the lines behind the title pages: headings, paragraphs, who has the floor."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self._open: list[Line] = []
        self._label: re.Match[str] | None = None
        self._heading: str | None = None
        self._floor = False  # somebody has the floor
        self._told = True  # somebody spoke under the heading
        self._fresh = False  # the last line was a heading's

    def line(self, line: Line, label: re.Match[str] | None) -> None:
        indent = _indent(self.document, line)
        match = furniture(line)
        if match is not None:
            self.dropped.append(self.document.dropped(kind_of(match), line.start, line.end))
        elif label is not None:
            self.flush()
            self._label, self._floor, self._fresh = label, True, False
            self._open.append(line)
        elif _is_heading(line, indent) or (self._fresh and not line.gap and _is_capital(line)):
            self.flush()
            self._headed(line)
        else:
            if indent or line.gap:
                self.flush()
            self._fresh = False
            self._open.append(line)

    def _headed(self, line: Line) -> None:
        """A heading, or more of the one right above; one that says the same again is reported."""
        if self._fresh and not line.gap:
            self._heading, self._told = f"{self._heading} {line.text}", False
        elif self._heading == line.text:
            self.dropped.append(self.document.dropped("repeated heading", line.start, line.end))
        else:
            self.unspoken()
            self._heading, self._told = line.text, False
        self._floor, self._fresh = False, True

    def unspoken(self) -> None:
        """Report the heading under which nobody says a word."""
        if not self._told and self._heading:
            self.dropped.append(Dropped("heading", self.document.path, None, self._heading))

    def flush(self) -> None:
        """End the paragraph."""
        if not self._open:
            return
        start, end = self._open[0].start, self._open[-1].end
        label, self._label, self._open = self._label, None, []
        kind: Kind = "speech" if self._floor else "narrative"
        self._told = self._told or self._floor
        self.pieces.append(
            Piece(
                words(self.document, label.end() if label else start, end),
                (start, end),
                label=label["label"] if label else None,
                section=self._heading,
                follows="" if label else "segment",
                kind=kind,
            )
        )


def _is_heading(line: Line, indent: int) -> bool:
    """Whether a line is centred capitals, or so long a one that there was no room to centre it."""
    long = line.gap and len(line.text.split()) >= _HEADING_WORDS and line.text[0] != "["
    return _is_capital(line) and (indent >= _HEADING_INDENT or long)


def _is_capital(line: Line) -> bool:
    text = _SMALL_IN_NAMES.sub("", line.text)
    return text == text.upper() and any(map(str.isalpha, text))


READER = Reader("hearing", frozenset({".txt"}), _sniff, _read, version=2)
