"""One writer at a time: an advisory lock of the database, and who has it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import psycopg
from psycopg import errors

from index.catalog.postgresql.address import Address
from index.catalog.postgresql.server import Connection, connect, translated
from index.errors import IndexBusy

_THERE = "SELECT value FROM about WHERE key = 'writer'"
_TAKE = "INSERT INTO about (key, value) VALUES ('writer', %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_LEAVE = "DELETE FROM about WHERE key = 'writer' AND value = %s"


class AdvisoryWriter:
    """The right to write to the catalog at an address. The server takes it back when the connection ends."""

    def __init__(self, address: Address, folder: Path) -> None:
        """`folder`: of the index, where others put what is not in the catalog."""
        self._address, self._folder = address, folder
        self.token = ""  # what the catalog says while this process writes

    @contextmanager
    def writing(self, wait: float) -> Iterator[bool]:
        """The writer's lock; whether the writer before died while it had it.

        Raises IndexBusy where another process has it for more than `wait` seconds, CatalogError where nobody can.
        """
        with translated(self._address):
            connection = connect(self._address)
        with connection:
            with translated(self._address):
                self._lock(connection, wait)
                died = _noted(connection) is not None
                with suppress(OSError):
                    self._folder.mkdir(parents=True, exist_ok=True)
                self.token = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "token": token_hex(6)})
                with suppress(errors.UndefinedTable):  # no catalog yet: the process that makes it notes that
                    connection.execute(_TAKE, [self.token])
            try:
                yield died
                # Only here: a process that finds the note after a crash or a fault knows to look twice.
                with suppress(psycopg.Error):
                    connection.execute(_LEAVE, [self.token])
            finally:
                self.token = ""

    @property
    def is_taken(self) -> bool:
        """Whether a process is writing, or died while it was."""
        with translated(self._address), connect(self._address) as connection:
            return _noted(connection) is not None

    def _lock(self, connection: Connection, wait: float) -> None:
        key = int.from_bytes(sha256(f"ontherecord {self._address.schema}".encode()).digest()[:8], "big", signed=True)
        connection.execute(f"SET lock_timeout TO {max(int(wait * 1000), 1)}".encode())
        try:
            connection.execute("SELECT pg_advisory_lock(%s)", [key])
        except errors.LockNotAvailable:
            who, place = _who(_noted(connection)), self._address.shown
            message = f"{place}: {who} is writing to this index. Wait for it, or stop it"
            raise IndexBusy(message, code="index_busy", folder=place, who=who) from None


def _noted(connection: Connection) -> str | None:
    try:
        row = connection.execute(_THERE).fetchone()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        return None
    return None if row is None else str(row[0])


def _who(noted: str | None) -> str:
    try:
        facts = json.loads(noted or "")
        return f"process {facts['pid']} on {facts['host']}"
    except (ValueError, KeyError):
        return "another process"
