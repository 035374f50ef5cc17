"""When something happened, worked out by code from the sentence that tells it and the day it was said on. Pure.

A small model counts days badly: of the answers of the local one to "When did …?" a quarter were refused by grounding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer import Passage
from rag.extraction import SECOND, Place
from rag.moments import Moment, When, calendar, in_words, moments
from rag.question import asks_when
from rag.sentences import Span

_CLOCK = re.compile(r"\bwhat (?:\w+ )?time\b", re.I)  # a day is no answer to it
_AHEAD = re.compile(r"\b(?:will|is|are|does|do|plan\w*|going)\b", re.I)  # a question about what was still to come
_BEHIND = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.I)
_COMING = re.compile(r"\b(?:next|tomorrow|will|shall|going to|plan(?:s|ned|ning)? (?:to|on))\b|[’']ll\b", re.I)
_PLANNED = re.compile(r"\bplan", re.I)
_GONE = re.compile(r"\b(?:last|past|yesterday|ago)\b", re.I)
_DENIES = re.compile(r"\b(?:not|never|no|nobody|none|cannot)\b|n[’']t\b", re.I)
_LIMIT = re.compile(r"\b(?P<limit>before|after|until|till|by|since|from|around)\s+(?:the\s+)?$", re.I)
_OTHER_YEAR = re.compile(r"\b(?:fiscal|financial|school|academic|tax)\s+(?:year\s+)?$", re.I)
_HABIT = re.compile(r"\bevery\b", re.I)
_STRETCH = re.compile(r"\b(?P<which>last|past|this|next)\s+(?P<unit>weekend|week|summer|winter)\b", re.I)
_SOME = re.compile(r"\ba (?:few|couple of) (?P<units>\w+) ago\b", re.I)
_OF_A_YEAR = re.compile(r"\b(?:what|which) year\b", re.I)
_YEARS = re.compile(r"\byears?\b|\b\d{4}\b", re.I)
_SIDE = {"last": "before", "past": "before", "this": "of", "next": "after"}
_SAYS = 1 / 3  # share of the question's words of meaning that the sentence says: it may be about something else
_OTHER = 1.0  # how much less a sentence of another transcript may score and still throw doubt on the best


@dataclass(frozen=True, slots=True)
class Dated:
    """When it was, in words, and the sentence that it follows from."""

    text: str
    support: Literal["supported", "computed"]
    passage: Passage
    span: Span


def dated(question: str, places: Sequence[Place]) -> Dated | None:
    """The answer to a question that asks for a day, a month or a year; None where no sentence names just one, or where
    another transcript names another.

    `places`: the sentences that may answer, as `rag.extraction.places` scores them.
    """
    if not asks_when(question) or _CLOCK.search(question):
        return None
    best = max((place.score for place in places), default=0.0)
    ordered = sorted((place for place in places if place.score >= best - _OTHER), key=lambda place: -place.score)
    found = [(place.score, told) for place in ordered if (told := _told_at(question, place))]
    if not found or found[0][0] < best - SECOND:
        return None
    first = found[0][1]
    elsewhere = (told for _, told in found if told.passage.transcript_id != first.passage.transcript_id)
    return None if any(told.text != first.text for told in elsewhere) else first


def _told_at(question: str, place: Place) -> Dated | None:
    """What a sentence tells of when it was."""
    text, said_on = place.span.text, place.passage.date
    named = moments(text, said_on)
    if len(named) != 1 or place.measures["words"] < _SAYS or not _fits(question, text, named[0]):
        return None
    days = named[0].computed or (named[0].printed,)
    if any(_contradicts(asked.printed, day) for asked in calendar(question) for day in days):
        return None
    told = _told(text, named[0], said_on)
    return Dated(*told, place.passage, place.span) if told else None


def _fits(question: str, text: str, moment: Moment) -> bool:
    """Whether what was asked about is as past, or as much to come, as what is told."""
    words = text[moment.start : moment.end]
    if _DENIES.search(text) and not _DENIES.search(question):
        return False
    if _HABIT.search(words) or _OTHER_YEAR.search(text[: moment.start]):
        return False
    if _OF_A_YEAR.search(question) and not _YEARS.search(words):
        return False
    if _BEHIND.search(question):
        return _PLANNED.search(question) is not None or not _COMING.search(text)
    return not (_AHEAD.search(question) and _GONE.search(words))


def _contradicts(asked: When, day: When) -> bool:
    """Whether a question about June is answered with July, or with a year."""
    other_year = None not in (asked.year, day.year) and asked.year != day.year
    return other_year or (asked.month is not None and asked.month != day.month)


def _told(text: str, moment: Moment, said_on: str | None) -> tuple[str, Literal["supported", "computed"]] | None:
    """The day in words that stand alone, and whether they were worked out."""
    words = text[moment.start : moment.end]
    if moment.printed != When() and (moment.printed.year or len(moment.computed) != 1):
        year_told_by = f" (said on {in_words(said_on)})" if said_on and not moment.printed.year else ""
        return _sentence(f"{moment.printed}{year_told_by}", text[: moment.start], _less_last(words)), "supported"
    day = _worked_out(words, moment, said_on) if said_on else ""
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
