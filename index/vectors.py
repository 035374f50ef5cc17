"""The only module that talks to Chroma: embedded in the index folder, or a server.

One collection a view, under the name that the catalog gives. Chroma's cosine distance is 1 - similarity and stays in here:
callers get scores, higher is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from index.errors import OnTheRecordError, VectorStoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 4000  # Chroma refuses more than 5,461 at once


class VectorStore:
    """Vectors of the entries of one index, by entry key, in Chroma. Safe to use from several threads."""

    def __init__(self, folder: Path, *, name: str, url: str | None = None) -> None:
        """Opens nothing yet: the first use does, so that commands which need no vectors do not wait for Chroma."""
        self._folder, self._url = folder, url
        self._prefix = name
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._lock = RLock()

    def search(self, view: str, query: npt.NDArray[np.float32], *, k: int) -> list[tuple[int, float]]:
        """The k nearest entries of a view as (entry key, cosine), best first. Raises VectorStoreError."""
        with self._translated():
            collection = self._collection(view)
            size = min(k, collection.count())
            if not size:
                return []
            found = collection.query(query_embeddings=[query.tolist()], n_results=size, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(int(key), 1.0 - float(d)) for key, d in zip(found["ids"][0], distances, strict=True)]

    def upsert(self, view: str, keys: Sequence[int], vectors: npt.NDArray[Any]) -> None:
        """Write vectors under their entries' keys; writing them again changes nothing."""
        with self._translated():
            collection = self._collection(view)
            for start in range(0, len(keys), _BATCH):
                batch = slice(start, start + _BATCH)
                collection.upsert(ids=[str(key) for key in keys[batch]], embeddings=vectors[batch].astype(np.float32))

    def delete(self, view: str, keys: Sequence[int]) -> None:
        """Remove entries; those that are not there are no matter."""
        with self._translated():
            collection = self._collection(view)
            for start in range(0, len(keys), _BATCH):
                collection.delete(ids=[str(key) for key in keys[start : start + _BATCH]])

    def count(self, view: str) -> int:
        """Number of entries that Chroma holds for a view."""
        with self._translated():
            return self._collection(view).count()

    def keys(self, view: str) -> set[int]:
        """Every entry key that Chroma holds for a view."""
        with self._translated():
            return {int(key) for key in self._collection(view).get(include=[])["ids"]}

    def refill(self, view: str, batches: Iterable[tuple[list[int], npt.NDArray[np.float16]]]) -> None:
        """Make the collection anew from vectors kept elsewhere."""
        with self._translated(), self._lock:
            self._collections.pop(view, None)
            name = self._name(view)
            client = self._open()
            if any(collection.name == name for collection in client.list_collections()):
                client.delete_collection(name)
        for keys, vectors in batches:
            self.upsert(view, keys, vectors)

    def drop_others(self) -> None:
        """Remove collections of this folder that are not this store's: an old index, or a rebuild that died."""
        if self._url is not None:  # a server may hold other people's
            return
        with self._translated(), self._lock:
            for collection in self._open().list_collections():
                if collection.name.startswith("otr-") and not collection.name.startswith(f"{self._prefix}-"):
                    self._open().delete_collection(collection.name)

    def close(self) -> None:
        """Let go of Chroma; the next use opens it again and sees what other processes wrote."""
        with self._lock:
            if self._client is not None:
                self._client.close()  # type: ignore[attr-defined]  # on Client, missing from its abstract base
            self._client = None
            self._collections.clear()

    def _collection(self, view: str) -> Collection:
        with self._lock:
            if view not in self._collections:
                self._collections[view] = self._open().get_or_create_collection(
                    self._name(view), configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
            return self._collections[view]

    def _name(self, view: str) -> str:
        return f"{self._prefix}-{view}"

    def _open(self) -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        if self._client is None:
            quiet = Settings(anonymized_telemetry=False)
            if self._url is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(path=str(self._folder), settings=quiet)
            else:
                address = urlsplit(self._url)
                self._client = chromadb.HttpClient(
                    host=address.hostname or "127.0.0.1",
                    port=address.port or (443 if address.scheme == "https" else 8000),
                    ssl=address.scheme == "https",
                    settings=quiet,
                )
        return self._client

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OnTheRecordError:
            raise
        except Exception as error:
            place = self._url or str(self._folder)
            way_out = (
                "Start it with: chroma run --path DIR, or unset OTR_CHROMA_URL"
                if self._url
                else "Repair it, without embedding, with: ontherecord doctor --repair"
            )
            raise VectorStoreError(f"{place}: the vector store failed: {error}. {way_out}") from error
