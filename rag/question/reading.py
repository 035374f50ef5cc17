"""What is known when a question is read: the speakers, titles and days of the transcripts it is asked of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.language.names import Roster
from rag.question.date_range import Event
from rag.question.followup import History, Standalone, standalone
from rag.question.kind import Reading, read_question

if TYPE_CHECKING:
    from index.filter import Filter
    from index.index import Index
    from index.transcript import Speaker


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
