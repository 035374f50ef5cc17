"""Testimony as court reporters print it: Q. and A., who asks (`BY MR. X:`), who is sworn, colloquy, recesses."""

import re
from collections import Counter
from collections.abc import Sequence

from index.readers.pieces import Kind, Parsed, Piece
from index.readers.shared.document import Document
from index.readers.shared.labels import accepted, label_at
from index.readers.shared.mapped import MappedText, joined
from index.readers.shared.printed_line import PrintedLine
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import iso_date
from index.speakers.labels import without_honorific
from index.transcript import Dropped, Meta

_QUESTION = re.compile(r"(?P<label>Q[.:]?)(?:\s+|$)(?:\((?:BY|By) (?P<by>[^()]{2,60})\):?\s*)?")
_ANSWER = re.compile(r"(?P<label>A[.:]?)(?:\s+(?=[^a-z])|$)")
_BY = re.compile(
    r"(?:(?P<heading>.*\bEXAMINATION)\s+|QUESTIONS\s+|QUESTIONING\s+)?BY\s+(?P<who>[A-Z][A-Za-z.'’ -]{1,60}?)"
    r"(?:,? ?\(?(?:continuing|resuming|cont['’.]*d|resumed)\)?)?\s*:",
)
# The same as tribunals print it, and who is called.
_EXAMINED = re.compile(
    r"(?P<heading>(?:(?:Further|Direct|Cross|Re|Additional|Chief)[ -]?){0,3}"
    r"(?:[Ee]xamin(?:ed|ation)|[Qq]uestion(?:ed|ing)?)(?: in chief)?(?: \(?continued\)?)?"
    r" by (?P<who>[A-Za-z][A-Za-z.'’ -]{1,60}?)):(?: ?[\[(][^\[\]()]*[\])])?"
)
_CALLED = re.compile(r"WITNESS(?:ES)?:\s+(?P<name>[^\Wa-z][^a-z:]{1,60}?)\s*(?:[\[(][^\[\]()]*[\])])?")
_HEADING = re.compile(
    r"(?:(?:FURTHER|CONTINUED|CONTINUATION OF|RE-?DIRECT|RE-?CROSS|CROSS|DIRECT|VOIR DIRE)[ -]{1,3}){0,4}"
    r"(?:EXAMINATION|VOIR DIRE|E X A M I N A T I O N)(?: ?\(.*\)| BY .*)?|P R O C E E D I N G S|PROCEEDINGS"
)
_SWORN = re.compile(
    r"(?:(?i:whereupon|thereupon),?\s+)?(?P<name>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){1,4}),?\s.{0,300}?"
    r"\b(?:sworn|affirmed|cautioned|deposed)\b.{0,200}?(?::|\.)$"
)
_MAY_SWEAR = re.compile(r"(?:(?i:whereupon|thereupon),?\s+)?[A-Z][\w.'’-]*\s+[A-Z][\w.'’-]*")
_END = re.compile(
    r"(?:(?:REPORTER['’]?S?['’]?|COURT REPORTER['’]?S?|NOTARY['’]?S?|CORRECTED|WITNESS) )?CERTIFICAT(?:E|ION)\b.*"
    r"|C E R T I F I C A T E.*|ERRATA(?: SHEET)?|(?:WORD )?INDEX|SIGNATURE (?:PAGE|OF .*)|JURAT"
    r"|ACKNOWLEDGE?MENT OF DEPONENT"
)
_NOBODY = re.compile(
    r"(?:FOR|ON BEHALF|APPEARANCES|ALSO|REPORTED|DATE|TIME|PLACE|LOCATION|TAKEN|JOB|CASE|NO|EXHIBITS?|PAGE|INDEX|BY"
    r"|VOLUME|DEPOSITION|IN RE|RE|VS?|PLAINTIFFS?|DEFENDANTS?|RESPONDENTS?|PETITIONERS?|NOTE|COUNSEL FOR"
    r"|ATTORNEYS? FOR|INTERVIEW|(?:[A-Z'’]+ ){1,4}(?:SUB)?COMMITTEE)\b.*"
)
_WITNESS = frozenset({"THE WITNESS", "THE DEPONENT"})
_TITLE = re.compile(
    r"(?i:\b(?:deposition|testimony|examination|interview|hearing|trial|arbitration|proceedings?) (?:of|before|in)\b)"
    r"|\b(?:DEPOSITION|HEARING|TRIAL|ARBITRATION|PROCEEDINGS)\b|(?:^|\s)vs?\.\s"
)
_LONGEST_OATH = 7  # lines
_LONGEST_LINE = 300


