"""A library folder and its index: sync, read, search. What `index.open_index` gives."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index import derived
from index.catalog.identity import OtherSchema
from index.chroma.client import close_all
from index.errors import BrokenCatalog, CatalogError, NoIndex, VectorStoreError
from index.searchable import SearchableIndex
from index.sync.languages import Automatic
from index.sync.paths import library_paths
from index.sync.report import Progress, SyncReport
from index.sync.sync import Sync
from index.sync.versions import fingerprint
from index.transcript import Transcript

_LOG = logging.getLogger(__name__)


class Index(SearchableIndex):
    """The index of one library. Reading is safe from several threads; one process at a time writes."""

    def sync(
        self,
        paths: Sequence[str | Path] = (),
        *,
        rebuild: bool = False,
        leave: Collection[str] = (),
        allow_empty: bool = False,
        progress: Progress | None = None,
        wait: float = 30.0,
    ) -> SyncReport:
        """Make the index hold what the library says; see `index.sync.sync`. What cannot be read is in the report.

        Library paths to `leave` stay as the index has them: they are still being written. A catalog that is damaged is
        kept aside under another name, and rebuilt from the library. Raises EmptyLibrary where nothing is left of a
        library that had transcripts and nobody said (`allow_empty`) that they are to be forgotten, IndexBusy where
        another process writes for more than `wait` seconds, WrongLibrary where the index is another library's, and
        CatalogError or VectorStoreError where a store cannot be used.
        """
        if self.library is None or not self.library.is_dir():
            raise CatalogError(
                f"{self.library}: no such library folder. Make it, or name another with --library FOLDER"
            )
        if self.folder.resolve() == self.library.resolve():
            raise CatalogError(
                f"{self.folder}: the index folder cannot be the library itself. Choose another with --index FOLDER"
            )
        with self.place.writer.writing(wait) as suspicious:
            names, automatic = library_paths(self.library, paths), self._open_embedder
            if isinstance(automatic, Automatic):
                catalog = self.catalog if self.exists else None
                automatic.choose(self.library, catalog, skip=self.folder.resolve(), follow_links=self.follow_links)
            try:
                sync = self._sync(self.library, progress, rebuild=rebuild, suspicious=suspicious)
                report = sync.run(names, rebuild=rebuild, leave=leave, allow_empty=allow_empty)
            except BrokenCatalog as error:
                self.set_aside(error)
                report = self._sync(self.library, progress, rebuild=True, suspicious=True).run()
            except (CatalogError, VectorStoreError):
                self._distrust()
                raise
            if report.removed or report.updated:
                self.place.forget_aside()
            derived.sweep(self.folder, self.catalog)
            return replace(report, model=automatic.model) if isinstance(automatic, Automatic) else report

    def load(self, transcripts: Sequence[Transcript], *, progress: Progress | None = None) -> SyncReport:
        """Make the index hold exactly these transcripts, of no library: a data set, say. Raises as `sync`."""
        with self.place.writer.writing(wait=30.0) as suspicious:
            report = self._sync(self.folder, progress, rebuild=True, suspicious=suspicious).load(transcripts)
            derived.sweep(self.folder, self.catalog)
            return report

    def _distrust(self) -> None:
        """After a fault in writing: the catalog's vectors are searched until a sync has ended well."""
        with self._lock:
            close_all(self.vectors_folder, self.chroma_url, after_a_fault=True)
            self._current.distrust()

    def set_aside(self, fault: object) -> str:
        """Keep the catalog, which has this fault, under another name, and log it; the caller has the writer's lock."""
        self.close()
        aside = self.place.set_aside()
        _LOG.warning("The catalog of the index was damaged (%s). It is kept as %s", fault, aside)
        return aside

    @contextmanager
    def repairing(self) -> Iterator[None]:
        """The writer's lock, for a repair of the index's files. Raises IndexBusy, CatalogError."""
        with self.place.writer.writing(wait=5.0):
            self.close()
            yield

    def _sync(self, library: Path, progress: Progress | None, *, rebuild: bool, suspicious: bool) -> Sync:
        embedder = self.embedder
        if not self._can_go_on(rebuild=rebuild):
            self.place.create(library=library, fingerprint=fingerprint(embedder)).close()
            self.close()  # what was open is out of use
        self.catalog.settle(library)
        return Sync(
            library,
            self.catalog,
            embedder,
            self.store,
            progress=progress,
            skip=self.folder.resolve(),
            follow_links=self.follow_links,
            suspicious=suspicious,
        )

    def _can_go_on(self, *, rebuild: bool) -> bool:
        """Whether there is a catalog that a sync can use, so that none has to be made.

        One of an earlier version is brought up to date. Where that cannot be it is no loss, for everything in it comes
        from the library: `rebuild` puts a new one in its place.
        """
        try:
            self.place.open().close()
        except NoIndex:
            return False
        except OtherSchema:
            if self.place.upgrade():
                return True
            if rebuild:
                return False
            raise
        return True
