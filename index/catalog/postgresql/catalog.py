"""The catalog in a schema of a PostgreSQL database, which several machines may use at once."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING

from index.catalog.catalog import Catalog
from index.catalog.identity import first_facts
from index.catalog.places import CatalogPlace
from index.catalog.postgresql.address import Address
from index.catalog.postgresql.kept import KeptOnServer, SessionsOnServer, make_tables
from index.catalog.postgresql.migrations import UPGRADES, upgrade
from index.catalog.postgresql.server import Server
from index.catalog.postgresql.tables import SCHEMA, STATEMENTS, TABLES
from index.catalog.postgresql.words import PostedVocabulary, Postings
from index.catalog.postgresql.writer import AdvisoryWriter
from index.catalog.sqlite.tokens import Tokens
from index.catalog.staging import RowKeys, without_nul
from index.catalog.vectors import StoredVectors
from index.errors import BrokenCatalog, NoIndex

if TYPE_CHECKING:
    from index.catalog.sql import Transaction
    from index.catalog.staging import Rows

_VECTORS, _MADE = "vectors_home", "made"  # facts: whose embedded store is in step; which catalog this is
_LOOK = 0.2  # seconds between looks whether another catalog took this one's place
_THERE = "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'about'"


class PostgresqlCatalog(Catalog):
    """The catalog in a schema."""

    def __init__(self, server: Server) -> None:
        """Open an existing catalog. Raises NoIndex where there is none, CatalogError where it cannot be used."""
        self._server, address = server, server.address
        if not server.one(_THERE, address.schema):
            server.close()
            raise NoIndex(f"{address.shown}: no index here yet. Make one with: ontherecord index --library FOLDER")
        tokens = Tokens()
        words = Postings(server, tokens)
        super().__init__(address.shown, server, words, PostedVocabulary(server, tokens, words))
        self.vectors = _Vectors(server)
        self._check(SCHEMA, UPGRADES)
        self._made, self._looked, self._replaced = self.about(_MADE), monotonic(), False

    @property
    def replaced(self) -> bool:
        """As in `Catalog`; looked up a few times a second at most."""
        if not self._replaced and monotonic() - self._looked > _LOOK:
            try:
                self._replaced = self.about(_MADE) != self._made
            except BrokenCatalog:
                self._replaced = True
            self._looked = monotonic()
        return self._replaced

    def belongs_to(self, library: Path) -> bool:
        """Whether a library is this index's: on every machine it is at the same path."""
        return self.about("library") == str(library.resolve())

    def settle(self, library: Path | None) -> None:
        if library is not None and not self.belongs_to(library):
            self.note({"library": str(library.resolve())})

    def keeps_vectors_in(self, folder: Path) -> bool:
        return self.about(_VECTORS) == _host_and_folder(folder)

    def facts_of_vectors(self, folder: Path) -> Mapping[str, str]:
        return {_VECTORS: _host_and_folder(folder)}

    def stage_rows(self, rows: Rows) -> RowKeys:
        return super().stage_rows(without_nul(rows))

    def _reserved(self, transaction: Transaction, rows: Rows) -> RowKeys:
        """A writer that reserves keys keeps the others waiting until it commits: so keys rise as commits do."""
        turns, entries = len(rows.turns), len(rows.entries)
        last = transaction.one(
            "UPDATE keys SET transcript = transcript + 1, turn = turn + ?, entry = entry + ? "
            "RETURNING transcript, turn, entry",
            turns, entries,
        )  # fmt: skip
        if last is None:
            raise BrokenCatalog(f"{self.name}: has lost its keys. Rebuild it with: ontherecord index")
        pk, turn, entry = last
        return RowKeys(pk, turn - turns + 1, range(entry - entries + 1, entry + 1))

    def shrink(self) -> None:
        """Let the server use the room of what was swept; its files keep the bytes until it does."""
        with self._server.alone() as statements:
            statements.run(f"VACUUM {', '.join(TABLES)}")

    def empty_log(self) -> None:
        """The server's log is the server's: see docs/postgresql.md."""

    def quick_check(self) -> str:
        """What tables are lacking; "ok" for none."""
        rows = self._server.all("SELECT tablename FROM pg_tables WHERE schemaname = ?", self._server.address.schema)
        lacking = sorted({*TABLES} - {row[0] for row in rows})
        return f"no tables {', '.join(lacking)}" if lacking else "ok"


