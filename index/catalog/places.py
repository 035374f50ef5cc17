"""Where the catalog of an index is: opened, made and kept aside there, and by one writer at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.catalog.kept import Kept, KeptInFolder, Sessions
from index.errors import CatalogError

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog

_CHROMA = "chroma"  # in the index folder: the embedded vector store


class Writer(Protocol):
    """The right to write to a catalog, which one process has at a time."""

    def writing(self, wait: float) -> AbstractContextManager[bool]:
        """The writer's lock; whether the writer before died while it had it.

        Raises IndexBusy where another process has it for more than `wait` seconds, CatalogError where nobody can.
        """
        ...

    @property
    def is_taken(self) -> bool:
        """Whether a process is writing, or died while it was."""
        ...


class CatalogPlace(ABC):
    """Where a catalog is, or will be. `folder` is the index folder, with all that is not in the catalog."""

    kept: Kept  # what people keep
    sessions: Sessions | None = None  # of those who are signed in; None: each page has its own

    def __init__(self, folder: Path, writer: Writer) -> None:
        self.folder, self.writer = folder, writer
        self.kept = KeptInFolder(folder)

    @property
    def name(self) -> str:
        """The place, as messages name it."""
        return str(self.folder)

    @property
    def how_to_rebuild(self) -> str:
        """What a user does so that the next sync makes a new catalog here."""
        return f"delete {self.folder}"

    @property
    def vectors_folder(self) -> Path:
        """Where the embedded vector store is."""
        return self.folder / _CHROMA

    @property
    @abstractmethod
    def there(self) -> bool:
        """Whether a catalog is there, of any version, damaged or not."""

    @abstractmethod
    def open(self) -> Catalog:
        """The catalog. Raises NoIndex where there is none, CatalogError where it cannot be used."""

    @abstractmethod
    def create(self, *, library: Path, fingerprint: str) -> Catalog:
        """A new, empty catalog in place of any other, complete from the moment that it is seen."""

    @abstractmethod
    def upgrade(self) -> bool:
        """Whether a catalog of another version could be brought up to date in place; the caller has the lock."""

    @abstractmethod
    def set_aside(self) -> str:
        """Keep a broken catalog under another name, which is returned."""

    @abstractmethod
    def forget_aside(self) -> None:
        """Delete the broken catalogs that were kept: they hold the text of what is being removed."""


def place_of(folder: Path, url: str | None = None) -> CatalogPlace:
    """Where the catalog of the index in this folder is: on a PostgreSQL server, or where none is named in the folder.

    Raises CatalogError where the URL is none, or its extra is not installed.
    """
    if url:
        try:
            from index.catalog.postgresql.catalog import PostgresqlPlace
        except ImportError as error:
            way_out = "Install it with: pip install -c constraints.txt -e '.[postgresql]'"
            raise CatalogError(f"OTR_CATALOG_URL needs the extra `postgresql` ({error}). {way_out}") from error
        return PostgresqlPlace(folder, url)
    from index.catalog.sqlite.catalog import SqlitePlace

    return SqlitePlace(folder)


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file or folder lies at a path: its device and number there; None where nothing does."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
