"""Words in their own tables, ranked by BM25 as SQLite's FTS5 ranks them, with its stems.

A posting is a stem in one transcript: every place where it stands there, with the length of the row that it stands in,
and in how many rows it is found. So removing a transcript removes rows, and no two writers change the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.catalog import fulltext, words
from index.catalog.sqlite.tokens import Tokens
from index.catalog.sqlite.words import spoken_words

if TYPE_CHECKING:
    from index.catalog.postgresql.server import Server, Statements
    from index.catalog.rows import Keys, View
    from index.catalog.sql import Transaction
    from index.catalog.staging import RowKeys, Rows

_K1, _B, _LEAST = 1.2, 0.75, 1e-6  # FTS5's own: sqlite3.c, fts5Bm25Function
_COLUMN = 2**24  # a place is its column's number times this and the place in it; the head is column 0
_SAID = 2 * _COLUMN  # where the words said begin
_PLACE = np.dtype([("row", "<u4"), ("place", "<u4"), ("length", "<u4")])

_EVERY = "SELECT term, low, docs, places FROM postings WHERE view = ? AND term AMONG ?"
# Rows of a transcript have the keys from its `low` to the next one's. OFFSET keeps what it stands in by itself: each
# posting is looked up by its whole key. Left to itself a planner that knows little of the table yet, as after a first
# index, reads the postings of all stems for those of one transcript.
_WITHIN = (
    "SELECT p.term, p.low, p.docs, p.places FROM (SELECT DISTINCT l.transcript "
    "FROM unnest(CAST(? AS bigint[]), CAST(? AS bigint[])) AS r (low, high) CROSS JOIN LATERAL "
    "(SELECT transcript FROM lengths WHERE view = ? AND low <= r.high AND low >= coalesce((SELECT max(b.low) "
    "FROM lengths b WHERE b.view = ? AND b.low <= r.low), r.low) OFFSET 0) l) c "
    "CROSS JOIN unnest(CAST(? AS text[])) AS asked (term) CROSS JOIN LATERAL (SELECT term, low, docs, places "
    "FROM postings WHERE view = ? AND term = asked.term AND transcript = c.transcript OFFSET 0) p"
)
_LIVE = (
    "SELECT p.term, p.low, p.docs, p.places FROM postings p JOIN transcripts t ON t.pk = p.transcript "
    "WHERE t.live AND p.view = 'turn' AND p.term AMONG ? ORDER BY t.date NULLS FIRST, t.id"
)
_TOTALS = (
    "SELECT NULL, CAST(sum(docs) AS BIGINT), CAST(sum(tokens) AS BIGINT) FROM lengths WHERE view = ? UNION ALL "
    "SELECT term, CAST(sum(docs) AS BIGINT), 0 FROM postings WHERE view = ? AND term AMONG ? GROUP BY 1"
)


class Postings(words.Words):
    """Stems with their places in turns and chunks. Safe to use from several threads."""

    def __init__(self, server: Server, tokens: Tokens) -> None:
        self._db, self._tokens = server, tokens

    def stage(self, transaction: Transaction, rows: Rows, keys: RowKeys) -> None:
        turns = [(keys.base + turn.idx, turn.words) for turn in rows.turns if turn.words]
        chunks = [(key, e.words) for key, e in zip(keys.entries, rows.entries, strict=True) if e.words]
        self._stage(transaction, "turn", keys.pk, turns)
        self._stage(transaction, "chunk", keys.pk, [(key, (head, "", said)) for key, (head, said) in chunks])

    def _stage(
        self, transaction: Transaction, view: View, pk: int, rows: Sequence[tuple[int, tuple[str, str, str]]]
    ) -> None:
        if not rows:
            return
        low, high = rows[0][0], rows[-1][0]
        transaction.many(
            f"INSERT INTO {view}_words (pk, transcript, head, label, words) VALUES (?, ?, ?, ?, ?)",
            ((key, pk, *texts) for key, texts in rows),
        )
        places = self._tokens.places(texts for _, texts in rows)
        numbers = np.array([key - low for key, _ in rows])
        transaction.run(
            "INSERT INTO lengths (view, transcript, low, high, docs, tokens) VALUES (?, ?, ?, ?, ?, ?)",
            view, pk, low, high, len(rows), len(places),
        )  # fmt: skip
        postings = ((view, term, pk, low, docs, data) for term, docs, data in _postings(places, numbers))
        _statements(transaction).copy("postings (view, term, transcript, low, docs, places)", postings)

    def unstage(self, transaction: Transaction, revision: int) -> None:
        for table in ("turn_words", "chunk_words", "postings", "lengths"):
            transaction.run(f"DELETE FROM {table} WHERE transcript = ?", revision)

    def forget(self, transaction: Transaction) -> None:
        """Nothing to do: all postings of a revision left with it."""

    def of_turns(self, transaction: Transaction, revision: int) -> dict[int, tuple[str, str, str]]:
        rows = transaction.all("SELECT pk, head, label, words FROM turn_words WHERE transcript = ?", revision)
        return {key: (head, label, said) for key, head, label, said in rows}

    def of_chunks(self, transaction: Transaction, revision: int) -> dict[int, tuple[str, str]]:
        rows = transaction.all("SELECT pk, head, words FROM chunk_words WHERE transcript = ?", revision)
        return {key: (head, said) for key, head, said in rows}

    def scores(self, view: View, query: str, ranges: Sequence[tuple[int, int]] | None) -> words.Scored:
        phrases = [phrase for phrase in self._tokens.phrases(fulltext.any_words(query)) if phrase]
        long = any(len(phrase) > 1 for phrase in phrases)  # how often those are found only their places tell
        counted = not long and ranges is not None
        rows, tokens, counts = self._totals(view, phrases if counted else ())
        if not phrases or not rows:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        found = self._matches(view, phrases, None if long else ranges)
        parts = [
            _bm25(_instances(found, phrase), rows, tokens / rows, counts[phrase[0]] if counted else None)
            for phrase in phrases
        ]
        keys, scores = _sum(parts)
        inside = _are_in_ranges(keys, ranges)
        return keys[inside], scores[inside]

    def _matches(
        self, view: View, phrases: Iterable[Sequence[str]], ranges: Sequence[tuple[int, int]] | None
    ) -> _Found:
        """Every place of each stem, in all transcripts or in those that have rows in these ranges."""
        if ranges is None:
            return _Found(self._db.all(_EVERY, view, _terms(phrases)))
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        return _Found(self._db.all(_WITHIN, lows, highs, view, view, _terms(phrases), view))

    def _totals(self, view: View, phrases: Iterable[Sequence[str]]) -> tuple[int, int, Counter[str]]:
        """Numbers of rows, of the words in them, and of the rows in which the first stem of each phrase is found."""
        terms = sorted({phrase[0] for phrase in phrases})
        found = {term: (docs, tokens) for term, docs, tokens in self._db.all(_TOTALS, view, view, terms)}
        rows, tokens = found.pop(None)
        return rows or 0, tokens or 0, Counter({term: docs for term, (docs, _) in found.items()})

    def mentions(self, query: str) -> list[int]:
        phrases = self._tokens.phrases(fulltext.every_phrase(query))
        if not phrases or not all(phrases):
            return []
        rows = self._db.all(_LIVE, _terms(phrases))
        found = _Found(rows)
        # Not the label: a speaker's name is not said in every turn of hers.
        keys = reduce(np.intersect1d, (np.unique(_instances(found, phrase, least=_SAID).keys) for phrase in phrases))
        # In a transcript keys rise with the turns; so only transcripts are to be put in order.
        lows = np.array(list(dict.fromkeys(row[1] for row in rows)), dtype=np.int64)
        rising = np.argsort(lows)
        places = rising[np.searchsorted(lows[rising], keys, side="right") - 1]
        in_order: list[int] = keys[np.lexsort((keys, places))].tolist()
        return in_order


class PostedVocabulary(words.Vocabulary):
    """The stems that postings are of. Safe to use from several threads."""

    def __init__(self, server: Server, tokens: Tokens, postings: Postings) -> None:
        self._db, self._tokens, self._postings = server, tokens, postings
        self._stems = lru_cache(maxsize=1)(self._all_stems)

    def lacks(self, words: Iterable[str]) -> frozenset[str]:
        asked = list(words)
        forms = {word: [p for p in self._tokens.phrases(fulltext.any_words(word)) if p] for word in asked}
        there = self._known_terms({term for phrases in forms.values() for phrase in phrases for term in phrase})
        return frozenset(word for word in asked if not any(self._is_there(phrase, there) for phrase in forms[word]))

    def _known_terms(self, terms: Iterable[str]) -> frozenset[str]:
        rows = self._db.all(
            "SELECT asked.term FROM unnest(CAST(? AS text[])) AS asked (term) WHERE EXISTS "
            "(SELECT 1 FROM postings p WHERE p.view = 'turn' AND p.term = asked.term)",
            sorted(terms),
        )
        return frozenset(row[0] for row in rows)

    def _is_there(self, phrase: Sequence[str], held: frozenset[str]) -> bool:
        if len(phrase) == 1 or not held.issuperset(phrase):
            return held.issuperset(phrase)
        return len(_instances(self._postings._matches("turn", [phrase], None), phrase, least=0).keys) > 0

    def count(self, word: str) -> int:
        phrases = [phrase for phrase in self._tokens.phrases(fulltext.any_words(word)) if phrase]
        return max(self._postings._totals("turn", phrases)[2].values(), default=0)

    def stems(self, generation: int) -> tuple[str, ...]:
        return self._stems(generation)

    def _all_stems(self, _generation: int) -> tuple[str, ...]:
        # From each stem to the next one in the index, past all its postings.
        rows = self._db.all(
            "WITH RECURSIVE stems (term) AS ((SELECT min(term) FROM postings WHERE view = 'turn') UNION ALL "
            "SELECT (SELECT min(p.term) FROM postings p WHERE p.view = 'turn' AND p.term > s.term) "
            "FROM stems s WHERE s.term IS NOT NULL) SELECT term FROM stems WHERE term IS NOT NULL"
        )
        return tuple(row[0] for row in rows)

    def beside(self, stems: Iterable[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for stem in stems:
            rows = self._db.all(
                "SELECT term, low, docs, places FROM postings WHERE view = 'turn' AND term = ? ORDER BY low LIMIT ?",
                stem, words.TURNS,
            )  # fmt: skip
            keys = np.unique(_instances(_Found(rows), (stem,), least=_SAID).keys)[: words.TURNS]
            turns = self._db.all("SELECT words FROM turn_words WHERE pk AMONG ?", keys.tolist())
            found.update(spoken_words(text for (text,) in turns))
        return found


class _Instances:
    """Where a phrase stands: the key of its row each time, and that row's length."""

    def __init__(self, keys: Keys, lengths: npt.NDArray[np.int64]) -> None:
        self.keys, self.lengths = keys, lengths