def is_testimony(lines: Sequence[PrintedLine]) -> bool:
    """Whether questions and answers are printed as Q. and A."""
    questions = sum(_QUESTION.match(line.text) is not None for line in lines)
    answers = sum(_ANSWER.match(line.text) is not None for line in lines)
    return questions > 0 and answers > 0 and (questions + answers) * 40 >= len(lines)


def examines(lines: Sequence[PrintedLine]) -> bool:
    """Whether an examination is opened: by its heading, or by who asks."""
    return any(
        _HEADING.fullmatch(line.text) or _BY.match(line.text) or _EXAMINED.fullmatch(line.text) for line in lines
    )


def read_testimony(document: Document, lines: Sequence[PrintedLine]) -> Parsed:
    """The pieces of a deposition or of testimony in court."""
    walker = _Walker(document, lines)
    walker.walk()
    header = tuple(line.text for line in walker.front)
    date = next((day for line in header if (day := iso_date(line))), None)
    title = next((line for line in header if _TITLE.search(line) and iso_date(line) is None), None)
    return Parsed(
        walker.pieces, Meta(title=title, date=date, raw_header_lines=header), dropped=walker.dropped, naming="printed"
    )


class _Walker:
    """Goes down the lines; knows who asks and who is sworn."""

    def __init__(self, document: Document, lines: Sequence[PrintedLine]) -> None:
        self.document, self.lines = document, lines
        self.pieces: list[Piece] = []
        self.dropped: list[Dropped] = []
        self.front: list[PrintedLine] = []
        self._labels = _labels(lines)
        self._examiner: str | None = None
        self._witness: str | None = None
        self._section: str | None = None
        self._begun = False
        self._label: str | None = None  # printed before the open lines
        self._open: list[tuple[int, str]] = []  # line numbers from 1, and their words

    def walk(self) -> None:
        number = 0
        while number < len(self.lines):
            text = self.lines[number].text
            if self._begun and _END.fullmatch(text):
                self._flush()
                self._drop("back matter", range(number, len(self.lines)))
                return
            number += self._oath(number) or self._stage(number) or self._line(number)
        self._flush()

    def _line(self, number: int) -> int:
        """One line that is no oath and no stage direction; always 1."""
        text = self.lines[number].text
        question, answer = _QUESTION.match(text), _ANSWER.match(text)
        by, inline = _BY.match(text), label_at(text)
        called, examined = _CALLED.fullmatch(text), _EXAMINED.fullmatch(text)
        if called is not None and (self._begun or self._labels):
            self._witness = called["name"].strip()
            self._heading(number, None)
        elif examined is not None:
            self._examiner = self._as_labelled(examined["who"])
            self._heading(number, examined["heading"])
        elif by is not None:
            self._examiner = " ".join(by["who"].split())
            self._heading(number, by["heading"])
            if by.end() < len(text):
                self._line_from(number, text[by.end() :].strip())
        elif _HEADING.fullmatch(text):
            self._heading(number, text)
        elif question is not None:
            self._examiner = question["by"] or self._examiner
            self._turn(question["label"], number, text[question.end() :])
        elif answer is not None and self._begun:
            self._turn(answer["label"], number, text[answer.end() :])
        elif inline is not None and inline["label"] in self._labels:
            self._turn(inline["label"], number, text[inline.end() :].strip())
        elif self._begun:
            self._open.append((number + 1, text))
        else:
            self.front.append(self.lines[number])
        return 1

    def _as_labelled(self, who: str) -> str:
        """A name as the colloquy prints it."""
        return next((label for label in self._labels if label.casefold() == who.casefold()), who)

    def _line_from(self, number: int, rest: str) -> None:
        """What stands behind `BY MR. X:` on the same line."""
        question = _QUESTION.match(rest)
        self._turn(question["label"] if question else "Q.", number, rest[question.end() if question else 0 :])

    def _heading(self, number: int, heading: str | None) -> None:
        self._flush()
        self._section = heading or self._section
        self._drop("heading", range(number, number + 1))

    def _turn(self, label: str, number: int, words: str) -> None:
        self._flush()
        self._begun, self._label = True, label
        self._open.append((number + 1, words))

    def _oath(self, number: int) -> int:
        """The lines of a swearing-in, which is the reporter's and names the witness; 0 where none stands here."""
        text = self.lines[number].text
        inline = label_at(text)
        labelled = inline is not None and inline["label"] in self._labels
        if labelled or len(text) > _LONGEST_LINE or _MAY_SWEAR.match(text) is None:
            return 0
        joined = ""
        for count, line in enumerate(self.lines[number : number + _LONGEST_OATH], start=1):
            if count > 1 and (
                line.gap or _QUESTION.match(line.text) or _BY.match(line.text) or _HEADING.fullmatch(line.text)
            ):
                return 0
            joined = f"{joined} {line.text[:_LONGEST_LINE]}".strip()
            match = _SWORN.fullmatch(joined)
            if match is not None:
                self._flush()
                self._witness = without_honorific(" ".join(match["name"].split()))
                self._begun = True
                self._add_aside(number, count, narrative=True)
                return count
        return 0

    def _stage(self, number: int) -> int:
        """The lines of a stage direction, which may run over several; 0 where none stands here."""
        if self.lines[number].text[0] not in "([" or not self._begun:
            return 0
        joined = ""
        for count, line in enumerate(self.lines[number : number + 6], start=1):
            joined = f"{joined} {line.text}".strip()
            if is_stage_only(joined):
                self._flush()
                self._add_aside(number, count, narrative=False)
                return count
        return 0

    def _add_aside(self, number: int, count: int, *, narrative: bool) -> None:
        whole = [(place + 1, self.lines[place].text) for place in range(number, number + count)]
        chars, lines = self._where(number + 1, number + count)
        kind: Kind = "narrative" if narrative else "speech"
        self.pieces.append(Piece(self._words(whole), chars, lines, kind=kind))

    def _flush(self) -> None:
        """End the paragraph: one piece for each page it is on."""
        pages: list[list[tuple[int, str]]] = []
        for number, words in self._open:
            if not pages or self.lines[pages[-1][-1][0] - 1].page != self.lines[number - 1].page:
                pages.append([])
            pages[-1].append((number, words))
        label, self._label, self._open = self._label, None, []
        for place, page in enumerate(pages):
            self.pieces.append(self._piece(page, label, first=place == 0))

    def _piece(self, page: list[tuple[int, str]], label: str | None, *, first: bool) -> Piece:
        top, bottom = self.lines[page[0][0] - 1], self.lines[page[-1][0] - 1]
        name = self._name(label) if first else None
        chars, lines = self._where(page[0][0], page[-1][0])
        return Piece(
            self._words(page),
            chars,
            lines,
            label=label if first else None,
            name=name,
            section=self._section,
            page=top.page,
            line=top.number,
            end_line=bottom.number,
            follows="turn" if not first else "" if label else "segment",
            inferred="resolved" if name else "none",
        )

    def _words(self, page: list[tuple[int, str]]) -> MappedText:
        """The words that lines end with, one after the other."""
        return joined([self._mapped(self.lines[number - 1], words) for number, words in page if words])

    def _mapped(self, line: PrintedLine, words: str) -> MappedText:
        if line.start is None:
            return MappedText(words)
        return MappedText(words, ((0, line.start + len(line.text) - len(words), len(words)),))

    def _where(self, first: int, last: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """Where these lines stand in the file: their characters, or else their numbers."""
        start, end = self.lines[first - 1].start, self.lines[last - 1].start
        if start is None or end is None:
            return None, (first, last)
        return (start, end + len(self.lines[last - 1].text)), None

    def _name(self, label: str | None) -> str | None:
        """Who a short label stands for here."""
        if label is None:
            return None
        if label[0] == "Q" and len(label) <= 2:
            return self._examiner
        return self._witness if (label[0] == "A" and len(label) <= 2) or label in _WITNESS else None

    def _drop(self, kind: str, numbers: range) -> None:
        for number in numbers:
            line = self.lines[number]
            place = number + 1 if line.start is None else self.document.line_at(line.start)
            self.dropped.append(Dropped(kind, self.document.path, place, line.text))


def _labels(lines: Sequence[PrintedLine]) -> frozenset[str]:
    """The speakers of the colloquy: in capitals or with an honorific, and no word of the title pages."""
    counts: Counter[str] = Counter()
    for line in lines:
        match = label_at(line.text)
        if match is None or _NOBODY.fullmatch(match["label"]):
            continue
        label = match["label"]
        if label == label.upper() or re.match(r"(?:M(?:r|rs|s|iss)|Dr)\.? ", label):
            counts[label] += 1
    return accepted(counts)
