"""A library folder and its index: sync, read, search. What `index.open_index` gives."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index import catalog as catalogs
from index.catalog import Catalog, TranscriptInfo
from index.errors import CatalogError, IndexBusy, NoIndex, NotFound, VectorStoreError, WrongLibrary
from index.filter import Filter
from index.scoring import Keys, Scorer, Scores, SearchView
from index.sync import Progress, Sync, SyncReport, fingerprint
from index.transcript import Transcript, Turn, split_turn_id
from index.vectors import VectorStore

if TYPE_CHECKING:
    from index.catalog import Live
    from index.embedding import Embedder

_LOCK, _HOLDER, _CHROMA = "writer.lock", "writer.json", "chroma"


class Index:
    """The index of one library. Reading is safe from several threads; one process at a time writes."""

    def __init__(
        self,
        library: Path | None,
        folder: Path,
        *,
        embedder: Callable[[], Embedder],
        chroma_url: str | None = None,
    ) -> None:
        """Opens nothing yet. `library` None: for reading only. `embedder` is called when a vector is first needed."""
        self.library, self.folder = library, folder
        self._open_embedder, self._chroma_url = embedder, chroma_url
        self._catalog: Catalog | None = None
        self._scorer: Scorer | None = None
        self._vectors: VectorStore | None = None
        self._loaded: Embedder | None = None
        self._lock = threading.RLock()

    # -- writing -----------------------------------------------------------------------------------------------------

    def sync(
        self,
        paths: Sequence[str | Path] = (),
        *,
        rebuild: bool = False,
        progress: Progress | None = None,
        wait: float = 30.0,
    ) -> SyncReport:
        """Make the index hold what the library says; see `index.sync`. Files that cannot be read are in the report.

        Raises IndexBusy where another process writes for more than `wait` seconds, WrongLibrary where the index is
        another library's, CatalogError or VectorStoreError where a store cannot be used.
        """
        if self.library is None or not self.library.is_dir():
            raise CatalogError(
                f"{self.library}: no such library folder. Make it, or name another with --library FOLDER"
            )
        with self._writing(wait):
            return self._sync(self.library, progress).run(self._relative(paths), rebuild=rebuild)

    def load(self, transcripts: Sequence[Transcript], *, progress: Progress | None = None) -> SyncReport:
        """Make the index hold exactly these transcripts, which come from no library: a data set, say. Raises as `sync`."""
        with self._writing(wait=30.0):
            return self._sync(self.folder, progress).load(transcripts)

    def _sync(self, library: Path, progress: Progress | None) -> Sync:
        embedder = self.embedder
        if not (self.folder / catalogs.FILE).exists():
            Catalog.create(self.folder, library=library, fingerprint=fingerprint(embedder)).close()
        return Sync(library, self.catalog, embedder, self._store, progress=progress, skip=self.folder.resolve())

    def _relative(self, paths: Sequence[str | Path]) -> list[str]:
        assert self.library is not None
        root = self.library.resolve()
        names = []
        for path in paths:
            whole = Path(path).resolve()
            if not whole.is_relative_to(root):
                whole = (root / path).resolve()
            if not whole.is_relative_to(root):
                raise CatalogError(
                    f"{path}: not inside the library {self.library}. Copy it there, or choose another --library"
                )
            names.append(whole.relative_to(root).as_posix())
        return names

    @contextmanager
    def _writing(self, wait: float) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / _LOCK)
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise IndexBusy(
                f"{self.folder}: {self._holder()} is writing to this index. Wait for it, or stop it"
            ) from error
        except OSError as error:
            raise CatalogError(
                f"{self.folder}: the index folder cannot be written: {error.strerror}. Choose another with --index FOLDER"
            ) from error
        holder = self.folder / _HOLDER
        try:
            holder.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
            yield
        finally:
            with suppress(OSError):
                holder.unlink(missing_ok=True)
            lock.release()

    def _holder(self) -> str:
        try:
            facts = json.loads((self.folder / _HOLDER).read_text())
            return f"process {facts['pid']} on {facts['host']}"
        except (OSError, ValueError, KeyError):
            return "another process"

    # -- reading -----------------------------------------------------------------------------------------------------

    @property
    def catalog(self) -> Catalog:
        """The open catalog. Raises NoIndex or WrongLibrary."""
        with self._lock:
            if self._catalog is None:
                catalog = Catalog(self.folder)
                owner = catalog.about("library")
                if self.library is not None and owner != str(self.library.resolve()):
                    catalog.close()
                    raise WrongLibrary(
                        f"{self.folder}: this index belongs to the library {owner}, not to {self.library}. "
                        "Name that library with --library, or another index folder with --index"
                    )
                self._catalog = catalog
            return self._catalog

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded on first use."""
        with self._lock:
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
        except NoIndex:
            return False

    def transcripts(self) -> tuple[TranscriptInfo, ...]:
        """Every transcript, then every file that could not be read (state "failed")."""
        return self.catalog.transcripts()

    def info(self, transcript_id: str) -> TranscriptInfo:
        """One transcript's entry in the list. Raises NotFound."""
        for transcript in self.transcripts():
            if transcript.id == transcript_id:
                return transcript
        raise NotFound(f"no transcript {transcript_id!r} in the index. See: ontherecord transcripts")

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
        raise NotFound(f"no turn {index} in transcript {transcript_id!r}")

    def speakers(self) -> tuple[tuple[str, int, int], ...]:
        """(canonical name, transcripts, turns) of every speaker, most turns first."""
        return self.catalog.speakers()

    def search(self, view: SearchView, query: str, where: Filter | None = None, k: int = 200) -> Scores:
        """Scores of the turns that a filter admits, under one view. Views are fused elsewhere."""
        scorer = self.scorer
        return scorer.search(view, query, scorer.admitted(where or Filter()), k=k)

    def mentions(self, query: str, where: Filter | None = None) -> list[int]:
        """Keys of every admitted turn that holds all words of the query, in order of date and place."""
        admitted = self.scorer.admitted(where or Filter())
        chosen = None if admitted is None else set(admitted.tolist())
        return [key for key in self.catalog.mentions(query) if chosen is None or key in chosen]

    def located(self, keys: Sequence[int]) -> dict[int, tuple[Live, Turn]]:
        """The turns with these keys, each with its transcript."""
        snapshot = self.scorer.snapshot
        return {key: (snapshot.transcript_of(key), turn) for key, turn in self.catalog.turns_by_pk(keys).items()}

    @property
    def scorer(self) -> Scorer:
        """Searches over the current generation; made again when another process or thread committed a new one."""
        with self._lock:
            catalog = self.catalog
            if self._scorer is None or self._scorer.snapshot.generation != catalog.generation:
                name = catalog.about("collection") or ""
                if self._vectors is not None:
                    self._vectors.close()
                self._vectors = self._store(name)
                self._scorer = Scorer(catalog, self._vectors, self._matching_embedder())
            return self._scorer

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
            if self._vectors is not None:
                self._vectors.close()
            if self._catalog is not None:
                self._catalog.close()
            self._catalog = self._scorer = self._vectors = None

    def _matching_embedder(self) -> Embedder:
        made_with = self.catalog.about("fingerprint")
        if made_with != fingerprint(self.embedder):
            raise VectorStoreError(
                f"{self.folder}: this index was made with another embedding model or chunking rule ({made_with}). "
                "Rebuild it beside the old one with: ontherecord index"
            )
        return self.embedder

    def _store(self, name: str) -> VectorStore:
        return VectorStore(self.folder / _CHROMA, name=name, url=self._chroma_url)
