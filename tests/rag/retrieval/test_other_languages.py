"""Pairs in other languages are read by the embedding model, where it knows them."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from rag.retrieval.other_languages import ByLanguage
from tests.rag.double import WordReader

ENGLISH = ("Who pays for the bridge?", "Ana: The county pays for it.")
GERMAN = ("Wer bezahlt die Brücke?", "Und das ist so. | Ana: Der Landkreis bezahlt sie.")


class _Vectors:
    """Vectors that are alike for every text; keeps what was encoded."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.fingerprint = "multilingual-e5-small:1"

    def encode(self, texts: list[str]) -> Any:
        self.read += texts
        return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1))

    encode_query = encode


def _scorer(model: str) -> tuple[ByLanguage, _Vectors]:
    vectors = _Vectors()
    index = SimpleNamespace(catalog=SimpleNamespace(model=model), embedder=vectors)
    return ByLanguage(WordReader(), cast(Any, index)), vectors


def test_an_english_pair_is_read_by_the_reader_whatever_the_model() -> None:
    scorer, vectors = _scorer("multilingual-e5-small")

    assert scorer.scores([ENGLISH]) == WordReader().scores([ENGLISH])
    assert vectors.read == []


def test_a_german_pair_is_read_by_a_model_that_knows_german_without_the_words_before_it() -> None:
    scorer, vectors = _scorer("multilingual-e5-small")
    english, german = scorer.scores([ENGLISH, GERMAN])

    assert english == WordReader().scores([ENGLISH])[0]
    assert german > 10  # as near as can be
    assert "Ana: Der Landkreis bezahlt sie." in vectors.read


def test_a_model_that_knows_english_alone_leaves_all_to_the_reader() -> None:
    scorer, vectors = _scorer("all-MiniLM-L6-v2")

    assert scorer.scores([GERMAN]) == WordReader().scores([GERMAN])
    assert vectors.read == []
