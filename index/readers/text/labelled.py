"""Plain text with speaker labels: alone on their line or before the words, Q and A, stenographers, cable news.

Two passes: every line that could open with a label is a candidate; those accepted split the text. What stands before
the first one is front matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.readers.pieces import Fit, Follows, Parsed, Piece, Reader
from index.readers.shared.document import Document, Line
from index.readers.text.front import (
    NARRATIVE_WORDS,
    Front,
    front_meta,
    open_front,
    prose,
)
from index.readers.text.label_lines import Talk, talk_of
from index.readers.text.label_walker import Walker
from index.readers.text.layout import furniture, words
from index.readers.text.markup import looks_like_markup
from index.transcript import Meta

_OF_ONESELF = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me)\b")
_SPEECH = 120  # words of a statement that somebody opens with
_SELDOM = 40  # words, one of which is of oneself where somebody speaks


def _sniff(document: Document) -> Fit:
    if not document.text:
        return Fit(0.0, "not text")
    if "\0" in document.text[:4096] or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    talk = talk_of(document.opening)
    found = sum(header.label in talk.names for header in talk.headers.values())
    return Fit(min(0.35 + 0.05 * found, 0.6), f"{found} labels") if found else Fit(0.0, "no speaker labels")


def _read(document: Document) -> Parsed:
    talk = talk_of(document)
    front = _front(talk)
    if front.roster:
        talk = talk_of(document, [person.name for person in front.roster])
        front = _front(talk)
    meta = front_meta(front, talk.lines)
    walker = Walker(document, talk, front, meta.title)
    walker.walk()
    meta = replace(meta, end_clock=walker.end_clock)
    pieces = [*_opening_pieces(document, front, meta, walker), *walker.pieces]
    return Parsed(pieces, meta, tuple(front.roster), walker.dropped, naming="printed", separator="\n\n")


def _front(talk: Talk) -> Front:
    return open_front(talk.lines, {number: header.label in talk.names for number, header in talk.headers.items()})


def _opening_pieces(document: Document, front: Front, meta: Meta, walker: Walker) -> Iterator[Piece]:
    """Prose before the first label: on a page of several the words of whoever spoke before, elsewhere narrative.

    A long one in which somebody speaks of themselves is a statement, of whom the file does not say.
    """
    lines = [line for line in prose(front, meta.title) if not furniture(line)]
    page = (walker.paged or document.part > 0) and not front.has_fields
    statement = not page and _is_statement(lines)
    for number, line in enumerate(lines):
        text = words(document, line.start, line.end, markdown=walker.markdown)
        chars = (line.start, line.end)
        if page or statement:
            follows: Follows = "segment" if number else ""
            yield Piece(text, chars, inferred="continuation" if page else "none", follows=follows)
        elif len(line.text.split()) >= NARRATIVE_WORDS:
            yield Piece(text, chars, kind="narrative")


def _is_statement(lines: Sequence[Line]) -> bool:
    said = sum(len(line.text.split()) for line in lines)
    of_oneself = sum(len(_OF_ONESELF.findall(line.text)) for line in lines)
    return said >= _SPEECH and of_oneself * _SELDOM >= said


READER = Reader("labels", frozenset({".txt", ".text", ".md", ".markdown"}), _sniff, _read, version=4)
