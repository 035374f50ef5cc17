"""The best verbatim sentences of the turns found: an answer without a language model. Pure but for the similarity.

A sentence is scored by a weighted sum of measures (`measures`). The weights are those of a conditional logistic
regression, which sentence of the turns found answers, fitted on the development sets by `python -m
benchmarks.extraction` (docs/decisions/007 has what each choice is worth); so scores are log odds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.chunking import labelled
from index.transcript import Turn, turn_id
from rag.answer import Passage
from rag.citations import has_marker
from rag.language import words as wording
from rag.language.dates import moments
from rag.language.dialogue import answers
from rag.language.numbers import numbers
from rag.language.sentences import Span, split_sentences
from rag.question.kind import Wants
from rag.retrieval.ranker import Ranking

Similarity = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.float32]]

TURNS = 8  # turns that may be quoted
_AT_MOST = 2  # sentences in an answer
SECOND = 0.5  # how much less a second sentence may score
WEIGHTS = {
    "cosine": 5.11,
    "exchange": 2.72,  # the cosine with what was said just before
    "words": 0.82,  # the share of the question's words that it says
    "score": 0.21,  # how far its turn is behind the best
    "fresh": 1.97,  # words that the question does not have: "Now the bridge." is near every question about it
    "asks": -1.24,
    "named": 0.49,  # said by somebody the question names
    "fits": 1.76,  # has what such a question asks for
    "replies": 0.92,  # the share of the question's words in a question just before
}
# What the answer to a question for a place, and to one for a reason, mostly has in it.
_OF_A_PLACE = re.compile(r"\b(?:in|at|to|from|near|on|by)\b", re.I)
_OF_A_REASON = re.compile(r"\b(?:because|cause|since|so|to|for|reason|due)\b", re.I)
_AGO = re.compile(
    r"\b(?:ago|years?|months?|weeks?|weekend|days?|summer|winter|spring|fall|tonight|morning|night)\b", re.I
)
_BEFORE = 200  # characters of the turn before
_STAGED = re.compile(r"\[[^\[\]]*\][.!]?|\([^()]*\)[.!]?")  # a stage direction and nothing else


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a turn found, with its measures and their weighted sum."""

    passage: Passage
    span: Span
    measures: Mapping[str, float]
    score: float


def best_sentences(found: Sequence[Place]) -> list[tuple[Passage, Span]]:
    """The sentences that answer best, best first: one, and another where it comes close."""
    best = sorted(found, key=lambda place: -place.score)[:_AT_MOST]
    return [(place.passage, place.span) for place in best if place.score >= best[0].score - SECOND]


def places(ranking: Ranking, similarity: Similarity, neighbours: Mapping[str, Turn]) -> tuple[Place, ...]:
    """Every sentence that may be quoted for the ranking's question, in its order.

    `neighbours` holds the turns before those found, by id.
    """
    passages = ranking.passages[:TURNS]
    if ranking.question.order is not None:  # the first or the latest: best turns come in order of date
        passages = tuple(passage for passage in passages if passage.date == passages[0].date)
    said = [(passage, span) for passage in passages for span in split_sentences(passage.turn.text)]
    # Where a sentence has "[4]" in it, the answer would seem to cite a fourth turn. "[laughs]" was said by nobody.
    found = [(p, span) for p, span in said if not has_marker(span.text) and not _STAGED.fullmatch(span.text)] or said
    if not found:
        return ()
    asked = _Asked(ranking, neighbours)
    said_so = [labelled(passage.turn, span.text) for passage, span in found]
    in_exchange = [f"{_before(asked, p)}\n{text}" for (p, _), text in zip(found, said_so, strict=True)]
    cosines = similarity([ranking.question.standalone.search], [*said_so, *in_exchange])[0].reshape(2, -1).T
    return tuple(_place(asked, p, span, cosine) for (p, span), cosine in zip(found, cosines.tolist(), strict=True))


class _Asked:
    """What is looked up once for a question."""

    def __init__(self, ranking: Ranking, neighbours: Mapping[str, Turn]) -> None:
        self.ranking, self.neighbours = ranking, neighbours
        self.words = wording.content(ranking.question.standalone.search) - _names(ranking)
        self.top = max(passage.score for passage in ranking.passages)
        self.wants = ranking.question.wants


def _place(asked: _Asked, passage: Passage, span: Span, cosines: Sequence[float]) -> Place:
    is_question = span.text.rstrip('"”’)').endswith(("?", "？"))
    found = {
        "cosine": cosines[0],
        "exchange": cosines[1],
        "words": _share(asked.words, span.text),
        "score": passage.score - asked.top,
        "fresh": min(len(wording.content(span.text) - asked.words), 6) / 6,
        "asks": float(is_question and not asked.wants.asker),
        "named": float(passage.turn.speaker in asked.ranking.named),
        "fits": float(_has_what_is_wanted(asked.wants, span.text)),
        "replies": _replies(asked, passage),
    }
    return Place(passage, span, found, sum(WEIGHTS[name] * value for name, value in found.items()))


def _share(words: frozenset[str], text: str) -> float:
    return len(words & wording.content(text)) / len(words) if words else 0.0


def _has_what_is_wanted(wants: Wants, text: str) -> bool:
    """Whether a sentence has what is asked for: a date, a number, a place, a reason."""
    if wants.day is not None:
        return bool(moments(text)) or _AGO.search(text) is not None
    if wants.amount:
        return bool(numbers(text))
    forms = ((wants.place, _OF_A_PLACE), (wants.reason, _OF_A_REASON))
    return any(form.search(text) for wanted, form in forms if wanted)


def _replies(asked: _Asked, passage: Passage) -> float:
    """The share of the question's words in a question that this turn replies to."""
    before = asked.neighbours.get(turn_id(passage.transcript_id, passage.turn.index - 1))
    return _share(asked.words, before.text) if before and answers(before, passage.turn) else 0.0


def _before(asked: _Asked, passage: Passage) -> str:
    """The last words of the turn before."""
    before = asked.neighbours.get(turn_id(passage.transcript_id, passage.turn.index - 1))
    return before.text[-_BEFORE:] if before else ""


def _names(ranking: Ranking) -> frozenset[str]:
    return frozenset().union(*(wording.content(name) for name in ranking.named))
