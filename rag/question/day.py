"""How a question asks for a day: which part of a date would do, and on which side of today it lies. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.language.dates import Moment, calendar
from rag.language.vocabulary import DENYING

# What opens with "when" and asks for no day: "When I called you, did you pick up?", "When should a patient call?"
_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:since|until|till|by)\s+)?"
    r"when(?:[’']s\b|\s+(?:exactly\s+)?(?:did|do|does|is|are|was|were|will|has|have|had)\b)",
    re.I,
)
_OPENS = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:(?:since|until|till|by)\s+)?when\b", re.I)
_AND_MORE = re.compile(r"\b(?:and|or)\s+(?:\w+\s+)?(?:who|what|why|how|where|which|when)\b", re.I)
_NO_DAY = re.compile(r"\bday of the week\b|\bseason\b", re.I)
_CLOCK = re.compile(r"\bwhat (?:\w+ )?time\b", re.I)  # a day is no answer to it
_UNITS: tuple[tuple[Literal["day", "month", "year"], re.Pattern[str]], ...] = (
    ("day", re.compile(r"\b(?:what|which) (?:day|date)\b", re.I)),
    ("month", re.compile(r"\b(?:what|which) month\b", re.I)),
    ("year", re.compile(r"\b(?:what|which) year\b", re.I)),
)
_ORDER = re.compile(r"\b(?:first|last|second|third|again)\b", re.I)
_AHEAD = re.compile(r"\b(?:will|is|are|does|do|plan\w*|going)\b", re.I)
_WILL = re.compile(r"\bwill\b|\bgoing to\b", re.I)
_BEHIND = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.I)
_PLANNED = re.compile(r"\bplan", re.I)
DENIES = re.compile(rf"\bfailed to\b|{DENYING}", re.I)


@dataclass(frozen=True, slots=True)
class DayAsked:
    """What a question says of the day that it asks for.

    `alone`: one date answers all of it, and no clock time, season or day of the week is asked for. `unit`: the least
    that it has to name, where the question says so. `behind`, `ahead`: what is asked about was, or was still to come
    (`certainly_ahead`: will be); `planned`: it was a plan. `order`: words that the telling sentence has to have too,
    such as "first". `named`: dates that the question names itself.
    """

    alone: bool = True
    unit: Literal["day", "month", "year"] | None = None
    behind: bool = False
    ahead: bool = False
    certainly_ahead: bool = False
    planned: bool = False
    denied: bool = False
    order: tuple[str, ...] = ()
    named: tuple[Moment, ...] = ()


def read_day(question: str) -> DayAsked:
    """How a question that asks for a date asks for it.

    >>> read_day("In what year did Ana move?").unit, read_day("What time does it open?").alone
    ('year', False)
    """
    no_day = any(form.search(question) for form in (_CLOCK, _NO_DAY, _AND_MORE))
    return DayAsked(
        alone=not no_day and (_OPENS.match(question) is None or _ASKS.match(question) is not None),
        unit=next((unit for unit, form in _UNITS if form.search(question)), None),
        behind=_BEHIND.search(question) is not None,
        ahead=_AHEAD.search(question) is not None,
        certainly_ahead=_WILL.search(question) is not None,
        planned=_PLANNED.search(question) is not None,
        denied=DENIES.search(question) is not None,
        order=tuple(word.lower() for word in _ORDER.findall(question)),
        named=calendar(question),
    )


def days_of(year: int, month: int | None, day: int | None) -> tuple[date, date] | None:
    """The first and the last day of a day, a month or a year; None where it is no date."""
    last_month = month or 12
    try:
        return date(year, month or 1, day or 1), date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None
