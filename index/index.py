"""A library folder and its index: sync, read, search. What `index.open_index` gives."""

from __future__ import annotations

import logging
import os
import shlex
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index import derived
from index.catalog.catalog import Catalog, Keys, OtherSchema, TranscriptInfo
from index.catalog.places import place_of
from index.chroma.store import VectorStore, close_all
from index.embedding.languages import not_known, unknown
from index.errors import BrokenCatalog, CatalogError, NoIndex, NotFound, VectorStoreError, WrongLibrary
from index.filter import Filter
from index.scoring import Blocks, Scorer, Scores, SearchView, Snapshot
from index.sync.languages import Automatic
from index.sync.report import Progress, SyncReport
from index.sync.sync import Sync, fingerprint
from index.transcript import Event, Speaker, Transcript, Turn, split_turn_id

if TYPE_CHECKING:
    from index.catalog.catalog import Live
    from index.embedding.embedder import Embedder
    from index.message import Message

_NEWCOMERS = 5_000  # entries that a search scores from the catalog before it is worth opening Chroma again

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Index:
    """The index of one library. Reading is safe from several threads; one process at a time writes."""

    def __init__(
        self,
        library: Path | None,
        folder: Path,
        *,
        embedder: Callable[[], Embedder],
        chroma_url: str | None = None,
        chroma_token: str | None = None,
        catalog_url: str | None = None,
        follow_links: bool = False,
    ) -> None:
        """Opens nothing yet. `library` None: for reading only. `embedder` is called when a vector is first needed."""
        self.library, self.folder, self.follow_links = library, folder, follow_links
        self._open_embedder, self.chroma_url, self._chroma_token = embedder, chroma_url, chroma_token
        self._catalog: Catalog | None = None
        self._scorer: Scorer | None = None
        self._vectors: VectorStore | None = None
        self._loaded: Embedder | None = None
        self._blocks: Blocks | None = None
        self._horizon: int | None = None  # Chroma may not show entries with larger keys yet
        self._lock = threading.RLock()
        self.catalog_url = catalog_url
        self.place = place_of(folder, catalog_url)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing -----------------------------------------------------------------------------------------------------

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
            names, automatic = self._relative(paths), self._open_embedder
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
            self._scorer = self._vectors = self._horizon = None

    def set_aside(self, fault: object) -> str:
        """Keep the catalog, which has this fault, under another name, and say so; for whoever has the writer's lock."""
        self.close()
        aside = self.place.set_aside()
        _LOG.warning("The catalog of the index was damaged (%s). It is kept as %s", fault, aside)
        return aside

    @contextmanager
    def repairing(self) -> Iterator[None]:
        """The writer's lock, for those who mend the files of the index. Raises IndexBusy, CatalogError."""
        with self.place.writer.writing(wait=5.0):
            self.close()
            yield

    def _sync(self, library: Path, progress: Progress | None, *, rebuild: bool, suspicious: bool) -> Sync:
        embedder = self.embedder
        if not self._usable(rebuild=rebuild):
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

    def _usable(self, *, rebuild: bool) -> bool:
        """Whether there is a catalog that a sync can go on with, not one to be made.

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

    def _relative(self, paths: Sequence[str | Path]) -> list[str]:
        assert self.library is not None
        root = self.library.resolve()
        names = []
        for path in paths:
            # The folder is resolved, the file is not: a link in the library is known by its own name.
            candidates = [base / path for base in (Path(), root)]
            resolved = [p.resolve() if p.is_dir() else p.parent.resolve() / p.name for p in candidates]
            inside = [place for place in resolved if place.is_relative_to(root)]
            if not inside:
                raise CatalogError(
                    f"{path}: not inside the library {self.library}. Copy it there, or choose another --library"
                )
            names.append(inside[0].relative_to(root).as_posix())
        return names

    @property
    def has_writer(self) -> bool:
        """Whether a process is writing, or died while it was."""
        return self.place.writer.is_taken

    # -- reading -----------------------------------------------------------------------------------------------------

    @property
    def catalog(self) -> Catalog:
        """The open catalog. Raises NoIndex or WrongLibrary."""
        with self._lock:
            if self._catalog is not None and self._catalog.replaced:
                self.close()
            if self._catalog is None:
                self._catalog = self._open_catalog()
            return self._catalog

    def _open_catalog(self) -> Catalog:
        catalog = self.place.open()
        if self.library is not None and not catalog.belongs_to(self.library):
            owner = catalog.about("library")
            catalog.close()
            way_out = "Name that library with --library, or another index folder with --index"
            if not Path(owner or "").is_dir():
                way_out += f"; where the library was moved, {self.place.anew} and run: ontherecord index"
            raise WrongLibrary(
                f"{self.place.name}: this index belongs to the library {owner}, not to {self.library}. {way_out}"
            )
        return catalog

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded on first use."""
        with self._lock:
            if isinstance(self._open_embedder, Automatic):
                if not self._open_embedder.model and self.exists:
                    self._open_embedder.take(self.catalog.model)
                return self._open_embedder()
            if self._loaded is None:
                self._loaded = self._open_embedder()
            return self._loaded

    @property
    def generation(self) -> int:
        """Counts committed changes of the index."""
        return self.catalog.generation

    @property
    def exists(self) -> bool:
        """Whether anything has been indexed here."""
        try:
            return self.catalog.generation > 0
        except (NoIndex, BrokenCatalog):  # the next sync makes one
            return False

    def transcripts(self) -> tuple[TranscriptInfo, ...]:
        """Every transcript, then every file that could not be read (state "failed").

        That the embedding model does not know a transcript's language is among its warnings.
        """
        catalog = self.catalog
        model = catalog.model
        return tuple(
            replace(info, warnings=(*info.warnings, *told)) if (told := not_known(model, info.language)) else info
            for info in catalog.transcripts()
        )

    def warnings(self) -> tuple[Message, ...]:
        """What is to be said of the library as a whole: that the embedding model does not know a language of it."""
        return unknown(self.catalog.model, self.catalog.languages())

    def info(self, transcript_id: str) -> TranscriptInfo:
        """One transcript's entry in the list. Raises NotFound."""
        return self.catalog.info(transcript_id)

    def events(self, transcript_id: str) -> tuple[Event, ...]:
        """Stage directions and narrative of a transcript, in the order of its files. Raises NotFound."""
        return self.catalog.events(transcript_id)

    def files(self, transcript_id: str) -> tuple[str, ...]:
        """The library paths a transcript was read from: its parts, in order. Raises NotFound."""
        return self.catalog.files(transcript_id)

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> tuple[Turn, ...]:
        """Turns `first`..`last` (both included, default all) of a transcript. Raises NotFound."""
        return self.catalog.turns(transcript_id, first, last)

    def turn(self, identifier: str) -> Turn:
        """The turn with this id. Raises NotFound."""
        try:
            transcript_id, index = split_turn_id(identifier)
        except ValueError as error:
            raise NotFound(str(error)) from error
        for turn in self.turns(transcript_id, index, index):
            return turn
        way_out = f"See: ontherecord show {shlex.quote(transcript_id)}"
        message = f"no turn {index} in transcript {transcript_id!r}. {way_out}"
        raise NotFound(message, code="no_turn", turn=index, name=repr(transcript_id))

    def turn_vectors(self, transcript_id: str) -> dict[int, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        """A unit vector of each turn that has words, by its number; no model is loaded. Raises NotFound."""
        return self.catalog.vectors.of_turns(self.catalog.revision(transcript_id)[1])

    def speakers(self) -> tuple[tuple[str, int, int], ...]:
        """(canonical name, transcripts, turns) of every speaker, most turns first."""
        return self.catalog.speakers()

    def people(self, transcript_id: str | None = None) -> tuple[Speaker, ...]:
        """Who speaks in a transcript, or in any, each with what they are called in all of them."""
        labels: dict[str, dict[str, None]] = {}
        own: dict[str, Speaker] = {}
        for facts in self.catalog.facts():
            for one in facts.people:
                labels.setdefault(one.canonical, {}).update(dict.fromkeys(one.aliases))
                if transcript_id in (None, facts.id):
                    own.setdefault(one.canonical, one)
        return tuple(replace(one, aliases=tuple(labels[name])) for name, one in own.items())

    def search(self, view: SearchView, query: str, where: Filter | None = None, k: int = 200) -> Scores:
        """Scores of the turns that a filter admits, under one view. Views are fused elsewhere."""
        where = where or Filter()
        return self.at_one_generation(lambda scorer: scorer.search(view, query, scorer.admitted(where), k=k))

    def at_one_generation(self, work: Callable[[Scorer], T]) -> T:
        """What `work` returns; done once more where a commit came between, which may have removed what it looked at."""
        scorer = self.scorer
        try:
            result = work(scorer)
        except VectorStoreError:
            if self.generation == scorer.snapshot.generation:
                raise
        else:
            if self.generation == scorer.snapshot.generation:
                return result
        return work(self.scorer)

    def mentions(self, query: str, where: Filter | None = None) -> list[int]:
        """Keys of every admitted turn that holds all words of the query, in order of date and place."""
        admitted = self.scorer.admitted(where or Filter())
        chosen = None if admitted is None else set(admitted.tolist())
        return [key for key in self.catalog.mentions(query) if chosen is None or key in chosen]

    def located(self, keys: Sequence[int]) -> dict[int, tuple[Live, Turn]]:
        """The turns with these keys, each with its transcript; those removed meanwhile are left out."""
        snapshot = self.scorer.snapshot
        turns = self.catalog.turns_by_pk(keys)
        there = np.array(list(turns), dtype=np.int64)
        there = there[snapshot.is_live(there)]
        transcripts = snapshot.transcripts_of(there)
        return {key: (place, turns[key]) for key, place in zip(there.tolist(), transcripts, strict=True)}

    @property
    def scorer(self) -> Scorer:
        """Searches over the current generation; made again when another process or thread committed a new one."""
        with self._lock:
            catalog = self.catalog
            if self._scorer is None or self._scorer.snapshot.generation != catalog.generation:
                snapshot = Snapshot(catalog, self._scorer.snapshot if self._scorer else None)
                self._blocks = self._blocks or Blocks(catalog)
                self._blocks.keep_only(snapshot.pks)
                vectors = self._caught_up(snapshot)
                self._scorer = Scorer(
                    catalog,
                    vectors if self._may_open(vectors, snapshot) else None,
                    self._matching_embedder(),
                    snapshot=snapshot,
                    blocks=self._blocks,
                    horizon=self._horizon,
                )
            return self._scorer

    def _caught_up(self, snapshot: Snapshot) -> VectorStore:
        """The store for a snapshot. Chroma is opened again only when many entries are new: that takes its time."""
        newest = max((int(e.keys[-1]) for e in snapshot.entries.values() if len(e.keys)), default=0)
        new = self._vectors is None or self._vectors.name != snapshot.collection
        if self._vectors is None or new:
            if self._vectors is not None:
                self._vectors.retire()  # the files it has open may be gone already, but keep their space
            self._vectors = self.store(snapshot.collection)
        horizon = self._horizon or 0
        many = sum(int((e.keys > horizon).sum()) for e in snapshot.entries.values()) > _NEWCOMERS
        if new or many:
            self._vectors.catch_up(snapshot.generation)
        if self._vectors.sees(snapshot.generation):
            self._horizon = newest
        return self._vectors

    def _may_open(self, vectors: VectorStore, snapshot: Snapshot) -> bool:
        """Whether a search may open the vector store; else the catalog's vectors are searched, until a sync has looked.

        Not where a writer died or is at work in another process, nor in a folder that may only be read.
        """
        if vectors.is_open or vectors.remote:
            return True
        if not self.catalog.keeps_vectors_in(vectors.folder):
            if snapshot.total:
                _LOG.warning(
                    "%s: the vectors are in another machine's index folder. Searching the catalog instead, which is "
                    "slower; put them on a Chroma server with OTR_CHROMA_URL: see docs/postgresql.md",
                    self.place.name,
                )
            return False
        writable = os.access(self.folder, os.W_OK)
        sound = vectors.sealed
        if snapshot.total and writable and not sound and not self.has_writer:
            _LOG.warning(
                "%s: the vectors are not as the last sync left them. Searching the catalog instead, which is slower, "
                "until they are put right by: ontherecord index",
                self.vectors_folder,
            )
        return writable and sound

    def admitted_counts(self, where: Filter) -> tuple[int, int]:
        """(transcripts, turns) that a filter admits."""
        admitted: Keys | None = self.scorer.admitted(where)
        snapshot = self.scorer.snapshot
        if admitted is None:
            return len(snapshot.live), snapshot.total
        return len(self.scorer.transcripts_of(admitted)), len(admitted)

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            close_all(self.vectors_folder, self.chroma_url)  # those of a sync with stores of its own too
            if self._catalog is not None:
                self._catalog.close()
            self._catalog = self._scorer = self._vectors = self._blocks = self._horizon = None

    def _matching_embedder(self) -> Embedder:
        if isinstance(self._open_embedder, Automatic):  # another process may have chosen anew
            self._open_embedder.take(self.catalog.model)
        made_with = self.catalog.about("fingerprint")
        if made_with != fingerprint(self.embedder):
            raise VectorStoreError(
                f"{self.folder}: this index was made with another embedding model or chunking rule ({made_with}). "
                "Rebuild it beside the old one with: ontherecord index"
            )
        return self.embedder

    def store(self, name: str) -> VectorStore:
        """The vector store with the collections of this name; not opened yet."""
        return VectorStore(self.vectors_folder, name=name, url=self.chroma_url, token=self._chroma_token)

    @property
    def vectors_folder(self) -> Path:
        """Where the embedded vector store is."""
        return self.place.vectors_folder
