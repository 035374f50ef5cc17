"""The standalone form of a follow-up: "and what did she say about the cost?" put in full from the conversation. Pure.

Rules, no language model: the sources are to appear at once. What the rules get wrong is held by searching for the words
as asked too, and for the words of the answer before, and fusing all (`rag.retrieval.ranker`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.language import words as wording
from rag.language.names import Roster
from rag.language.vocabulary import MONTH, UNITS, one_of

# Earlier (question, answer) pairs; the answer "" where it abstained or was found wrong: that leads nothing.
History = Sequence[tuple[str, str]]

_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|then|also|ok(?:ay)?|or|what about|how about|what of|why(?: not| so| is that)?\W*$"
    r"|(?:who|what|where) else|when exactly|how so|how come|really|which one|whose|since when"
    r"|are you sure|in what way|no(?=[,.;:]))\b|那|还有)|呢\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:(?P<his>his)|(?P<her>her)(?= \w)|(?P<he>he|him)|(?P<she>she|hers?))\b"
    r"|\b(?P<they>they|them|theirs)\b",
    re.IGNORECASE,
)
# Not "the house that he sold", "how many seals are there", "both James and John", "one of the boats".
_THING = re.compile(
    r"\b(?:it|its|this|these|those|the (?:same|others?)|which ones?|(?:this|that|the)(?: \w+)? ones?"
    r"|(?:of|to|for|about|with|on|by|from|in|after|before|is|was|does|did|do|will|can|has|asked|said) that"
    rf"|(?:that|there|then|either|both|one|ones|the (?:{one_of(UNITS[2:7])}|rest))(?=\W*$))\b",
    re.IGNORECASE,
)
_CJK_POINTER = re.compile("[他她它]|这个|那个")
_NAME = re.compile(r"(?<=\w\s)[A-Z]\w+")
_FILLER = re.compile(
    r"\b(?:and|but|so|then|also|or|no|not|i|mean|meant|what|how|about|of|the|mr|mrs|ms|dr)\b|\W+", re.IGNORECASE
)
_DATE = re.compile(
    rf"\b(?:in|on|since|by|before|after|until)\s+(?:{MONTH}(?:\s+\d{{1,2}}\b)?(?:,?\s+(?:19|20)\d\d)?|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR_ON = re.compile(r"\b(?:a|one) year (?:(?P<later>later|after|on)|earlier|before)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Limits:
    """How little a question says that needs those before it, and how much of them is looked at.

    With them 9% of the ordinary questions of friendsqa_ep are taken for follow-ups and 3% of those of qmsum
    (docs/decisions/005). `said`: rarity of all its words under which a question that names nobody needs others;
    `turns`: of the smallest library by which a word is called rare; `pointing`: words of meaning with more of which
    "it" mostly means something in the question itself; `back`: earlier questions looked at; `told`: words of the answer
    before that are searched for.
    """

    said: float = 10.0
    turns: int = 1_000
    pointing: int = 4
    back: int = 3
    told: int = 20


LIMITS = Limits()
Rarity = Callable[[str], float]


def _rare(_word: str) -> float:
    """The rarity of a word of which no more is known: of one said in two of a thousand turns."""
    return 6.2


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question put in full: the follow-up with its person named, and the questions and the answer it goes on from."""

    question: str
    about: str  # "" where it stands alone
    told: str = ""  # how the answer before begins
    asks_as: str = ""  # the question whose form says what is wanted, where this one only names somebody else
    before: str = ""  # the last question that was answered, with its answer, whether or not this one goes on from it

    @property
    def form(self) -> str:
        """What says whether a day, a reason or a name is wanted: of "And Okafor?" the question before."""
        return self.asks_as or self.question

    @property
    def search(self) -> str:
        """What is searched, and what a small model is asked whether something answers (docs/decisions/022)."""
        return f"{self.about} {self.question}".strip()

    @property
    def near(self) -> str:
        """What finds the place where the answer before was found; "" without one. What follows there is asked often."""
        return f"{self.told} {self.question}" if self.told else ""

    @property
    def prompt(self) -> str:
        """What a language model is asked."""
        return f"{self.question} (This goes on from: {self.about})" if self.about else self.question


