"""Dates that a question names, as ranges: days, months, years, "last week", "since the July hearing". Pure.

They are read relative to the collection: "in March" is the latest March of which there is a transcript, "last week" the
week before today or, where nothing is that recent, before the newest transcript.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from rag.language.dates import When, moments
from rag.language.tongues import bounding, english_form, tongue_of
from rag.language.vocabulary import MONTH, month_number, saying
from rag.question.bounds import BOUNDS
from rag.question.day import days_of

_MONTH = rf"\b(?P<month>{MONTH})\b\.?"
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
    r"|(?P<at>in|on|at|during|of|for)|(?P<between>between))\s+(?:the\s+)?(?:early\s+|late\s+|mid[-\s])?$",
    re.IGNORECASE,
)
_BOUNDS_ABROAD = "|".join(
    f"(?P<{kind}>{bounding(kind)})" for kind in ("since", "after", "before", "until", "between", "at")
)
_LEAD_ABROAD = re.compile(rf"\b(?:{_BOUNDS_ABROAD})(?:\s+(?:el|le|dem|den))?\s+$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:and|to|until|till|through|-|–|und|bis|y|hasta|et)\s+(?:(?:the|dem|el|le)\s+)?", re.IGNORECASE)
_BESIDE = re.compile(
    r"\W*(?:and|or|then|versus|vs|against|beside|than|whereas|while|but|(?:as )?compared (?:with|to))\b"
    r"(?:\W+\w+){0,2}?\W*",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
_JOINED = re.compile(
    rf"\b(?:between|from|in|since)\s+(?:{MONTH}\.?,?(?:\s+(?:19|20)\d\d)?|(?:19|20)\d\d)\s*"
    r"(?:and|to|until|till|through|or|-|–)\s+$",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\s+(?P<noun>[a-z]{4,})\b", re.IGNORECASE)
_SAYING = re.compile(
    rf"\b(?:{saying('say', 'tell', 'ask', 'mention', 'promise', 'announce', 'discuss', 'talk', 'claim', 'explain')}"
    rf"|{saying('report', 'state', 'argue', 'speak', 'raise', 'bring up', 'decide', 'agree')})\b|说|表示",
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
    """The range of dates that a question names first; None where it names none, or one that no transcript is dated in.

    >>> date_range("What did she say in March?", [Event("2026-03-04", "Hearing")], today=date(2026, 11, 23))
    DateRange(after='2026-03-01', before='2026-03-31', words='in March', certain=True)
    """
    return next((found for _, _, found in _ranges(question, events, today, joined=True)), None)


def times_compared(question: str, events: Sequence[Event], *, today: date, ends: bool = False) -> tuple[DateRange, ...]:
    """The ranges of dates that a question sets beside each other ("in March and then in June"); none where it does not.

    Where transcripts are dated in one of them only, there is nothing to compare. `ends`: "between March and June" are
    two times, as where a question asks what changed.
    """
    found = [each for each in _ranges(question, events, today, joined=not ends) if each[2] is not None]
    ranges = [found_range for _, _, found_range in found if found_range is not None]
    between = [question[one[1] : other[0]] for one, other in pairwise(found)]
    apart = len({(each.after, each.before) for each in ranges}) == len(ranges) and 1 < len(ranges) <= BOUNDS.compared
    # "Will it open in March or in June?" asks of what was said on other days.
    apart = apart and (ends or _BOTH.search(question) is not None or any(each.certain for each in ranges))
    return tuple(ranges) if apart and all(map(_BESIDE.fullmatch, between)) else ()


def names_several_times(question: str, events: Sequence[Event], *, today: date) -> bool:
    """Whether a question names more than one time, of transcripts or not."""
    return len(list(_ranges(question, events, today, joined=True))) > 1


def _ranges(
    question: str, events: Sequence[Event], today: date, *, joined: bool
) -> Iterator[tuple[int, int, DateRange | None]]:
    """Start and end of each mention of a time, and the days it stands for; None where no transcript is of them."""
    spans = sorted(_spans(question, events, today), key=lambda span: span.start)
    while spans:
        first = last = spans.pop(0)
        lead = _bounding_words(question, first.start)
        kind = lead.lastgroup if lead else "at"
        if kind in ("between", "since") and spans and _AND.fullmatch(question, first.end, spans[0].start):
            last, kind = spans.pop(0) if joined else first, "at"
        after, before = _bounds(kind, first.low, last.high)
        held = any((after or "") <= event.days[1] and event.days[0] <= (before or "9999") for event in events)
        start = lead.start() if lead else first.start
        certain = first.meeting or _SAYING.search(english_form(question)) is not None
        words = question[start : last.end].strip()
        yield start, last.end, DateRange(after, before, words, certain) if held else None


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
    if tongue_of(question) is not None:
        yield from _foreign_spans(question, held_on)
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


def _foreign_spans(question: str, held: _Held) -> Iterator[_Span]:
    """The days, months and years that a question in another language names."""
    for moment in moments(question[: BOUNDS.foreign]):
        if (when := moment.printed) == When():
            continue
        # "am 3. März", "en mars": the word for "in" may be part of what was read as the date
        lead = _LEAD_ABROAD.match(f"{question[moment.start : moment.end].partition(' ')[0]} ")
        start = moment.start + lead.end() if lead else moment.start
        found = days_of(when.year or held.latest_year(when.month), when.month, when.day)
        if found is not None:
            yield _Span(start, moment.end, *found)


def _calendar(match: re.Match[str], held: _Held) -> _Span | None:
    """The days a printed date stands for; without a year, in the latest year that fits. None where it is no date."""
    parts = match.groupdict()
    name, number = parts.get("month"), parts.get("number")
    month = month_number(name) if name else int(number) if number else None
    day = int(parts["day"]) if parts.get("day") else None
    led = _bounding_words(match.string, match.start()) or _is_joined(match.string, match.start())
    if name and day is None and not parts.get("year") and not led:
        return None  # "may" is a word before it is a month, and March a name
    if not name and not number and not led and "年" not in match[0]:
        return None  # "2026 passengers"
    found = days_of(int(parts["year"]) if parts.get("year") else held.latest_year(month), month, day)
    return None if found is None else _Span(match.start(), match.end(), *found)


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


def _bounding_words(question: str, end: int) -> re.Match[str] | None:
    """The words before a date that say how it bounds. They are few: what is further off is not looked at."""
    form = _LEAD if tongue_of(question) is None else _LEAD_ABROAD
    return form.search(question, max(0, end - BOUNDS.lead), end)


def _is_joined(question: str, end: int) -> bool:
    """Whether the word after is joined to a date: "between March and June", "from 2025 to 2026"."""
    return _JOINED.search(question, max(0, end - BOUNDS.lead), end) is not None
