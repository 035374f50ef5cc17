"""The one client of Chroma that a folder, or a server, has in this process: shared, lent out, closed between uses.

The only module that imports chromadb. What another process wrote is seen only after every client of a folder in this
process was closed, so there is one client a folder, shared by all stores, and `catch_up` closes it between uses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index.chroma import files as store_files
from index.chroma import seal as sealing
from index.chroma.server import Patience, check_server, is_unavailable, read_address, set_time_limits
from index.errors import OnTheRecordError, VectorStoreError

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

T = TypeVar("T")

_DISK = ("database or disk is full", "disk I/O error")  # as SQLite inside Chroma says it


class Client:
    """The one client of a folder, or of a server, in this process; closed only while no call uses it."""

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
        """Whether Chroma is open."""
        return self._open is not None

    @property
    def there(self) -> bool:
        """Whether there is anything to open."""
        return self.url is not None or (self.folder / "chroma.sqlite3").is_file()

    def call(self, work: Callable[[Client], T], *, patient: bool = True, make: bool = False) -> T:
        """What `work` returns, given this client, open and staying so; only `make` makes a new folder.

        An unavailable server is waited for: `patient`, as long as a restart may take. Raises VectorStoreError for all
        faults.
        """
        attempt = partial(self._attempt, work, make)
        with self._translated_errors():
            return self._patience.call(attempt, patient=patient) if self._server else attempt()

    def _attempt(self, work: Callable[[Client], T], make: bool) -> T:
        from chromadb.errors import NotFoundError

        with self._in_use(make=make):
            try:
                return work(self)
            except NotFoundError:
                # Rebuilt by another process, under the same name, or lost by a server: no handle holds any more.
                with self._free:
                    self._collections.clear()
                return work(self)

    @contextmanager
    def _in_use(self, *, make: bool) -> Iterator[None]:
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
        """The collection of this name. Raises Chroma's NotFoundError."""
        return self._handle(name, lambda client: client.get_collection(name, embedding_function=None))

    def get_or_create(self, name: str) -> Collection:
        """The collection of this name, a new one where there is none."""
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
        """Whether there is a collection of this name."""
        return name in self.names()

    def names(self) -> list[str]:
        """The names of all collections."""
        assert self._open is not None
        return [collection.name for collection in self._open.list_collections()]

    def drop(self, is_dropped: Callable[[str], bool]) -> None:
        """Remove the collections whose names pass the test."""
        assert self._open is not None
        for name in filter(is_dropped, self.names()):
            self._collections.pop(name, None)
            self._open.delete_collection(name)

    def described(self) -> str:
        """What the server says of itself."""
        assert self._open is not None
        assert self._server is not None
        return f"{self._server.shown} answers, Chroma's interface {self._open.get_version()}"

    def sees(self, generation: int) -> bool:
        """Whether searches find everything that was committed up to this generation of the index."""
        with self._free:
            return self._open is None or self._writers > 0 or self.url is not None or self._generation == generation

    def catch_up(self, generation: int) -> None:
        """Close what does not see this generation; the next use opens it, and sees it."""
        with self._free:
            if not self.sees(generation):
                self.close()
            self._generation = generation

    @contextmanager
    def writing(self, generation: int) -> Iterator[None]:
        """While only this process writes: everything written is visible here."""
        with self._free:
            self.catch_up(generation)
            self._writers += 1
        try:
            yield
        finally:
            with self._free:
                self._writers -= 1

    def close(self) -> None:
        """Close Chroma, once no call uses it; the next call opens it again."""
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
        """Close for good: later calls raise VectorStoreError."""
        with self._free:
            self._retired = True
        self.close()
        with _clients_lock:
            if _clients.get(key := _key(self.folder, self.url)) is self:
                del _clients[key]

    def _connect(self) -> ClientAPI:
        import chromadb

        quiet = _settings().model_copy()  # Chroma changes those it is given
        if self._server is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self.folder), settings=quiet)
        check_server(self._server)
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
            set_time_limits(pool)
        return client

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
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
        if is_unavailable(error):
            way_out = "Start it with: chroma run --path DIR --host HOST --port PORT; or correct or unset OTR_CHROMA_URL"
            return VectorStoreError(f"{self._server.shown}: the Chroma server does not answer: {error}. {way_out}")
        way_out = "Look closer with: ontherecord doctor"
        return VectorStoreError(f"{self._server.shown}: the Chroma server failed: {error}. {way_out}")


@cache
def _settings() -> Settings:
    """Chroma's, read once, for that takes as long as to open a folder. A `.env` that lies about changes nothing."""
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]  # of all settings of pydantic


_clients: dict[str, Client] = {}
_clients_lock = threading.Lock()


def close_all(folder: Path, url: str | None, *, after_a_fault: bool = False) -> None:
    """Close every client of the sets in a folder, or that of the server; the next use opens a new one.

    After a fault in a folder none of these clients is opened again, and the sets are no longer sealed: a client that
    failed to write, on a full disk say, may leave later searches without an answer for ever.
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


def client_for(folder: Path, url: str | None, token: str | None = None) -> Client:
    """The client of a folder, or of the server at a URL; the same one for all who ask. Raises VectorStoreError."""
    with _clients_lock:
        return _clients.setdefault(_key(folder, url), Client(folder.resolve(), url, token))


def _key(folder: Path, url: str | None) -> str:
    return url or str(folder.resolve())
