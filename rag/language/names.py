"""The people that a question names: speakers by name, part of a name, label or role, also misspelt. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from index.catalog.fulltext import STOP_WORDS
from index.transcript import Speaker
from rag.language import slips
from rag.language.vocabulary import MONTHS, WEEKDAYS

_WORD = re.compile(r"\w+(?:[-’'.]\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ROLE_END = re.compile(r"\s+(?:of|for|at|to|in|from|on)\s+|\s*[,;(（]")
# "Mr. JONES of North Carolina": "North" alone is not he, and "Carolina" no part of his name.
_PLACE = re.compile(r"\s+(?:of|from)\s+|\s*[(（]")
_TOGETHER = re.compile(r"[,;/&+、，]|\band\b")
_OFFICES = frozenset(
    "professor senator minister councillor mayor president chair chairman chairwoman premier secretary commissioner"
    " director ambassador governor".split()
)
TITLES = _OFFICES | frozenset("mr mrs ms miss dr prof the".split())
# Names that are dates first, and words that begin a question: they are near many a surname.
_NOT_NAMES = STOP_WORDS | {*MONTHS, *WEEKDAYS, *"tell show list find give name did does".split()}
_DOER = re.compile(r"(?:er|or|ist|ant|ian|ee|ary|man|woman|person)$")
_MOST_ALIKE = 3  # more people than this are nobody in particular

How = Literal["name", "part", "role", "spelling"]


@dataclass(frozen=True, slots=True)
class Naming:
    """Words of a question, and the speakers they may mean: one, or the few that they fit equally.

    `certain`: not by a part of a role, nor by an office that stands in a label: of many premiers one is the speaker
    called so; nor by a part with an article before it.
    """

    words: str
    speakers: tuple[str, ...]
    how: How
    certain: bool = field(default=True, repr=False)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question: as written, and as it is compared."""

    written: str
    folded: str
    joined: bool  # to the word before it, by a space alone


class Roster:
    """The speakers of what is searched, looked up by the words that name them."""

    def __init__(self, people: Iterable[Speaker]) -> None:
        self._labels: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        self._parts: dict[str, dict[str, None]] = defaultdict(dict)
        self._roles: dict[str, dict[tuple[str, tuple[str, ...]], None]] = defaultdict(dict)
        self._unspaced: dict[str, dict[str, None]] = defaultdict(dict)
        self._declared: set[tuple[tuple[str, ...], str]] = set()  # roles, and who is said to have them
        self.people = tuple(dict.fromkeys(people))
        self._known = {label.casefold() for person in self.people for label in (person.canonical, *person.aliases)}
        for person in self.people:
            for label in (person.canonical, *person.aliases):
                self._add(label, person.canonical)
            if person.role:
                self._declared.add((self._add_role(person.role, person.canonical), person.canonical))
        self._longest = max(map(len, self._labels), default=0)

    def named(self, question: str, *, said: Callable[[str], bool] = lambda _: True) -> tuple[Naming, ...]:
        """What the question names, in its order. `said`: whether a word occurs in the transcripts: no misspelling.

        >>> Roster([Speaker("Ana Reyes", role="County Engineer")]).named("What did the engineer promise?")
        (Naming(words='engineer', speakers=('Ana Reyes',), how='role'),)
        """
        asked = list(_words(question))
        free = [True] * len(asked)
        found = list(self._by_unspaced(question))
        for look in (self._by_label, self._by_role, self._by_part):
            found += look(asked, free)
        found += self._by_spelling(asked, free, said)
        order = {naming: question.find(naming.words) for naming in found}
        return tuple(dict.fromkeys(sorted(found, key=lambda naming: order[naming])))

    # -- filling -----------------------------------------------------------------------------------------------------

    def _add(self, label: str, name: str) -> None:
        words = name_words(label)
        if words:
            self._labels[tuple(words)][name] = None
        if self._is_of_several(label):
            return
        for word in name_words(_PLACE.split(label)[0]):
            if len(word) > 2:
                self._parts[word][name] = None
        for office in _OFFICES.intersection(map(fold, _WORD.findall(label))):
            self._add_role(office, name)
        if _UNSPACED.search(label):
            self._unspaced[label][name] = None

    def _is_of_several(self, label: str) -> bool:
        """Whether a label names others together ("Ana Reyes, Ben Ode"): a part of it means one of them, not all."""
        names = [name.strip().casefold() for name in _TOGETHER.split(label)]
        return len(names) > 1 and self._known.issuperset(names)

    def _add_role(self, role: str, name: str) -> tuple[str, ...]:
        words = tuple(fold(word) for word in _WORD.findall(_ROLE_END.split(role)[0]))
        if words:
            self._roles[_singular(words[-1])][(name, words)] = None
        return words

    # -- looking up --------------------------------------------------------------------------------------------------

    def _by_unspaced(self, question: str) -> Iterator[Naming]:
        for label, names in self._unspaced.items():
            if label in question:
                yield _naming(label, names, "name")

    def _by_label(self, asked: Sequence[_Word], free: list[bool]) -> Iterator[Naming]:
        for size in range(self._longest, 0, -1):
            for start in range(len(asked) - size + 1):
                span = range(start, start + size)
                names = self._labels.get(tuple(asked[i].folded for i in span))
                if names and all(free[i] for i in span) and (size > 1 or _may_stand_alone(asked, start)):
                    _take(free, span)
                    yield _naming(" ".join(asked[i].written for i in span), names, "name")

    def _by_role(self, asked: Sequence[_Word], free: list[bool]) -> Iterator[Naming]:
        for place, word in enumerate(asked):
            holders = self._roles.get(_singular(word.folded), {})
            if not free[place] or not holders:
                continue
            if place + 1 < len(asked) and not free[place + 1]:  # a title: Councillor Vance
                continue
            start = place
            fits = list(holders)
            while start and (closer := [h for h in fits if asked[start - 1].folded in h[1][:-1]]):
                start, fits = start - 1, closer
            said = (*(asked[i].folded for i in range(start, place)), _singular(word.folded))
            exact = [h for h in fits if (*h[1][:-1], _singular(h[1][-1])) == said]
            names = dict.fromkeys(name for name, _ in exact or fits)
            if len(names) <= _MOST_ALIKE:
                _take(free, range(start, place + 1))
                certain = any((words, name) in self._declared for name, words in exact)
                written = " ".join(asked[i].written for i in range(start, place + 1))
                yield Naming(written, tuple(names), "role", certain)

    def _by_part(self, asked: Sequence[_Word], free: list[bool]) -> Iterator[Naming]:
        for place, word in enumerate(asked):
            names = self._parts.get(word.folded, {})
            if free[place] and 0 < len(names) <= _MOST_ALIKE and _may_stand_alone(asked, place):
                _take(free, range(place, place + 1))
                of_many = place > 0 and asked[place - 1].folded == "the"  # "the Lords": no name of one person
                yield Naming(word.written, tuple(names), "part", certain=not of_many)

    def _by_spelling(
        self, asked: Sequence[_Word], free: Sequence[bool], said: Callable[[str], bool]
    ) -> Iterator[Naming]:
        for place, word in enumerate(asked):
            if not free[place] or len(word.folded) < 4 or not _may_name(asked, place) or word.folded in _NOT_NAMES:
                continue
            near = slips.nearest(word.folded, [part for part in self._parts if part[0] == word.folded[0]])
            if near is not None and len(self._parts[near]) <= _MOST_ALIKE and not said(word.written):
                yield _naming(word.written, self._parts[near], "spelling")


