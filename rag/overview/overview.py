"""The overview of one transcript, worked out from its turns and the vectors that the index has of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.transcript import Speaker, Turn
from rag.language.names import roster_of
from rag.language.speech import spoken_turn
from rag.overview.decisions import decisions
from rag.overview.mentioned import names, numbers
from rag.overview.points import Vectors, points
from rag.overview.resolutions import actions
from rag.overview.statements import statements
from rag.overview.unanswered import unanswered
from rag.overview.values import Overview, Person, Section


def overview(turns: Sequence[Turn], vectors: Vectors | None = None) -> Overview:
    """What a transcript comes to. `vectors`: unit vectors of its turns by number; without them words alone decide.

    >>> told = [("Ana", "Who pays for the new bridge over the river?"), ("Ben", "I don't have anything on that.")]
    >>> found = overview([Turn(f"t#{n}", n, who, text) for n, (who, text) in enumerate(told)])
    >>> [(line.place.turn, line.why) for line in found.questions]
    [(0, 'deflected')]
    """
    frame = framed(turns)
    roster = roster_of(tuple(dict.fromkeys(Speaker(turn.speaker, role=turn.role) for turn in turns if turn.speaker)))
    turns = [spoken_turn(turn, roster) for turn in turns]  # nothing is told that was planted in somebody's words
    said = statements(turns)
    return replace(
        frame,
        points=points(said, turns, vectors),
        decisions=decisions(said),
        actions=actions(said, turns),
        questions=unanswered(said, turns),
        names=names(said, turns),
        numbers=numbers(said),
    )


def framed(turns: Sequence[Turn]) -> Overview:
    """The people and sections alone, which follow from the turns at once."""
    return Overview(people=_people(turns), sections=_sections(turns))


def _people(turns: Sequence[Turn]) -> tuple[Person, ...]:
    found: dict[str | None, list[Turn]] = {}
    for turn in turns:
        found.setdefault(turn.speaker, []).append(turn)
    people = (
        Person(
            speaker,
            next((turn.role for turn in theirs if turn.role), None),
            len(theirs),
            sum(turn.words for turn in theirs),
            theirs[0].index,
        )
        for speaker, theirs in found.items()
    )
    return tuple(sorted(people, key=lambda one: -one.words))


def _sections(turns: Sequence[Turn]) -> tuple[Section, ...]:
    found: dict[str, list[Turn]] = {}
    for turn in turns:
        if turn.section:
            found.setdefault(turn.section, []).append(turn)
    return tuple(Section(name, theirs[0].index, len(theirs)) for name, theirs in found.items())
