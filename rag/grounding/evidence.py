"""What a sentence claims, and the turns that it is held against. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import Passage
from rag.grounding.credited_speaker import Credit, credit, named
from rag.language import words as wording
from rag.language.dates import Moment, calendar, without
from rag.language.names import Roster
from rag.language.numbers import numbers
from rag.language.sentences import Span, split_sentences

_YES = re.compile(
    r"\s*(?:yes|yeah|right|exactly|correct|indeed|certainly|of course|that is|that[’']s|there is|it is)\b(?! no)", re.I
)
_AGREES = re.compile(
    r"\W*(?:(?:well|oh|and),?\s+)?(?:yes|yeah|yep|exactly|absolutely|definitely|totally|certainly|agreed|indeed|sure"
    r"|of course|i (?:fully |quite )?agree|so do i|me too|same here|(?:that )?sounds (?:good|great)|(?:good|great) idea"
    r"|deal|i[’']m with (?:you|\w+))\b(?=\s*(?:[.,;!—]|$)|\s+(?:i agree|with)\b)",
    re.I,
)
_BUT = re.compile(r"\b(?:but|no|not|never|nonsense)\b|n[’']t\b", re.I)
_PRESUMES = re.compile(
    r"(?:[\w.]+,?\s+){0,3}(?:(?:why|how|what|who|which)\b|(?:when|where)\s+(?:is|are|was|were|do|does|did|will|would|can|shall)\b)",
    re.I,
)
_BARE = 5  # words: a reply so short is read with the question as one sentence


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
        text = self.passage.turn.text
        return _AGREES.match(text) is not None and _BUT.search(text) is None

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions put just before."""
        return tuple(span.text for span in split_sentences(self.prompting) if span.text.endswith("?"))

    def stated(self, *, asking: bool = False) -> str:
        """What the turn says without what it only asks, and the question before it where the reply builds on that."""
        told = " ".join(span.text for span in self.spans if asking or not span.text.endswith("?"))
        asked = self.asked[-1:]
        if not asked or not self.spans or not (_YES.match(self.passage.turn.text) or _PRESUMES.match(asked[0])):
            return told
        return f"{asked[0].rstrip(' ?')}{' ' if len(self.spans[0].text.split()) < _BARE else '. '}{told}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the draft as it is checked."""

    text: str
    credit: Credit
    dates: tuple[Moment, ...]
    words: frozenset[str]  # of what is claimed, not of who said it
    numbers: frozenset[str]

    @property
    def undated(self) -> str:
        """The text without its dates."""
        return without(self.text, self.dates)


def read_claim(text: str, roster: Roster) -> Claim:
    """What a sentence of a draft claims, and who is said to have said it."""
    credits, dates = credit(text, roster), calendar(text)
    words = wording.matter(without(credits.body, calendar(credits.body)))
    of_labels = numbers(" ".join(named(text, roster, roles=False)))  # of SPEAKER_04
    return Claim(text, credits, dates, words, numbers(without(text, dates)) - of_labels - {"1"})


def around(cited: Sequence[Evidence], evidence: Sequence[Evidence], *, turns: int = 1) -> Iterator[Evidence]:
    """The evidence within so many turns of what is cited, that itself left out."""
    places = {(item.passage.transcript_id, item.passage.turn.index) for item in cited}
    for item in evidence:
        if any(item.passage.transcript_id == t and 0 < abs(item.passage.turn.index - i) <= turns for t, i in places):
            yield item
