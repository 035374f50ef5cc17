"""Dates that a question names, as ranges: days, months, years, "last week", "since the July hearing". Pure.

They are read relative to the collection: "in March" is the latest March of which there is a transcript, "last week" the
week before today or, where nothing is that recent, before the newest transcript.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_CALENDAR = [  # the more a pattern says, the earlier it is tried
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>\d\d)\b(?:-{_DAY})?",
        rf"{_YEAR}\s*年(?:\s*(?P<number>\d{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}})\s*[日号])?)?",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}\b)?",
        rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR}\b)?",
        rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        _MONTH,
        rf"\b{_YEAR}\b",
    )
]
_RELATIVE = re.compile(
    r"\b(?P<which>last|past|this|previous)\s+(?P<unit>week|month|year)\b|\b(?:yesterday|today)\b", re.I
)
_MEETING = re.compile(
    r"\b(?P<which>last|latest|most recent|newest|previous|first|earliest)\s+(?P<noun>[a-z]{4,})\b", re.IGNORECASE
)
_LEAD = re.compile(
    r"\b(?:(?P<since>since|from|starting)|(?P<after>after)|(?P<before>before)|(?P<until>until|till|up to|by)"
    r"|(?P<at>in|on|at|during|of|for)|(?P<between>between))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LEAD_LENGTH = 40  # characters
_AND = re.compile(r"\s*(?:and|to|until|till|through|-|–)\s+(?:the\s+)?", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?P<noun>[a-z]{4,})\b", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:sa(?:y|id|ys)|tell|told|ask(?:ed)?|mention(?:ed)?|promised?|announced?|discuss(?:ed)?|talk(?:ed)?|claim(?:ed)?"
    r"|explain(?:ed)?|report(?:ed)?|stated?|argued?|spoke|speak|raised?|brought up|decided?|agreed?)\b|说|表示",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Event:
    """A transcript as dates are read against it."""

    date: str  # ISO
    title: str
    last: str = ""  # where it goes on over several days: its last

    @property
    def days(self) -> tuple[str, str]:
        """Its first and its last day."""
        return self.date, self.last or self.date


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days `after`..`before` (ISO, both included; None: no bound), and the words of the question that say so.

    `certain`: the question is about what was *said* then, so that the range can limit a search; else the date may as
    well be part of what was said ("Will it open in March?") and only lifts what is from then.
    """

    after: str | None
    before: str | None
    words: str
    certain: bool

    def holds(self, day: str | None) -> bool:
        """Whether an ISO date is inside."""
        return day is not None and (self.after or "") <= day <= (self.before or "9999")


@dataclass(frozen=True, slots=True)
class _Span:
    """Words `start`..`end` of a question and the days they stand for; `meeting`: they name a transcript."""

    start: int
    end: int
    low: date
    high: date
    meeting: bool = False


def date_range(question: str, events: Sequence[Event], *, today: date) -> DateRange | None:
    """The range of dates that a question names; None where it names none, or one that no transcript has a date in.

    >>> date_range("What did she say in March?", [Event("2026-03-04", "Hearing")], today=date(2026, 11, 23))
    DateRange(after='2026-03-01', before='2026-03-31', words='in March', certain=True)
    """
    spans = sorted(_spans(question, events, today), key=lambda span: span.start)
    if not spans:
        return None
    first, last = spans[0], spans[0]
    lead = _lead(question, first.start)
    kind = lead.lastgroup if lead else "at"
    if kind in ("between", "since") and len(spans) > 1 and _AND.fullmatch(question, first.end, spans[1].start):
        last, kind = spans[1], "at"
    after, before = _bounds(kind, first.low, last.high)
    if not any((after or "") <= event.days[1] and event.days[0] <= (before or "9999") for event in events):
        return None
    words = question[lead.start() if lead else first.start : last.end].strip()
    return DateRange(after, before, words, first.meeting or _SAYING.search(question) is not None)


def _bounds(kind: str | None, low: date, high: date) -> tuple[str | None, str | None]:
    day = timedelta(days=1)
    if kind == "since":
        return low.isoformat(), None
    if kind == "after":
        return (high + day).isoformat(), None
    if kind == "before":
        return None, (low - day).isoformat()
    if kind == "until":
        return None, high.isoformat()
    return low.isoformat(), high.isoformat()


