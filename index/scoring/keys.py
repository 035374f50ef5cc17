"""Sorted keys, and runs of numbers, as arrays. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.catalog.catalog import Keys


def union(starts: Keys, ends: Keys) -> Keys:
    """The numbers that are in any of these runs, sorted; neither the starts nor the ends ever fall."""
    return numbers_in(np.maximum(starts, np.concatenate([starts[:1], ends[:-1]])), ends)


def numbers_in(starts: Keys, ends: Keys) -> Keys:
    """The numbers from each start up to its end, one run after the other; none where the end is not beyond."""
    lengths = np.maximum(ends - starts, 0)
    return np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))


def are_among(there: Keys, keys: Keys) -> npt.NDArray[np.bool_]:
    """Which of the keys are among sorted ones: with few keys far quicker than `numpy.isin`, which sorts them all."""
    if not len(there):
        return np.zeros(len(keys), dtype=bool)
    found: npt.NDArray[np.bool_] = there[np.minimum(np.searchsorted(there, keys), len(there) - 1)] == keys
    return found


def common(keys: Keys, others: Keys) -> Keys:
    """The keys that are in both; both are sorted, and so is what comes back."""
    return keys[are_among(others, keys)]


def concatenated(arrays: Sequence[Keys]) -> Keys:
    """The arrays one after the other; an empty one for none."""
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)
