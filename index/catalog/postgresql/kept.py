"""What people keep, and who is signed in, in tables beside the catalog: every app server has the same at once.

A rebuild and a catalog put aside leave these tables alone. They are made with the catalog, or by the first who needs
them where a page is there before any index is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from index.catalog.postgresql.server import Server, Statements
from index.catalog.postgresql.tables import KEPT
from index.errors import BrokenCatalog

if TYPE_CHECKING:
    from index.catalog.sql import Transaction

T = TypeVar("T")

_NUMBERED = "SELECT number, line FROM kept WHERE name = ? ORDER BY number"
_MOST = 10_000  # sessions; the one that ends first goes first


def make_tables(transaction: Transaction, schema: str) -> None:
    """Make the schema and these tables where they are not there yet; of several who do so at once one does."""
    transaction.run("SELECT pg_advisory_xact_lock(hashtext(?))", f"ontherecord tables {schema}")
    if not transaction.one("SELECT 1 FROM pg_namespace WHERE nspname = ?", schema):
        transaction.run(f'CREATE SCHEMA "{schema}"')
    for statement in KEPT:
        transaction.run(statement)


class _Tables:
    """Tables of a server that are made when they are first needed."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def _with_tables(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except BrokenCatalog:  # no such table
            with self._server.writing() as transaction:
                make_tables(transaction, self._server.address.schema)
            return work()


class KeptOnServer(_Tables):
    """A row for each line. A change writes only the rows from the first that is another to the last."""

    def place(self, name: str) -> str:
        return f"{self._server.address.shown}: {name}"

    def names(self) -> list[str]:
        return [row[0] for row in self._all("SELECT DISTINCT name FROM kept ORDER BY name")]

    def lines(self, name: str) -> list[str]:
        return [line for _, line in self._all(_NUMBERED, name)]

    @contextmanager
    def changing(self, name: str) -> Iterator[list[str]]:
        self._all("SELECT 1 FROM kept LIMIT 0")  # the tables are there
        with self._server.writing() as transaction:
            transaction.run("SELECT pg_advisory_xact_lock(hashtext(?))", f"ontherecord {name}")
            rows: list[tuple[int, str]] = transaction.all(_NUMBERED, name)
            lines = [line for _, line in rows]
            yield lines
            _write(transaction, name, rows, lines)

    def _all(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        return self._with_tables(lambda: self._server.all(statement, *values))


class SessionsOnServer(_Tables):
    """A row for each session. Time is the server's, so that machines whose clocks differ agree."""

    remote = True

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        # Database and schema: machines may reach the server by different names.
        self.page = sha256(server.address.shown.rpartition("/")[2].encode()).hexdigest()[:8]

    def begin(self, token: str, name: str, mark: str, *, seconds: float) -> None:
        def keep() -> None:
            with self._server.writing() as transaction:
                transaction.run("DELETE FROM signed_in WHERE until < now()")
                transaction.run(
                    "DELETE FROM signed_in WHERE digest IN (SELECT digest FROM signed_in ORDER BY until DESC OFFSET ?)",
                    _MOST - 1,
                )
                transaction.run(
                    "INSERT INTO signed_in (digest, name, mark, until) "
                    "VALUES (?, ?, ?, now() + ? * interval '1 second')",
                    _digest(token), name, mark, float(seconds),
                )  # fmt: skip

        self._with_tables(keep)

    def find(self, token: str) -> tuple[str, str] | None:
        found = "SELECT name, mark FROM signed_in WHERE digest = ? AND until >= now()"
        row = self._with_tables(lambda: self._server.one(found, _digest(token)))
        return None if row is None else (str(row[0]), str(row[1]))

    def end(self, token: str) -> None:
        def forget() -> None:
            with self._server.writing() as transaction:
                transaction.run("DELETE FROM signed_in WHERE digest = ?", _digest(token))

        self._with_tables(forget)


def _write(transaction: Statements, name: str, rows: Sequence[tuple[int, str]], lines: Sequence[str]) -> None:
    """Make these rows hold those lines, in their order."""
    same = next((n for n, (row, line) in enumerate(zip(rows, lines, strict=False)) if row[1] != line), None)
    begin = min(len(rows), len(lines)) if same is None else same
    behind = _alike_at_the_end([line for _, line in rows[begin:]], lines[begin:])
    if len(lines) > len(rows):
        behind = 0  # there are no numbers between
    gone, come = rows[begin : len(rows) - behind], lines[begin : len(lines) - behind]
    last = rows[-1][0] if rows else 0
    numbers = [number for number, _ in gone] + list(range(last + 1, last + 1 + len(come)))
    transaction.many("DELETE FROM kept WHERE name = ? AND number = ?", [(name, number) for number, _ in gone])
    transaction.many(
        "INSERT INTO kept (name, number, line) VALUES (?, ?, ?)",
        [(name, number, line) for number, line in zip(numbers, come, strict=False)],
    )


def _alike_at_the_end(some: Sequence[str], others: Sequence[str]) -> int:
    """How many lines at the end are the same."""
    pairs = zip(reversed(some), reversed(others), strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(some), len(others)))


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