class _Vectors(StoredVectors):
    def cached(self, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
        rows = self._db.all(
            "SELECT asked.hash, (SELECT e.vector FROM entries e WHERE e.hash = asked.hash LIMIT 1) "
            "FROM unnest(CAST(? AS bytea[])) AS asked (hash)",
            list(set(hashes)),
        )
        return {key: vector for key, vector in rows if vector is not None}


class PostgresqlPlace(CatalogPlace):
    """A schema of a database. The index folder has what is not in the catalog: an embedded vector store, above all."""

    def __init__(self, folder: Path, url: str) -> None:
        """Opens nothing yet. Raises CatalogError where the URL is none."""
        self._address = Address.parse(url)
        self._writer = AdvisoryWriter(self._address, folder)
        super().__init__(folder, self._writer)
        people = self._server(fenced=False)
        self.kept, self.sessions = KeptOnServer(people), SessionsOnServer(people)

    @property
    def name(self) -> str:
        return self._address.shown

    @property
    def vectors_folder(self) -> Path:
        """Another folder than that of a catalog in the index folder itself."""
        return self.folder / "postgresql" / super().vectors_folder.name

    @property
    def how_to_rebuild(self) -> str:
        return f"drop the schema {self._address.schema} of that database"

    @property
    def there(self) -> bool:
        server = self._server()
        try:
            return server.one(_THERE, self._address.schema) is not None
        finally:
            server.close()

    def open(self) -> PostgresqlCatalog:
        return PostgresqlCatalog(self._server())

    def create(self, *, library: Path, fingerprint: str) -> PostgresqlCatalog:
        """A new, empty catalog in one transaction; a schema that has other tables keeps them."""
        schema, server = self._address.schema, self._server(fenced=False)
        facts = first_facts(SCHEMA, library, fingerprint) | {_MADE: token_hex(6)}
        if self._writer.token:
            facts["writer"] = self._writer.token
        try:
            with server.writing() as transaction:
                make_tables(transaction, schema)
                for table in TABLES:
                    transaction.run(f"DROP TABLE IF EXISTS {table}")
                for statement in STATEMENTS:
                    transaction.run(statement)
                transaction.many("INSERT INTO about (key, value) VALUES (?, ?)", list(facts.items()))
        finally:
            server.close()
        return self.open()

    def upgrade(self) -> bool:
        server = self._server()
        try:
            return upgrade(server)
        finally:
            server.close()

    def set_aside(self) -> str:
        aside = f"{self._address.schema}_broken_{datetime.now(UTC).strftime('%Y%m%dt%H%M%S')}"
        server = self._server(fenced=False)
        try:
            with server.writing() as transaction:
                transaction.run(f'CREATE SCHEMA "{aside}"')
                for table in TABLES:
                    transaction.run(f'ALTER TABLE IF EXISTS {table} SET SCHEMA "{aside}"')
        finally:
            server.close()
        return f"the schema {aside}"

    def forget_aside(self) -> None:
        server = self._server()
        try:
            name = rf"^{self._address.schema}_broken_\d{{8}}t\d{{6}}$"
            rows = server.all("SELECT nspname FROM pg_namespace WHERE nspname ~ ?", name)
            with server.alone() as statements:
                for (schema,) in rows:
                    statements.run(f'DROP SCHEMA "{schema}" CASCADE')
        finally:
            server.close()

    def _server(self, *, fenced: bool = True) -> Server:
        return Server(self._address, self._writer if fenced else _Unfenced())


class _Unfenced:
    token = ""


def _host_and_folder(folder: Path) -> str:
    return f"{socket.gethostname()}:{folder.resolve()}"
