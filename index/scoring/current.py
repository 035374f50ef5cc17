"""The scorer of an index as it is now: made again for each generation, Chroma opened only where that is safe."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.catalog.catalog import Catalog
from index.catalog.places import CatalogPlace
from index.chroma.store import VectorStore
from index.scoring.scorer import Scorer
from index.scoring.snapshot import Blocks, Snapshot

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

_NEWCOMERS = 5_000  # entries that a search scores from the catalog before it is worth opening Chroma again

_LOG = logging.getLogger(__name__)


class CurrentScorer:
    """Keeps what a scorer is made of from one generation to the next. The caller makes sure that one thread asks."""

    def __init__(
        self, place: CatalogPlace, *, store: Callable[[str], VectorStore], has_writer: Callable[[], bool]
    ) -> None:
        """`store` gives the vector store with the collections of a name; `place`: of the index."""
        self._place, self._store, self._has_writer = place, store, has_writer
        self._scorer: Scorer | None = None
        self._vectors: VectorStore | None = None
        self._blocks: Blocks | None = None
        self._horizon: int | None = None  # Chroma may not show entries with larger keys yet

    def of(self, catalog: Catalog, embedder: Callable[[], Embedder]) -> Scorer:
        """Searches over the catalog's generation. Raises what `embedder` raises."""
        if self._scorer is None or self._scorer.snapshot.generation != catalog.generation:
            snapshot = Snapshot(catalog, self._scorer.snapshot if self._scorer else None)
            self._blocks = self._blocks or Blocks(catalog)
            self._blocks.keep_only(snapshot.pks)
            vectors = self._caught_up(snapshot)
            self._scorer = Scorer(
                catalog,
                vectors if self._may_open(vectors, snapshot, catalog) else None,
                embedder(),
                snapshot=snapshot,
                blocks=self._blocks,
                horizon=self._horizon,
            )
        return self._scorer

    def distrust(self) -> None:
        """After a fault in writing: the catalog's vectors are searched until a sync has ended well."""
        self._scorer = self._vectors = self._horizon = None

    def forget(self) -> None:
        """Forget the catalog's vectors too."""
        self.distrust()
        self._blocks = None

    def _caught_up(self, snapshot: Snapshot) -> VectorStore:
        """The store for a snapshot. Chroma is opened again only when many entries are new: that takes its time."""
        newest = max((int(e.keys[-1]) for e in snapshot.entries.values() if len(e.keys)), default=0)
        new = self._vectors is None or self._vectors.name != snapshot.collection
        if self._vectors is None or new:
            if self._vectors is not None:
                self._vectors.retire()  # the files it has open may be gone already, but keep their space
            self._vectors = self._store(snapshot.collection)
        horizon = self._horizon or 0
        many = sum(int((e.keys > horizon).sum()) for e in snapshot.entries.values()) > _NEWCOMERS
        if new or many:
            self._vectors.catch_up(snapshot.generation)
        if self._vectors.sees(snapshot.generation):
            self._horizon = newest
        return self._vectors

    def _may_open(self, vectors: VectorStore, snapshot: Snapshot, catalog: Catalog) -> bool:
        """Whether a search may open the vector store; else the catalog's vectors are searched, until a sync has looked.

        Not where a writer died or is at work in another process, nor in a folder that may only be read.
        """
        if vectors.is_open or vectors.remote:
            return True
        if not catalog.keeps_vectors_in(vectors.folder):
            if snapshot.total:
                _LOG.warning(
                    "%s: the vectors are in another machine's index folder. Searching the catalog instead, which is "
                    "slower; put them on a Chroma server with OTR_CHROMA_URL: see docs/postgresql.md",
                    self._place.name,
                )
            return False
        writable = os.access(self._place.folder, os.W_OK)
        sound = vectors.sealed
        if snapshot.total and writable and not sound and not self._has_writer():
            _LOG.warning(
                "%s: the vectors are not as the last sync left them. Searching the catalog instead, which is slower, "
                "until they are put right by: ontherecord index",
                self._place.vectors_folder,
            )
        return writable and sound
