"""The standalone form of a follow-up: "and what did she say about the cost?" put in full from the conversation. Pure.

Rules, no language model: the sources are to appear at once. What the rules get wrong is held by searching for the words
as asked too, and fusing both (`rag.retrieval`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag import wording
from rag.people import Roster

History = Sequence[tuple[str, str]]  # earlier (question, answer) pairs

_OPENING = re.compile(
    r"^\W*(?:and|but|so|then|also|ok(?:ay)?|or|what about|how about|what of|why(?: not| so| is that)?\W*$"
    r"|(?:who|what|where) else|when exactly|how so|how come|really|which one|whose|since when"
    r"|are you sure|in what way|那|还有)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?P<whose>his|her(?= \w)|their)\b|\b(?P<who>he|she|they|him|her|them)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|that|this|these|those|there|then|one|ones|the same|the other|either|both)\b", re.I)
_CJK_POINTER = re.compile("[他她它]|这个|那个")
_POINTED_OUT = re.compile(r"\b(?:that|this|these|those)\s+\w", re.IGNORECASE)
_FEW = 2  # words that carry meaning: a question of no more needs others
_BACK = 3  # earlier questions looked at


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question put in full: the follow-up with its person named, and the questions it goes on from."""

    question: str
    about: str  # "" where it stands alone

    @property
    def search(self) -> str:
        """What is searched."""
        return f"{self.about} {self.question}".strip()

    @property
    def prompt(self) -> str:
        """What a language model is asked."""
        return f"{self.question} (This goes on from: {self.about})" if self.about else self.question


def standalone(question: str, history: History, roster: Roster) -> Standalone:
    """The question in full. One that stands alone, or begins a conversation, stays as it is.

    >>> from index.transcript import Speaker
    >>> roster = Roster([Speaker("Ana Reyes")])
    >>> standalone("And what does she want?", [("What did Ana Reyes say about fares?", "No rise.")], roster).search
    'What did Ana Reyes say about fares? And what does Ana Reyes want?'
    """
    if not history or not goes_on(question, roster):
        return Standalone(question, "")
    chain: list[str] = []
    for asked, _ in reversed(history[-_BACK:]):
        chain.insert(0, asked)
        if not goes_on(asked, roster):
            break
    about = " ".join(chain)
    person = _person_meant(history, roster)
    full = _with_person(question, person) if person and not roster.named(question) else question
    return Standalone(full, _with_person(about, person) if person else about)


def goes_on(question: str, roster: Roster) -> bool:
    """Whether a question needs what was asked before it: by how it begins, by its pronouns, or by its brevity."""
    if _OPENING.search(question) or _CJK_POINTER.search(question):
        return True
    content = wording.content(question)
    if _PERSON.search(question) and not roster.named(question):
        return True
    return len(content) <= _FEW or (_THING.search(question) is not None and len(content) <= 2 * _FEW)


def _person_meant(history: History, roster: Roster) -> str | None:
    """Who "she" is: the one speaker whom the latest question that names any names, or whom its answer does."""
    for asked, answered in reversed(history[-_BACK:]):
        for text in (asked, answered):
            named = dict.fromkeys(s for naming in roster.named(text) for s in naming.speakers)
            if len(named) == 1:
                return next(iter(named))
            if named:
                return None
    return None


def _with_person(text: str, person: str) -> str:
    """The first pronoun of a person replaced by the name."""

    def name(match: re.Match[str]) -> str:
        return f"{person}'s" if match["whose"] else person

    return _PERSON.sub(name, text, count=1)
