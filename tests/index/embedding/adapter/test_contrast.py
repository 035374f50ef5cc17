"""The losses, on cosines small enough to work out by hand."""

import math

import pytest
import torch

from index.embedding.adapter.training.train import Recipe, contrast

COSINES = torch.tensor([[0.9, 0.4, 0.8], [0.2, 0.7, 0.6]])
RIGHT = torch.tensor([0, 1])
ALL = torch.zeros(2, 3, dtype=torch.bool)


def loss(recipe: Recipe, *, cosines: torch.Tensor = COSINES, left_out: torch.Tensor = ALL) -> float:
    return float(contrast(cosines, RIGHT[: len(cosines)], left_out[: len(cosines)], recipe))


def test_infonce_is_the_surprise_at_the_right_text() -> None:
    likely = [math.exp(9) / sum(map(math.exp, (9, 4, 8))), math.exp(7) / sum(map(math.exp, (2, 7, 6)))]
    expected = -sum(map(math.log, likely)) / 2

    assert loss(Recipe(temperature=0.1)) == pytest.approx(expected, rel=1e-5)


def test_a_text_that_does_not_count_is_no_negative() -> None:
    out = ALL.clone()
    out[:, 2] = True

    for name in ("infonce", "symmetric"):
        assert loss(Recipe(loss=name), left_out=out) == pytest.approx(
            loss(Recipe(loss=name), cosines=COSINES[:, :2], left_out=ALL[:, :2])
        )


def test_the_symmetric_loss_looks_back_from_the_texts() -> None:
    recipe = Recipe(temperature=0.1)
    back = [math.exp(9) / (math.exp(9) + math.exp(2)), math.exp(7) / (math.exp(7) + math.exp(4))]
    expected = (loss(recipe) - sum(map(math.log, back)) / 2) / 2

    assert loss(Recipe(temperature=0.1, loss="symmetric")) == pytest.approx(expected, rel=1e-5)


def test_two_queries_of_one_text_are_no_negatives_of_each_other() -> None:
    right = torch.tensor([0, 0])
    found = contrast(COSINES, right, ALL, Recipe(temperature=0.1, loss="symmetric"))
    onward = contrast(COSINES, right, ALL, Recipe(temperature=0.1))

    assert float(found) == pytest.approx(float(onward) / 2)


def test_the_hinge_asks_for_a_margin_over_the_nearest_wrong_text() -> None:
    assert loss(Recipe(loss="hinge")) == pytest.approx(((0.2 - 0.9 + 0.8) + (0.2 - 0.7 + 0.6)) / 2, abs=1e-6)
