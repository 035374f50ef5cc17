"""Brings a catalog of an earlier version up to date in place, so that nothing is embedded again.

One step for each schema that differs, each in one transaction: a kill leaves the catalog as it was. The caller of this
holds the writer's lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from index.catalog import fulltext
from index.catalog.sqlite.database import SCHEMA, Database
from index.errors import CatalogError


def upgrade(path: Path) -> bool:
    """Whether the catalog in this file has the schema of this program now. Raises CatalogError for a full disk, say."""
    database = Database(path)
    try:
        while (found := _schema(database)) != SCHEMA:
            if found not in _STEPS:
                return False
            with database.writing() as transaction:
                _STEPS[found](transaction.connection)
                transaction.run("UPDATE about SET value = ? WHERE key = 'schema'", str(found + 1))
                transaction.run("UPDATE about SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
            database.shrink()
            database.empty_log()
    finally:
        database.close()
    return True


def _schema(database: Database) -> int:
    row = database.one("SELECT value FROM about WHERE key = 'schema'")
    try:
        return int(row[0]) if row else 0
    except ValueError as error:
        raise CatalogError(
            f"{database.path}: says that its schema is {row}. Rebuild it with: ontherecord index --rebuild"
        ) from error


def _titles_apart(connection: sqlite3.Connection) -> None:
    """2 to 3: date and title have a column of their own, which is not searched, in both full text tables."""
    for table, searched in fulltext.SEARCHED.items():
        connection.execute(fulltext.create_table(f"new_{table}", "head", *searched))
    connection.create_function("head_of", 2, _head_of, deterministic=True)
    connection.execute(
        "INSERT INTO new_turn_words (rowid, head, label, words) "
        "SELECT w.rowid, head_of(w.label, t.speaker), "
        "ltrim(substr(w.label, length(head_of(w.label, t.speaker)) + 1), char(10)), w.words "
        "FROM turn_words w JOIN turns t ON t.pk = w.rowid"
    )
    # A chunk begins with the head of its first turn, unless that was too long and only its beginning stands there.
    connection.execute(
        "INSERT INTO new_chunk_words (rowid, head, words) "
        "SELECT id, iif(opens, head, ''), iif(opens, substr(words, length(head) + 1), words) FROM ("
        "SELECT w.rowid AS id, w.words, n.head, coalesce(substr(w.words, 1, length(n.head)) = n.head, 0) AS opens "
        "FROM chunk_words w JOIN entries e ON e.pk = w.rowid JOIN transcripts t ON t.pk = e.transcript "
        "LEFT JOIN new_turn_words n ON n.rowid = t.base + e.first)"
    )
    for table in fulltext.SEARCHED:
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE new_{table} RENAME TO {table}")


def _head_of(label: str, speaker: str | None) -> str:
    """The part of a text before the speaker's name."""
    name = fulltext.indexed(speaker) if speaker else ""
    return label.removesuffix(name).rstrip("\n") if name else label


def _pairs_of_more_scripts(connection: sqlite3.Connection) -> None:
    """3 to 4: Thai, Lao, Burmese and Khmer are indexed by pairs of characters, as Chinese was."""
    connection.create_function("indexed", 1, fulltext.indexed, deterministic=True)
    for table, searched in fulltext.SEARCHED.items():
        for column in ("head", *searched):
            connection.execute(
                f"UPDATE {table} SET {column} = trim(indexed({column})) WHERE {column} GLOB ?",
                ("*[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]*",),
            )


_STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {2: _titles_apart, 3: _pairs_of_more_scripts}
UPGRADES = frozenset(map(str, _STEPS))  # the schemas that `upgrade` knows what to do with
