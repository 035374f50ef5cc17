"""What every store of the catalog can be asked of its words: full text, ranked by BM25, and its vocabulary."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from index.catalog.rows import Keys, View
    from index.catalog.sql import Transaction
    from index.catalog.staging import RowKeys, Rows

TURNS = 100  # read for the words that have one stem

Scored = tuple["Keys", npt.NDArray[np.float64]]


class Words(ABC):
    """Full text of turns and of chunks. Rows of revisions that are not live are in it until they are swept."""

    @abstractmethod
    def stage(self, transaction: Transaction, rows: Rows, keys: RowKeys) -> None:
        """Write the words of a revision."""

    @abstractmethod
    def unstage(self, transaction: Transaction, revision: int) -> None:
        """Delete the words of a revision, whose turns and entries are still there."""

    @abstractmethod
    def forget(self, transaction: Transaction) -> None:
        """Leave nothing of the words that were deleted."""

    @abstractmethod
    def of_turns(self, transaction: Transaction, revision: int) -> dict[int, tuple[str, str, str]]:
        """(head, label, words) of the turns of a revision that have any, by their keys."""

    @abstractmethod
    def of_chunks(self, transaction: Transaction, revision: int) -> dict[int, tuple[str, str]]:
        """(head, words) of the chunks of a revision, by their keys."""

    @abstractmethod
    def scores(self, view: View, query: str, ranges: Sequence[tuple[int, int]] | None) -> Scored:
        """BM25 of every row of a view that holds a word of the query; see `LiveTranscripts.words`."""

    @abstractmethod
    def mentions(self, query: str) -> list[int]:
        """Keys of the live turns that say all of a query, in order of date, transcript and place."""


class Vocabulary(ABC):
    """The words of an index: which it lacks, how common one is, its stems, and the words of turns with such stems."""

    @abstractmethod
    def lacks(self, words: Iterable[str]) -> frozenset[str]:
        """The words that stand nowhere, in no form: neither said, nor in a label or a title."""

    @abstractmethod
    def count(self, word: str) -> int:
        """How many turns have a word, in any form."""

    @abstractmethod
    def stems(self, generation: int) -> tuple[str, ...]:
        """Every stem; kept for one generation of the index, for all are read."""

    @abstractmethod
    def beside(self, stems: Iterable[str]) -> Counter[str]:
        """The words of turns that have these stems, in small letters, and how often they stand there."""
