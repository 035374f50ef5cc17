"""What transcripts come to as a whole: a summary, decisions, actions, questions that nobody answered, word for word.

Chosen by code from every turn (`rag.overview`), one transcript after the other, and kept with the index.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from index.errors import NotFound
from index.transcript import Turn
from rag.answer import Passage, Reading
from rag.generation.quotes import Quote
from rag.language.sentences import Span
from rag.overview.cache import overview_of
from rag.overview.library import transcripts_within
from rag.overview.values import Kind, Line, Place

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.filter import Filter
    from index.index import Index
    from rag.question.library import LibraryQuestion
    from rag.question.question import Question


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a library an answer tells, set by hand for what can be read at once."""

    transcripts: int = 60  # that are read for one answer, the newest of them
    lines: int = 30
    each: int = 2  # points of each of several transcripts


_REACH = Reach()


@dataclass(frozen=True, slots=True)
class Whole:
    """What was chosen, in order of time, and how many transcripts and turns were read for it."""

    quotes: tuple[Quote, ...]
    transcripts: int
    turns: int


def told_in_whole(index: Index, question: Question, where: Filter) -> Generator[Reading, None, Whole]:
    """The lines that answer a question about transcripts as a whole; none where there are none.

    `where`: the turns that it is about (`Question.narrowed`). Tells where it is while it reads.
    """
    asked = question.of_library
    assert asked is not None
    kind = cast(Kind, asked.topic)
    chosen = _transcripts_about(index, asked, where)
    found: list[Quote] = []
    turns_read = 0
    for number, info in enumerate(chosen, start=1):
        if len(chosen) > 1:
            yield Reading(number, len(chosen))
        try:
            overview, turns = overview_of(index, info.id)
        except NotFound:  # removed meanwhile
            continue
        turns_read += len(turns)
        lines = overview.lines(kind)
        if kind == "points" and len(chosen) > 1:
            best = sorted(lines, key=lambda line: -line.score)[: _REACH.each]
            lines = tuple(line for line in lines if line in best)
        for line in lines:
            found += _quotes_of(line, kind, info, turns, where)
    return Whole(tuple(found[-_REACH.lines :]), len(chosen), turns_read)


def _transcripts_about(index: Index, asked: LibraryQuestion, where: Filter) -> list[TranscriptInfo]:
    """The transcripts that it is about, the newest of many, in order of time."""
    people = {facts.id: {person.canonical for person in facts.people} for facts in index.catalog.facts()}
    there = transcripts_within(index, where)
    return [one for one in there if not asked.beside or people[one.id] & {*asked.beside}][-_REACH.transcripts :]


def _quotes_of(line: Line, kind: Kind, info: TranscriptInfo, turns: Sequence[Turn], where: Filter) -> Iterator[Quote]:
    """The words of a line with those that they are understood by: what was decided on, or what put a question off."""
    places = (line.beside, line.place) if kind == "decisions" else (line.place, line.beside)
    turn = turns[line.place.turn]
    if not any(where.holds(who, turn.date or info.date) for who in (turn.speaker, line.who)):
        return
    yield from (_quote(place, info, turns) for place in filter(None, places))


def _quote(place: Place, info: TranscriptInfo, turns: Sequence[Turn]) -> Quote:
    turn = turns[place.turn]
    passage = Passage(turn, info.id, info.title, turn.date or info.date, 1.0)
    return passage, Span(place.start, place.end, turn.text[place.start : place.end])
