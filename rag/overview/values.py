"""An overview and its lines: every line is words of a turn. No words are kept, only where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["points", "decisions", "actions", "questions", "names", "numbers"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Why = Literal["nobody", "deflected"]  # nobody replied to a question, or the reply put it off


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` (not included) of the text of turn number `turn`."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an overview: the words at `place`.

    `beside`: the words that they are understood by: what was decided on, or how a question was put off. `who` and
    `when` are of an action: the person, None where it is everybody or nobody is named; the words that give the time.
    `why` is of a question. `count`: how often a name is said. `score`: higher is better, among lines of one kind.
    """

    place: Place
    score: float = 1.0
    beside: Place | None = None
    who: str | None = None
    when: Place | None = None
    why: Why | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks: how many turns and words they have, and the first of their turns."""

    speaker: str | None
    role: str | None
    turns: int
    words: int
    first: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section as the file marks it: its name, its first turn, and how many turns it has."""

    name: str
    first: int
    turns: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What a transcript comes to. Lines are in the order of the transcript; people by number of words, most first."""

    people: tuple[Person, ...] = ()
    sections: tuple[Section, ...] = ()
    points: tuple[Line, ...] = ()
    decisions: tuple[Line, ...] = ()
    actions: tuple[Line, ...] = ()
    questions: tuple[Line, ...] = ()
    names: tuple[Line, ...] = ()
    numbers: tuple[Line, ...] = ()

    def lines(self, kind: Kind) -> tuple[Line, ...]:
        """The lines of one kind."""
        found: tuple[Line, ...] = getattr(self, kind)
        return found
