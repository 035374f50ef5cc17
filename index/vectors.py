"""The only module that talks to Chroma: embedded in the index folder, or a server.

One collection a view, under the name that the catalog gives, and embedded every such set in a folder of its own: Chroma
leaves the bytes of what it deletes in its files, so a set is got rid of with its folder. Chroma's cosine distance is
1 - similarity and stays in here: callers get scores, higher is better. What another process wrote is seen only after
every client of a folder in this process was closed, so there is one client a folder, shared by all stores, and
`catch_up` closes it between uses.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection as Names
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
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
        self.name, self.remote = name, url is not None
        self._folder = folder
        self._client = _client_for(folder / name, url)

    def search(self, view: str, query: npt.NDArray[np.float32], *, k: int) -> list[tuple[int, float]]:
        """The k nearest entries of a view as (entry key, cosine), best first.

        Raises VectorStoreError, also where there is no such collection: what only reads makes none.
        """
        with self._client.lent() as client:
            collection = client.existing(self._name(view))
            found = collection.query(query_embeddings=[query.tolist()], n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(int(key), 1.0 - float(d)) for key, d in zip(found["ids"][0], distances, strict=True)]

    def upsert(self, view: str, keys: Sequence[int], vectors: npt.NDArray[Any]) -> None:
        """Write vectors under their entries' keys; writing them again changes nothing."""
        with self._client.lent(make=True) as client:
            collection = client.made(self._name(view))
            for start in range(0, len(keys), _BATCH):
                batch = slice(start, start + _BATCH)
                collection.upsert(ids=[str(key) for key in keys[batch]], embeddings=vectors[batch].astype(np.float32))

    def delete(self, view: str, keys: Sequence[int]) -> None:
        """Remove entries; those that are not there are no matter. Slow, and their bytes stay in Chroma's files."""
        with self._client.lent() as client:
            collection = client.existing(self._name(view))
            for start in range(0, len(keys), _BATCH):
                collection.delete(ids=[str(key) for key in keys[start : start + _BATCH]])

    def count(self, view: str) -> int:
        """Number of entries that Chroma holds for a view; 0 where it has no such collection."""
        if not self._client.there:
            return 0
        with self._client.lent() as client:
            name = self._name(view)
            return client.existing(name).count() if name in client.names() else 0

    def keys(self, view: str) -> set[int]:
        """Every entry key that Chroma holds for a view; none where it has no such collection."""
        if not self._client.there:
            return set()
        with self._client.lent() as client:
            name = self._name(view)
            found = client.existing(name).get(include=[])["ids"] if name in client.names() else []
            return {int(key) for key in found}

    def drop(self) -> None:
        """Remove these collections, embedded with every byte of their files; this store is then out of use.

        Searches under way end first; whoever searches it later gets VectorStoreError.
        """
        if self.remote:
            with self._client.lent() as client:
                for name in client.names():
                    if name.startswith(f"{self.name}-"):
                        client.drop(name)
        else:
            self._client.retire()
            _remove(self._folder / self.name)

    def sweep(self, keep: Names[str]) -> None:
        """Remove what writers that died left in the folder: everything but the sets of these names.

        On a server nothing: it may hold other people's.
        """
        if self.remote or not self._folder.is_dir():
            return
        for place in list(self._folder.iterdir()):
            if place.name not in keep:
                _client_for(place, None).retire()
                _remove(place)

    def sees(self, generation: int) -> bool:
        """Whether searches find every entry that was committed up to this generation of the index."""
        return self._client.sees(generation)

    def catch_up(self, generation: int) -> None:
        """Have searches find what other processes committed up to this generation; waits for those under way."""
        self._client.catch_up(generation)

    @contextmanager
    def writing(self, generation: int) -> Iterator[None]:
        """While this process alone writes, from this generation on: what it writes, all its stores see."""
        with self._client.writing(generation):
            yield

    def close(self) -> None:
        """Let go of Chroma, once nobody uses it; the next use opens it again."""
        self._client.close()

    def retire(self) -> None:
        """Let go for good, for other collections have taken over; on a server those have the same client."""
        if not self.remote:
            self._client.retire()

    def _name(self, view: str) -> str:
        return f"{self.name}-{view}"


