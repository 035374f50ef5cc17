"""The SQLite file of an index: its tables, connections for many threads, transactions, SQLite's errors translated."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.catalog import fulltext
from index.errors import BrokenCatalog, CatalogError

SCHEMA = 4

_PAGES_AT_ONCE = 1_000  # given back in one transaction
_WAIT_MS = 30_000  # for another program that has the file open
_READ_MS = 3_000  # for readers; none takes so long, unless it is stuck
_SIDE_FILES = ("-wal", "-shm", "-journal")

# Keys of turns and entries are never used twice (AUTOINCREMENT): a search that began before a removal must not find
# another transcript's words under a key it holds.
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
  parts TEXT NOT NULL, error TEXT
) WITHOUT ROWID;
CREATE TABLE transcripts (
  pk INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, revision TEXT NOT NULL, live INTEGER NOT NULL,
  title TEXT NOT NULL, date TEXT, turns INTEGER NOT NULL, base INTEGER NOT NULL, first_date TEXT, last_date TEXT,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX live_transcripts ON transcripts (id) WHERE live;
CREATE TABLE turns (
  pk INTEGER PRIMARY KEY AUTOINCREMENT, transcript INTEGER NOT NULL, idx INTEGER NOT NULL, speaker TEXT,
  folded TEXT, date TEXT, record TEXT NOT NULL
);
CREATE UNIQUE INDEX turns_by_place ON turns (transcript, idx);
CREATE INDEX turns_by_speaker ON turns (folded);
CREATE TABLE entries (
  pk INTEGER PRIMARY KEY AUTOINCREMENT, transcript INTEGER NOT NULL, view TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, part INTEGER NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX entries_by_transcript ON entries (transcript, view);
CREATE INDEX entries_by_hash ON entries (hash);
"""

_WAYS_OUT = {
    "database or disk is full": "Free some space and run the command again; the old index still serves",
    "attempt to write a readonly database": "Make the index folder writable or choose another with --index",
    "disk I/O error": "Look whether the disk is full or failing; the old index still serves",
    "database is locked": "Another program has the file open: wait for it, or stop it",
}


class Database:
    """Connections to one SQLite file, lent to one thread at a time; as many are open as were ever used at once."""

    def __init__(self, path: Path) -> None:
        """Opens nothing yet. `path` must exist when something is asked."""
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._lock = threading.Lock()
        # Since Python 3.13 a connection that nobody closed warns when it goes.
        weakref.finalize(self, _close_all, self._idle).atexit = False

    def all(self, statement: str, *values: Any) -> list[Any]:
        """Every row."""
        with self._connection_in_use() as connection:
            return _Transaction(connection).all(statement, *values)

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        with self._connection_in_use() as connection:
            return _Transaction(connection).one(statement, *values)

    @contextmanager
    def reading(self) -> Iterator[_Transaction]:
        """Every statement sees the same committed state."""
        with self._connection_in_use() as connection, _transaction(connection, "BEGIN"):
            yield _Transaction(connection)

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        """Statements take effect together, when the block ends, or not at all."""
        with self._connection_in_use() as connection, _transaction(connection, "BEGIN IMMEDIATE"):
            yield _Transaction(connection)

    def shrink(self) -> None:
        """Give free pages back to the disk."""
        with self._connection_in_use() as connection:
            left = _free_pages(connection)
            while left:  # a few at a time, for each goes through the log
                # Not `execute`: SQLite gives one page back a step, and that takes a single step of this statement.
                connection.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")
                before, left = left, _free_pages(connection)
                if left >= before:
                    break  # a file without incremental vacuum

    def empty_log(self) -> bool:
        """Whether SQLite's log, where what was removed may still stand, is empty now: not while somebody reads on."""
        if not self.path.with_name(self.path.name + "-wal").exists():
            return True
        with self._connection_in_use() as connection:
            connection.execute(f"PRAGMA busy_timeout = {_READ_MS}")
            try:
                busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
        return not busy

    def quick_check(self) -> str:
        """What SQLite finds wrong with the file; "ok" for nothing."""
        return "; ".join(str(row[0]) for row in self.all("PRAGMA quick_check(5)"))

    def close(self) -> None:
        """Close every connection; one that is lent out closes when it comes back."""
        with self._lock:
            self._closed = True
            idle = self._idle.copy()
            self._idle.clear()
        _close_all(idle)

    @contextmanager
    def _connection_in_use(self) -> Iterator[sqlite3.Connection]:
        with translated(self.path):
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            connection = connection or _connect(self.path)
            try:
                yield connection
            finally:
                with self._lock:
                    if keep := not self._closed and not isinstance(connection, _Frozen):
                        self._idle.append(connection)
                if not keep:
                    connection.close()