class _Found:
    """Postings as arrays: of each stem the keys of its rows, its places there, and the rows' lengths."""

    def __init__(self, rows: Sequence[tuple[str, int, int, bytes]]) -> None:
        self._arrays: dict[str, tuple[Keys, Keys, Keys]] = {}
        for term, postings in groupby(sorted(rows, key=itemgetter(0, 1)), key=itemgetter(0)):
            own = list(postings)
            places = np.frombuffer(b"".join(row[3] for row in own), dtype=_PLACE)
            lows = np.repeat([row[1] for row in own], [len(row[3]) // _PLACE.itemsize for row in own])
            self._arrays[term] = (
                lows + places["row"].astype(np.int64),
                places["place"].astype(np.int64),
                places["length"].astype(np.int64),
            )

    def of(self, term: str) -> tuple[Keys, Keys, Keys]:
        """(keys of rows, places, lengths of rows)"""
        nothing = np.zeros(0, dtype=np.int64)
        return self._arrays.get(term, (nothing, nothing, nothing))


def _terms(phrases: Iterable[Sequence[str]]) -> list[str]:
    """The stems of all phrases."""
    return sorted({term for phrase in phrases for term in phrase})


def _postings(places: Sequence[tuple[str, int, int, int]], numbers: Keys) -> Iterator[tuple[str, int, bytes]]:
    """Of each stem: in how many rows it is found, its head aside, and its places."""
    if not places:
        return
    rows = np.array([row for _, row, _, _ in places])
    table = np.empty(len(places), dtype=_PLACE)
    table["row"], table["length"] = numbers[rows], np.bincount(rows, minlength=len(numbers))[rows]
    table["place"] = [column * _COLUMN + min(offset, _COLUMN - 1) for _, _, column, offset in places]
    terms = [term for term, _, _, _ in places]
    starts = [0, *(at for at, (one, other) in enumerate(pairwise(terms), start=1) if one != other), len(terms)]
    for start, end in pairwise(starts):
        own = table[start:end]
        yield terms[start], len(np.unique(own["row"][own["place"] >= _COLUMN])), own.tobytes()


def _instances(found: _Found, phrase: Sequence[str], *, least: int = _COLUMN) -> _Instances:
    """Where the stems of a phrase stand one after the other, from the place `least` on."""
    keys, places, lengths = found.of(phrase[0])
    begins = places >= least
    keys, places, lengths = keys[begins], places[begins], lengths[begins]
    for distance, term in enumerate(phrase[1:], start=1):
        others, there, _ = found.of(term)
        goes_on = np.isin(keys * _WIDE + places + distance, others * _WIDE + there)
        keys, places, lengths = keys[goes_on], places[goes_on], lengths[goes_on]
    return _Instances(keys, lengths)


_WIDE = 4 * _COLUMN  # more than any place


def _bm25(found: _Instances, rows: int, average: float, known: int | None) -> tuple[Keys, npt.NDArray[np.float64]]:
    keys, first, often = np.unique(found.keys, return_index=True, return_counts=True)
    holding = len(keys) if known is None else known
    weight = np.log((rows - holding + 0.5) / (holding + 0.5))
    weight = weight if weight > 0 else _LEAST
    length = found.lengths[first]
    return keys, weight * (often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * length / average)))


def _sum(parts: Sequence[tuple[Keys, npt.NDArray[np.float64]]]) -> words.Scored:
    keys, places = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
    scores: npt.NDArray[np.float64] = np.zeros(len(keys))
    np.add.at(scores, places, np.concatenate([scores for _, scores in parts]))
    return keys, scores


def _are_in_ranges(keys: Keys, ranges: Sequence[tuple[int, int]] | None) -> npt.NDArray[np.bool_]:
    if ranges is None:
        return np.ones(len(keys), dtype=bool)
    return reduce(np.logical_or, [(keys >= low) & (keys <= high) for low, high in ranges], np.zeros(len(keys), bool))


def _statements(transaction: Any) -> Statements:
    """A transaction of the server's, which can copy."""
    statements: Statements = transaction
    return statements
