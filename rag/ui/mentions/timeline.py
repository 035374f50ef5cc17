"""Counts by day as the bars of a time axis: days, months or years, whatever gives a readable number of them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rag.language.dates import day_of

MOST_DAYS, MOST_MONTHS = 45, 60  # bars; of more, the next longer unit is taken
MOST_YEARS = 120  # of more, those without a turn are left out

Unit = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Bar:
    """`turns` between two days, both included (ISO); `label` names the period."""

    label: str
    first: str
    last: str
    turns: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars without gaps from the first day to the last (but see MOST_YEARS), and the turns of no day."""

    unit: Unit
    bars: tuple[Bar, ...]
    undated: int


def timeline(by_day: Sequence[tuple[str | None, int]]) -> Timeline:
    """The bars of turns by day; what is no ISO day counts as undated.

    >>> [(bar.label, bar.turns) for bar in timeline([("2026-01-30", 2), (None, 9), ("2026-03-31", 1)]).bars]
    [('2026-01', 2), ('2026-02', 0), ('2026-03', 1)]
    """
    days: dict[date, int] = {}
    undated = 0
    for text, turns in by_day:
        day = day_of(text)
        if day is None:
            undated += turns
        else:
            days[day] = days.get(day, 0) + turns
    if not days:
        return Timeline("day", (), undated)
    unit = _unit(min(days), max(days))
    bars = _bars(unit, days)
    if max(days).year - min(days).year >= MOST_YEARS:  # a date mistyped, most likely
        bars = (bar for bar in bars if bar.turns)
    return Timeline(unit, tuple(bars), undated)


def _unit(first: date, last: date) -> Unit:
    if (last - first).days < MOST_DAYS:
        return "day"
    return "month" if _months(first, last) <= MOST_MONTHS else "year"


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _bars(unit: Unit, days: dict[date, int]) -> Iterator[Bar]:
    start, end = _start(unit, min(days)), max(days)
    counts: dict[date, int] = {}
    for day, turns in days.items():
        counts[_start(unit, day)] = counts.get(_start(unit, day), 0) + turns
    while start <= end:
        following = _next(unit, start)
        last = (following or date.max) - timedelta(days=1 if following else 0)
        yield Bar(_label(unit, start), start.isoformat(), last.isoformat(), counts.get(start, 0))
        if following is None:
            return
        start = following


def _start(unit: Unit, day: date) -> date:
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _next(unit: Unit, start: date) -> date | None:
    """The beginning of the next period; None at the end of the calendar."""
    try:
        if unit == "day":
            return start + timedelta(days=1)
        if unit == "year" or start.month == 12:
            return date(start.year + 1, 1, 1)
        return start.replace(month=start.month + 1)
    except (ValueError, OverflowError):
        return None


def _label(unit: Unit, start: date) -> str:
    return start.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]
