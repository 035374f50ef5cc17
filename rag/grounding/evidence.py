"""What a sentence claims, and the turns that it is held against. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import Passage
from rag.grounding.credited_speaker import Credit, credit, named, unstamped
from rag.grounding.thresholds import THRESHOLDS
from rag.language import words as wording
from rag.language.dates import Moment, calendar, without
from rag.language.dialogue import agrees
from rag.language.names import Roster
from rag.language.negation import leaves_open, says_no
from rag.language.numbers import numbers
from rag.language.sentences import Span, split_sentences
from rag.language.vocabulary import ASSENT, QUESTION_MARKS, is_question, one_of

_YES = re.compile(rf"\s*(?:{one_of(ASSENT)}|right|correct|that is|that[’']s|there is|it is)\b(?! no)", re.I)
_PRESUMES = re.compile(
    r"(?:[\w.]+,?\s+){0,3}(?:(?:why|how|what|who|which)\b|(?:when|where)\s+(?:is|are|was|were|do|does|did|will|would|can|shall)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A turn that may support a sentence, with its own sentences and what else is known of it."""

    passage: Passage
    spans: tuple[Span, ...]
    prompting: str = ""  # the question just before: what "yes, in March" is about
    partners: tuple[str, ...] = ()  # who speaks just before and after: whom "you" and "let's" may mean

    @classmethod
    def of(cls, passage: Passage, prompting: str = "", partners: Sequence[str] = ()) -> Evidence:
        """The evidence of one passage."""
        return cls(passage, split_sentences(passage.turn.text), prompting, tuple(partners))

    @property
    def label(self) -> str:
        """Speaker and role: evidence too. The title is not: it names what the whole hearing is about."""
        turn = self.passage.turn
        return " ".join(filter(None, (turn.speaker, turn.role)))

    @property
    def said(self) -> str:
        """All that the turn says, with what it answers and who speaks."""
        return f"{self.passage.turn.text}\n{self.prompting}\n{self.label}"

    @property
    def affirms(self) -> bool:
        """Whether the turn agrees with what came before it, and with all of that."""
        return agrees(self.passage.turn.text)

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions put just before."""
        return tuple(span.text for span in split_sentences(self.prompting) if is_question(span.text))

    def told(self, claim: Claim) -> str:
        """What the turn says of what is claimed, with the question before it where that is said to be replied to."""
        return f"{self.stated(asking=claim.credit.asks)}\n{self.prompting if claim.credit.asked else ''}"

    def stated(self, *, asking: bool = False) -> str:
        """What the turn says without what it only asks, and the question before it where the reply builds on that."""
        told = " ".join(span.text for span in self.spans if asking or not is_question(span.text))
        asked = self.asked[-1:]
        text = self.passage.turn.text
        if not asked or not self.spans or not (_YES.match(text) or _PRESUMES.match(asked[0])):
            return told
        if says_no(text) or leaves_open(text):
            return told
        end = " " if len(self.spans[0].text.split()) < THRESHOLDS.bare else ". "
        return asked[0].rstrip(f" {QUESTION_MARKS}") + end + told


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the draft as it is checked."""

    text: str  # a label that it begins with without its time
    undated: str
    credit: Credit
    dates: tuple[Moment, ...]
    words: frozenset[str]  # of what is claimed, not of who said it
    numbers: frozenset[str]


def read_claim(text: str, roster: Roster) -> Claim:
    """What a sentence of a draft claims, and who is said to have said it."""
    text = unstamped(text, roster)
    credits, dates = credit(text, roster), calendar(text)
    words = wording.matter(without(credits.body, calendar(credits.body)))
    of_labels = numbers(" ".join(named(text, roster, roles=False)))  # of SPEAKER_04
    undated = without(text, dates)
    return Claim(text, undated, credits, dates, words, numbers(undated) - of_labels - {"1"})


def around(cited: Sequence[Evidence], evidence: Sequence[Evidence], *, turns: int = 1) -> Iterator[Evidence]:
    """The evidence within so many turns of what is cited, that itself left out."""
    places = {(item.passage.transcript_id, item.passage.turn.index) for item in cited}
    for item in evidence:
        if any(item.passage.transcript_id == t and 0 < abs(item.passage.turn.index - i) <= turns for t, i in places):
            yield item
