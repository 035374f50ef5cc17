"""When something happened, worked out by code from the sentence that tells it and the day it was said on. Pure.

A small model counts days badly: of the answers of the local one to "When did …?" a quarter were dropped by grounding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer import Passage
from rag.language import words as wording
from rag.language.dates import (
    Moment,
    When,
    in_words,
    moments,
)
from rag.language.sentences import Span
from rag.question.day import DENIES, DayAsked
from rag.retrieval.answerability import only_theirs
from rag.retrieval.ranker import Ranking
from rag.retrieval.reader import Window

_COMING = re.compile(r"\b(?:next|tomorrow|will|shall|going to|plan(?:s|ned|ning)? (?:to|on))\b|[’']ll\b", re.I)
_GONE = re.compile(r"\b(?:last|past|yesterday|ago)\b", re.I)
# Says nothing for sure, or tells what never came.
_OPEN = re.compile(
    r"\b(?:whether|if)\b|\?\W*$|\bsupposed to\b|\b(?:almost|nearly)\s+\w+ed\b|\bmight\s+[a-z]"
    r"|\bmay\s+(?:not\s+)?(?:be|have)\b|\b(?:would|should|could)\s+(?:\w+ly\s+|not\s+|never\s+)?have\s+"
    r"(?!(?:an?|the|to|our|your|their|my|its?|this|that)\b)",
    re.I,
)
# What stands around a date and makes it another: "a week after May 5", "three to May 5", "the last month of college".
_OFFSET = re.compile(
    r"\b(?:days?|weeks?|months?|years?|weekends?)\s+(?:before|after|from)\s+(?:the\s+)?$"
    r"|\b(?:more|less|fewer) than\s+$|\b(?:over|under|at least|almost|nearly)\s+$"
    r"|\d\w{0,2}\s*(?:[-–—]|to|through|and|or)\s*$|\b(?:act|law|budget|code|treaty|agreement)\s+$",
    re.I,
)
_GOES_ON = re.compile(
    r"\s*(?:[-–—]|to|through|until|till|and|or)\s*\d|[’']s\b|\s+before last\b|\s+week\b"
    r"|\s+of\b(?!\s+(?:19|20)\d\d)|\s+(?:(?!was|is|has|his|this|as|us)\w+s|people|percent)\b",
    re.I,
)
_ORDINAL, _ITS_END = re.compile(r"the\s+\d+(?:st|nd|rd|th)", re.I), re.compile(r"\W*$|[.,;:!?]|\s+(?:of|and|at|in)\b")
_STRETCH_TO_NOW = re.compile(r"\bpast\s+(?:year|month)\b", re.I)
_IN_A_MONTH = re.compile(
    r"\b(?:in|last|next|this|since|until|till|by|of|from|before|after|during|early|late|mid)[ -]$", re.I
)
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LIMIT = re.compile(r"\b(?P<limit>before|after|until|till|by|since|from|around)\s+(?:the\s+)?$", re.I)
_OTHER_YEAR = re.compile(r"\b(?:fiscal|financial|school|academic|tax)\s+(?:year\s+)?$", re.I)
_HABIT = re.compile(r"\bevery\b", re.I)
_STRETCH = re.compile(r"\b(?P<which>last|past|this|next)\s+(?P<unit>weekend|week|summer|winter)\b", re.I)
_SOME = re.compile(r"\ba (?:few|couple of) (?P<units>\w+) ago\b", re.I)
_YEARS = re.compile(r"\byears?\b|\b\d{4}\b", re.I)
_SIDE = {"last": "before", "past": "before", "this": "of", "next": "after"}
_DAYS_OF_A_MONTH = 31


@dataclass(frozen=True, slots=True)
class Telling:
    """Which sentences may tell the day that is asked for (docs/decisions/008 has what each rule is worth).

    `said`: the share of the question's words of meaning that such a sentence says at least, for it may be about
    something else; `behind`: how much less than the best it may score; `doubting`: how much less one of another
    transcript may score and still throw doubt on it.
    """

    said: float = 1 / 2
    behind: float = 0.5
    doubting: float = 1.0


_TELLING = Telling()


@dataclass(frozen=True, slots=True)
class Dated:
    """When it was, in words, and the sentence that it follows from."""

    text: str
    support: Literal["supported", "computed"]
    passage: Passage
    span: Span


def dated(asked: DayAsked, question: str, places: Sequence[Window]) -> Dated | None:
    """The answer to a question that asks for a day, a month or a year; None where no sentence names just one, or where
    somebody else or another transcript names another.

    `places`: the sentences that may answer, one by one, with the reader's log odds.
    """
    if not asked.alone:
        return None
    best = max((place.score for place in places), default=0.0)
    ordered = sorted(
        (place for place in places if place.score >= best - _TELLING.doubting), key=lambda place: -place.score
    )
    found = [(place.score, told) for place in ordered if (told := _dated_by(asked, question, place))]
    if not found or found[0][0] < best - _TELLING.behind:
        return None
    first = found[0][1]
    others = (told for _, told in found if _source(told) != _source(first))
    return None if any(told.text != first.text for told in others) else first


def day_of(ranking: Ranking, places: Sequence[Window]) -> Dated | None:
    """When it was, where a sentence found says it, in the words of whom the question is about.

    None too where the question asks for no day. `places` as of `dated`.
    """
    asked = ranking.question.wants.day
    if asked is None:
        return None
    if only_theirs(ranking):
        places = [place for place in places if place.passage.turn.speaker in ranking.named]
    elif ranking.named:  # another's "I" is somebody else
        places = [p for p in places if p.passage.turn.speaker in ranking.named or not _of_oneself(p.span.text)]
    return dated(asked, ranking.question.text, places)


def _of_oneself(text: str) -> bool:
    """Whether a sentence tells of the one who says it: "I resigned in May." """
    return re.search(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b", text) is not None


def _source(told: Dated) -> tuple[str, str | None]:
    return told.passage.transcript_id, told.passage.turn.speaker


def _share(question: str, text: str) -> float:
    """The share of the question's words of meaning that a sentence says."""
    asked = wording.content(question)
    return len(asked & wording.content(text)) / len(asked) if asked else 1.0


