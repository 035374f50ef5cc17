"""The only module that talks to Chroma: embedded in the index folder, or a server.

One collection a view, under the name that the catalog gives, and embedded every such set in a folder of its own: Chroma
leaves the bytes of what it deletes in its files, so a set is got rid of with its folder. Chroma's cosine distance is
1 - similarity and stays in here: callers get scores, higher is better. What another process wrote is seen only after
every client of a folder in this process was closed, so there is one client a folder, shared by all stores, and
`catch_up` closes it between uses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Names
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from index.chroma import files as store_files
from index.chroma import seal as sealing
from index.chroma.server import (
    Patience,
    greet,
    hurry,
    is_away,
    read_address,
)
from index.errors import OnTheRecordError, VectorStoreError

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

_DISK = ("database or disk is full", "disk I/O error")  # as SQLite inside Chroma says it
_BATCH = 4000  # Chroma refuses more than 5,461 at once
_REMOTE_BATCH = 250  # half a megabyte a request: what proxies let through, and little to send again


class VectorStore:
    """Vectors of the entries of one index, by entry key, in Chroma. Safe to use from several threads."""

    def __init__(self, folder: Path, *, name: str, url: str | None = None, token: str | None = None) -> None:
        """Opens nothing yet: the first use does, so that commands which need no vectors do not wait for Chroma.

        Raises VectorStoreError for a URL that is none.
        """
        self.name, self.remote = name, url is not None
        self.folder = folder
        self._client = _client_for(folder / name, url, token)

    def search(self, view: str, query: npt.NDArray[np.float32], *, k: int) -> list[tuple[int, float]]:
        """The k nearest entries of a view as (entry key, cosine), best first.

        Raises VectorStoreError, also where there is no such collection: what only reads makes none.
        """
        name, near = self._name(view), [query.tolist()]
        found = self._client.call(
            lambda client: client.existing(name).query(query_embeddings=near, n_results=k, include=["distances"]),
            patient=False,
        )
        distances = (found["distances"] or [[]])[0]
        return [(int(key), 1.0 - float(d)) for key, d in zip(found["ids"][0], distances, strict=True)]

    def upsert(self, view: str, keys: Sequence[int], vectors: npt.NDArray[Any]) -> None:
        """Write vectors under their entries' keys; writing them again changes nothing."""

        def write(batch: slice, client: _Client) -> None:
            rows = vectors[batch].astype(np.float32)
            client.made(self._name(view)).upsert(ids=[str(key) for key in keys[batch]], embeddings=rows)

        for batch in self._batches(len(keys)):
            self._client.call(partial(write, batch), make=True)
        if not self.remote:
            store_files.blank(self.folder / self.name)

    def delete(self, view: str, keys: Sequence[int]) -> None:
        """Remove entries; those that are not there are no matter. Slow, and their bytes stay in Chroma's files."""

        def remove(batch: slice, client: _Client) -> None:
            if client.has(name := self._name(view)):
                client.existing(name).delete(ids=[str(key) for key in keys[batch]])

        for batch in self._batches(len(keys)):
            self._client.call(partial(remove, batch))

    def count(self, view: str) -> int:
        """Number of entries that Chroma holds for a view; 0 where it has no such collection."""
        if not self._client.there:
            return 0
        name = self._name(view)
        return self._client.call(lambda client: client.existing(name).count() if client.has(name) else 0)

    def keys(self, view: str) -> set[int]:
        """Every entry key that Chroma holds for a view; none where it has no such collection."""
        if not self._client.there:
            return set()
        name = self._name(view)
        found = self._client.call(
            lambda client: client.existing(name).get(include=[])["ids"] if client.has(name) else []
        )
        return {int(key) for key in found}

    def drop(self) -> None:
        """Remove these collections, embedded with every byte of their files; this store is then out of use.

        Searches under way end first; whoever searches it later gets VectorStoreError.
        """
        if self.remote:
            self._client.call(lambda client: client.drop(lambda name: name.startswith(f"{self.name}-")))
        else:
            self._client.retire()
            store_files.remove(self.folder / self.name)

    def sweep(self, keep: Names[str]) -> None:
        """Remove what writers that died left: everything but the sets of these names.

        On a server only what is this index's; and there what is embedded is out of use altogether.
        """
        for place in list(self.folder.iterdir()) if self.folder.is_dir() else ():
            if self.remote or place.name not in keep:
                _client_for(place, None).retire()
                store_files.remove(place)
        if self.remote:
            self._client.call(lambda client: client.drop(self._is_left_over(keep)))

    def claim(self, token: str, *, after: Names[str]) -> bool:
        """On a server: whether this index alone writes there; the last that did left one of the tokens `after`.

        Another token there is that of a copy. If there is none, this one stands in their place from now on.
        """
        mark = f"{_owner(self.name)}-claim-"

        def claim(client: _Client) -> bool:
            client.made(f"{mark}{token}")  # before looking: of two copies at once, one at least sees the other
            if {name.removeprefix(mark) for name in client.names() if name.startswith(mark)} <= {token, *after}:
                client.drop(lambda name: name.startswith(mark) and name != f"{mark}{token}")
                return True
            client.drop(lambda name: name == f"{mark}{token}")
            return False

        return self._client.call(claim, make=True)

    def seal(self) -> None:
        """Note that the files are well as they stand: for a writer that ends well; see `index.chroma.seal`."""
        if not self.remote and self._client.there:
            sealing.seal(self.folder / self.name)

    @property
    def sealed(self) -> bool:
        """Whether the files are as they were when last sealed, so that opening them is safe; a server always is."""
        return self.remote or sealing.is_sealed(self.folder / self.name)

    @property
    def there(self) -> bool:
        """Whether there is anything to open."""
        return self._client.there

    @property
    def is_open(self) -> bool:
        """Whether this process has the store open."""
        return self._client.is_open

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

    def server(self) -> str:
        """What the server says of itself. Raises VectorStoreError."""
        return self._client.call(lambda client: client.described(), patient=False)

    def close(self) -> None:
        """Let go of Chroma, once nobody uses it; the next use opens it again."""
        self._client.close()

    def retire(self) -> None:
        """Let go for good, for other collections have taken over; on a server those have the same client."""
        if not self.remote:
            self._client.retire()

    def _is_left_over(self, keep: Names[str]) -> Callable[[str], bool]:
        """Tells whether a collection is one of this index, by its name, and of none of these sets."""

        def is_left_over(collection: str) -> bool:
            name = collection.rpartition("-")[0]
            return name not in keep and _owner(name) == _owner(self.name)

        return is_left_over

    def _name(self, view: str) -> str:
        return f"{self.name}-{view}"

    def _batches(self, number: int) -> list[slice]:
        size = _REMOTE_BATCH if self.remote else _BATCH
        return [slice(start, start + size) for start in range(0, number, size)]


