"""The labelled sentences are sound, and grounding does not fall behind what it reached on them."""

from pathlib import Path

import pytest

from benchmarks.grounding import (
    EXAMPLES,
    FALSE,
    TRUE,
    caught,
    grounded,
    kept,
    read_library,
    read_pairs,
    speakers_of,
)
from benchmarks.judged import Pair
from index.transcript import Transcript

SAMPLE = 8  # every eighth pair is enough for a floor; `python -m benchmarks.grounding` measures all of them


@pytest.fixture(scope="module")
def library() -> dict[str, Transcript]:
    return read_library(EXAMPLES / "transcripts")


@pytest.fixture(scope="module")
def pairs(library: dict[str, Transcript]) -> list[Pair]:
    return read_pairs(library)


@pytest.mark.slow
def test_there_are_enough_pairs_of_each_kind(pairs: list[Pair]) -> None:
    assert len({pair.id for pair in pairs}) == len(pairs) >= 150
    assert all(sum(pair.label == label for pair in pairs) >= 20 for label in (*TRUE, *FALSE))
    assert {pair.half for pair in pairs} == {"tune", "held"}


@pytest.mark.slow
def test_true_sentences_have_turns_that_say_them_and_false_ones_have_none(pairs: list[Pair]) -> None:
    for pair in pairs:
        shown = {item.passage.turn.index for item in pair.evidence}
        assert pair.supports <= shown
        assert bool(pair.supports) is (pair.label in TRUE)


@pytest.mark.slow
def test_grounding_tells_true_from_false_as_well_as_it_did(
    pairs: list[Pair], library: dict[str, Transcript], embedding_weights: Path
) -> None:
    from index.embedding.embedder import SentenceTransformerEmbedder
    from index.embedding.model_files import EMBEDDING_NAME, embedding_model

    assert embedding_weights.is_dir()
    encode = SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME, adapter="none")).encode
    outcomes = grounded(pairs[::SAMPLE], speakers_of(library), encode)

    assert caught(outcomes) >= 0.85
    assert kept(outcomes, ["true"]) >= 0.93
    assert kept(outcomes) >= 0.83
