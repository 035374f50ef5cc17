import random

import pytest

from rag.evaluation.bootstrap import (
    NOTHING,
    mean_interval,
    median_interval,
    paired_difference,
    ratio_interval,
)


def coin(count: int, seed: int = 0) -> list[float]:
    dice = random.Random(seed)
    return [float(dice.random() < 0.5) for _ in range(count)]


def test_the_figure_is_the_mean_and_lies_in_its_interval() -> None:
    interval = mean_interval([0.0, 1.0, 1.0, 0.0, 1.0])

    assert interval.mean == pytest.approx(0.6)
    assert interval.low is not None
    assert interval.high is not None
    assert 0.0 <= interval.low < 0.6 < interval.high <= 1.0


def test_the_interval_of_a_proportion_is_near_the_one_of_the_textbook() -> None:
    interval = mean_interval([1.0] * 200 + [0.0] * 200)

    assert interval.low == pytest.approx(0.5 - 0.049, abs=0.01)
    assert interval.high == pytest.approx(0.5 + 0.049, abs=0.01)


def test_the_same_values_and_seed_give_the_same_interval() -> None:
    values = [n**0.5 for n in range(50)]

    assert mean_interval(values, seed=1) == mean_interval(values, seed=1)
    assert mean_interval(values, seed=1) != mean_interval(values, seed=2)


def test_more_questions_make_a_narrower_interval() -> None:
    few, many = mean_interval(coin(40)), mean_interval(coin(1000))

    assert few.high is not None
    assert few.low is not None
    assert many.high is not None
    assert many.low is not None
    assert many.high - many.low < few.high - few.low


def test_no_values_are_no_figure() -> None:
    assert mean_interval([]) == median_interval([]) == ratio_interval([0], [0]) == NOTHING
    assert NOTHING.to_dict() == {"mean": None, "low": None, "high": None}
    assert str(NOTHING) == "-"


def test_the_median_ignores_how_far_an_outlier_is() -> None:
    assert median_interval([1.0, 2.0, 3.0, 4.0, 900.0]).mean == 3.0


def test_a_ratio_weighs_questions_by_their_size() -> None:
    interval = ratio_interval([3, 0, 0], [4, 1, 0])

    assert interval.mean == pytest.approx(3 / 5)


def test_a_steady_gain_shows_in_pairs_where_the_means_overlap() -> None:
    first = {f"q{n}": value for n, value in enumerate(coin(100))}
    second = {qid: value + 0.01 for qid, value in first.items()} | {"only here": 99.0}

    gain = paired_difference(first, second)

    assert gain.mean == pytest.approx(0.01)
    assert gain.low == pytest.approx(0.01)


def test_an_interval_reads_as_figure_and_bounds() -> None:
    assert str(mean_interval([0.5, 0.5])) == "0.500 [0.500, 0.500]"
