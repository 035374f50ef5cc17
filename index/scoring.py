"""Scores turns under one view at a time. Nothing here fuses views: that is the retriever's.

A view is a way to compare a question with a turn: by meaning or by words, with the turn alone or with the chunks that
hold it (a chunk's score goes to each of its turns). Within a filter every admitted turn is scored exactly; without one,
Chroma finds the nearest entries and the mean and deviation come from a sample of all of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from index.catalog import VIEWS, Catalog, Entries, Keys, Live, View
from index.filter import Filter

if TYPE_CHECKING:
    from index.embedding import Embedder, Vectors
    from index.vectors import VectorStore

SearchView = Literal["turn_dense", "chunk_dense", "turn_words", "chunk_words"]
SEARCH_VIEWS: tuple[SearchView, ...] = ("turn_dense", "chunk_dense", "turn_words", "chunk_words")

Floats = npt.NDArray[np.float64]

_EXACT = 100_000  # candidates up to this many are scored exactly: 2-9 ms for 60,000, where Chroma's `where` takes 30
_BACKGROUND = 2_000  # entries that stand for all of them in the mean and deviation of an unfiltered search
_CACHED_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Scores:
    """One view's scores: turn keys (sorted), a score each (higher is better), and the background they stand out from.

    `mean` and `deviation` are over every turn that the filter admits, those not listed included.
    """

    turns: Keys
    scores: Floats
    mean: float
    deviation: float

    def standardized(self, turns: Keys) -> Floats:
        """Deviations above the mean for these turns; a turn that is not listed gets what a score of nothing would."""
        place = np.searchsorted(self.turns, turns)
        place = np.minimum(place, max(len(self.turns) - 1, 0))
        found = self.turns[place] == turns if len(self.turns) else np.zeros(len(turns), dtype=bool)
        absent = min(float(self.scores.min()), self.mean) if len(self.scores) else 0.0
        values = np.where(found, self.scores[place], absent) if len(self.turns) else np.full(len(turns), absent)
        return (values - self.mean) / (self.deviation or 1.0)


class Snapshot:
    """What one generation of the index holds, as arrays: transcripts by turn key, entries by key."""

    def __init__(self, catalog: Catalog) -> None:
        self.generation = catalog.generation
        live = sorted((t for t in catalog.live() if t.turns), key=lambda t: t.base)
        self.live: tuple[Live, ...] = tuple(live)
        self.by_id = {transcript.id: transcript for transcript in live}
        self.base = np.array([t.base for t in live], dtype=np.int64)
        self.end = np.array([t.base + t.turns for t in live], dtype=np.int64)
        self.total = int((self.end - self.base).sum())
        self.entries: dict[View, Entries] = {view: catalog.entries(view) for view in VIEWS}

    def transcript_of(self, turn: int) -> Live:
        """The transcript that holds the turn with this key."""
        return self.live[int(np.searchsorted(self.base, turn, side="right")) - 1]

    def is_live(self, turns: Keys) -> npt.NDArray[np.bool_]:
        """Which of these turn keys belong to live transcripts."""
        if not len(self.base):
            return np.zeros(len(turns), dtype=bool)
        place = np.maximum(np.searchsorted(self.base, turns, side="right") - 1, 0)
        inside: npt.NDArray[np.bool_] = (turns >= self.base[place]) & (turns < self.end[place])
        return inside


class Scorer:
    """Scores the turns of one catalog with one embedder."""

    def __init__(self, catalog: Catalog, vectors: VectorStore, embedder: Embedder) -> None:
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder
        self.snapshot = Snapshot(catalog)
        self._blocks: OrderedDict[tuple[int, View], tuple[Keys, Vectors]] = OrderedDict()
        self._embed = lru_cache(maxsize=64)(lambda query: self._embedder.encode([query])[0])
        self._background = lru_cache(maxsize=4)(self._sample)

    def admitted(self, where: Filter) -> Keys | None:
        """Sorted keys of the turns that a filter admits; None where it admits all."""
        if not where:
            return None
        if where.transcripts:
            spans = [self.snapshot.by_id[t] for t in where.transcripts if t in self.snapshot.by_id]
            turns = _concatenate([np.arange(t.base, t.base + t.turns, dtype=np.int64) for t in spans])
            turns = np.unique(turns)
        else:
            turns = _concatenate([np.arange(a, b) for a, b in zip(self.snapshot.base, self.snapshot.end, strict=True)])
        if where.speakers:
            turns = np.intersect1d(turns, self._catalog.speaker_turns(where.speakers), assume_unique=True)
        if where.after or where.before:
            dated = self._catalog.dated_turns(after=where.after, before=where.before)
            turns = np.intersect1d(turns, dated, assume_unique=True)
        return turns

    def search(self, view: SearchView, query: str, admitted: Keys | None, *, k: int) -> Scores:
        """Scores of one view: every admitted turn, or the best `k` entries' turns where all turns are admitted."""
        unit: View = "turn" if view.startswith("turn") else "chunk"
        if view.endswith("words"):
            return self._words(unit, query, admitted)
        if admitted is not None and len(admitted) <= _EXACT:
            return self._exact(unit, query, admitted)
        return self._nearest(unit, query, admitted, k=k)

    def complete(self, view: SearchView, query: str, scores: Scores, turns: Keys) -> Scores:
        """The same scores with those of `turns` that a nearest-neighbour search left out, computed exactly."""
        missing = np.setdiff1d(turns, scores.turns, assume_unique=True)
        if view.endswith("words") or not len(missing):
            return scores
        unit: View = "turn" if view.startswith("turn") else "chunk"
        entries = self.snapshot.entries[unit]
        wanted = np.unique(_holding(entries, missing))
        keys, vectors = self._catalog.vectors_of(entries.keys[wanted].tolist())
        more = _spread(entries, keys, (vectors @ self._embed(query)).astype(np.float64), missing)
        joined = np.concatenate([scores.turns, missing])
        order = np.argsort(joined)
        values = np.concatenate([scores.scores, more])
        return Scores(joined[order], values[order], scores.mean, scores.deviation)

    def _exact(self, unit: View, query: str, admitted: Keys) -> Scores:
        pairs = [self._block(transcript.pk, unit) for transcript in self.transcripts_of(admitted)]
        if not pairs:
            return Scores(admitted, np.zeros(0), 0.0, 1.0)
        embedded = self._embed(query)
        keys = np.concatenate([keys for keys, _ in pairs])
        cosines = np.concatenate([vectors @ embedded for _, vectors in pairs]).astype(np.float64)
        scores = _spread(self.snapshot.entries[unit], keys, cosines, admitted)
        return Scores(admitted, scores, *_moments(scores))

    def _nearest(self, unit: View, query: str, admitted: Keys | None, *, k: int) -> Scores:
        embedded = self._embed(query)
        entries = self.snapshot.entries[unit]
        hits = self._vectors.search(unit, embedded, k=k)
        keys = np.array([key for key, _ in hits], dtype=np.int64)
        cosines = np.array([score for _, score in hits])
        live = np.isin(keys, entries.keys)
        keys, cosines = keys[live], cosines[live]
        turns = _turns_of(entries, keys)
        if admitted is not None:
            turns = np.intersect1d(turns, admitted, assume_unique=True)
        scores = _spread(entries, keys, cosines, turns)
        return Scores(turns, scores, *_moments((self._background(unit) @ embedded).astype(np.float64)))

    def _words(self, unit: View, query: str, admitted: Keys | None) -> Scores:
        ranges = None if admitted is None else self._ranges(unit, admitted)
        rows, found = self._catalog.words(unit, query, ranges=ranges)
        entries = self.snapshot.entries[unit]
        if unit == "turn":
            live = self.snapshot.is_live(rows)
            order = np.argsort(rows[live])
            turns, scores = rows[live][order], found[live][order]
        else:
            live = np.isin(rows, entries.keys)
            rows, found = rows[live], found[live]
            turns = _turns_of(entries, rows)
            scores = _spread(entries, rows, found, turns)
        total = self.snapshot.total if admitted is None else len(admitted)
        if admitted is not None:
            inside = np.isin(turns, admitted, assume_unique=True)
            turns, scores = turns[inside], scores[inside]
        mean = float(scores.sum()) / max(total, 1)
        square = float((scores**2).sum()) / max(total, 1)
        return Scores(turns, scores, mean, float(np.sqrt(max(square - mean**2, 0.0))) or 1.0)

    def _ranges(self, unit: View, admitted: Keys) -> list[tuple[int, int]] | None:
        transcripts = self.transcripts_of(admitted)
        if len(transcripts) > 32:  # so many key ranges are slower than one pass over all matches
            return None
        if unit == "turn":
            return [(t.base, t.base + t.turns - 1) for t in transcripts]
        entries = self.snapshot.entries[unit]
        ranges = []
        for transcript in transcripts:
            inside = (entries.first >= transcript.base) & (entries.first < transcript.base + transcript.turns)
            keys = entries.keys[inside]
            ranges.append((int(keys.min()), int(keys.max())))
        return ranges

    def transcripts_of(self, turns: Keys) -> list[Live]:
        """The transcripts that hold any of these sorted turn keys."""
        snapshot = self.snapshot
        low, high = np.searchsorted(turns, snapshot.base), np.searchsorted(turns, snapshot.end)
        return [snapshot.live[place] for place in np.flatnonzero(high > low)]

    def _block(self, transcript: int, unit: View) -> tuple[Keys, Vectors]:
        """All vectors of a transcript; the ones used last stay in memory, within a bound."""
        key = (transcript, unit)
        if key not in self._blocks:
            self._blocks[key] = self._catalog.block(transcript, unit)
            while sum(block[1].nbytes for block in self._blocks.values()) > _CACHED_BYTES and len(self._blocks) > 1:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(key)
        return self._blocks[key]

    def _sample(self, unit: View) -> Vectors:
        keys = self.snapshot.entries[unit].keys
        rows = np.random.default_rng(0).choice(len(keys), size=min(_BACKGROUND, len(keys)), replace=False)
        return self._catalog.vectors_of(keys[rows].tolist())[1]


