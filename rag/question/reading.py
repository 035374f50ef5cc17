"""Reads a question, once, at the door: whom it names, which days, in which order, and what it wants."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from index.embedding.languages import is_multilingual
from index.filter import Filter
from rag.language.names import Naming, Roster
from rag.language.tongues import english_form
from rag.question.bounds import BOUNDS
from rag.question.counting import asks_for_mentions
from rag.question.date_range import DateRange, Event, date_range, names_several_times, times_compared
from rag.question.followup import LIMITS, History, Standalone, standalone
from rag.question.foreign import is_foreign
from rag.question.kind import kind_of, read_wants
from rag.question.library import asks_of_library
from rag.question.question import Order, Question
from rag.question.spelling import Spelled, Speller

if TYPE_CHECKING:
    from index.index import Index

# "Who first said so?", not "the first turbine".
_FIRST = re.compile(
    r"(?<!\bthe )(?<!\bher )(?<!\bhis )(?<!\bits )(?<!\btheir )\bfirst\b"
    r"|\b(?:originally|initially|earliest|to begin with)\b",
    re.I,
)
_ANYBODY = re.compile(r"\W*(?:who|whom|which|(?:did|does|do|has|have|is|are) any)", re.I)  # agrees with those named
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
    titles: Mapping[str, str] | None = None,
) -> Question:
    """What a question in full asks.

    `said` as `Roster.named` takes it; `without`: limits that somebody took away; `titles`: of the transcripts, by id.
    """
    text, form = full.question, english_form(full.form)
    dates = date_range(text, events, today=today)
    named = Question(full.question, full, people=roster.named(text, said=said), dates=dates).without(without)
    # Mentions are counted in one stretch of time; of two, the other would be looked for as words.
    several = names_several_times(text, events, today=today)
    counted = None if several else asks_for_mentions(text, people=named.people, dates=named.dates)
    of_library = None if counted else asks_of_library(text, people=named.people, dates=named.dates, titles=titles)
    kind = kind_of(form, counts=counted is not None)
    told = counted is not None or of_library is not None
    times = () if told else times_compared(text, events, today=today, ends=kind == "changed")
    sides = tuple(Filter(after=time.after, before=time.before) for time in times)
    if sides:
        named, kind = replace(named, dates=None), "changed"
    elif kind == "agreement" and not _ANYBODY.match(text):
        sides = _sides(named.people)
    return replace(
        named,
        kind=kind,
        sides=sides,
        wants=read_wants(form),
        order=_order(text, dates),
        counted=counted,
        of_library=of_library,
    ).without(without)


def _sides(people: Sequence[Naming]) -> tuple[Filter, ...]:
    """The turns of each person, where a question is whether they agree; none where it is not sure who they are."""
    speakers = tuple(dict.fromkeys(naming.speakers for naming in people))
    sure = all(naming.certain and len(naming.speakers) == 1 for naming in people)
    return tuple(map(Filter, speakers)) if sure and 1 < len(speakers) <= BOUNDS.compared else ()


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
        self._rarity = lru_cache(maxsize=4096)(self._look_up_rarity)
        self._turns = lru_cache(maxsize=1)(lambda _generation: index.catalog.counts()["turns"])
        self._speller = Speller(index)

    def read(self, typed: str, where: Filter, history: History = (), without: Collection[str] = ()) -> Question:
        """What a question asks of the transcripts that `where` admits; `without`: limits that somebody took away."""
        roster, events, parties, titles = self._known(self._index.generation, where.transcripts)
        spelled = self._spelled(typed, roster, without)
        earlier = [(self._spelled(asked, roster, without).text, told) for asked, told in history[-LIMITS.back :]]
        answered = [" ".join(pair) for pair in earlier if pair[1]]
        full = standalone(spelled.text, earlier, roster, partial(self._rarity, self._index.generation))
        full = replace(full, before=answered[-1] if answered else "")
        today = self._today()
        read = understood(full, roster, events, today=today, said=self._occurs, without=without, titles=titles)
        return replace(read, typed=typed, slips=spelled.slips, known=roster.people, parties=parties)

    def _look_up(
        self, _generation: int, transcripts: tuple[str, ...]
    ) -> tuple[Roster, tuple[Event, ...], Mapping[str, int], Mapping[str, str]]:
        chosen = [facts for facts in self._index.catalog.facts() if not transcripts or facts.id in transcripts]
        roster = Roster(person for facts in chosen for person in facts.people)
        events = (Event(f.first_date, f.title, f.last_date or "") for f in chosen if f.first_date)
        titles = {facts.id: facts.title for facts in chosen}
        return roster, tuple(events), {facts.id: len(facts.people) for facts in chosen}, titles

    def _look_up_rarity(self, generation: int, stem: str) -> float:
        """As of `standalone`; in a small library, where any word is in many of the few turns, as if it were larger."""
        turns = max(self._turns(generation), LIMITS.turns)
        return math.log((turns + 1) / (self._index.catalog.vocabulary.count(stem) + 1))

    def is_foreign(self, question: Question) -> bool:
        """Whether a question is in a language that the transcripts are not in, nor the embedding model at home in."""
        return not is_multilingual(self._index.catalog.model) and is_foreign(question.text, self._occurs)

    def _spelled(self, asked: str, roster: Roster, without: Collection[str]) -> Spelled:
        misspelt = (naming.words for naming in roster.named(asked, said=self._occurs) if naming.how == "spelling")
        return self._speller.mend(asked, leave=misspelt, without=without)

    def _occurs(self, word: str) -> bool:
        return bool(self._index.catalog.mentions(word))
