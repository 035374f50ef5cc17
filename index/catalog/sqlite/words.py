"""Words in SQLite's own full text, FTS5: its rows, what it finds, and its vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import fulltext, words

if TYPE_CHECKING:
    from index.catalog.rows import View
    from index.catalog.sql import Database, Transaction
    from index.catalog.staging import RowKeys, Rows

_WORD = re.compile(r"[^\W\d_]+")
_LAST = 2**62  # no key is larger


class Fts5Words(words.Words):
    """Full text tables of one SQLite file. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def stage(self, transaction: Transaction, rows: Rows, keys: RowKeys) -> None:
        transaction.many(
            "INSERT INTO turn_words (rowid, head, label, words) VALUES (?, ?, ?, ?)",
            ((keys.base + turn.idx, *turn.words) for turn in rows.turns if turn.words),
        )
        transaction.many(
            "INSERT INTO chunk_words (rowid, head, words) VALUES (?, ?, ?)",
            ((key, *entry.words) for key, entry in zip(keys.entries, rows.entries, strict=True) if entry.words),
        )

    def unstage(self, transaction: Transaction, revision: int) -> None:
        transaction.run("DELETE FROM turn_words WHERE rowid IN (SELECT pk FROM turns WHERE transcript = ?)", revision)
        transaction.run(
            "DELETE FROM chunk_words WHERE rowid IN (SELECT pk FROM entries WHERE transcript = ? AND view = 'chunk')",
            revision,
        )

    def forget(self, transaction: Transaction) -> None:
        for table in fulltext.SEARCHED:  # merging all segments is what takes deleted words out of it
            transaction.run(f"INSERT INTO {table} ({table}) VALUES ('optimize')")

    def of_turns(self, transaction: Transaction, revision: int) -> dict[int, tuple[str, str, str]]:
        rows = transaction.all(
            "SELECT w.rowid, w.head, w.label, w.words FROM turns u JOIN turn_words w ON w.rowid = u.pk "
            "WHERE u.transcript = ?",
            revision,
        )
        return {key: (head, label, said) for key, head, label, said in rows}

    def of_chunks(self, transaction: Transaction, revision: int) -> dict[int, tuple[str, str]]:
        rows = transaction.all(
            "SELECT w.rowid, w.head, w.words FROM entries e JOIN chunk_words w ON w.rowid = e.pk "
            "WHERE e.transcript = ? AND e.view = 'chunk'",
            revision,
        )
        return {key: (head, said) for key, head, said in rows}

    def scores(self, view: View, query: str, ranges: Sequence[tuple[int, int]] | None) -> words.Scored:
        table = f"{view}_words"
        expression = fulltext.any_word(query, fulltext.SEARCHED[table])
        rows: list[tuple[int, float]] = []
        for low, high in (ranges if ranges is not None else ((0, _LAST),)) if expression else ():
            rows += self._db.all(
                f"SELECT rowid, -bm25({table}) FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?",
                expression, low, high,
            )  # fmt: skip
        keys = np.array([row[0] for row in rows], dtype=np.int64)
        return keys, np.array([row[1] for row in rows], dtype=np.float64)

    def mentions(self, query: str) -> list[int]:
        expression = fulltext.all_words(query)
        if not expression:
            return []
        rows = self._db.all(
            "SELECT w.rowid FROM turn_words w JOIN turns u ON u.pk = w.rowid "
            "JOIN transcripts t ON t.pk = u.transcript "
            "WHERE turn_words MATCH ? AND t.live ORDER BY t.date, t.id, u.idx",
            f"{{words}} : ({expression})",  # not the label: a speaker's name is not said in every turn of hers
        )
        return [row[0] for row in rows]


class Fts5Vocabulary(words.Vocabulary):
    """Words as FTS5 has them. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._stems = lru_cache(maxsize=1)(self._list)

    def lacks(self, words: Iterable[str]) -> frozenset[str]:
        there = "SELECT 1 FROM turn_words WHERE turn_words MATCH ? LIMIT 1"
        return frozenset(word for word in words if not self._db.one(there, fulltext.any_word(word)))

    def count(self, word: str) -> int:
        if not (asked := fulltext.any_word(word)):
            return 0
        counted = self._db.one("SELECT count(*) FROM turn_words WHERE turn_words MATCH ?", asked)
        return int(counted[0]) if counted else 0

    def stems(self, generation: int) -> tuple[str, ...]:  # .3 s of 30 MB of turns
        return self._stems(generation)

    def _list(self, _generation: int) -> tuple[str, ...]:
        with self._db.reading() as transaction:
            transaction.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.stems USING fts5vocab(main, turn_words, row)")
            return tuple(row[0] for row in transaction.all("SELECT term FROM temp.stems"))

    def beside(self, stems: Iterable[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        with self._db.reading() as transaction:
            transaction.run(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab(main, turn_words, instance)"
            )
            for stem in stems:
                turns = transaction.all(
                    "SELECT words FROM turn_words WHERE rowid IN "
                    "(SELECT DISTINCT doc FROM temp.places WHERE term = ? AND col = 'words' LIMIT ?)",
                    stem, words.TURNS,
                )  # fmt: skip
                found.update(spoken_words(text for (text,) in turns))
        return found


def spoken_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in texts, in small letters."""
    return Counter(word for text in texts for word in _WORD.findall(text.casefold()))
