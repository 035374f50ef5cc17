"""Ranks turns by fusing the index's views; a LangChain retriever on top.

Each view's scores become deviations above the mean of all turns that the filter admits; their weighted sum ranks the
turns. Standard scores of four views beat reciprocal ranks on every development set (docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.catalog import Keys
from index.filter import Filter
from index.scoring import SEARCH_VIEWS, Floats, Scores, SearchView
from rag.answer import Passage
from rag.question import asks_who_asked, speakers_named, turn_asks

if TYPE_CHECKING:
    from index.library import Index
    from index.scoring import Scorer

_POOL = 300  # turns that are fused; the best of each view


@dataclass(frozen=True, slots=True)
class Fusion:
    """Weights of the views, and what a turn gains by being a named speaker's and by its length.

    The same for all data. `length` is per natural logarithm of the words (at most 40): a turn of three words is
    rarely the one that answers.
    """

    views: Mapping[SearchView, float] = field(
        default_factory=lambda: {"turn_dense": 1.0, "chunk_dense": 1.5, "turn_words": 0.5, "chunk_words": 1.0}
    )
    speaker: float = 1.0
    length: float = 0.4


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, best first, and the best cosine of any view: how near the question comes to anything that was said."""

    passages: tuple[Passage, ...]
    best_cosine: float
    named: tuple[str, ...] = ()  # speakers that the question names
    speakers: tuple[str, ...] = ()  # all speakers of the transcripts searched


class TurnRanker:
    """Ranks the turns of an index."""

    def __init__(self, index: Index, fusion: Fusion | None = None) -> None:
        self._index, self._fusion = index, fusion or Fusion()

    def rank(self, question: str, *, where: Filter | None = None, k: int = 20) -> Ranking:
        """The `k` turns that fit the question best among those the filter admits."""
        where = where or Filter()
        return self._index.at_one_generation(lambda scorer: self._rank(scorer, question, where, k))

    def _rank(self, scorer: Scorer, question: str, where: Filter, k: int) -> Ranking:
        admitted = scorer.admitted(where)
        found = {view: scorer.search(view, question, admitted, k=_POOL) for view in SEARCH_VIEWS}
        turns = _pool(found)
        if not len(turns):
            return Ranking((), 0.0)
        found = {view: scorer.complete(view, question, scores, turns) for view, scores in found.items()}
        fused = sum((self._fusion.views[view] * found[view].standardized(turns) for view in SEARCH_VIEWS), np.zeros(1))
        order = np.argsort(-fused, kind="stable")[:_POOL]
        speakers = self._speakers(where)
        named = speakers_named(question, speakers)
        passages = self._passages(turns[order], fused[order], named)
        if asks_who_asked(question):
            passages = [passage for passage in passages if turn_asks(passage.turn.text)] or passages
        cosine = max(float(found[view].scores.max(initial=-1.0)) for view in ("turn_dense", "chunk_dense"))
        return Ranking(tuple(passages[:k]), cosine, named, speakers)

    def _passages(self, turns: Keys, fused: Floats, named: Sequence[str]) -> list[Passage]:
        located = self._index.located(turns.tolist())
        passages = []
        for key, score in zip(turns.tolist(), fused.tolist(), strict=True):
            if key not in located:  # removed since the search began
                continue
            transcript, turn = located[key]
            bonus = self._fusion.length * float(np.log1p(min(turn.words, 40)))
            bonus += self._fusion.speaker * (turn.speaker in named)
            date = turn.date or transcript.date
            passages.append(Passage(turn, transcript.id, transcript.title, date, score + bonus))
        return sorted(passages, key=lambda passage: -passage.score)

    def _speakers(self, where: Filter) -> tuple[str, ...]:
        if where.transcripts:
            infos = (t for t in self._index.transcripts() if t.id in where.transcripts)
            return tuple(speaker for info in infos for speaker in info.speakers)
        return tuple(name for name, _, _ in self._index.speakers())


class TurnRetriever(BaseRetriever):
    """A LangChain retriever whose documents are turns: the words as `page_content`, the rest as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    ranker: Any  # a TurnRanker: pydantic cannot build a schema for it
    where: Filter = Filter()
    k: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it
        k: int | None = None,
        **_: Any,
    ) -> list[Document]:
        ranking: Ranking = self.ranker.rank(query, where=self.where, k=k or self.k)
        return [_document(passage) for passage in ranking.passages]


def _document(passage: Passage) -> Document:
    turn = passage.turn
    metadata = {
        "turn_id": turn.id,
        "transcript_id": passage.transcript_id,
        "title": passage.title,
        "date": passage.date,
        "turn": turn.index,
        "speaker": turn.speaker,
        "start": turn.start,
        "end": turn.end,
        "score": passage.score,
    }
    return Document(id=turn.id, page_content=turn.text, metadata=metadata)


def _pool(found: Mapping[SearchView, Scores]) -> Keys:
    """The best turns of each view together."""
    best = [scores.turns[np.argsort(-scores.scores, kind="stable")[:_POOL]] for scores in found.values()]
    return np.unique(np.concatenate(best))
