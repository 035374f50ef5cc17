"""Names and numbers of a transcript: who and what is spoken of most, and the figures that are given. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.catalog.fulltext import STOP_WORDS
from index.transcript import Turn
from rag.language.vocabulary import LARGE, MONTHS, NO, SCALES, TENS, WEEKDAYS, YES, one_of
from rag.overview.statements import Statement
from rag.overview.values import Line, Place

_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'&-]*[\w]"
_JOIN = r"(?: (?:of|the|and|for|de|van|von|al|on) (?:the )?)"
_NAME = re.compile(rf"(?<!['’])\b{_WORD}(?:(?:{_JOIN}| ){_WORD}){{0,4}}")
_OPENS = re.compile(r"(?:^|[.!?…:;—–\"“”‘(\[]\s*|\n\s*)$")
_NO_NAMES = (
    "okay ok well so thanks thank mr mrs ms dr madam sir hon good uh um mm hmm right oh q a and but"
    " the chair"
    " minister president senator secretary member members speaker question professor i'm i've i'll i'd it's that's"
    " we're"
    " we've there's they're you're he's she's what's let's don't can't"
)
_NOBODY = frozenset((*MONTHS, *WEEKDAYS, *STOP_WORDS, *YES, *NO, *_NO_NAMES.split()))
_LARGE = one_of(LARGE)
_MONEY = re.compile(rf"[$£€¥%]|per ?cent|{one_of(LARGE[1:])}")
_FIGURE = re.compile(
    rf"(?:[$£€¥]\s?\d[\d,.]*(?:\s?(?:{_LARGE}|[kmb]n?)\b)?"
    rf"|\b\d[\d,.]*\s?(?:%|per ?cent\b|percent\b|percentage points?\b|{_LARGE}\b"
    r"|dollars?\b|euros?\b|pounds?\b)"
    rf"|\b(?:\w+[- ])?{one_of([*TENS, *SCALES])}(?:[- ]\w+)? (?:percent|per cent|dollars|euros?|pounds)\b"
    r"|\b\d{1,3}(?:,\d{3})+\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many lines there are and what they need; looked at on training meetings of QMSum (docs/overview.md)."""

    names: int = 12
    numbers: int = 8
    fewest: int = 2  # times that a name is said, to be one of the transcript's
    lengths: range = range(6, 51)  # words of a sentence that gives a figure
    matter: int = 3  # stems that it has at least
    money: float = 1.0  # what money and shares count more than a figure
    length: float = 0.02  # for each word, taken off


BOUNDS = Bounds()


def names(said: Sequence[Statement], turns: Sequence[Turn]) -> tuple[Line, ...]:
    """Names that are said more than once, the most often first: people, places, bodies; not those who speak."""
    speak = {word for turn in turns for word in (turn.speaker or "").casefold().replace(".", "").split()}
    small = {word for turn in turns for word in re.findall(r"\b[a-zà-ÿ][\w’'-]+", turn.text)}
    found: dict[str, list[Place]] = defaultdict(list)
    for one in said:
        for name, start in _names_in(one.span.text):
            words = name.casefold().split()
            if len(words) == 1 and (words[0] in _NOBODY or words[0] in small or words[0] in speak):
                continue
            if not set(words) <= speak:
                at = one.span.start + start
                found[name].append(Place(one.turn.index, at, at + len(name)))
    whole = _places_by_whole_name(found)
    often = [(name, places) for name, places in whole.items() if len(places) >= BOUNDS.fewest]
    often.sort(key=lambda item: (-len(item[1]), item[1][0].turn))
    return tuple(Line(places[0], float(len(places)), count=len(places)) for _, places in often[: BOUNDS.names])


def numbers(said: Sequence[Statement]) -> tuple[Line, ...]:
    """Sentences that give a figure with what it measures, money and shares before others."""
    found = []
    for one in said:
        figures = _FIGURE.findall(one.span.text)
        told = one.words in BOUNDS.lengths and len(one.matter) >= BOUNDS.matter
        if figures and told and not one.asks and not one.is_courtesy:
            money = any(map(_MONEY.search, figures))
            found.append(Line(one.place, len(figures) + BOUNDS.money * money - BOUNDS.length * one.words))
    best = sorted(found, key=lambda line: -line.score)[: BOUNDS.numbers]
    return tuple(sorted(best, key=lambda line: (line.place.turn, line.place.start)))


def _names_in(text: str) -> Iterator[tuple[str, int]]:
    """(name, where it begins) of what is written as a name; the first word of a sentence only as part of one."""
    for match in _NAME.finditer(text):
        name, start = match[0], match.start()
        first, _, rest = name.partition(" ")
        if first.casefold() in _NOBODY or (_OPENS.search(text[:start]) and not rest):
            if not rest:
                continue
            name, start = rest, start + len(first) + 1
            for small in ("of ", "the ", "and ", "for ", "on "):
                if name.startswith(small):
                    name, start = name[len(small) :], start + len(small)
        name = re.sub(r"[’']s$", "", name)
        if name[:1].isupper() and name.casefold() not in _NOBODY and len(name) > 1:
            yield name, start


def _places_by_whole_name(found: dict[str, list[Place]]) -> dict[str, list[Place]]:
    """Parts of longer names with these: "Amgen" and "Amgen Inc" are named apart, "Psaki" is "Jen Psaki"."""
    longer: dict[str, list[str]] = defaultdict(list)  # by what they end with: there may be thousands of names
    for name, places in found.items():
        if len(places) > 1:
            for at, letter in enumerate(name):
                if letter == " ":
                    longer[name[at + 1 :]].append(name)
    joined: dict[str, list[Place]] = defaultdict(list)
    for name, places in found.items():
        whole = longer.get(name, ())
        joined[whole[0] if len(whole) == 1 else name] += places
    return {name: sorted(places, key=lambda one: (one.turn, one.start)) for name, places in joined.items()}
