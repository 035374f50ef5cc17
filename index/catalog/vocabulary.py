"""The words of an index: which it lacks, the stems that it has, and the words of turns with such stems."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from index.catalog import fulltext

if TYPE_CHECKING:
    from index.catalog.database import Database

_TURNS = 100  # read for the words that have one stem
_WORD = re.compile(r"[^\W\d_]+")


class Vocabulary:
    """Words as full text has them. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._stems = lru_cache(maxsize=1)(self._list)

    def lacks(self, words: Iterable[str]) -> frozenset[str]:
        """Those of the words that stand nowhere, in no form: not said, and in no label and no title."""
        there = "SELECT 1 FROM turn_words WHERE turn_words MATCH ? LIMIT 1"
        return frozenset(word for word in words if not self._db.one(there, fulltext.any_word(word)))

    def stems(self, generation: int) -> tuple[str, ...]:
        """Every stem; kept for one generation of the index, for all are read: .3 s of 30 MB of turns."""
        return self._stems(generation)

    def _list(self, _generation: int) -> tuple[str, ...]:
        with self._db.reading() as connection:
            connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.stems USING fts5vocab(main, turn_words, row)")
            return tuple(row[0] for row in connection.execute("SELECT term FROM temp.stems"))

    def beside(self, stems: Iterable[str]) -> Counter[str]:
        """The words of turns that have these stems, in small letters, and how often they stand there."""
        words: Counter[str] = Counter()
        with self._db.reading() as connection:
            connection.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab(main, turn_words, instance)"
            )
            for stem in stems:
                turns = connection.execute(
                    "SELECT words FROM turn_words WHERE rowid IN "
                    "(SELECT DISTINCT doc FROM temp.places WHERE term = ? AND col = 'words' LIMIT ?)",
                    (stem, _TURNS),
                )
                for (text,) in turns:
                    words.update(_WORD.findall(text.casefold()))
        return words
