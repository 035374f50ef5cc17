"""Questions about the transcripts themselves: who spoke, who chaired, how many turns, when, which there are, and what
they come to as a whole: a summary, what was decided, who is to do what, what nobody answered. Pure.

And what is no question: a greeting, thanks, "what can you do?". It is one of these only where every word is accounted
for: by a form below, a speaker, a day, a title, or a word for a transcript. "Who asked questions in May?" is; "Who
asked for more time?" is about what was said, and nothing here explains "more time".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.language.names import TITLES, Naming
from rag.language.vocabulary import SPACED_ENDS, UNSPACED_ENDS
from rag.question.bounds import BOUNDS
from rag.question.date_range import DateRange
from rag.question.library_forms import EVENT, FILE, FORMS, TALK, Topic

WHOLE: frozenset[Topic] = frozenset({"points", "decisions", "actions", "questions"})  # what transcripts come to


_IS_EVENT, _IS_KIND = re.compile(EVENT, re.I), re.compile(rf"{FILE}|{EVENT}|press", re.I)
_SEVERAL = re.compile(r"\b(?:all|every|each|any|these|those|library|collection|archive|folder|index)\b", re.I)
_EVERYBODY = re.compile(
    r"(?:they|people|every(?:one|body|one else)|(?:each|every|all|the)(?: of)?(?: the)? ?(?:speakers?|persons?|people)?"
    r"|each of them)$",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FUNCTION = TITLES | frozenset(
    "a an and at all any been by called each entire every for from had has have held here in is it its library"
    " collection archive folder index me my named of on or our over overall recorded that the their there they this"
    " those these titled together total was were whole with you your".split()
)
_LEAD = re.compile(
    r"(?:(?:please|so|and|ok(?:ay)?|well|then|also|but|hi|hello|hey|now)\b[,!. ]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?|do you know |i(?: would like|['’]d like| want) to (?:know|see) )?"
    r"(?:(?:tell|let) me (?:know )?(?=who|which|what|when|how|in|on))?",
    re.I,
)  # fmt: skip
_TAIL = re.compile(r"[\s,]*\b(?:please|thanks|thank you|exactly|altogether|at all|in (?:all|total))$", re.I)


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """What the catalog is asked: of which `transcripts` (ids; () for all that are searched), and of whose turns.

    `speakers`: whose; () for everybody's. `beside`: who speaks in the transcripts that are meant.
    """

    topic: Topic
    transcripts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class _Known:
    """What accounts for the words of a question: the people it names, and the titles of the transcripts, by id."""

    def __init__(self, people: Sequence[Naming], dates: DateRange | None, titles: Mapping[str, str]) -> None:
        self.people, self.titles = people, titles
        self.meeting = dates is not None and any(map(_IS_KIND.fullmatch, dates.words.split()))  # "the July hearing"

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {i: frozenset(_WORD.findall(f"{title} {i}".lower())) for i, title in self.titles.items()}

    def titled(self, words: Iterable[str]) -> list[str]:
        """The transcripts whose title or file name has all these words."""
        return [i for i, there in self._words.items() if there.issuperset(words)]

    def having(self, *nouns: str) -> tuple[str, ...]:
        """The transcripts whose title or file name has these nouns, in any number."""
        stems = {_singular(word) for noun in nouns for word in _WORD.findall(noun.lower())}
        return tuple(i for i, there in self._words.items() if stems <= {*map(_singular, there)})

    def is_title(self, word: str) -> bool:
        """Whether a word is the whole title of a transcript, or the whole name of its file."""
        names = (name.lower() for i, title in self.titles.items() for name in (title, i.rsplit("/")[-1].rsplit(".")[0]))
        return word in names

    def taken_from(self, words: str) -> tuple[tuple[str, ...], list[str]]:
        """The people that words name, and what other words there are that carry meaning, in small letters."""
        people: list[str] = []
        for naming in self.people:
            if naming.words in words:
                words = words.replace(naming.words, " ")
                people += naming.speakers
        rest = [word for word in _WORD.findall(words.lower()) if word not in _FUNCTION]
        return tuple(dict.fromkeys(people)), rest


def asks_of_library(
    question: str,
    *,
    people: Sequence[Naming] = (),
    dates: DateRange | None = None,
    titles: Mapping[str, str] | None = None,
) -> LibraryQuestion | None:
    """What a question asks the catalog; None where it is about what was said. `titles`: of the transcripts, by id.

    >>> asks_of_library("Hello!"), asks_of_library("Who asked for more time?")
    (LibraryQuestion(topic='greeting', transcripts=(), speakers=(), beside=()), None)
    """
    text = " ".join(question.split()).strip(f" {SPACED_ENDS}{UNSPACED_ENDS}")
    if not text or text.count(" ") > BOUNDS.library:
        return None
    for topic, form in TALK:
        if form.fullmatch(text):
            return LibraryQuestion(topic)
    if dates is not None:
        text = " ".join(text.replace(dates.words, " ").split()).strip(", ")
    text = _TAIL.sub("", text[_LEAD.match(text).end() :])  # type: ignore[union-attr]  # it may match nothing
    known = _Known(people, dates, titles or {})
    for topic, form in FORMS:
        match = form.fullmatch(text)
        if match is not None and (asked := _library_question(topic, match.groupdict(), known)) is not None:
            return asked
    return None


def _library_question(topic: Topic, parts: Mapping[str, str | None], known: _Known) -> LibraryQuestion | None:
    by, noun = parts.get("by"), parts.get("noun")
    whose = parts.get("who") or by
    speakers = _speakers_named(whose, known) if whose else ()
    where = " ".join(filter(None, (parts.get("scope"), parts.get("of"))))
    strict = topic in ("when", "length")  # what somebody spoke of has its day and its length too
    scope = _scope(where, known, strict=strict)
    if speakers is None or scope is None or (by and not speakers):
        return None
    if strict and where and not (scope.named or known.meeting):
        return None
    there = known.having(noun) if noun and _IS_EVENT.fullmatch(noun) else ()
    if noun and by is None and not (_is_plural(noun) and (there or not _IS_EVENT.fullmatch(noun))):
        return None
    beside = (*scope.people, *speakers) if topic == "transcripts" else scope.people
    return LibraryQuestion(topic, scope.transcripts or there, () if topic == "transcripts" else speakers, beside)


def _speakers_named(words: str, known: _Known) -> tuple[str, ...] | None:
    """The speakers whom words name; none for everybody; None for somebody who is no speaker here."""
    if _EVERYBODY.fullmatch(words):
        return ()
    people, rest = known.taken_from(words)
    return people if people and not rest else None


@dataclass(frozen=True, slots=True)
class _Scope:
    transcripts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    named: bool = False  # whether a transcript is spoken of, by a word for one or by its title


def _scope(words: str, known: _Known, *, strict: bool) -> _Scope | None:
    """Which transcripts words mean; None where some of them are about something else."""
    people, rest = known.taken_from(words)
    nouns = [word for word in rest if _IS_KIND.fullmatch(word)]
    title = [word for word in rest if word not in nouns]
    fit = known.titled(title)
    if title and (
        not 0 < len(fit) <= BOUNDS.titles or (len(title) == 1 and not nouns and not known.is_title(title[0]))
    ):
        return None
    events = [noun for noun in nouns if _IS_EVENT.fullmatch(noun)]
    if events and (having := [i for i in fit if i in known.having(*events)]):
        fit = having
    elif events and strict:
        return None
    if (
        strict
        and not title
        and len(fit) > BOUNDS.titles
        and not _SEVERAL.search(words)
        and not any(map(_is_plural, nouns))
    ):
        return None
    return _Scope(tuple(fit) if len(fit) < len(known.titles) else (), people, bool(nouns or title))


def _is_plural(noun: str) -> bool:
    return noun.lower().endswith("s") and not noun.lower().endswith("ss")


def _singular(word: str) -> str:
    return word[:-1] if _is_plural(word) else word
