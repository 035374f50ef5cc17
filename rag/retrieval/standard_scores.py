"""Scores of different kinds made comparable. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def standard_scores(scores: Sequence[float] | npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Each score's deviations above their mean; all 0 where they are the same.

    >>> standard_scores([1.0, 3.0]).tolist()
    [-1.0, 1.0]
    """
    values = np.asarray(scores, dtype=np.float64)
    return np.asarray((values - values.mean()) / (values.std() or 1.0))
