"""Connections to the server for many threads, transactions, and PostgreSQL's errors translated."""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from index.catalog.postgresql.address import Address
from index.catalog.staging import blanks_for_nul
from index.errors import BrokenCatalog, CatalogError, MayNotWrite

Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")

_LOST = (psycopg.OperationalError, psycopg.InterfaceError)
_GONE = (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName)
_READING = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITING = b"BEGIN ISOLATION LEVEL READ COMMITTED"  # whoever waited for a lock sees what the other wrote


class Fence(Protocol):
    """What a writer holds while it writes; "" while nobody in this process does."""

    token: str


class Server:
    """Connections to one address, lent to one thread at a time; as many are open as were ever used at once."""

    def __init__(self, address: Address, fence: Fence) -> None:
        """Opens nothing yet. What is written is written only while the fence's token is the catalog's."""
        self.address, self._fence = address, fence
        self._idle: list[Connection] = []
        self._closed = False
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._idle)  # one that nobody closed

    def all(self, statement: str, *values: Any) -> list[Any]:
        """Every row."""
        return self._result_of(lambda transaction: transaction.all(statement, *values))

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        return self._result_of(lambda transaction: transaction.one(statement, *values))

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """Every statement sees the same committed state."""
        with translated(self.address), self._transaction(_READING) as connection:
            yield Statements(connection)

    @contextmanager
    def writing(self) -> Iterator[Statements]:
        """Statements take effect together, when the block ends, or not at all."""
        with translated(self.address), self._transaction(_WRITING) as connection:
            statements = Statements(connection)
            if token := self._fence.token:
                self._check_lock(statements, token)
            yield statements

    @contextmanager
    def alone(self) -> Iterator[Statements]:
        """Statements each of which is a transaction: what can be in no other."""
        with translated(self.address), self._connection_in_use() as connection:
            yield Statements(connection)

    def close(self) -> None:
        """Close every connection; one that is lent out closes when it comes back."""
        with self._lock:
            self._closed = True
        self._forget_idle()

    def _check_lock(self, statements: Statements, token: str) -> None:
        """A writer whose connection broke has lost its lock: the one that has it now noted a token of its own."""
        row = statements.one("SELECT value FROM about WHERE key = 'writer' FOR SHARE")
        if row is not None and row[0] != token:
            raise CatalogError(
                f"{self.address.shown}: the connection was lost, and another process writes to this index now. "
                "What was finished is kept; run the command again"
            )

    def _result_of(self, work: Callable[[Statements], T]) -> T:
        """What `work` returns; on a new connection where the one at hand was closed by the server meanwhile."""
        with translated(self.address):
            reused = bool(self._idle)
            try:
                with self._connection_in_use() as connection:
                    return work(Statements(connection))
            except _LOST:
                if not reused or self._closed:
                    raise
                self._forget_idle()  # what the server closed it closed for all
            with self._connection_in_use() as connection:
                return work(Statements(connection))

    @contextmanager
    def _transaction(self, begin: bytes) -> Iterator[Connection]:
        with self._connection_in_use(begin) as connection:
            yield connection
            connection.commit()

    @contextmanager
    def _connection_in_use(self, begin: bytes = b"") -> Iterator[Connection]:
        connection = self._connection_after(begin)
        try:
            yield connection
        finally:
            _roll_back(connection)
            with self._lock:
                if keep := not self._closed and not connection.closed:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _connection_after(self, begin: bytes) -> Connection:
        """A connection on which `begin` was said."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is not None:
            try:
                if begin:
                    connection.execute(begin)
                return connection
            except _LOST:
                connection.close()
                self._forget_idle()
        connection = connect(self.address)
        if begin:
            connection.execute(begin)
        return connection

    def _forget_idle(self) -> None:
        with self._lock:
            idle = self._idle.copy()
            self._idle.clear()
        _close_all(idle)


class Statements:
    """Statements on one connection, in PostgreSQL's words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, statement: str, *values: Any) -> list[Any]:
        """Every row."""
        return self._connection.execute(_postgresql_statement(statement), _bound_values(values), binary=True).fetchall()

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        return self._connection.execute(_postgresql_statement(statement), _bound_values(values), binary=True).fetchone()

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that returns nothing."""
        self._connection.execute(_postgresql_statement(statement), _bound_values(values))

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement with the values of each row."""
        with self._connection.cursor() as cursor:
            cursor.executemany(
                _postgresql_statement(statement), ([blanks_for_nul(value) for value in row] for row in rows)
            )

    def copy(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows to a table."""
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row([blanks_for_nul(value) for value in row])


def connect(address: Address) -> Connection:
    """A connection whose tables are those of the address's schema; it begins no transaction by itself."""
    connection = psycopg.connect(address.conninfo, autocommit=True)
    try:
        # What is asked is short: a compiler would only be in the way.
        connection.execute(f"SET search_path TO {address.quoted}; SET jit TO off".encode())
    except BaseException:
        connection.close()
        raise
    return connection


def _close_all(connections: Iterable[Connection]) -> None:
    for connection in connections:
        connection.close()


def _roll_back(connection: Connection) -> None:
    """Roll an open transaction back: Ctrl-C too leaves nothing half written."""
    if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
        try:
            connection.rollback()
        except psycopg.Error:
            connection.close()


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """PostgreSQL's errors as CatalogError, once, here; none contains the password."""
    try:
        yield
    except _GONE as error:
        reason = f"{address.shown}: {_message_of(error, address)}. Rebuild it with: ontherecord index"
        raise BrokenCatalog(reason) from None
    except psycopg.Error as error:
        kind = MayNotWrite if isinstance(error, errors.InsufficientPrivilege) else CatalogError
        raise kind(f"{address.shown}: {_message_of(error, address)}. {_way_out(error)}") from None


def _message_of(error: psycopg.Error, address: Address) -> str:
    said = error.diag.message_primary or " ".join(str(error).split()) or type(error).__name__
    return (said.replace(address.secret, "…") if address.secret else said).rstrip(".")


def _way_out(error: psycopg.Error) -> str:
    if isinstance(error, errors.InsufficientPrivilege):
        return "Grant it to the user in OTR_CATALOG_URL: see docs/postgresql.md"
    if isinstance(error, errors.DiskFull):
        return "Free some space on the server and run the command again; the old index still serves"
    if isinstance(error, _LOST):
        return "Is the server running, and does it let us in? Correct OTR_CATALOG_URL, or unset it"
    return "Check the index with: ontherecord doctor"


@lru_cache(maxsize=256)
def _postgresql_statement(statement: str) -> bytes:
    statement = statement.replace("AMONG ?", "= ANY(?)").replace("?", "%s")
    statement = re.sub(r"FIELD\(([\w.]+), (\w+)\)", r"(CAST(\1 AS json) ->> '\2')", statement)
    return re.sub(r"SANS\(([\w.]+), (\w+)\)", r"CAST(CAST(\1 AS jsonb) - '\2' AS text)", statement).encode()


def _bound_values(values: Sequence[Any]) -> list[Any] | None:
    return [blanks_for_nul(value) for value in values] or None
