"""Texts taken apart into the stems that FTS5 finds them by, by FTS5 itself: for a store that has no such thing."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Sequence

from index.catalog import fulltext

COLUMNS = ("head", "label", "words")  # in the order of their numbers
_NUMBER = {column: number for number, column in enumerate(COLUMNS)}


class Tokens:
    """A full text table in memory, emptied after each use. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        weakref.finalize(self, self._db.close).atexit = False
        made = fulltext.create_table("said", *COLUMNS)
        self._db.execute(f"{made[:-1]}, content = '')")  # only its words are wanted
        self._db.execute("CREATE VIRTUAL TABLE places USING fts5vocab(said, instance)")

    def places(self, rows: Iterable[Sequence[str]]) -> list[tuple[str, int, int, int]]:
        """(stem, number of the row, number of the column, place in it) of every word of rows of COLUMNS, by stem."""
        with self._lock:
            try:
                self._db.execute("BEGIN")
                self._db.executemany(
                    "INSERT INTO said (rowid, head, label, words) VALUES (?, ?, ?, ?)",
                    ((number, *row) for number, row in enumerate(rows)),
                )
                found = self._db.execute("SELECT term, doc, col, offset FROM places").fetchall()
            finally:
                self._db.execute("ROLLBACK")
        return [(term, doc, _NUMBER[column], offset) for term, doc, column, offset in found]

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """The stems of each text, in order."""
        found: list[list[tuple[int, str]]] = [[] for _ in texts]
        for term, number, _, offset in self.places(("", "", text) for text in texts):
            found[number].append((offset, term))
        return [tuple(term for _, term in sorted(one)) for one in found]
