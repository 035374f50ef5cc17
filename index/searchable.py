"""What an index gives to those who read and search it: transcripts, turns, speakers, scores."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np

from index.catalog.catalog import Catalog, Keys, TranscriptInfo
from index.catalog.places import place_of
from index.chroma.client import close_all
from index.chroma.store import VectorStore
from index.embedding.languages import not_known, unknown
from index.errors import BrokenCatalog, NoIndex, NotFound, VectorStoreError, WrongLibrary
from index.filter import Filter
from index.scoring import Scorer, Scores, SearchView
from index.scoring.current import CurrentScorer
from index.sync.languages import Automatic
from index.sync.versions import fingerprint
from index.transcript import Event, Speaker, Turn, split_turn_id

if TYPE_CHECKING:
    from index.catalog.catalog import Live
    from index.catalog.kept import Kept
    from index.embedding.embedder import Embedder
    from index.message import Message

T = TypeVar("T")


class SearchableIndex:
    """An index to read and to search, safe from several threads."""

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
        self._loaded: Embedder | None = None
        self._lock = threading.RLock()
        self.catalog_url = catalog_url
        self.place = place_of(folder, catalog_url)
        self._current = CurrentScorer(self.place, store=self.store, has_writer=lambda: self.has_writer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def kept(self) -> Kept:
        """What people keep: pins, collections, watched searches, feedback."""
        return self.place.kept

    @property
    def has_writer(self) -> bool:
        """Whether a process is writing, or died while it was."""
        return self.place.writer.is_taken

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
                way_out += f"; where the library was moved, {self.place.how_to_rebuild} and run: ontherecord index"
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
            replace(info, warnings=(*info.warnings, *unknown_language))
            if (unknown_language := not_known(model, info.language))
            else info
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
            return self._current.of(self.catalog, self._matching_embedder)

    def admitted_counts(self, where: Filter) -> tuple[int, int]:
        """(transcripts, turns) that a filter admits."""
        admitted: Keys | None = self.scorer.admitted(where)
        snapshot = self.scorer.snapshot
        if admitted is None:
            return len(snapshot.live), snapshot.total
        return len(self.scorer.transcripts_of(admitted)), len(admitted)

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            close_all(self.vectors_folder, self.chroma_url)  # those of a sync with stores of its own too
            if self._catalog is not None:
                self._catalog.close()
            self._catalog = None
            self._current.forget()

    def _matching_embedder(self) -> Embedder:
        if isinstance(self._open_embedder, Automatic):  # another process may have chosen again
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
