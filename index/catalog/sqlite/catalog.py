"""The catalog in the SQLite file of an index folder."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index import place
from index.catalog.catalog import Catalog
from index.catalog.identity import READERS, first_facts
from index.catalog.places import CatalogPlace, file_identity
from index.catalog.sqlite import database
from index.catalog.sqlite.database import SCHEMA, Database
from index.catalog.sqlite.migrations import UPGRADES, upgrade
from index.catalog.sqlite.words import Fts5Vocabulary, Fts5Words
from index.catalog.sqlite.writer import FileWriter
from index.catalog.staging import RowKeys
from index.errors import NoIndex

if TYPE_CHECKING:
    from index.catalog.sql import Transaction
    from index.catalog.staging import Rows

FILE = "catalog.sqlite3"
_ASIDE = "catalog.broken-"
_LOG = logging.getLogger(__name__)


class SqliteCatalog(Catalog):
    """The catalog file of an index folder."""

    def __init__(self, folder: Path) -> None:
        """Open an existing catalog. Raises NoIndex where there is none, CatalogError where it cannot be used."""
        self.path = folder / FILE
        if not self.path.is_file():
            raise NoIndex(f"{folder}: no index here yet. Make one with: ontherecord index --library FOLDER")
        self._file, self._tables = file_identity(self.path), Database(self.path)
        super().__init__(str(self.path), self._tables, Fts5Words(self._tables), Fts5Vocabulary(self._tables))
        self._check(SCHEMA, UPGRADES)

    @property
    def replaced(self) -> bool:
        return file_identity(self.path) != self._file

    @property
    def _identity(self) -> str:
        # An index made before there were identities has the one that its place gives.
        return super()._identity or sha256(str(self.path.resolve()).encode()).hexdigest()[:12]

    def belongs_to(self, library: Path) -> bool:
        return place.belongs(self.facts_of_itself(), library, self.path)

    def settle(self, library: Path | None) -> None:
        """Note where library and index are now; a copy gets an identity of its own. The caller has the lock.

        What a catalog says that came from elsewhere is believed once every file was read again.
        """
        noted = self.facts_of_itself()
        if place.is_copy(noted, self.path):
            self.draw_identity()
        now = place.facts_of(library, self.path)
        if place.is_another_file(noted, self.path):
            now[READERS] = ""
        if now.items() - noted.items():
            self.note(now)

    def keeps_vectors_in(self, folder: Path) -> bool:
        return folder.parent == self.path.parent  # it goes with the file wherever that goes

    def facts_of_vectors(self, folder: Path) -> dict[str, str]:
        del folder
        return {}

    def _reserved(self, transaction: Transaction, rows: Rows) -> RowKeys:
        # sqlite_sequence remembers the largest key ever given, which may be that of a row long removed.
        last = dict(transaction.all("SELECT name, seq FROM sqlite_sequence"))
        pk, base, first = (int(last.get(table, 0)) + 1 for table in ("transcripts", "turns", "entries"))
        return RowKeys(pk, base, range(first, first + len(rows.entries)))

    def shrink(self) -> None:
        self._tables.shrink()

    def empty_log(self) -> None:
        """Leave nothing of what was removed in SQLite's log; a reader that goes on reading keeps it there, with a
        warning, until the next sync."""
        if not self._tables.empty_log():
            _LOG.warning(
                "%s: another program goes on reading, so that what was removed stays in the file's log. End that "
                "program; the next sync empties it: ontherecord index",
                self.path,
            )

    def quick_check(self) -> str:
        """What SQLite finds wrong with the file; "ok" for nothing."""
        return self._tables.quick_check()


class SqlitePlace(CatalogPlace):
    """The index folder itself."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, FileWriter(folder))

    @property
    def there(self) -> bool:
        return (self.folder / FILE).is_file()

    def open(self) -> SqliteCatalog:
        return SqliteCatalog(self.folder)

    def create(self, *, library: Path, fingerprint: str) -> SqliteCatalog:
        """A new, empty catalog; it appears under its name only when it is complete."""
        database.create(self.folder / FILE, first_facts(SCHEMA, library, fingerprint))
        return self.open()

    def upgrade(self) -> bool:
        return upgrade(self.folder / FILE)

    def set_aside(self) -> str:
        when = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        aside = self.folder / f"{_ASIDE}{when}{Path(FILE).suffix}"
        database.rename(self.folder / FILE, aside)
        return str(aside)

    def forget_aside(self) -> None:
        for path in self.folder.glob(f"{_ASIDE}*"):
            path.unlink(missing_ok=True)