class _Client:
    """The one client of a folder, or of a server, in this process; lent out, and closed only while nobody has it."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self._folder, self.url = folder, url
        self._open: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._users = self._writers = 0
        self._closing = self._retired = False
        self._generation: int | None = None  # everything committed up to it is visible
        self._free = threading.Condition(threading.RLock())

    @property
    def there(self) -> bool:
        """Whether there is anything to open."""
        return self.url is not None or (self._folder / "chroma.sqlite3").is_file()

    @contextmanager
    def lent(self, *, make: bool = False) -> Iterator[_Client]:
        """This client, open and staying so; only `make` makes a new folder. Raises VectorStoreError for all faults."""
        with self._translated():
            with self._free:
                self._free.wait_for(lambda: not self._closing)
                if self._retired or not (make or self._open or self.there):
                    raise FileNotFoundError("the vectors are not there, or not any more")
                if self._open is None:
                    self._open = self._connect()
                self._users += 1
            try:
                yield self
            finally:
                with self._free:
                    self._users -= 1
                    self._free.notify_all()

    def existing(self, name: str) -> Collection:
        with self._free:
            if name not in self._collections:
                assert self._open is not None
                self._collections[name] = self._open.get_collection(name, embedding_function=None)
            return self._collections[name]

    def made(self, name: str) -> Collection:
        with self._free:
            if name not in self._collections:
                assert self._open is not None
                self._collections[name] = self._open.get_or_create_collection(
                    name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
                )
            return self._collections[name]

    def names(self) -> list[str]:
        assert self._open is not None
        return [collection.name for collection in self._open.list_collections()]

    def drop(self, name: str) -> None:
        assert self._open is not None
        with self._free:
            self._collections.pop(name, None)
            if name in self.names():
                self._open.delete_collection(name)

    def sees(self, generation: int) -> bool:
        with self._free:
            return self._open is None or self._writers > 0 or self.url is not None or self._generation == generation

    def catch_up(self, generation: int) -> None:
        with self._free:
            if not self.sees(generation):
                self.close()
            self._generation = generation

    @contextmanager
    def writing(self, generation: int) -> Iterator[None]:
        with self._free:
            self.catch_up(generation)
            self._writers += 1
        try:
            yield
        finally:
            with self._free:
                self._writers -= 1

    def close(self) -> None:
        with self._free:
            self._free.wait_for(lambda: not self._closing)
            self._closing = True  # new users wait until the last of the present ones has gone
            try:
                self._free.wait_for(lambda: self._users == 0)
                if self._open is not None:
                    self._open.close()  # type: ignore[attr-defined]  # on Client, missing from its abstract base
            finally:
                self._open = None
                self._collections.clear()
                self._closing = False
                self._free.notify_all()

    def retire(self) -> None:
        with self._free:
            self._retired = True
        self.close()
        with _clients_lock:
            if _clients.get(key := _key(self._folder, self.url)) is self:
                del _clients[key]

    def _connect(self) -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        quiet = Settings(anonymized_telemetry=False)
        if self.url is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self._folder), settings=quiet)
        address = urlsplit(self.url)
        return chromadb.HttpClient(
            host=address.hostname or "127.0.0.1",
            port=address.port or (443 if address.scheme == "https" else 8000),
            ssl=address.scheme == "https",
            settings=quiet,
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OnTheRecordError:
            raise
        except BaseException as error:
            # A panic in Chroma's Rust code is no Exception; Ctrl-C is to pass.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            place = self.url or str(self._folder)
            way_out = (
                "Start it with: chroma run --path DIR, or unset OTR_CHROMA_URL"
                if self.url
                else "Repair it, without embedding, with: ontherecord doctor --repair"
            )
            raise VectorStoreError(f"{place}: the vector store failed: {error}. {way_out}") from error


_clients: dict[str, _Client] = {}
_clients_lock = threading.Lock()


def close_all(folder: Path, url: str | None) -> None:
    """Close every client of the sets in a folder, or that of the server, whoever opened it; the next use reopens."""
    with _clients_lock:
        inside = [client for key, client in _clients.items() if Path(key).parent == folder.resolve()]
        server = [_clients[url]] if url in _clients else []
    for client in server if url else inside:
        client.close()


def _client_for(folder: Path, url: str | None) -> _Client:
    with _clients_lock:
        return _clients.setdefault(_key(folder, url), _Client(folder.resolve(), url))


def _key(folder: Path, url: str | None) -> str:
    return url or str(folder.resolve())


def _remove(place: Path) -> None:
    """Delete a folder or file. Raises VectorStoreError where it cannot be."""
    if not place.exists():
        return
    doomed = place.with_name(f".gone-{place.name.removeprefix('.gone-')}")
    try:
        if doomed != place:
            shutil.rmtree(doomed, ignore_errors=True)
            place.rename(doomed)  # at once: nobody opens half of it
        if doomed.is_dir():
            shutil.rmtree(doomed)
        else:
            doomed.unlink()
    except OSError as error:
        raise VectorStoreError(
            f"{place}: vectors that are out of use cannot be removed: {error.strerror}. "
            "Make the folder writable; the next sync removes them"
        ) from error
