"""Reads a question, once, at the door: whom it names, which days, in which order, and what it wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from index.filter import Filter
from rag.language.names import Roster
from rag.question.counting import asks_for_mentions
from rag.question.date_range import DateRange, Event, date_range
from rag.question.followup import History, Standalone, standalone
from rag.question.kind import kind_of, read_wants
from rag.question.question import Order, Question

if TYPE_CHECKING:
    from index.index import Index

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


def understood(
    full: Standalone,
    roster: Roster,
    events: Sequence[Event],
    *,
    today: date,
    said: Callable[[str], bool] = lambda _: True,
    without: Collection[str] = (),
) -> Question:
    """What a question in full asks.

    `said` as `Roster.named` takes it; `without`: limits that somebody took away.
    """
    text, form = full.question, full.form
    dates = date_range(text, events, today=today)
    named = Question(full.question, full, people=roster.named(text, said=said), dates=dates).without(without)
    counted = asks_for_mentions(text, people=named.people, dates=named.dates)
    return replace(
        named,
        kind=kind_of(form, counts=counted is not None, names=bool(named.people)),
        wants=read_wants(form),
        order=_order(text, dates),
        counted=counted,
    )


def _order(question: str, dates: DateRange | None) -> Order | None:
    rest = question.replace(dates.words, " ") if dates else question
    return "latest" if _LATEST.search(rest) else "first" if _FIRST.search(rest) else None


class QuestionReader:
    """Reads questions against one index; what it knows is looked up once a generation."""

    def __init__(
        self, index: Index, *, today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date()
    ) -> None:
        self._index, self._today = index, today
        self._known = lru_cache(maxsize=16)(self._look_up)

    def read(self, typed: str, where: Filter, history: History = (), without: Collection[str] = ()) -> Question:
        """What a question asks of the transcripts that `where` admits; `without`: limits that somebody took away."""
        roster, events, parties = self._known(self._index.generation, where.transcripts)
        full = standalone(typed, history, roster)
        read = understood(full, roster, events, today=self._today(), said=self._said, without=without)
        return replace(read, typed=typed, known=roster.people, parties=parties)

    def _look_up(
        self, _generation: int, transcripts: tuple[str, ...]
    ) -> tuple[Roster, tuple[Event, ...], Mapping[str, int]]:
        chosen = [facts for facts in self._index.catalog.facts() if not transcripts or facts.id in transcripts]
        roster = Roster(person for facts in chosen for person in facts.people)
        events = (Event(f.first_date, f.title, f.last_date or "") for f in chosen if f.first_date)
        return roster, tuple(events), {facts.id: len(facts.people) for facts in chosen}

    def _said(self, word: str) -> bool:
        return bool(self._index.catalog.mentions(word))
