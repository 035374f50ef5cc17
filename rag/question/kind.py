"""What a question asks for: whom it names, which days, in which order, and what kind of answer it wants. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from index.filter import Filter
from rag.language.names import Naming, Roster
from rag.question.date_range import DateRange, Event, date_range

_WHO_ASKED = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:who|which \w+)\s+(?:else\s+)?"
    r"(?:asked|asks|inquired|raised|brought up|wanted to know)\b",
    re.I,
)
_WHEN = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:(?:since|until|till|by)\s+)?when\b(?!.*,\s*(?:what|who|where|how|which|why)\b)"
    r"|.*\b(?:what|which)\s+(?:(?:year|month|date|day|week|season)s?\b(?!-|\s+of\s+(?!the\b))"
    r"|time\b(?=\W*$|\s+(?:is|are|was|were|do|does|did|will|would|has|had|have|can|of the)\b))",
    re.I,
)
_LEAD = r"^\W*(?:and\s+|but\s+|so\s+)?(?:(?:in|on|at|for|by|from|to|with|of|since|until)\s+)?"
_WHY = re.compile(r"\W*(?:(?:and|but|so)\s+)?why\b|.*\breasons?\b", re.I)
_OF_A_FACT = re.compile(
    rf"{_LEAD}(?:who|whom|whose|when|where|why|how\s+(?:many|much|long|far|old|often|tall|high|big|large|wide|fast))\b",
    re.I,
)
_OF_A_THING = re.compile(rf"{_LEAD}(?:what|which|how(?!\s+(?:about|come)\b))\b", re.I)
_CHOICE = re.compile(r"\bor\b", re.I)
_AT_LENGTH = re.compile(
    r"\b(?:sa(?:y|id|ys)|tell|told|explain\w*|describ\w*|discuss\w*|talk\w*|argu\w*|promis\w*|suggest\w*|propos\w*|advis\w*"
    r"|think|thinks|thought|opinions?|stance|views?|feel|feels|felt|reasons?|summar\w*|compar\w*|differ\w*|(?:dis)?agree\w*"
    r"|chang\w*|happen\w*|latest|concerns?|plans?|arguments?|details?)\b",
    re.I,
)
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


def asks_when(question: str) -> bool:
    """Whether the answer wanted is a date or a time.

    >>> asks_when("When did Ana leave?"), asks_when("In what year was it built?"), asks_when("Who paid when it broke?")
    (True, True, False)
    >>> asks_when("What time does it open?"), asks_when("What time management does Ana use?")
    (True, False)
    """
    return _WHEN.match(question) is not None


def wants_few_words(question: str) -> bool:
    """Whether a few words answer: a name, a day, a place, a number, a thing, a reason; not what somebody said of one.

    >>> wants_few_words("Why did Ana move?"), wants_few_words("What did Ana say about the bridge?")
    (True, False)
    """
    if asks_who_asked(question):
        return False
    if _OF_A_FACT.match(question):
        return True
    return _OF_A_THING.match(question) is not None and _AT_LENGTH.search(question) is None


def is_open(question: str) -> bool:
    """Whether an answer has to say something that the question does not: no yes or no, and no choice of two.

    >>> is_open("Where did they meet?"), is_open("Did they meet?"), is_open("Who came first, Ana or Ben?")
    (True, False, False)
    """
    asks = _OF_A_FACT.match(question) or _OF_A_THING.match(question)
    return asks is not None and _CHOICE.search(question) is None


def asks_why(question: str) -> bool:
    """Whether a question asks for a reason.

    >>> asks_why("Why was the bridge closed?"), asks_why("What was the reason?"), asks_why("Who asked why?")
    (True, True, False)
    """
    return _WHY.match(question) is not None


def asks_who_asked(question: str) -> bool:
    """Whether the answer wanted is the person who asked something: only a turn that asks can hold it.

    >>> asks_who_asked("Who asked about the bridge?"), asks_who_asked("Who built it?")
    (True, False)
    """
    return _WHO_ASKED.match(question) is not None