def _spans(question: str, events: Sequence[Event], today: date) -> Iterator[_Span]:
    held_on = _Held(events)
    if not held_on.days:
        return
    taken = bytearray(len(question))  # a mark for each character that was read
    for pattern in _CALENDAR:
        for match in pattern.finditer(question):
            if any(taken[match.start() : match.end()]):
                continue
            # One that is no date too: of February 31 no part is to be read for itself.
            taken[match.start() : match.end()] = b"\1" * len(match[0])
            if (span := _calendar(match, held_on)) is not None:
                yield _at_meeting(span, question, held_on)
    for match in _RELATIVE.finditer(question):
        yield _relative(match, held_on.days, today)
    for match in _MEETING.finditer(question):
        if (held := held_on.meetings(match["noun"])) and not taken[match.start()]:
            day = date.fromisoformat(held[0] if match["which"].lower() in ("first", "earliest") else held[-1])
            if match["which"].lower() == "previous" and len(held) > 1:
                day = date.fromisoformat(held[-2])
            yield _Span(match.start(), match.end(), day, day, meeting=True)


def _calendar(match: re.Match[str], held: _Held) -> _Span | None:
    """The days a printed date stands for; without a year, in the latest year that fits. None where it is no date."""
    parts = match.groupdict()
    name, number = parts.get("month"), parts.get("number")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(number) if number else None
    day = int(parts["day"]) if parts.get("day") else None
    if name and day is None and not parts.get("year") and not _lead(match.string, match.start()):
        return None  # "may" is a word before it is a month, and March a name
    if not name and not number and not _lead(match.string, match.start()) and "年" not in match[0]:
        return None  # "2026 passengers"
    years = [int(parts["year"])] if parts.get("year") else [held.latest_year(month)]
    try:
        low = date(years[-1], month or 1, day or 1)
        last_month = month or 12
        high = date(years[-1], last_month, day or monthrange(years[-1], last_month)[1])
    except ValueError:
        return None
    return _Span(match.start(), match.end(), low, high)


def _relative(match: re.Match[str], days: Sequence[date], today: date) -> _Span:
    unit = (match["unit"] or "day").lower()
    for now in (today, days[-1]):
        low, high = _period(match["which"], unit, match[0].lower(), now)
        if bisect_left(days, low) < bisect_right(days, high):
            break
    return _Span(match.start(), match.end(), low, high)


def _period(which: str | None, unit: str, words: str, now: date) -> tuple[date, date]:
    if unit == "day":
        day = now - timedelta(days=words == "yesterday")
        return day, day
    this = (which or "").lower() == "this"
    if unit == "week":
        return (now - timedelta(days=now.weekday()), now) if this else (now - timedelta(days=now.weekday() + 7), now)
    if unit == "month":
        first = now.replace(day=1)
        return (first, now) if this else ((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
    return (now.replace(month=1, day=1), now) if this else (date(now.year - 1, 1, 1), date(now.year - 1, 12, 31))


def _at_meeting(span: _Span, question: str, held_on: _Held) -> _Span:
    """The days of the meetings where one is named: "the July hearing"."""
    noun = _NOUN.match(question, span.end)
    held = held_on.meetings(noun["noun"]) if noun else []
    held = [day for day in held if span.low.isoformat() <= day <= span.high.isoformat()]
    if noun is None or not held:
        return span
    return _Span(span.start, noun.end(), date.fromisoformat(held[0]), date.fromisoformat(held[-1]), meeting=True)


class _Held:
    """When the transcripts were made, looked through once however many dates a question names."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self.days = sorted(date.fromisoformat(day) for event in events for day in event.days)
        self._years = {day.month: day.year for day in self.days}

    def latest_year(self, month: int | None) -> int:
        """The latest year with a transcript of this month, else the latest of any."""
        return self._years.get(month or 0, self.days[-1].year)

    def meetings(self, noun: str) -> list[str]:
        """Dates of the transcripts whose title has this word, in order."""
        return self._by_word.get(noun.lower(), [])

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for event in sorted(self._events, key=lambda event: event.date):
            for word in {word.lower() for word in re.findall(r"\w+", event.title)}:
                found.setdefault(word, []).append(event.date)
        return found


def _lead(question: str, end: int) -> re.Match[str] | None:
    """The words before a date that say how it bounds. They are few: what is further off is not looked at."""
    return _LEAD.search(question, max(0, end - _LEAD_LENGTH), end)
