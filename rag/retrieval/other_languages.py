"""Reads pairs in other languages than English: the packaged reader knows that alone, some embedding models many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embedding.embedder import spread
from index.embedding.languages import is_multilingual
from rag.language.tongues import tongue_of
from rag.retrieval.answerability import BOUNDS
from rag.retrieval.reader import Scorer

if TYPE_CHECKING:
    from index.index import Index

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A scorer of pairs: the reader's log odds where both texts are English, else by how near their vectors are.

    So where the embedding model of the index knows many languages. The odds of a cosine are those by which it is judged
    whether anything found is near a question (docs/decisions/006).
    """

    reader: Scorer
    index: Index

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """One score a pair."""
        many = is_multilingual(self.index.catalog.model)
        read = [place for place, pair in enumerate(pairs) if not (many and any(map(tongue_of, pair)))]
        if len(read) == len(pairs):
            return self.reader.scores(pairs)
        odds = self._odds(pairs)
        if read:
            odds[read] = self.reader.scores([pairs[place] for place in read])
        return odds

    def _odds(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        embedder = self.index.embedder
        questions = list(dict.fromkeys(question for question, _ in pairs))
        asked = dict(zip(questions, embedder.encode_query(questions), strict=True))
        said = embedder.encode([text.rpartition(" | ")[2] for _, text in pairs])
        cosines = np.array([asked[q] @ vector for (q, _), vector in zip(pairs, said, strict=True)], dtype=np.float32)
        fitted = BOUNDS.near_unadapted
        near: Floats = fitted.constant + fitted.weights[0] * spread(embedder, cosines)
        return near
