"""What a reader hands over: pieces in the file's order, and what the file says about itself.

A piece is the smallest thing the file prints as one: a cue, a row, an utterance, a printed header with its words.
Readers say what they see; who spoke, what merges, what is an event is decided once, in `index.readers.build`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText
from index.transcript import Dropped, Inferred, Meta, Person, ReaderWarning, TimeQuality

_AS_PRINTED, _ABOVE = 20, 5000  # characters of a heading that are looked for, and how far above its words
# Speech; the reporter's own words, which end a turn; or a stage direction that the markup tells, no brackets, which
# ends nothing.
Kind = Literal["speech", "narrative", "stage"]
# What a piece is to the one before: a piece of its own, more of the same segment (the next paragraph under a header),
# or a new segment of the same turn (the same words going on over a page break).
Follows = Literal["", "segment", "turn"]
# How a label becomes a name: `printed` loses role, brackets and the honorific before a full name; `display` stays
# whole; `coded` is display, and a bare number or letter becomes "Speaker 0".
Naming = Literal["printed", "display", "coded"]
# Who speaks in a piece without a label: nobody known; the speaker before, as the file labels only changes; or the
# speaker of both neighbours, where they are one.
Carry = Literal["never", "changes", "between"]


class Piece(NamedTuple):
    """One piece; everything but its text has a default.

    `label` is what the file prints, without the colon; `name` the full name where the file gives that elsewhere (an
    attribute, a list of participants). `chars` spans the whole piece in the file, header included; a format without
    characters of its own gives `lines` instead. `alone` keeps a piece of an unknown speaker a turn of its
    own even where nobody is named in the file, and ends the carry.
    """

    text: MappedText
    chars: tuple[int, int] | None = None
    lines: tuple[int, int] | None = None
    label: str | None = None
    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    start: float | None = None
    end: float | None = None
    time_quality: TimeQuality = "exact"
    clock: str | None = None
    section: str | None = None
    page: str | None = None
    line: str | None = None
    end_line: str | None = None
    anchor: str | None = None
    date: str | None = None
    follows: Follows = ""
    inferred: Inferred = "none"
    kind: Kind = "speech"
    alone: bool = False
    events: tuple[tuple[int, int], ...] = ()  # spans of its text that are stage directions by their markup


def first_heading(pieces: Iterable[Piece]) -> str | None:
    """The uppermost heading above the first words that have any, which may stand for a title; None where none has."""
    return next((piece.section.split(" > ")[0] for piece in pieces if piece.section), None)


LEAST_FIT = 0.15  # a lower score is no fit


class Fit(NamedTuple):
    """How well a file fits a reader, 0 to 1, and the reason, which a refusal shows."""

    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader found in one file."""

    pieces: list[Piece]
    meta: Meta = field(default_factory=Meta)
    roster: tuple[Person, ...] = ()
    dropped: list[Dropped] = field(default_factory=list)
    warnings: list[ReaderWarning] = field(default_factory=list)
    naming: Naming = "display"
    carry: Carry = "never"
    separator: str = " "  # between the pieces of a segment and the segments of a turn


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: its name, the suffixes its files usually have, whether a file is one, and what is in it.

    `read` raises `document.malformed(...)` where the file breaks the format's rules beyond repair.
    """

    name: str
    suffixes: frozenset[str]
    sniff: Callable[[Document], Fit]
    read: Callable[[Document], Parsed]
    version: int = 1


def line_above(document: Document, piece: Piece, heading: str) -> int | None:
    """The line of a heading over a piece; the piece's own where the heading is not found as it is."""
    line = line_of(document, piece)
    at = (
        document.text.rfind(heading[:_AS_PRINTED], max(0, piece.chars[0] - _ABOVE), piece.chars[0])
        if piece.chars
        else -1
    )
    return line if at < 0 else document.line_at(at)


def line_of(document: Document, piece: Piece) -> int | None:
    """The line of the file on which a piece begins."""
    if piece.text.runs and document.text:
        return document.line_at(piece.text.runs[0][1])
    return document.line_at(piece.chars[0]) if piece.chars else (piece.lines or (None,))[0]
