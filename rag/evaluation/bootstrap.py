"""How sure a figure is: a percentile bootstrap over questions, seeded, so that it repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure (a mean, unless its name says otherwise) and its 95% interval; None: nothing was measured."""

    mean: float | None
    low: float | None
    high: float | None

    def to_dict(self) -> dict[str, float | None]:
        return {"mean": self.mean, "low": self.low, "high": self.high}

    def __str__(self) -> str:
        if self.mean is None or self.low is None or self.high is None:
            return "-"
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


NOTHING = Interval(None, None, None)


def mean_interval(values: Sequence[float], *, seed: int = 0) -> Interval:
    """The mean of the values and its interval."""
    if not values:
        return NOTHING
    array = np.asarray(values, dtype=np.float64)
    return _interval(float(array.mean()), array[_picks(len(array), seed)].mean(axis=1))


def median_interval(values: Sequence[float], *, seed: int = 0) -> Interval:
    """The median of the values and its interval."""
    if not values:
        return NOTHING
    array = np.asarray(values, dtype=np.float64)
    return _interval(float(np.median(array)), np.median(array[_picks(len(array), seed)], axis=1))


def ratio_interval(parts: Sequence[int], wholes: Sequence[int], *, seed: int = 0) -> Interval:
    """The share of all parts in all wholes and its interval, questions (not parts) being drawn.

    Raises ValueError where the two differ in length.
    """
    pairs = [(part, whole) for part, whole in zip(parts, wholes, strict=True) if whole]
    if not pairs:
        return NOTHING
    array = np.asarray(pairs, dtype=np.float64)
    drawn = array[_picks(len(array), seed)].sum(axis=1)
    total = array.sum(axis=0)
    return _interval(float(total[0] / total[1]), drawn[:, 0] / drawn[:, 1])


def paired_difference(first: Mapping[str, float], second: Mapping[str, float], *, seed: int = 0) -> Interval:
    """How much `second` is above `first` on the questions (by id) that both have, pair by pair."""
    shared = [qid for qid in first if qid in second]
    return mean_interval([second[qid] - first[qid] for qid in shared], seed=seed)


def _picks(count: int, seed: int) -> NDArray[np.int32]:
    return np.random.default_rng(seed).integers(0, count, size=(RESAMPLES, count), dtype=np.int32)


def _interval(figure: float, drawn: NDArray[np.float64]) -> Interval:
    tail = (1 - LEVEL) / 2 * 100
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return Interval(figure, float(low), float(high))
