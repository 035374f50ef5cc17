"""A question as it was understood, once: what follows takes it and reads its text for nothing else. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from index.filter import Filter
from index.transcript import Speaker
from rag.language.names import Naming
from rag.question.counting import MentionQuestion
from rag.question.date_range import DateRange
from rag.question.followup import Standalone
from rag.question.kind import Kind, Wants

_FROM_QUESTION = " (from the question)"
_NOTHING, _WANTS_NOTHING = Standalone("", ""), Wants()

Order = Literal["first", "latest"]


@dataclass(frozen=True)  # without slots: it looks its speakers up once
class Question:
    """What somebody asked, and all that was read from it.

    `typed`: their own words. `standalone`: the same in full, where it goes on from others. `people` and `dates`: whom
    and which days it names; each can be taken away as a limit (`without`). `order`: whether it asks for the first or
    the latest. `counted`: what it wants counted. `known`: the speakers whom it could have named, and `parties` how many
    of them each transcript has.
    """

    typed: str = ""
    standalone: Standalone = _NOTHING
    kind: Kind = "fact"
    wants: Wants = _WANTS_NOTHING
    people: tuple[Naming, ...] = ()
    dates: DateRange | None = None
    order: Order | None = None
    counted: MentionQuestion | None = None
    known: tuple[Speaker, ...] = ()
    parties: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The question in full."""
        return self.standalone.question

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Every speaker it may mean, once."""
        return tuple(dict.fromkeys(speaker for naming in self.people for speaker in naming.speakers))

    def limits(self) -> tuple[str, ...]:
        """What was read, in the words of `Filter.describe`: the names by which a limit is taken away.

        >>> Question(people=(Naming("Reyes", ("Ana Reyes",), "part"),)).limits()
        ('speaker: Ana Reyes',)
        """
        after, before = (self.dates.after, self.dates.before) if self.dates else (None, None)
        return Filter(speakers=self.speakers, after=after, before=before).describe()

    def describe(self) -> tuple[str, ...]:
        """The limits as coverage lists them, marked as read from the question."""
        return tuple(limit + _FROM_QUESTION for limit in self.limits())

    def without(self, limits: Collection[str]) -> Question:
        """The question less the limits that somebody took away, by the names `limits` gave them."""
        gone = set(limits)
        people = tuple(n for n in self.people if not all(f"speaker: {s}" in gone for s in n.speakers))
        dates = self.dates
        if dates and (f"after: {dates.after}" in gone or f"before: {dates.before}" in gone):
            dates = None
        return replace(self, people=people, dates=dates)

    def undated(self, text: str) -> str:
        """A form of it less the days that limit its search: whether "March" is said as well says nothing then."""
        if self.dates is None or not self.dates.certain:
            return text
        return " ".join(text.replace(self.dates.words, " ").split())

    def narrowed(self, where: Filter) -> Filter:
        """A filter with the days that the question says for certain; a filter with days of its own stays."""
        if self.dates is None or not self.dates.certain or where.after or where.before:
            return where
        return replace(where, after=self.dates.after, before=self.dates.before)