class _Client:
    """The one client of a folder, or of a server, in this process; lent out, and closed only while nobody has it."""

    def __init__(self, folder: Path, url: str | None, token: str | None = None) -> None:
        self.folder, self.url = folder, url
        self._server = read_address(url, token) if url else None
        self._patience = Patience()
        self._open: ClientAPI | None = None
        self._pools: list[httpx.Client] = []
        self._collections: dict[str, Collection] = {}
        self._users = self._writers = 0
        self._closing = self._retired = False
        self._generation: int | None = None  # everything committed up to it is visible
        self._free = threading.Condition(threading.RLock())

    @property
    def is_open(self) -> bool:
        return self._open is not None

    @property
    def there(self) -> bool:
        """Whether there is anything to open."""
        return self.url is not None or (self.folder / "chroma.sqlite3").is_file()

    def call(self, work: Callable[[_Client], T], *, patient: bool = True, make: bool = False) -> T:
        """What `work` returns, given this client, open and staying so; only `make` makes a new folder.

        An unavailable server is waited for: `patient`, as long as a restart may take. Raises VectorStoreError for all
        faults.
        """
        attempt = partial(self._attempt, work, make)
        with self._translated():
            return self._patience.call(attempt, patient=patient) if self._server else attempt()

    def _attempt(self, work: Callable[[_Client], T], make: bool) -> T:
        from chromadb.errors import NotFoundError

        with self._lent(make=make):
            try:
                return work(self)
            except NotFoundError:
                # Rebuilt by another process, under the same name, or lost by a server: no handle holds any more.
                with self._free:
                    self._collections.clear()
                return work(self)

    @contextmanager
    def _lent(self, *, make: bool) -> Iterator[None]:
        with self._free:
            self._free.wait_for(lambda: not self._closing)
            if self._retired or not (make or self._open or self.there):
                raise FileNotFoundError("the vectors are not there, or not any more")
            if self._open is None:
                self._open = self._connect()
            self._users += 1
        try:
            yield
        finally:
            with self._free:
                self._users -= 1
                self._free.notify_all()

    def existing(self, name: str) -> Collection:
        return self._handle(name, lambda client: client.get_collection(name, embedding_function=None))

    def made(self, name: str) -> Collection:
        return self._handle(
            name,
            lambda client: client.get_or_create_collection(
                name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            ),
        )

    def _handle(self, name: str, ask: Callable[[ClientAPI], Collection]) -> Collection:
        assert self._open is not None
        found = self._collections.get(name) or ask(self._open)
        with self._free:
            return self._collections.setdefault(name, found)

    def has(self, name: str) -> bool:
        return name in self.names()

    def names(self) -> list[str]:
        assert self._open is not None
        return [collection.name for collection in self._open.list_collections()]

    def drop(self, doomed: Callable[[str], bool]) -> None:
        assert self._open is not None
        for name in filter(doomed, self.names()):
            self._collections.pop(name, None)
            self._open.delete_collection(name)

    def described(self) -> str:
        assert self._open is not None
        assert self._server is not None
        return f"{self._server.shown} answers, Chroma's interface {self._open.get_version()}"

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
                for pool in self._pools:
                    pool.close()
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
            if _clients.get(key := _key(self.folder, self.url)) is self:
                del _clients[key]

    def _connect(self) -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        quiet = Settings(anonymized_telemetry=False)
        if self._server is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self.folder), settings=quiet)
        greet(self._server)
        client = chromadb.HttpClient(
            host=self._server.base,
            headers=dict(self._server.headers),
            settings=quiet,
            tenant=self._server.tenant,
            database=self._server.database,
        )
        # Chroma's client has two pools of connections, both without a public name, and never closes them.
        parts: tuple[Any, Any] = (client, client._admin_client)  # type: ignore[attr-defined]
        self._pools = [part._server._session for part in parts]
        for pool in self._pools:
            hurry(pool)
        return client

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
            raise self._fault(error) from error

    def _fault(self, error: BaseException) -> VectorStoreError:
        if self._server is None:
            way_out = "Repair it, without embedding, with: ontherecord doctor --repair"
            if any(words in str(error) for words in _DISK) or store_files.is_full(self.folder):
                way_out = (
                    "Free some space, or look what is wrong with the disk, and run the command again; "
                    "the old index still serves"
                )
            return VectorStoreError(f"{self.folder}: the vector store failed: {error}. {way_out}")
        if is_away(error):
            way_out = "Start it with: chroma run --path DIR --host HOST --port PORT; or correct or unset OTR_CHROMA_URL"
            return VectorStoreError(f"{self._server.shown}: the Chroma server does not answer: {error}. {way_out}")
        way_out = "Look closer with: ontherecord doctor"
        return VectorStoreError(f"{self._server.shown}: the Chroma server failed: {error}. {way_out}")


_clients: dict[str, _Client] = {}
_clients_lock = threading.Lock()


def close_all(folder: Path, url: str | None, *, after_a_fault: bool = False) -> None:
    """Close every client of the sets in a folder, or that of the server, whoever opened it; the next use reopens.

    After a fault in a folder nobody reopens what he had, and the sets are no longer sealed: a client that failed to
    write, on a full disk say, may leave later searches without an answer for ever.
    """
    with _clients_lock:
        inside = [client for key, client in _clients.items() if Path(key).parent == folder.resolve()]
        server = [_clients[url]] if url in _clients else []
    for client in server if url else inside:
        if after_a_fault and not url:
            client.retire()
            sealing.unseal(client.folder)
        else:
            client.close()


def _client_for(folder: Path, url: str | None, token: str | None = None) -> _Client:
    with _clients_lock:
        return _clients.setdefault(_key(folder, url), _Client(folder.resolve(), url, token))


def _owner(name: str) -> str:
    """What stands in the name of a set for the index that made it, as the catalog names them."""
    return name.rsplit("-", 2)[0] if name.count("-") == 3 else name


def _key(folder: Path, url: str | None) -> str:
    return url or str(folder.resolve())