def _dated_by(asked: DayAsked, question: str, place: Window) -> Dated | None:
    """What a sentence tells of when it was."""
    text, said_on = place.span.text, place.passage.date
    named = moments(text, said_on)
    if len(named) != 1 or _share(question, text) < _TELLING.said or not _is_of_that_time(asked, text, named[0]):
        return None
    days = named[0].computed or (named[0].printed,)
    if not _is_exact(asked, days) or (said_on and _is_on_the_other_side(asked, days, said_on)):
        return None
    if any(_contradicts(named_there.printed, day) for named_there in asked.named for day in days):
        return None
    told = _day_in_words(text, named[0], said_on)
    return Dated(*told, place.passage, place.span) if told else None


def _is_of_that_time(asked: DayAsked, text: str, moment: Moment) -> bool:
    """Whether what was asked about is as past, or as much to come, as what is told."""
    words, before, after = text[moment.start : moment.end], text[: moment.start], text[moment.end :]
    if bool(DENIES.search(text)) != asked.denied or _OPEN.search(text):
        return False
    if any(word not in text.lower() for word in asked.order):
        return False
    if _HABIT.search(words) or any(around.search(before) for around in (_OTHER_YEAR, _OFFSET)) or _GOES_ON.match(after):
        return False
    if _STRETCH_TO_NOW.search(words) or (_ORDINAL.fullmatch(words) and not _ITS_END.match(after)):
        return False
    bare_month = moment.printed.month and not moment.printed.day and not moment.printed.year
    if (bare_month and not _IN_A_MONTH.search(before)) or (moment.printed.day or 1) > _DAYS_OF_A_MONTH:
        return False
    if asked.unit == "year" and not _YEARS.search(words):
        return False
    if asked.behind:
        return asked.planned or not _COMING.search(text)
    return not (asked.ahead and _GONE.search(words))


def _is_exact(asked: DayAsked, days: Sequence[When]) -> bool:
    """Whether a question for a day or a month gets one."""
    if asked.unit == "day":
        return all(day.day for day in days)
    return asked.unit != "month" or all(day.month for day in days)


def _is_on_the_other_side(asked: DayAsked, days: Sequence[When], said_on: str) -> bool:
    """Whether what was is told of a day still to come, or what will be of one long gone."""
    sides = {_side(day, said_on) for day in days}
    if asked.behind and not asked.planned:
        return sides == {1}
    return asked.certainly_ahead and sides == {-1}


def _side(day: When, said_on: str) -> int:
    """-1 before the day it was said on, 1 after it, 0 where they are the same as far as both are known."""
    own = [part for part in (day.year, day.month, day.day) if part]
    said = [int(part) for part in re.findall(r"\d+", said_on)][: len(own)]
    own = own[: len(said)]
    return (own > said) - (own < said) if day.year and said else 0


def _contradicts(asked: When, day: When) -> bool:
    """Whether a question about June is answered with July, or with a year."""
    other_year = None not in (asked.year, day.year) and asked.year != day.year
    other_day = None not in (asked.day, day.day) and asked.day != day.day
    return other_year or other_day or (asked.month is not None and asked.month != day.month)


def _day_in_words(
    text: str, moment: Moment, said_on: str | None
) -> tuple[str, Literal["supported", "computed"]] | None:
    """The day in words that stand alone, and whether they were worked out."""
    words = text[moment.start : moment.end]
    if moment.printed != When() and (moment.printed.year or len(moment.computed) != 1):
        year_told_by = f" (said on {in_words(said_on)})" if said_on and not moment.printed.year else ""
        return _sentence(f"{moment.printed}{year_told_by}", text[: moment.start], _less_last(words)), "supported"
    day = _worked_out(words, moment, said_on) if said_on and _A_DAY.fullmatch(said_on) else ""
    return (_sentence(f"{day} (“{words}”)", text[: moment.start]), "computed") if day else None


def _worked_out(words: str, moment: Moment, said_on: str) -> str:
    if stretch := _STRETCH.search(words):
        return f"the {stretch['unit'].lower()} {_SIDE[stretch['which'].lower()]} {in_words(said_on)}"
    if some := _SOME.search(words):
        return f"a few {some['units']} before {in_words(said_on)}"
    about = "about " if re.search(r"\bweeks? ago\b", words, re.I) else ""
    return about + " or ".join(map(str, moment.computed)) if moment.computed else ""


def _sentence(day: str, *before: str) -> str:
    """A day as a sentence, with the word that ends what stands before it and makes it a limit: "until 2010"."""
    limit = next(filter(None, map(_LIMIT.search, before)), None)
    text = f"{limit['limit'].lower()} {day}" if limit else day
    return f"{text[0].upper()}{text[1:]}."


def _less_last(words: str) -> str:
    """All but the last word: "before " of "before 2010"."""
    return words[: len(words) - len(words.split()[-1])]
