"""The best verbatim sentences of the turns found: an answer without a language model. Pure but for the similarity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rag import wording
from rag.answer import Passage
from rag.numerals import numbers
from rag.question import asks_who_asked
from rag.retrieval import Ranking
from rag.sentences import Span, split_sentences

Similarity = Callable[[Sequence[str], Sequence[str]], npt.NDArray[np.float32]]

_TURNS = 6  # turns that may be quoted
_AT_MOST = 2  # sentences in an answer
_NEAR_BEST = 0.15  # a second sentence may score this much less than the first
_COUNTS = re.compile(
    r"\W*(?:when|how (?:many|much|long|far|wide|often|old)|what (?:year|date|day|time))\b|.*\bcosts?\b", re.I
)
_MARKER = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")


def best_sentences(question: str, ranking: Ranking, similarity: Similarity) -> list[tuple[Passage, Span]]:
    """The sentences that answer best, best first: their own nearness to the question, and their turn's rank."""
    passages = ranking.passages[:_TURNS]
    if ranking.reading.order is not None:  # the first or the latest: best turns come in order of date
        passages = tuple(passage for passage in passages if passage.date == passages[0].date)
    places = [
        (rank, passage, span) for rank, passage in enumerate(passages) for span in split_sentences(passage.turn.text)
    ]
    if not places:
        return []
    cosines = similarity([question], [span.text for _, _, span in places])[0]
    asked = wording.content(question) - _names(ranking)
    scored = [
        (_score(rank, passage, span, float(cosine), asked, ranking, question), -row)
        for row, ((rank, passage, span), cosine) in enumerate(zip(places, cosines, strict=True))
    ]
    best = sorted(scored, reverse=True)
    floor = best[0][0] - _NEAR_BEST
    return [places[-row][1:] for score, row in best[:_AT_MOST] if score >= floor]


def without_markers(draft: str) -> str:
    """A draft without the markers a model wrote: code attributes its sentences."""
    return _MARKER.sub("", draft)


def _score(
    rank: int,
    passage: Passage,
    span: Span,
    cosine: float,
    asked: frozenset[str],
    ranking: Ranking,
    question: str,
) -> float:
    said = wording.content(span.text)
    share = len(asked & said) / len(asked) if asked else 0.0
    is_question = span.text.rstrip('"”’)').endswith(("?", "？"))
    length = min(len(span.text.split()), 12) / 12  # "Now the bridge." is near every question about it and says nothing
    counts = _COUNTS.match(question) is not None and bool(numbers(span.text))
    by_named = 0.15 if passage.turn.speaker in ranking.named else 0.0
    return (
        0.5 * cosine
        + 0.4 * share
        - 0.04 * rank
        + 0.3 * length
        + (0.15 if counts else 0.0)
        + by_named
        - (0.2 if is_question and not asks_who_asked(question) else 0.0)
    )


def _names(ranking: Ranking) -> frozenset[str]:
    return frozenset().union(*(wording.content(name) for name in ranking.named))
