"""What one generation of an index holds, as arrays, and the vectors of whole transcripts that stay in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.catalog.catalog import VIEWS, Catalog, Entries, Keys, Live, View

if TYPE_CHECKING:
    from index.embedding.embedder import Vectors


class Snapshot:
    """What one generation of the index holds, as arrays: transcripts by turn key, entries by key."""

    def __init__(self, catalog: Catalog, previous: Snapshot | None = None) -> None:
        """Reads only the entries of transcripts that `previous` lacks: a first sync commits many times a minute."""
        state = catalog.state(previous.pks if previous else frozenset())
        self.generation, self.collection = state.generation, state.collection
        self.pks: frozenset[int] = frozenset(transcript.pk for transcript in state.live)
        self.live = tuple(sorted((t for t in state.live if t.turns), key=lambda t: t.base))
        self.by_id = {transcript.id: transcript for transcript in self.live}
        self.base = np.array([t.base for t in self.live], dtype=np.int64)
        self.end = np.array([t.base + t.turns for t in self.live], dtype=np.int64)
        self.total = int((self.end - self.base).sum())
        self.entries: dict[View, Entries] = {
            view: self._joined(previous.entries[view], state.entries[view]) if previous else state.entries[view]
            for view in VIEWS
        }

    def _joined(self, old: Entries, new: Entries) -> Entries:
        kept = self.is_live(old.first)
        keys = np.concatenate([old.keys[kept], new.keys])
        order = np.argsort(keys)
        first, last = np.concatenate([old.first[kept], new.first]), np.concatenate([old.last[kept], new.last])
        return Entries(keys[order], first[order], last[order])

    def transcripts_of(self, turns: Keys) -> list[Live]:
        """For each of these keys of live turns the transcript that holds it."""
        return [self.live[place] for place in (np.searchsorted(self.base, turns, side="right") - 1).tolist()]

    def is_live(self, turns: Keys) -> npt.NDArray[np.bool_]:
        """Which of these turn keys belong to live transcripts."""
        if not len(self.base):
            return np.zeros(len(turns), dtype=bool)
        place = np.maximum(np.searchsorted(self.base, turns, side="right") - 1, 0)
        inside: npt.NDArray[np.bool_] = (turns >= self.base[place]) & (turns < self.end[place])
        return inside


class Blocks:
    """Vectors of whole transcripts by (transcript key, view), the ones used last in memory, within a bound.

    A revision never changes, so that they outlive generations. Safe to use from several threads.
    """

    def __init__(self, catalog: Catalog, *, room: int = 256 * 2**20) -> None:
        self._catalog, self._room, self._size = catalog, room, 0
        self._blocks: OrderedDict[tuple[int, View], tuple[Keys, Vectors]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, transcript: int, view: View) -> tuple[Keys, Vectors]:
        """(entry keys, unit vectors) of a transcript; empty where it was removed meanwhile."""
        key = (transcript, view)
        with self._lock:
            if key in self._blocks:
                self._blocks.move_to_end(key)
                return self._blocks[key]
        block = self._catalog.vectors.block(transcript, view)
        with self._lock:
            if key not in self._blocks:
                self._blocks[key] = block
                self._size += block[1].nbytes
            while self._size > self._room and len(self._blocks) > 1:
                self._size -= self._blocks.popitem(last=False)[1][1].nbytes
        return block

    def keep_only(self, transcripts: Collection[int]) -> None:
        """Forget what was removed."""
        with self._lock:
            for key in [key for key in self._blocks if key[0] not in transcripts]:
                self._size -= self._blocks.pop(key)[1].nbytes