def standalone(question: str, history: History, roster: Roster, rarity: Rarity = _rare) -> Standalone:
    """The question in full. One that stands alone, or begins a conversation, stays as it is.

    `rarity`: of a word's stem in the transcripts, the logarithm of how many turns there are to one that has it.

    >>> from index.transcript import Speaker
    >>> roster = Roster([Speaker("Ana Reyes"), Speaker("Ben Okafor")])
    >>> asked = [("What did Ana Reyes say about fares?", "No rise.")]
    >>> standalone("And what does she want?", asked, roster).search
    'What did Ana Reyes say about fares? And what does Ana Reyes want?'
    >>> standalone("And Okafor?", asked, roster).search
    'What did Ben Okafor say about fares?'
    """
    if not history or not goes_on(question, roster, rarity):
        return Standalone(question, "")
    recent = history[-LIMITS.back :]
    before = standalone(recent[-1][0], recent[:-1], roster, rarity)
    instead = _other_person(question, before.question, roster) or _other_date(question, before.question)
    if instead:
        return Standalone(instead, before.about)
    told = " ".join(recent[-1][1].split()[: LIMITS.told])
    asks_as = before.form if _only_names(question, roster) else ""
    return Standalone(_with_person(question, recent, roster), before.search, told, asks_as)


def goes_on(question: str, roster: Roster, rarity: Rarity = _rare) -> bool:
    """Whether a question needs what was asked before it: by how it begins, its pronouns, or how little it says."""
    if _OPENING.search(question) or _CJK_POINTER.search(question) or _pronoun(question, roster):
        return True
    content = wording.content(question)
    if _THING.search(question) and len(content) <= LIMITS.pointing:
        return True
    named = {part for naming in roster.named(question) for part in wording.content(naming.words)}
    if content <= named:
        return True
    return not named and not _NAME.search(question) and sum(map(rarity, content)) < LIMITS.said


def _only_names(question: str, roster: Roster) -> bool:
    """Whether there is nothing in a question but somebody's or something's name: "And Okafor?", "What about Rome?"."""
    for naming in roster.named(question):
        question = question.replace(naming.words, " ")
    return not _FILLER.sub("", _NAME.sub("", question))


def _pronoun(question: str, roster: Roster) -> re.Match[str] | None:
    """The first pronoun of a person, where nobody is named before it."""
    found = _PERSON.search(question)
    if found is None:
        return None
    before = question[: found.start()]
    return None if roster.named(before) or _NAME.search(before) else found


def _other_person(question: str, before: str, roster: Roster) -> str | None:
    """The question before, asked of somebody else: "And Okafor?", "No, I meant Ben". None where more is asked."""
    there = [naming for naming in roster.named(before) if len(naming.speakers) == 1]
    here = roster.named(question)
    if len(here) != 1 or len(here[0].speakers) != 1 or not there:
        return None
    if _FILLER.sub("", question.replace(here[0].words, "")):
        return None
    return before.replace(there[0].words, here[0].speakers[0], 1)


def _other_date(question: str, before: str) -> str | None:
    """The question before, asked of another date: "And in June?", "And a year later?". None where more is asked."""
    there, here = _DATE.search(before), _DATE.search(question)
    asked = here or _YEAR_ON.search(question)
    if there is None or asked is None or _FILLER.sub("", question.replace(asked[0], "")):
        return None
    if here is None:
        year = _YEAR.search(there[0])
        if year is None:
            return None
        return before.replace(there[0], f"in {int(year[0]) + (1 if asked['later'] else -1)}", 1)
    return before.replace(there[0], here[0], 1)


def _with_person(question: str, history: History, roster: Roster) -> str:
    """The first pronoun of one person replaced by the name; "they" may be anybody and stays."""
    pronoun = _pronoun(question, roster)
    if pronoun is None or pronoun["they"]:
        return question
    person = _person_meant(_gender(pronoun), history, roster)
    if person is None:
        return question
    name = f"{person}'s" if pronoun["his"] or pronoun["her"] else person
    return question[: pronoun.start()] + name + question[pronoun.end() :]


def _gender(pronoun: re.Match[str]) -> str:
    return "he" if pronoun["he"] or pronoun["his"] else "she"


def _person_meant(gender: str, history: History, roster: Roster) -> str | None:
    """Who "she" is: the one speaker whom the latest question that names any names, or whom its answer does.

    A question that said "she" itself meant somebody named earlier, whomever else it names.
    """
    for asked, answered in reversed(history):
        if _points_before(gender, asked, roster):
            continue
        if named := _speakers(asked, roster):
            return named[0] if len(named) == 1 else None
        if len(named := _speakers(answered, roster)) == 1:
            return named[0]
    return None


def _speakers(text: str, roster: Roster) -> tuple[str, ...]:
    return tuple(dict.fromkeys(speaker for naming in roster.named(text) for speaker in naming.speakers))


def _points_before(gender: str, asked: str, roster: Roster) -> bool:
    """Whether a question has a "she" whom it does not name itself: "What did Ashdown answer her?"."""
    for found in _PERSON.finditer(asked):
        if not found["they"] and _gender(found) == gender:
            return bool(found["he"] or found["she"]) or not roster.named(asked[: found.start()])
    return False
