"""Whether the transcripts answer at all, judged before anything is written. Pure.

Two things must hold: what was found is near the question, and where the question is about what somebody said, it was
not somebody else who said it. Each is a logistic regression on two measures, fitted on the development
sets (docs/decisions/006 has the curves).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from index.message import Message, message
from rag.answer import Passage
from rag.language import words as wording
from rag.language.names import TITLES
from rag.language.numbers import numbers
from rag.question.question import Question
from rag.retrieval.ranker import Ranking

_PRONOUN = frozenset("1")  # "the one that counts" counts nothing
_ROUGHLY = re.compile(
    r"\b(?:none|nobody|half|thirds?|quarters?|dozens|hundreds|thousands|millions|billions|couple|several|twice|double)\b",
    re.I,
)
# "What did the mayor say about dolphins?" is about dolphins.
_TITLES = frozenset(wording.stem(title) for title in TITLES)
# Words for people who ask or speak, and for what was said: of "What did the reporter from … ask?" nothing is left.
_TALK = frozenset(
    wording.stem(word)
    for word in "journalist reporter correspondent witness speaker person question answer remark statement".split()
)

NO_NUMBER = message("no_number", "What comes nearest gives no number.")
FOREIGN = message(
    "foreign",
    "The question is in a language that the transcripts are not in, and no language model puts it in theirs.",
)
NO_ANSWER = message("no_answer", "The turns found do not answer this.")


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: 1 / (1 + exp(-(constant + weights · measures)))."""

    constant: float
    weights: tuple[float, ...]

    def __call__(self, *measures: float) -> float:
        total = self.constant + sum(w * m for w, m in zip(self.weights, measures, strict=True))
        return 1.0 / (1.0 + math.exp(-min(max(total, -50.0), 50.0)))


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where answering begins, fitted on the development sets (docs/decisions/006, 032, 035).

    `least`: answerability under which nothing is answered. `quoted`: the reader's best log odds under which no quote is
    an answer; `written`: those under which no language model is asked for one. `read`: log odds by the packaged
    model's judgement under which what it has read is none.
    `near`: of the best cosine, and the share of the question's words that were said; `near_unadapted`: the same without
    an adapter of the embedding model, with which what is unrelated has higher cosines (docs/embedding.md); a model of
    one's own is taken for one without. `theirs`: of the named speakers' lead, and by how much more of those words they
    say. `parties`: to a talk in which each tells of themselves.
    """

    least: float = 0.37
    quoted: float = 1.5
    written: float = -2.0
    read: float = -1.0
    near: Logistic = Logistic(-20.93, (37.16, 5.66))
    near_unadapted: Logistic = Logistic(-16.53, (32.77, 4.81))
    theirs: Logistic = Logistic(-0.07, (0.18, 0.36))
    parties: int = 2


BOUNDS = Bounds()


def reason(ranking: Ranking) -> Message | None:
    """Why there is nothing to answer from; None where there is."""
    if not ranking.passages:
        return message("no_fit", "No turn fits the question and its filters.")
    near = BOUNDS.near if ranking.adapted else BOUNDS.near_unadapted
    about_them_alone = ranking.named and not _topic_words(ranking)
    if not about_them_alone and near(ranking.best_cosine, spoken_share(ranking)) < BOUNDS.least:
        return message("not_near", "No turn comes near the question.")
    if concerns_speakers(ranking) and BOUNDS.theirs(ranking.lead or 0.0, _spoken_more(ranking)) < BOUNDS.least:
        names = " or ".join(ranking.named)
        return message("by_others", "What comes near it was said by others, not by {names}.", names=names)
    return None


def number_giver(question: Question) -> Callable[[str], bool]:
    """What tells of words whether they have a number that the question asks for; of none where it asks for none."""
    return partial(gives_number, question) if question.wants.number else lambda _: False


def gives_number(question: Question, words: str) -> bool:
    """Whether words have a number, if roughly, that the question does not have."""
    return bool(_ROUGHLY.search(words) or numbers(words) - question.numbers - _PRONOUN)


def lacks_number(question: Question, best: str) -> bool:
    """Whether a number is asked for and the words that come nearest give none.

    "We are not giving out a figure yet" is no answer to "How many drones were sold?".
    """
    return question.wants.number and not gives_number(question, best)


def concerns_speakers(ranking: Ranking) -> bool:
    """Whether the named speakers must have said the answer themselves.

    So where they are asked about as speakers, or where two people talk: each is the one who tells of themselves; and
    where it is certain that they are the ones named.
    """
    doubtful = any(not naming.certain for naming in ranking.question.people)
    if ranking.lead is None or len(ranking.named) != 1 or doubtful:
        return False
    return ranking.question.wants.said or ranking.parties <= BOUNDS.parties


def only_theirs(ranking: Ranking) -> bool:
    """Whether nobody else's words answer.

    Where two people talk, 98% of the questions about one of them (locomo) are answered by that one; of those about what
    somebody in an episode said 76%, since others there repeat it.
    """
    return concerns_speakers(ranking) and ranking.parties <= BOUNDS.parties


def _spoken_more(ranking: Ranking) -> float:
    """By how much the best turn of the speakers named holds more of the question's words than others' does."""
    asked = _topic_words(ranking)

    def best(*, theirs: bool) -> float:
        turns = (p for p in ranking.passages if (p.turn.speaker in ranking.named) == theirs)
        return max((len(asked & wording.content(p.turn.text)) / max(len(asked), 1) for p in turns), default=0.0)

    return best(theirs=True) - best(theirs=False)


def spoken_share(ranking: Ranking) -> float:
    """Share of the question's content words, named speakers aside, that the turns found say; 1.0 where it has none."""
    asked = _topic_words(ranking)
    said = frozenset().union(*map(_words, ranking.passages))
    return len(asked & said) / len(asked) if asked else 1.0


def _topic_words(ranking: Ranking) -> frozenset[str]:
    return ranking.question.topic - _TITLES - _TALK


def _words(passage: Passage) -> frozenset[str]:
    turn = passage.turn
    return wording.content(f"{turn.text} {turn.speaker or ''} {turn.role or ''} {passage.title}")