def _spread(entries: Entries, keys: Keys, scores: Floats, turns: Keys) -> Floats:
    """The best score among the scored entries that hold each turn; turns in none get the lowest score there is."""
    place = np.searchsorted(entries.keys, keys)
    first, last = entries.first[place], entries.last[place]
    out = np.full(len(turns), -np.inf)
    low, high = np.searchsorted(turns, first), np.searchsorted(turns, last, side="right")
    lengths = high - low
    rows = np.repeat(low - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))
    np.maximum.at(out, rows, np.repeat(scores, lengths))
    lowest = float(scores.min()) if len(scores) else 0.0
    return np.where(np.isfinite(out), out, lowest)


def _turns_of(entries: Entries, keys: Keys) -> Keys:
    """Sorted keys of all turns that these entries stand for."""
    place = np.searchsorted(entries.keys, keys)
    return np.unique(
        _concatenate([np.arange(a, b + 1) for a, b in zip(entries.first[place], entries.last[place], strict=True)])
    )


def _holding(entries: Entries, turns: Keys) -> Keys:
    """Rows of the entries that hold any of these sorted turns."""
    low, high = np.searchsorted(turns, entries.first), np.searchsorted(turns, entries.last, side="right")
    return np.flatnonzero(high > low)


def _concatenate(arrays: Sequence[Keys]) -> Keys:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)


def _moments(scores: Floats) -> tuple[float, float]:
    return (float(scores.mean()), float(scores.std()) or 1.0) if len(scores) else (0.0, 1.0)
