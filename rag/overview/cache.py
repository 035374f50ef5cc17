"""Overviews kept beside the index (`index.derived`): made when they are first asked for, valid until the transcript
changes. No word of the transcript is in them, only places.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from index import derived
from index.transcript import Turn
from rag.overview.overview import framed, overview
from rag.overview.points import Vectors
from rag.overview.values import KINDS, Line, Overview, Person, Place

NAME = "overview-5"  # the number changes whenever overviews are worked out otherwise


class Catalog(Protocol):
    """Which revision of a transcript is the live one."""

    def revision(self, transcript_id: str) -> tuple[str, int]: ...
    def live_revisions(self) -> Collection[tuple[str, int]]: ...


class Index(Protocol):
    """What overviews are made of."""

    @property
    def folder(self) -> Path: ...
    @property
    def catalog(self) -> Catalog: ...
    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> Sequence[Turn]: ...
    def turn_vectors(self, transcript_id: str) -> Vectors: ...


def overview_of(index: Index, transcript_id: str) -> tuple[Overview, Sequence[Turn]]:
    """The overview of a transcript as it is now, and its turns. Raises NotFound."""
    revision, turns, kept, vectors = _turns_and_kept(index, transcript_id)
    changed = index.catalog.revision(transcript_id) != revision
    if changed:  # a sync came between: turns of one revision, perhaps, and vectors of another
        revision, turns, kept, vectors = _turns_and_kept(index, transcript_id)
        changed = index.catalog.revision(transcript_id) != revision
    if kept is not None:
        return kept, turns
    made = overview(turns, vectors)
    if not changed:
        derived.keep(index.folder, index.catalog, revision, NAME, _dump(made))
    return made, turns


def _turns_and_kept(
    index: Index, transcript_id: str
) -> tuple[tuple[str, int], Sequence[Turn], Overview | None, Vectors | None]:
    """The revision, its turns, and what is kept of it, or else the vectors of its turns."""
    revision = index.catalog.revision(transcript_id)
    turns = index.turns(transcript_id)
    kept = _read(derived.kept(index.folder, revision, NAME), turns)
    return revision, turns, kept, index.turn_vectors(transcript_id) if kept is None else None


def _read(values: Any, turns: Sequence[Turn]) -> Overview | None:
    """What is kept; None where nothing is, or nothing that fits these turns."""
    try:
        return _load(values, framed(turns), turns)
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _dump(made: Overview) -> dict[str, Any]:
    people = [person.speaker for person in made.people]
    return {kind: [_values(line, people) for line in made.lines(kind)] for kind in KINDS}


def _values(line: Line, people: Sequence[str | None]) -> dict[str, Any]:
    """Names are words of the transcript: who is to act is kept as a number among its people."""
    return {
        "place": _place(line.place),
        "score": line.score,
        "beside": _place(line.beside),
        "who": people.index(line.who) if line.who in people and line.who is not None else None,
        "when": _place(line.when),
        "why": line.why,
        "count": line.count,
    }


def _place(place: Place | None) -> list[int] | None:
    return None if place is None else [place.turn, place.start, place.end]


def _load(values: Mapping[str, Any], frame: Overview, turns: Sequence[Turn]) -> Overview:
    lines: dict[str, Any] = {kind: tuple(_line(one, frame.people, turns) for one in values[kind]) for kind in KINDS}
    return replace(frame, **lines)


def _line(values: Mapping[str, Any], people: Sequence[Person], turns: Sequence[Turn]) -> Line:
    place, beside, when = (_place_of(values[key], turns) for key in ("place", "beside", "when"))
    if place is None:
        raise ValueError("a line without a place")
    who = people[values["who"]].speaker if values["who"] is not None else None
    return Line(place, float(values["score"]), beside, who, when, values["why"], int(values["count"]))


def _place_of(values: Sequence[int] | None, turns: Sequence[Turn]) -> Place | None:
    if values is None:
        return None
    turn, start, end = map(int, values)
    if not 0 <= start < end <= len(turns[turn].text):
        raise ValueError("a place that the turn has not")
    return Place(turn, start, end)