def speakers_named(text: str, speakers: Iterable[str]) -> tuple[str, ...]:
    """The speakers that a text names beyond doubt: by the whole label, or by one word of it that fits no other.

    >>> speakers_named("What did Zhao say?", ["Zhao Zeliang", "Ana Reyes"])
    ('Zhao Zeliang',)
    """
    known = tuple(speakers)
    named = {
        naming.speakers[0]
        for naming in roster_of(tuple(map(Speaker, known))).named(text)
        if len(naming.speakers) == 1 and naming.how in ("name", "part")
    }
    return tuple(speaker for speaker in dict.fromkeys(known) if speaker in named)


@lru_cache(maxsize=16)
def roster_of(people: tuple[Speaker, ...]) -> Roster:
    """The roster of these people, made once."""
    return Roster(people)


def fold(word: str) -> str:
    """A word as names are compared: small letters, possessive ending and full stops off.

    >>> fold("Zhao’s"), fold("O'Neil")
    ('zhao', "o'neil")
    """
    return _POSSESSIVE.sub("", word).casefold().replace("’", "'").replace(".", "")


def name_words(label: str) -> list[str]:
    """The words of a label that name somebody: titles left out.

    >>> name_words("Mr. Zhao Zeliang")
    ['zhao', 'zeliang']
    """
    return [word for word in (fold(written) for written in _WORD.findall(label)) if word not in TITLES]


def _words(question: str) -> Iterator[_Word]:
    end = 0
    for match in _WORD.finditer(question):
        yield _Word(match.group(), fold(match.group()), joined=question[end : match.start()] == " ")
        end = match.end()


def _naming(words: str, names: Iterable[str], how: How) -> Naming:
    return Naming(words, tuple(names), how)


def _take(free: list[bool], places: Iterable[int]) -> None:
    for place in places:
        free[place] = False


def _may_name(asked: Sequence[_Word], place: int) -> bool:
    """Whether a word is written as a name is: with a capital, "the designer", or where nothing at all has a capital."""
    word = asked[place]
    if word.folded in STOP_WORDS:
        return place > 0 and word.written[:1].isupper()
    if word.written[:1].isupper() or not word.written[:1].islower():
        return True
    if place and asked[place - 1].folded == "the":
        return _DOER.search(word.folded) is not None
    return not any(other.written[:1].isupper() for other in asked)


def _may_stand_alone(asked: Sequence[_Word], place: int) -> bool:
    """Whether one word names somebody: not the surname after a first name that is not known ("Isla Tolliver")."""
    joined = place > 1 and asked[place].joined  # the first word has its capital from the sentence
    before = asked[place - 1] if joined else None
    of_other = before is not None and before.written[:1].isupper() and before.folded not in TITLES | _NOT_NAMES
    return _may_name(asked, place) and not of_other


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
