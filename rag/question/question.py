"""A question as it was understood, once: what follows takes it and reads its text for nothing else. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from index.filter import Filter
from index.message import Message, message
from index.transcript import Speaker
from rag.language import words as wording
from rag.language.names import Naming
from rag.language.numbers import numbers
from rag.language.tongues import tongue_of
from rag.question.counting import MentionQuestion
from rag.question.date_range import DateRange
from rag.question.followup import Standalone
from rag.question.kind import Kind, Wants
from rag.question.library import LibraryQuestion
from rag.question.spelling import Slip

_IN_ENGLISH = "asked in English: {what}"
_NOTHING, _WANTS_NOTHING = Standalone("", ""), Wants()

Order = Literal["first", "latest"]


def asks_as_typed(without: Collection[str]) -> bool:
    """Whether somebody took away that a question is asked in English: which English it was is not known by then."""
    return any(limit.startswith(_IN_ENGLISH.partition("{")[0]) for limit in without)


@dataclass(frozen=True)  # without slots: it looks its speakers up once
class Question:
    """What somebody asked, and all that was read from it.

    `typed`: their own words; `original`: these where `typed` is their English, else "". `standalone`: the same in full,
    where it goes on from others, its slips mended. `people`, `dates` and `slips`: whom and which days it names, and
    what was mended; each can be taken away (`without`). `order`: whether it asks for the first or the latest. `sides`:
    what each side of a comparison is looked for in. `counted`: what it wants counted.
    `of_library`: what it asks of the transcripts themselves. `home`: the transcript that the answer before is from.
    `known`: the speakers whom it could have named, and `parties` how many of them each transcript has.
    """

    typed: str = ""
    standalone: Standalone = _NOTHING
    kind: Kind = "fact"
    wants: Wants = _WANTS_NOTHING
    people: tuple[Naming, ...] = ()
    dates: DateRange | None = None
    slips: tuple[Slip, ...] = ()
    order: Order | None = None
    sides: tuple[Filter, ...] = ()
    counted: MentionQuestion | None = None
    of_library: LibraryQuestion | None = None
    home: str = ""
    original: str = ""
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

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers that it has itself."""
        return numbers(self.text)

    @cached_property
    def topic(self) -> frozenset[str]:
        """The stems of its words of meaning, those aside that only name the speakers."""
        named = (wording.content(words) for naming in self.people for words in (naming.words, *naming.speakers))
        return wording.content(self.text) - frozenset().union(*named)

    @property
    def tongue(self) -> str | None:
        """Its language, as `tongue_of` has it: None for English."""
        return tongue_of(self.text)

    def limits(self) -> tuple[Message, ...]:
        """What was read, in the words of `Filter.describe`: the names by which a limit is taken away.

        >>> Question(people=(Naming("Reyes", ("Ana Reyes",), "part"),)).limits()
        ('speaker: Ana Reyes',)
        """
        after, before = (self.dates.after, self.dates.before) if self.dates else (None, None)
        limits = Filter(speakers=self.speakers, after=after, before=before).describe()
        english = [message("in_english", _IN_ENGLISH, what=self.typed)] if self.original else []
        slips = [slip.limit for slip in self.slips]
        sides = [limit for side in self.sides for limit in side.describe()]
        return tuple(dict.fromkeys([*english, *slips, *limits, *sides]))

    def describe(self) -> tuple[Message, ...]:
        """The limits as coverage lists them, marked as read from the question."""
        return tuple(message("read", "{limit} (from the question)", limit=limit) for limit in self.limits())

    def without(self, limits: Collection[str]) -> Question:
        """The question less the limits that somebody took away, by the names `limits` gave them."""
        gone = set(limits)
        people = tuple(n for n in self.people if not gone.issuperset(Filter(n.speakers).describe()))
        dates = self.dates
        if dates and not gone.isdisjoint(Filter(after=dates.after, before=dates.before).describe()):
            dates = None
        sides = () if gone.intersection(limit for side in self.sides for limit in side.describe()) else self.sides
        return replace(self, people=people, dates=dates, sides=sides)

    def undated(self, text: str) -> str:
        """A form of it less the days that limit its search: whether "March" is said as well says nothing then."""
        if self.dates is None or not self.dates.certain:
            return text
        return " ".join(text.replace(self.dates.words, " ").split())

    def narrowed(self, where: Filter) -> Filter:
        """A filter with the days that the question says for certain; a filter with days of its own stays.

        A question about transcripts is about those alone that it names.
        """
        if self.of_library is not None and self.of_library.transcripts:
            where = replace(where, transcripts=self.of_library.transcripts)
        certain = self.dates is not None and (self.dates.certain or self.of_library is not None)
        if self.dates is None or not certain or where.after or where.before:
            return where
        return replace(where, after=self.dates.after, before=self.dates.before)
