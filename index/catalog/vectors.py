"""The vectors that the catalog keeps beside each entry, float16 as they went to Chroma: read, never made, here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from index.catalog.rows import Half, Keys, View
    from index.catalog.sql import Database


_AT_ONCE = 4_096  # vectors in memory while all of them are read


class StoredVectors:
    """Vectors of the entries of one catalog. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def dimension(self) -> int:
        """Length of the vectors; 0 where there are none yet."""
        row = self._db.one("SELECT length(vector) FROM entries LIMIT 1")
        return 0 if row is None else int(row[0]) // 2

    def block(self, transcript: int, view: View) -> tuple[Keys, npt.NDArray[np.float32]]:
        """(entry keys, unit vectors) of all entries of a transcript in a view."""
        return _matrix(
            self._db.all(
                "SELECT pk, vector FROM entries WHERE transcript = ? AND view = ? ORDER BY pk",
                transcript,
                view,
            )
        )

    def of_turns(self, transcript: int) -> dict[int, npt.NDArray[np.float32]]:
        """A unit vector of each turn of a transcript that has words, by its number; of several parts their mean."""
        rows = self._db.all("SELECT first, vector FROM entries WHERE transcript = ? AND view = 'turn'", transcript)
        numbers, matrix = _matrix(rows)
        sums: dict[int, npt.NDArray[np.float32]] = {}
        for number, vector in zip(numbers.tolist(), matrix, strict=True):
            sums[number] = sums[number] + vector if number in sums else vector
        return {number: vector / (np.linalg.norm(vector) or 1.0) for number, vector in sums.items()}

    def of(self, keys: Sequence[int]) -> tuple[Keys, npt.NDArray[np.float32]]:
        """(entry keys, unit vectors) of these entries, in key order."""
        return _matrix(self._db.all("SELECT pk, vector FROM entries WHERE pk AMONG ? ORDER BY pk", list(keys)))

    def all(self, view: View) -> Iterator[tuple[list[int], Half]]:
        """Every live entry's (primary keys, vectors) of a view, a batch at a time."""
        after = 0
        while True:
            rows = self._db.all(
                "SELECT e.pk, e.vector FROM entries e JOIN transcripts t ON t.pk = e.transcript "
                "WHERE t.live AND e.view = ? AND e.pk > ? ORDER BY e.pk LIMIT ?",
                view, after, _AT_ONCE,
            )  # fmt: skip
            if not rows:
                return
            after = rows[-1][0]
            matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
            yield [row[0] for row in rows], matrix.reshape(len(rows), -1)

    def cached(self, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
        """The vectors already made for these texts."""
        found: dict[bytes, bytes] = {}
        for key in set(hashes):
            row = self._db.one("SELECT vector FROM entries WHERE hash = ? LIMIT 1", key)
            if row is not None:
                found[key] = row[0]
        return found


def _matrix(rows: list[tuple[int, bytes]]) -> tuple[Keys, npt.NDArray[np.float32]]:
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    flat = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16).astype(np.float32)
    return keys, flat.reshape(len(rows), -1) if rows else flat.reshape(0, 0)
