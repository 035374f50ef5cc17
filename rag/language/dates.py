"""Dates that statements name, resolved against the day they were made on: "September 1", "last Thursday". Pure.

`rag.question.date_range` reads dates of questions, as ranges; here a date is what a sentence claims or a turn says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rag.language.date_patterns import COUNTED, DAYS, HAN_DIGITS, PATTERNS
from rag.language.vocabulary import FOREIGN_MONTHS, MONTHS, SPACED_ENDS, UNSPACED_ENDS, WEEKDAYS, month_number

_FUTURE = re.compile(r"\b(?:will|shall|going to|let us)\b|[’'](?:ll|s go)\b", re.I)
_PAST = re.compile(r"\b(?:was|were|had|did|went|came|spoke|said|got|told|\w{2,}ed)\b", re.I)

Stated = Literal["said", "computed"]


@dataclass(frozen=True, slots=True)
class When:
    """A day, a month, a year, or a day of any year: what is None is left open."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def covers(self, other: When) -> bool:
        """Whether everything that the other says is said here too."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(theirs is None or own == theirs for own, theirs in pairs)

    def __str__(self) -> str:
        month = MONTHS[self.month - 1].capitalize() if self.month else ""
        return " ".join(str(part) for part in (self.day, month, self.year) if part)


@dataclass(frozen=True, slots=True)
class Moment:
    """Characters `start` to `end` of a text that name a date: as printed, and as it may be worked out."""

    start: int
    end: int
    printed: When
    computed: tuple[When, ...] = ()

    def states(self, claimed: When) -> Stated | None:
        """How it says a date that a sentence claims; None where it does not."""
        if self.printed != When() and self.printed.covers(claimed):
            return "said"
        return "computed" if any(when.covers(claimed) for when in self.computed) else None


def moments(text: str, said_on: str | None = None) -> tuple[Moment, ...]:
    """The dates that a text names, in order; `said_on`: the ISO date it was said, without which none is worked out.

    >>> [str(when) for moment in moments("Next Tuesday, not March 4.", "2026-02-11") for when in moment.computed]
    ['17 February 2026', '4 March 2025', '4 March 2026']
    """
    day = day_of(said_on)
    taken: list[tuple[int, int]] = []
    found = []
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                found.append(match)
    found.sort(key=lambda match: match.start())
    return tuple(_moments(found, day))


def calendar(text: str) -> tuple[Moment, ...]:
    """The dates of a sentence that claims something: those that name a month, a year, a day in figures."""
    return tuple(moment for moment in moments(text) if moment.printed != When())


def without(text: str, named: Sequence[Moment]) -> str:
    """The text with its dates left out."""
    for moment in sorted(named, key=lambda moment: moment.start, reverse=True):
        text = f"{text[: moment.start]} {text[moment.end :]}"
    return text


def worked_out(text: str, said_on: str) -> str:
    """The text with the day, month or year behind each word that stands for one, where it can be only one.

    >>> worked_out("We went yesterday, and last year.", "2023-05-08")
    'We went yesterday (7 May 2023), and last year (2022).'
    """
    for moment in reversed(moments(text, said_on)):
        words = text[moment.start : moment.end].lower()
        # A week is no day, and what is printed as a date needs no other.
        if moment.printed == When() and len(moment.computed) == 1 and "week" not in words:
            text = f"{text[: moment.end]} ({moment.computed[0]}){text[moment.end :]}"
    return text


def in_words(iso: str) -> str:
    """An ISO date, or a year and month, as people write it, which are fewer tokens to a model; else as it is.

    >>> in_words("2023-05-08"), in_words("2023-05")
    ('8 May 2023', 'May 2023')
    """
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?", iso)
    return str(When(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)) if match else iso


def day_of(said_on: str | None) -> date | None:
    """The day of an ISO date; None where it is none, or only a year and month."""
    try:
        return date.fromisoformat(said_on) if said_on else None
    except ValueError:
        return None


def _moments(found: Sequence[re.Match[str]], said_on: date | None) -> Iterator[Moment]:
    month = When(month=said_on.month if said_on else None)  # "the 20th" is of the month named last
    for match in found:
        parts = match.groupdict()
        printed = When(_number(parts, "year"), _month(parts), _ordinal(parts.get("day")))
        if parts.get("alone"):
            printed = When(month.year, month.month, _ordinal(parts["alone"]))
        month = printed if printed.month else month
        parts["which"] = parts.get("which") or _tense(match)
        computed = tuple(_worked_out(parts, printed, said_on)) if said_on else ()
        yield Moment(match.start(), match.end(), printed, computed)


def _tense(match: re.Match[str]) -> str:
    """Which day is meant by the verb before it: "was signed on Monday", "will be signed on Monday"."""
    before = re.split(rf"[{SPACED_ENDS}{UNSPACED_ENDS}]", match.string[: match.start()])[-1]
    return "next" if _FUTURE.search(before) else "last" if _PAST.search(before) else ""


def _number(parts: dict[str, str | None], name: str) -> int | None:
    value = parts.get(name)
    return _han(value) if value and not value.isdecimal() else int(value) if value else None


def _han(value: str) -> int:
    """A number up to thirty-one as Chinese and Japanese write it: "十", "二十五"."""
    tens, ten, units = value.rpartition("十")
    return HAN_DIGITS.find(units) + (10 * (HAN_DIGITS.find(tens) or 1) if ten else 0)


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("month") or parts.get("certain")
    if name:
        return FOREIGN_MONTHS.get(name.casefold()) or month_number(name.rstrip("."))
    return _number(parts, "number")


def _ordinal(word: str | None) -> int | None:
    if not word:
        return None
    if word[0].isdigit():
        return int(re.sub(r"\D", "", word))
    return _han(word) if word[0] in f"{HAN_DIGITS}十" else DAYS.index(word.lower()) + 1


def _worked_out(parts: dict[str, str | None], printed: When, now: date) -> Iterator[When]:
    if relative := parts.get("relative"):
        yield When(_year(relative, now), printed.month, printed.day)
    elif printed.month and printed.year is None:
        yield from _nearest_years(printed, now)
    for name, resolve in _RESOLVED.items():
        if parts.get(name):
            yield from resolve(parts, now)


def _nearest_years(printed: When, now: date) -> Iterator[When]:
    """The last such date and the next: what is meant depends on the tense, which is not read."""
    assert printed.month is not None
    this = (printed.month, printed.day or now.day)
    before = now.year if this <= (now.month, now.day) else now.year - 1
    yield When(before, printed.month, printed.day)
    yield When(before + 1, printed.month, printed.day)


def _moments_near(parts: dict[str, str | None], now: date) -> Iterator[When]:
    word = (parts["near"] or "").lower()
    yield _when(
        now
        + timedelta(
            days={"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
        )
    )


def _weekday(parts: dict[str, str | None], now: date) -> Iterator[When]:
    """The last such day, the next, or both where nothing says which."""
    which = (parts["which"] or "").lower()
    if which == "every":
        return
    ahead = (WEEKDAYS.index((parts["weekday"] or "").lower()) - now.weekday() - 1) % 7 + 1
    if which != "next":
        yield _when(now + timedelta(days=ahead - 7))
    if which != "last":
        yield _when(now + timedelta(days=ahead))
    if which == "next" and ahead + now.weekday() < 7:  # still this week: the one after may be meant
        yield _when(now + timedelta(days=ahead + 7))


def _moments_ago(parts: dict[str, str | None], now: date) -> Iterator[When]:
    word = (parts["ago"] or "").lower()
    count = int(word) if word.isdigit() else 1 if word == "a" else COUNTED.index(word) + 1
    unit = (parts["unit"] or "").lower()
    if unit == "year":
        yield When(now.year - count)
    elif unit == "month":
        month = now.year * 12 + now.month - 1 - count
        yield When(month // 12, month % 12 + 1)
    else:
        yield _when(now - timedelta(days=count * (7 if unit == "week" else 1)))


def _turn(parts: dict[str, str | None], now: date) -> Iterator[When]:
    which, unit = (parts["turn"] or "").lower(), (parts["unit"] or "").lower()
    step = {"last": -1, "past": -1, "this": 0, "next": 1}[which]
    if unit in ("summer", "winter"):  # of which months depends on the half of the globe, of which year on the month
        return
    if unit == "weekend":
        saturday = now + timedelta(days=5 - now.weekday() + 7 * step)
        yield from (_when(saturday), _when(saturday + timedelta(days=1)))
    elif unit == "week":
        yield _when(now + timedelta(days=7 * step))
    elif unit == "month":
        month = now.year * 12 + now.month - 1 + step
        yield When(month // 12, month % 12 + 1)
    else:
        yield When(now.year + step)


def _year(relative: str, now: date) -> int:
    return now.year + {"last": -1, "this": 0, "next": 1}[relative.split()[0].lower()]


def _when(day: date) -> When:
    return When(day.year, day.month, day.day)


_RESOLVED: dict[str, Callable[[dict[str, str | None], date], Iterator[When]]] = {
    "near": _moments_near, "weekday": _weekday, "ago": _moments_ago, "turn": _turn,
}  # fmt: skip
