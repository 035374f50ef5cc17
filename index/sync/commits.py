"""What a sync has read and embedded becomes the live index: vectors handed over, transactions, what is swept after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic

import numpy as np

from index.catalog.catalog import Catalog
from index.chroma import reconcile as mending
from index.chroma.store import VectorStore
from index.sync.report import Progress, SyncProgress
from index.sync.run import Run, Target


class Commits:
    """Switches an index over to what a run has staged, and cleans up. The caller holds the writer's lock."""

    def __init__(
        self,
        catalog: Catalog,
        open_vectors: Callable[[str], VectorStore],
        fingerprint: str,
        *,
        progress: Progress,
        suspicious: bool,
    ) -> None:
        """`suspicious`: the writer before died; Chroma is checked key by key."""
        self._catalog, self._open_vectors, self._fingerprint = catalog, open_vectors, fingerprint
        self._progress, self._suspicious = progress, suspicious

    def target(self, *, beside: bool) -> Target:
        """Where to write: into the live collection, or into a new one `beside` it."""
        live = self._catalog.about("collection") or ""
        name = self._catalog.next_collection(self._fingerprint) if beside else live
        return Target(self._open_vectors(name), name, beside)

    def prepare(self, run: Run) -> None:
        """Sweep what a writer that died left behind, and make sure that the run writes into a sound store."""
        if mending.is_guest(self._catalog, run.target.vectors):
            self._refill(run)
            run.target = self.target(beside=False)
        catalog, target = self._catalog, run.target
        target.vectors.sweep({catalog.about("collection") or "", target.collection})
        dead = catalog.dead()
        if dead:
            mending.sweep(catalog, dead, target.vectors if not target.beside else None)
        if target.beside:
            target.vectors.drop()
            run.target = replace(target, vectors=self._open_vectors(target.collection))
        elif not mending.mended(catalog, target.vectors, thorough=self._suspicious or bool(dead)):
            run.target = replace(target, vectors=self._refill(run), collection=catalog.about("collection") or "")

    def flush(self, run: Run) -> None:
        """Write the waiting vectors to Chroma: one large write costs it far less than a small one for each file."""
        for view, waiting in run.waiting.items():
            if waiting:
                keys = [key for some, _ in waiting for key in some]
                run.target.vectors.upsert(view, keys, np.concatenate([vectors for _, vectors in waiting]))
                waiting.clear()

    def commit(self, run: Run) -> None:
        """Finished transcripts become live, and what their files said before goes with the note that they were read."""
        began = monotonic()
        self.flush(run)
        staged, files = run.take()
        if staged or files:
            replaced = [f.path for f in files if f.path in run.before and f.path not in run.written | run.kept]
            facts = self._purge_due(run, replaced, staged)
            self._catalog.publish(added=staged, removed=replaced, files=files, facts=facts)
        run.committed = monotonic()
        run.commit_took = run.committed - began

    def finish(self, run: Run) -> None:
        """The last commit: the rest becomes live, removed transcripts go, a new collection takes over."""
        run.removed = sorted(i for i in run.before if i not in run.written and i not in run.kept and run.gone(i))
        if not self._catalog.generation:
            run.facts["synced"] = "once"  # from now on there is an index, even of an empty library
        self.flush(run)
        staged, files = run.take()
        if run.target.beside:
            run.facts |= {"fingerprint": self._fingerprint, **mending.facts_of_new(self._catalog, run.target.vectors)}
        else:
            run.facts |= self._purge_due(run, run.removed, staged)
        if staged or files or run.removed or run.forgotten or run.facts:
            self._catalog.publish(
                added=staged, removed=run.removed, files=files, forgotten=run.forgotten, facts=run.facts
            )

    def tidy(self, run: Run) -> None:
        """Remove what is no longer live from the catalog; its vectors from the files where they must go or are many."""
        old = self._open_vectors(run.collection)
        if run.target.beside and not mending.is_guest(self._catalog, old):  # first, so that there is room for the rest
            old.drop()
        if dead := self._catalog.dead():
            mending.sweep(self._catalog, dead, run.target.vectors if not run.target.beside else None)
        if not run.target.beside and mending.is_purge_due(self._catalog):
            self._refill(run)
        store = self._open_vectors(self._catalog.about("collection") or "")
        self._catalog.empty_log()
        # A server may have lost its data since the run began.
        if store.remote and not mending.mended(self._catalog, store, thorough=False):
            self._refill(run)

    def _purge_due(self, run: Run, removed: Sequence[str], added: Sequence[int]) -> Mapping[str, str]:
        """The note that vectors must leave the files, where a removal takes any along; a rename takes none."""
        due = removed and not run.target.vectors.remote and self._catalog.takes_texts_along(removed, added)
        return mending.PURGE_DUE if due else {}

    def _refill(self, run: Run) -> VectorStore:
        """A new vector store with all vectors of the catalog, which is live now."""

        def report(done: int, total: int) -> None:
            self._progress(SyncProgress("vectors", done, total, "vectors", run.embedded))

        return mending.refilled(self._catalog, self._open_vectors, report)
