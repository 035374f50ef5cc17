"""The sentences of a transcript's turns, each with the words that carry meaning. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.transcript import Segment, Turn
from rag.language import words as wording
from rag.language.sentences import Span, split_sentences
from rag.language.vocabulary import is_question
from rag.overview.values import Place

_LONGEST = 60  # words: a longer sentence is a recognizer's that writes no full stops, and cut where its pieces end
_CLOSING = re.compile(r"[\s\"”’)—–-]+$")  # what may stand after a question mark
# What is said to get on with the meeting, or to be polite, and does not matter to people who were not there.
_COURTESY = re.compile(
    r"\b(?:thanks?|thank you|welcome|good (?:morning|afternoon|evening)|hello|congratulat\w+|nice to (?:meet|see)"
    r"|(?:please|you may) (?:proceed|begin|sit down|be seated|go ahead)|go ahead|next (?:question|slide|speaker)"
    r"|can (?:you|everybody|everyone) (?:hear|see)|(?:un)?mute|raise your hand|order,? order|call (?:this"
    r"|the) meeting"
    r"|(?:yield|yields) (?:back|the floor|myself|such time)|(?:my|the gentleman['’]?s|your) time (?:has|is)"
    r"|turn(?: it)? over to|take (?:your|a few|some|any|more) questions?|recognized for|the floor is yours"
    r"|pleasure to|honou?red? to|glad to be|happy to (?:be|take|answer)|look forward to|my name is|i'?m joined by"
    r"|joined today by|as you know,? we|sound(?:ed)? like a|on background|embargo\w*|attributable to"
    r"|in order to facilitate|interpret(?:ers?|ation)|photos of|microphones?|this episode|sponsor\w*|subscribe)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a turn: `at` is the turn's place in the sequence, `matter` the stems that carry meaning."""

    at: int
    turn: Turn
    span: Span
    matter: frozenset[str]
    asks: bool

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.span.text.split())

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.turn.index, self.span.start, self.span.end)

    @property
    def is_courtesy(self) -> bool:
        """Whether it is said to get on with the meeting, or to be polite."""
        return _COURTESY.search(self.span.text) is not None


def statements(turns: Sequence[Turn]) -> tuple[Statement, ...]:
    """Every sentence, in order.

    >>> [(s.at, s.asks) for s in statements([Turn("t#0", 0, "Ana", "It is late. Shall we go?")])]
    [(0, False), (0, True)]
    """
    return tuple(
        Statement(at, turn, span, wording.content(span.text), _asks(span.text))
        for at, turn in enumerate(turns)
        for sentence in split_sentences(turn.text)
        for span in _cut(sentence, turn.segments)
    )


def _asks(text: str) -> bool:
    return is_question(_CLOSING.sub("", text))


def _cut(sentence: Span, segments: Sequence[Segment]) -> list[Span]:
    """A sentence without end cut where the pieces of the file end, into spans of about a sentence's length."""
    if len(sentence.text.split()) <= _LONGEST:
        return [sentence]
    ends = [one.text_end for one in segments if sentence.start < one.text_end < sentence.end]
    spans, start = [], sentence.start
    for end in [*ends, sentence.end]:
        text = sentence.text[start - sentence.start : end - sentence.start]
        if len(text.split()) >= _LONGEST // 3 or end == sentence.end:
            lead = len(text) - len(text.lstrip())
            spans.append(Span(start + lead, start + len(text.rstrip()), text.strip()))
            start = end
    return [span for span in spans if span.text]
