"""Whether the transcripts answer at all, judged before anything is written. Pure.

Two things must hold: what was found is near the question, and where the question is about what somebody said, it was
not somebody else who said it. Each is a logistic regression on two measures, fitted on the development
sets (docs/decisions/006 has the curves).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.answer import Passage
from rag.language import words as wording
from rag.language.names import TITLES
from rag.retrieval.ranker import Ranking

LEAST = 0.37  # answerability under which nothing is answered
_TWO = 2  # parties to a conversation
# "What did the mayor say about dolphins?" is about dolphins.
_TITLES = frozenset(wording.stem(title) for title in TITLES)
# Words for whoever asked or spoke, and for what was said: of "What did the reporter from … ask?" nothing is left.
_TALK = frozenset(
    wording.stem(word)
    for word in "journalist reporter correspondent witness speaker person question answer remark statement".split()
)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: 1 / (1 + exp(-(constant + weights · measures)))."""

    constant: float
    weights: tuple[float, ...]

    def __call__(self, *measures: float) -> float:
        total = self.constant + sum(w * m for w, m in zip(self.weights, measures, strict=True))
        return 1.0 / (1.0 + math.exp(-min(max(total, -50.0), 50.0)))


# Of the best cosine, and the share of the question's words that were said. With an adapter of the embedding model what
# is unrelated has higher cosines than without (docs/embedding.md); a model of one's own is taken for one without.
NEAR, NEAR_UNADAPTED = Logistic(-20.93, (37.16, 5.66)), Logistic(-16.53, (32.77, 4.81))
THEIRS = Logistic(-0.07, (0.18, 0.36))  # of the named speakers' lead, and by how much more of those words they say


@dataclass(frozen=True, slots=True)
class Answerability:
    """How likely it is that what was found is about the question, and that those asked about are who said it."""

    near: float
    theirs: float

    @property
    def score(self) -> float:
        """How likely an answer is in what was found, 0 to 1: no more than its weaker half."""
        return min(self.near, self.theirs)


def answerability(ranking: Ranking) -> Answerability:
    """The calibrated score of a ranking, which holds at least one passage."""
    theirs = THEIRS(*speaker_measures(ranking)) if concerns_speakers(ranking) else 1.0
    fitted = NEAR if ranking.adapted else NEAR_UNADAPTED
    near = 1.0 if ranking.named and not _asked(ranking) else fitted(*near_measures(ranking))
    return Answerability(near, theirs)


def reason(ranking: Ranking) -> str | None:
    """Why there is nothing to answer from; None where there is."""
    if not ranking.passages:
        return "No turn fits the question and its filters."
    judged = answerability(ranking)
    if judged.near < LEAST:
        return "No turn comes near the question."
    if judged.theirs < LEAST:
        return f"What comes near it was said by others, not by {' or '.join(ranking.named)}."
    return None


def is_near(ranking: Ranking) -> bool:
    """Whether what was found is about what was asked."""
    return answerability(ranking).near >= LEAST


def near_measures(ranking: Ranking) -> tuple[float, float]:
    """The best cosine, and the share of the question's words that the turns found say."""
    return ranking.best_cosine, spoken_share(ranking)


def concerns_speakers(ranking: Ranking) -> bool:
    """Whether the named speakers must have said the answer themselves.

    So where they are asked about as speakers, or where two people talk: each is the one who tells of themselves.
    """
    if ranking.lead is None or len(ranking.named) != 1:
        return False
    return ranking.question.wants.said or ranking.parties <= _TWO


def only_theirs(ranking: Ranking) -> bool:
    """Whether nobody else's words answer.

    Where two people talk, 98% of the questions about one of them (locomo) are answered by that one; of those about what
    somebody in an episode said 76%, since others there repeat it.
    """
    return concerns_speakers(ranking) and ranking.parties <= _TWO


def speaker_measures(ranking: Ranking) -> tuple[float, float]:
    """The named speakers' lead, and by how much their best turn holds more of the question's words than others'."""
    asked = _asked(ranking)

    def best(*, theirs: bool) -> float:
        turns = (p for p in ranking.passages if (p.turn.speaker in ranking.named) == theirs)
        return max((len(asked & wording.content(p.turn.text)) / max(len(asked), 1) for p in turns), default=0.0)

    return ranking.lead or 0.0, best(theirs=True) - best(theirs=False)


def spoken_share(ranking: Ranking) -> float:
    """Share of the question's content words, named speakers aside, that the turns found say; 1.0 where it has none."""
    asked = _asked(ranking)
    said = frozenset().union(*map(_words, ranking.passages))
    return len(asked & said) / len(asked) if asked else 1.0


def _asked(ranking: Ranking) -> frozenset[str]:
    named = frozenset().union(
        *(wording.content(words) for n in ranking.question.people for words in (n.words, *n.speakers))
    )
    return wording.content(ranking.question.text) - named - _TITLES - _TALK


def _words(passage: Passage) -> frozenset[str]:
    turn = passage.turn
    return wording.content(f"{turn.text} {turn.speaker or ''} {turn.role or ''} {passage.title}")
