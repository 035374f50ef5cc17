"""What a question asks of these transcripts: whom it names, which days, in which order, and what it goes on from."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from index.filter import Filter
from rag.language.names import Naming, Roster
from rag.question.date_range import DateRange, Event, date_range
from rag.question.followup import History, Standalone, standalone

if TYPE_CHECKING:
    from index.index import Index
    from index.transcript import Speaker

# "Who first said so?", not "the first turbine".
_FIRST = re.compile(
    r"(?<!\bthe )(?<!\bher )(?<!\bhis )(?<!\bits )(?<!\btheir )\bfirst\b"
    r"|\b(?:originally|initially|earliest|to begin with)\b",
    re.I,
)
_LATEST = re.compile(
    r"\b(?:latest|most recent(?:ly)?|newest|now|currently|these days|at present|in the end|so far|as of today|to date"
    r"|last (?:said|heard|time)|still)\b",
    re.I,
)
_FROM_QUESTION = " (from the question)"

Order = Literal["first", "latest"]


@dataclass(frozen=True)  # without slots: it looks its speakers up once
class Reading:
    """What a question was understood to ask; each limit of it can be taken away."""

    people: tuple[Naming, ...] = ()
    dates: DateRange | None = None
    order: Order | None = None

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Every speaker it may mean, once."""
        return tuple(dict.fromkeys(speaker for naming in self.people for speaker in naming.speakers))

    def limits(self) -> tuple[str, ...]:
        """What was read, in the words of `Filter.describe`: the names by which a limit is taken away.

        >>> Reading(people=(Naming("Reyes", ("Ana Reyes",), "part"),)).limits()
        ('speaker: Ana Reyes',)
        """
        after, before = (self.dates.after, self.dates.before) if self.dates else (None, None)
        return Filter(speakers=self.speakers, after=after, before=before).describe()

    def describe(self) -> tuple[str, ...]:
        """The limits as coverage lists them, marked as read from the question."""
        return tuple(limit + _FROM_QUESTION for limit in self.limits())

    def without(self, limits: Collection[str]) -> Reading:
        """The reading less the limits that somebody took away, by the names `limits` gave them."""
        gone = set(limits)
        people = tuple(n for n in self.people if not all(f"speaker: {s}" in gone for s in n.speakers))
        dates = self.dates
        if dates and (f"after: {dates.after}" in gone or f"before: {dates.before}" in gone):
            dates = None
        return replace(self, people=people, dates=dates)

    def undated(self, question: str) -> str:
        """The question less the days that limit its search: whether "March" is said as well says nothing then."""
        if self.dates is None or not self.dates.certain:
            return question
        return " ".join(question.replace(self.dates.words, " ").split())

    def narrowed(self, where: Filter) -> Filter:
        """A filter with the days that the question says for certain; a filter with days of its own stays."""
        if self.dates is None or not self.dates.certain or where.after or where.before:
            return where
        return replace(where, after=self.dates.after, before=self.dates.before)


def read_question(
    question: str,
    roster: Roster,
    events: Sequence[Event],
    *,
    today: date,
    said: Callable[[str], bool] = lambda _: True,
) -> Reading:
    """The speakers, days and order that a question names; `said` as `Roster.named` takes it."""
    dates = date_range(question, events, today=today)
    return Reading(roster.named(question, said=said), dates, _order(question, dates))


def _order(question: str, dates: DateRange | None) -> Order | None:
    rest = question.replace(dates.words, " ") if dates else question
    return "latest" if _LATEST.search(rest) else "first" if _FIRST.search(rest) else None


@dataclass(frozen=True, slots=True)
class Understood:
    """A question in full, what it names, the speakers it could have named, and how many each transcript has."""

    full: Standalone
    reading: Reading
    speakers: tuple[Speaker, ...]
    parties: Mapping[str, int]


class QuestionReader:
    """Reads questions against one index; what it knows is looked up once a generation."""

    def __init__(
        self, index: Index, *, today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date()
    ) -> None:
        self._index, self._today = index, today
        self._known = lru_cache(maxsize=16)(self._look_up)

    def read(self, question: str, where: Filter, history: History = (), without: Collection[str] = ()) -> Understood:
        """What a question asks of the transcripts that `where` admits; `without`: limits that somebody took away."""
        roster, events, parties = self._known(self._index.generation, where.transcripts)
        full = standalone(question, history, roster)
        reading = read_question(full.question, roster, events, today=self._today(), said=self._said)
        return Understood(full, reading.without(without), roster.people, parties)

    def _look_up(
        self, _generation: int, transcripts: tuple[str, ...]
    ) -> tuple[Roster, tuple[Event, ...], Mapping[str, int]]:
        chosen = [facts for facts in self._index.catalog.facts() if not transcripts or facts.id in transcripts]
        roster = Roster(person for facts in chosen for person in facts.people)
        events = (Event(f.first_date, f.title, f.last_date or "") for f in chosen if f.first_date)
        return roster, tuple(events), {facts.id: len(facts.people) for facts in chosen}

    def _said(self, word: str) -> bool:
        return bool(self._index.catalog.mentions(word))
