"""Plain text with speaker labels: alone on their line or before the words, Q and A, stenographers, cable news.

Two passes: every line that could open with a label is a candidate; those accepted split the text. What stands before
the first one is front matter.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile

from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.stage import is_stage_only
from index.readers.text.front_matter import (
    NARRATIVE_WORDS,
    Front,
    front_meta,
    open_front,
    prose,
)
from index.readers.text.label_lines import Talk, talk_of
from index.readers.text.label_walker import Walker
from index.readers.text.layout import furniture, heading, paragraphs, words
from index.readers.text.markup import looks_like_markup
from index.readers.text.roster import listed
from index.readers.text.unlabelled_answers import with_answers
from index.transcript import Meta, Person

_OF_ONESELF = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me)\b")
_SPEECH = 120  # words of a statement that somebody opens with
_SELDOM = 40  # words, one of which is of oneself where somebody speaks
_LONG = 400  # words of a text that is read out, in which people rarely speak of themselves
_RARELY = 4


def _sniff(document: Document) -> Fit:
    if not document.text:
        return Fit(0.0, "not text")
    if "\0" in document.text[:4096] or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    talk = talk_of(document.opening)
    first = _front(talk).first  # what stands above is front matter, whatever labels it has
    found = sum(header.label in talk.names for number, header in talk.headers.items() if number >= first)
    return Fit(min(0.35 + 0.05 * found, 0.6), f"{found} labels") if found else Fit(0.0, "no speaker labels")


def _read(document: Document) -> Parsed:
    talk = talk_of(document)
    front = _front(talk)
    if front.roster:
        talk = talk_of(document, [person.name for person in front.roster])
        front = _front(talk)
    front.roster += _introduced(talk.lines, {person.name for person in front.roster})
    meta = front_meta(front, talk.lines)
    walker = Walker(document, talk, front, meta.title)
    walker.walk()
    statements = _statements(document, front, meta, walker)
    told = {line.start for lines in statements for line in lines}
    header = tuple(line.text for line in talk.lines[: front.first] if line.start not in told)
    meta = replace(meta, end_clock=walker.end_clock, raw_header_lines=header)
    pieces = [*_opening_pieces(document, front, meta, walker, statements), *walker.pieces]
    pieces = list(with_answers(document, pieces))
    return Parsed(pieces, meta, tuple(front.roster), walker.dropped, naming="printed", separator="\n\n")


def _front(talk: Talk) -> Front:
    return open_front(talk.lines, {number: header.label in talk.names for number, header in talk.headers.items()})


def _introduced(lines: Sequence[Line], known: Collection[str]) -> list[Person]:
    """The people whom lists anywhere in a text give initials, each once."""
    told = (line.text for line in lines if "(" in line.text or line.text[0] in "|¦")
    listed_there = [person for text in told for person in listed(text)]
    found = {person.name: person for person in sorted(listed_there, key=_has_role)}
    return [person for person in found.values() if person.role or person.name not in known]


def _has_role(person: Person) -> bool:
    return person.role is not None


def _opening_pieces(
    document: Document, front: Front, meta: Meta, walker: Walker, statements: Sequence[Sequence[Line]]
) -> Iterator[Piece]:
    """Prose before the first label: on a page of several the words of the speaker before, elsewhere narrative.

    Statements are speech, of whom the file does not say.
    """
    lines = [line for line in prose(front, meta.title) if not furniture(line)]
    page = (walker.paged or document.part > 0) and not front.has_fields
    said = {line.start for statement in statements for line in statement}
    for number, line in enumerate(lines):
        text, chars = words(document, line.start, line.end, markdown=walker.markdown), (line.start, line.end)
        if page:
            yield Piece(text, chars, inferred="continuation", follows="segment" if number else "")
        elif len(line.text.split()) >= NARRATIVE_WORDS and line.start not in said:
            yield Piece(text, chars, kind="narrative")
    for statement in statements:
        for number, paragraph in enumerate(paragraphs(statement)):
            start, end = paragraph[0].start, paragraph[-1].end
            text = words(document, start, end, markdown=walker.markdown)
            yield Piece(text, (start, end), follows="segment" if number else "")


def _statements(document: Document, front: Front, meta: Meta, walker: Walker) -> list[list[Line]]:
    """What is said before the first label: long, under one heading, and somebody speaks of themselves in it."""
    if (walker.paged or document.part > 0) and not front.has_fields:
        return []
    told = {line.start for line in prose(front, meta.title) if not furniture(line)}
    groups: list[list[Line]] = [[]]
    for paragraph in paragraphs(front.plain):
        if heading(document, paragraph[0]) is not None:
            groups.append([])
        elif groups[-1] or any(line.start in told for line in paragraph):
            said = [line for line in paragraph if not (furniture(line) or is_stage_only(line.text))]
            # A masthead in capitals may stand right above.
            groups[-1] += said if groups[-1] else list(dropwhile(_is_capital, said))
    spoken = [line for lines in groups for line in lines]
    most = sum(len(line.text) for line in spoken) * 2 >= len(document.text)  # a lecture, and questions behind it
    lecture = most and _is_statement(spoken)
    return [lines for lines in groups if _is_statement(lines) or (lecture and _count(lines) >= NARRATIVE_WORDS)]


def _is_capital(line: Line) -> bool:
    return line.text == line.text.upper()


def _count(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _is_statement(lines: Sequence[Line]) -> bool:
    said = _count(lines)
    of_oneself = sum(len(_OF_ONESELF.findall(line.text)) for line in lines)
    read_out = said >= _LONG and of_oneself >= _RARELY
    return read_out or (said >= _SPEECH and of_oneself * _SELDOM >= said)


READER = Reader(
    "labels", frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".adoc", ".org"}), _sniff, _read, version=6
)
