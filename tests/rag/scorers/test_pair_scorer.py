"""Pairs of texts scored together, and how a scorer is trained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embedding.adapter.lowrank import read_adapter, write_adapter
from index.embedding.embedder import computes_bfloat16
from index.embedding.model_files import AdapterFile
from index.errors import OnTheRecordError, WeightsError
from rag.scorers.pair_scorer import PairScorer, by_length
from rag.training.loop import Group, Recipe, Stage, Trainer, batch_rows, train

RECIPE = Recipe(size=2, rank=2, lowest=4, longest=24)
SAID = [
    Group("The bridge is open", ("Ana: the bridge is open now", "Ana: the bridge is shut now", "Bo: it is late")),
    Group("The ferry is late", ("Bo: my ferry comes late", "Bo: my ferry comes early", "Ana: it is open now")),
    Group("The road is wet", ("Ana: the bridge is open now", "Bo: my ferry comes late"), answered=False),
]
STAGES = (Stage(SAID[:2], 16, 5e-3), Stage(SAID, 6, 2e-3))


def test_an_epoch_sees_every_example_once_and_the_same_way_each_time() -> None:
    recipe = Recipe(size=5)
    lengths = [(7 * row) % 41 for row in range(500)]

    seen = [row for step in range(100) for row in batch_rows(lengths, recipe, step)]

    assert sorted(seen) == list(range(500))
    assert batch_rows(lengths, recipe, 7) == batch_rows(lengths, recipe, 7)
    assert batch_rows(lengths, recipe, 7) != batch_rows(lengths, recipe, 107)


def test_batches_hold_pairs_of_like_length() -> None:
    lengths = [row % 97 for row in range(970)]

    spans = [[lengths[row] for row in batch_rows(lengths, Recipe(size=10), step)] for step in range(97)]

    assert max(max(span) - min(span) for span in spans) < 20


def test_longer_pairs_are_scored_first_and_none_is_lost() -> None:
    pairs = [("a", "b" * n) for n in (3, 9, 1, 7)]

    assert list(by_length(pairs, size=2)) == [[1, 3], [0, 2]]


@pytest.mark.model
def test_a_trained_file_scores_what_it_was_trained_to_tell_apart(tmp_path: Path) -> None:
    out = tmp_path / "scorer.safetensors"
    sha256 = train(STAGES, RECIPE, out)
    scorer = PairScorer(AdapterFile(out, sha256))

    scores = [scorer.scores(group.pairs) for group in SAID]

    assert all(of_group.argmax() == 0 for of_group in scores[:2])
    assert min(scores[0][0], scores[1][0]) > max(scores[2])
    # In bfloat16 what a pair is padded to, beside others, tells in the second digit.
    assert np.allclose(scorer.scores(SAID[0].pairs[:1]), scores[0][:1], atol=0.1 if computes_bfloat16() else 1e-4)
    assert scorer.scores([]).shape == (0,)


@pytest.mark.model
def test_the_loss_falls_while_it_learns() -> None:
    trainer = Trainer(STAGES, RECIPE)
    losses = [trainer.train_step() for _ in range(STAGES[0].steps)]

    assert max(losses[-4:]) < min(losses[:4])


@pytest.mark.model
def test_a_killed_run_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    stages = (Stage(SAID, 4, 5e-3), Stage(SAID, 4, 5e-3))
    whole = train(stages, RECIPE, tmp_path / "whole.safetensors")
    killed = Trainer(stages, RECIPE)
    for _ in range(5):
        killed.train_step()
    killed.save(tmp_path / "resumed-work" / "state.pt")
    resumed = train(stages, RECIPE, tmp_path / "resumed.safetensors")

    one = read_adapter(tmp_path / "whole.safetensors", sha256=whole)
    other = read_adapter(tmp_path / "resumed.safetensors", sha256=resumed)
    assert all(np.allclose(one.up[layer], other.up[layer], atol=1e-2) for layer in one.up)
    assert one.about == other.about
    with pytest.raises(OnTheRecordError, match="other settings"):
        Trainer(stages[:1], RECIPE).resume(tmp_path / "resumed-work" / "state.pt")


@pytest.mark.model
def test_a_file_of_another_base_model_or_other_bytes_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "scorer.safetensors"
    sha256 = train((Stage(SAID, 1, 1e-3),), Recipe(size=2, rank=1, lowest=5, longest=16), out)
    adapter = read_adapter(out, sha256=sha256)
    other = type(adapter)("0" * 64, adapter.down, adapter.up)

    with pytest.raises(WeightsError, match="not those it was published with"):
        PairScorer(AdapterFile(out, "0" * 64))
    with pytest.raises(WeightsError, match="not a scorer of pairs"):
        PairScorer(AdapterFile(out, write_adapter(out, other)))


@pytest.mark.model
def test_a_run_goes_on_from_a_scorer_that_was_trained_before(tmp_path: Path) -> None:
    first = train(STAGES, RECIPE, tmp_path / "first.safetensors")
    learned = read_adapter(tmp_path / "first.safetensors", sha256=first)
    untrained, going_on = Trainer(STAGES, RECIPE), Trainer(STAGES, RECIPE, learned)

    assert going_on.train_step() < untrained.train_step()
    with pytest.raises(OnTheRecordError, match="other layers"):
        Trainer(STAGES, replace(RECIPE, lowest=RECIPE.lowest - 1), learned)
    with pytest.raises(OnTheRecordError, match="more than is trained"):
        Trainer(STAGES, replace(RECIPE, rank=1), learned)