class _Transaction:
    """Statements on one connection, in SQLite's words."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def all(self, statement: str, *values: Any) -> list[Any]:
        """Every row."""
        return self.connection.execute(_sqlite_statement(statement), _values(values)).fetchall()

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        row: tuple[Any, ...] | None = self.connection.execute(_sqlite_statement(statement), _values(values)).fetchone()
        return row

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that returns nothing."""
        self.connection.execute(_sqlite_statement(statement), _values(values))

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement with the values of each row."""
        self.connection.executemany(statement, rows)


@lru_cache(maxsize=256)
def _sqlite_statement(statement: str) -> str:
    statement = statement.replace("AMONG ?", "IN (SELECT value FROM json_each(?))")
    statement = re.sub(r"FIELD\(([\w.]+), (\w+)\)", r"json_extract(\1, '$.\2')", statement)
    return re.sub(r"SANS\(([\w.]+), (\w+)\)", r"json_remove(\1, '$.\2')", statement)


def _values(values: Sequence[Any]) -> Sequence[Any]:
    return [json.dumps(value) if isinstance(value, list) else value for value in values]


def create(path: Path, facts: Mapping[str, str]) -> None:
    """Make a new, empty database; it appears under its name only when it is complete. Raises CatalogError."""
    fresh = path.with_suffix(".new")
    remove(fresh)
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(fresh)
        try:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)
            for table, searched in fulltext.SEARCHED.items():
                connection.execute(fulltext.create_table(table, "head", *searched))
            connection.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
        finally:
            connection.close()
        _remove_side_files(path)  # another database's log would be replayed into this one
        fresh.replace(path)


def version() -> str:
    """The version of SQLite."""
    return sqlite3.sqlite_version


def fault() -> str:
    """Why this SQLite cannot be used; "" where it can."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
        except sqlite3.OperationalError as error:
            return str(error)
    return ""


def remove(path: Path) -> None:
    """Delete a database with its log."""
    path.unlink(missing_ok=True)
    _remove_side_files(path)


def rename(path: Path, target: Path) -> None:
    """Give a database another name, with its log, which may hold what the file lacks."""
    for tail in _SIDE_FILES:
        side = path.with_name(path.name + tail)
        if side.exists():
            side.replace(target.with_name(target.name + tail))
    path.replace(target)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as CatalogError, once, here."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if str(error).startswith(("no such table", "malformed")):
            raise BrokenCatalog(f"{path}: {error}. Rebuild it with: ontherecord index") from error
        way_out = _WAYS_OUT.get(str(error), "Check the index with: ontherecord doctor")
        raise CatalogError(f"{path}: {error}. {way_out}") from error
    except sqlite3.DatabaseError as error:
        raise BrokenCatalog(f"{path}: {error}. Rebuild it with: ontherecord index") from error


class _Frozen(sqlite3.Connection):
    """Takes the file for one that never changes: right for one use, and for no longer."""


def _connect(path: Path) -> sqlite3.Connection:
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return _connect_reading(path)
    # Opened by one thread and lent to others, never to two at once; autocommit, so that transactions are ours.
    connection = sqlite3.connect(path, timeout=_WAIT_MS / 1000, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")  # a stranger's file may have triggers
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA cache_size = -32768")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_reading(path: Path) -> sqlite3.Connection:
    """To a file that may only be read. Where no log stands beside it nobody writes, and SQLite need not make one."""
    logged = path.with_name(path.name + "-wal").exists()
    address = f"{path.absolute().as_uri()}?{'mode=ro' if logged else 'immutable=1'}"
    kind = sqlite3.Connection if logged else _Frozen
    return sqlite3.connect(
        address, uri=True, factory=kind, timeout=_WAIT_MS / 1000, check_same_thread=False, isolation_level=None
    )


def _close_all(connections: Iterable[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:  # Ctrl-C too leaves nothing half written
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _free_pages(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA freelist_count").fetchone()[0])


def _remove_side_files(path: Path) -> None:
    for tail in _SIDE_FILES:
        path.with_name(path.name + tail).unlink(missing_ok=True)
