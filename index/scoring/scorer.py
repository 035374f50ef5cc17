"""Scores turns under one view at a time. Nothing here fuses views: that is the retriever's.

A view is a way to compare a question with a turn: by meaning or by words, with the turn alone or with the chunks that
hold it (a chunk's score goes to each of its turns). Within a filter every admitted turn is scored exactly; without one,
Chroma finds the nearest entries and the mean and deviation come from a sample of all of them.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from index.catalog.catalog import Catalog, Entries, Keys, Live, View
from index.errors import VectorStoreError
from index.filter import Filter
from index.scoring.keys import are_among, common, concatenated, numbers_in, union
from index.scoring.snapshot import Blocks, Snapshot

if TYPE_CHECKING:
    from index.chroma.store import VectorStore
    from index.embedding.embedder import Embedder, Vectors

SearchView = Literal["turn_dense", "chunk_dense", "turn_words", "chunk_words"]
SEARCH_VIEWS: tuple[SearchView, ...] = ("turn_dense", "chunk_dense", "turn_words", "chunk_words")

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]

_LOG = logging.getLogger(__name__)

_EXACT = 100_000  # candidates up to this many are scored exactly: 2-9 ms for 60,000, where Chroma's `where` takes 30
_BACKGROUND = 2_000  # entries that stand for all of them in the mean and deviation of an unfiltered search


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


class Scorer:
    """Scores the turns of one generation of a catalog with one embedder."""

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore | None,
        embedder: Embedder,
        *,
        snapshot: Snapshot | None = None,
        blocks: Blocks | None = None,
        horizon: int | None = None,
    ) -> None:
        """`vectors` None: those of the catalog are searched.

        `horizon`: the vector store may not show entries with larger keys yet; those are scored from the catalog.
        """
        self._catalog, self._vectors, self._embedder = catalog, vectors, embedder
        self.snapshot = snapshot or Snapshot(catalog)
        self._blocks = blocks or Blocks(catalog)
        self._horizon = horizon
        self._embed = lru_cache(maxsize=64)(lambda query: self._embedder.encode_query([query])[0])
        self._background = lru_cache(maxsize=4)(self._sample)
        self._newcomers = lru_cache(maxsize=4)(self._beyond_horizon)
        self._admitted = lru_cache(maxsize=16)(self._admit)

    def admitted(self, where: Filter) -> Keys | None:
        """Sorted keys of the turns that a filter admits; None where it admits all. Not to be written into."""
        return self._admitted(where) if where else None

    def _admit(self, where: Filter) -> Keys:
        chosen = []
        if where.transcripts:
            there = [self.snapshot.by_id[t] for t in where.transcripts if t in self.snapshot.by_id]
            spans = np.array(sorted((t.base, t.base + t.turns) for t in there), dtype=np.int64).reshape(-1, 2)
            chosen.append(union(spans[:, 0], spans[:, 1]))
        if where.speakers:
            chosen.append(self._catalog.speaker_turns(where.speakers))
        if where.after or where.before:
            chosen.append(self._catalog.dated_turns(after=where.after, before=where.before))
        turns = reduce(common, chosen)
        return turns[self.snapshot.is_live(turns)]

    def embed(self, query: str) -> None:
        """Have the question's vector at hand, so that searches from several threads do not each make it."""
        self._embed(query)

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
        wanted = _holding(entries, missing)
        keys, vectors = self._catalog.vectors.of(entries.keys[wanted].tolist())
        more = _spread(entries, keys, _cosines(vectors, self._embed(query)), missing)
        joined = np.concatenate([scores.turns, missing])
        order = np.argsort(joined)
        values = np.concatenate([scores.scores, more])
        return Scores(joined[order], values[order], scores.mean, scores.deviation)

    def _exact(self, unit: View, query: str, admitted: Keys) -> Scores:
        pairs = [self._blocks.get(transcript.pk, unit) for transcript in self.transcripts_of(admitted)]
        embedded = self._embed(query)
        keys = concatenated([keys for keys, _ in pairs])
        cosines = np.concatenate([np.zeros(0), *(_cosines(vectors, embedded) for _, vectors in pairs)])
        scores = _spread(self.snapshot.entries[unit], keys, cosines, admitted)
        return Scores(admitted, scores, *_moments(scores))

    def _nearest(self, unit: View, query: str, admitted: Keys | None, *, k: int) -> Scores:
        embedded = self._embed(query)
        entries = self.snapshot.entries[unit]
        try:
            found = self._nearest_by_store(self._vectors, unit, embedded, k) if self._vectors else None
            keys, cosines = found or self._nearest_by_catalog(unit, embedded, k)
        except VectorStoreError as error:
            # Broken, or an unavailable server, or gone because a new one takes over: the catalog has every vector too.
            _LOG.warning("%s. Searching the catalog instead, which is slower", str(error).rstrip("."))
            keys, cosines = self._nearest_by_catalog(unit, embedded, k)
        turns = _turns_of(entries, keys)
        if admitted is not None:
            turns = common(turns, admitted)
        scores = _spread(entries, keys, cosines, turns)
        return Scores(turns, scores, *_moments(_cosines(self._background(unit), embedded)))

    def _nearest_by_store(self, vectors: VectorStore, unit: View, embedded: Floats32, k: int) -> tuple[Keys, Floats]:
        """(keys, cosines) of the nearest live entries, at least `k` where there are so many."""
        new_keys, new_vectors = self._newcomers(unit)
        live = self.snapshot.entries[unit].keys
        old = live if self._horizon is None else live[live <= self._horizon]
        size = k
        keys, cosines = np.zeros(0, dtype=np.int64), np.zeros(0)
        while len(old):
            found = vectors.search(unit, embedded, k=size)
            keys = np.array([key for key, _ in found], dtype=np.int64)
            cosines = np.array([score for _, score in found], dtype=np.float64)
            known = are_among(old, keys)
            keys, cosines = keys[known], cosines[known]
            if len(keys) >= min(k, len(old)):
                break
            if len(found) < size:
                raise VectorStoreError(f"Chroma holds {len(keys)} of {len(old)} {unit} vectors")
            size *= 2  # entries that are live no longer were among them
        return np.concatenate([keys, new_keys]), np.concatenate([cosines, _cosines(new_vectors, embedded)])

    def _nearest_by_catalog(self, unit: View, embedded: Floats32, k: int) -> tuple[Keys, Floats]:
        """(keys, cosines) of the `k` nearest live entries, from the catalog: exact, a transcript at a time."""
        best: list[tuple[Keys, Floats]] = [(np.zeros(0, dtype=np.int64), np.zeros(0))]
        for transcript in self.snapshot.live:
            keys, vectors = self._catalog.vectors.block(transcript.pk, unit)
            best.append((keys, _cosines(vectors, embedded)))
        keys, cosines = np.concatenate([one for one, _ in best]), np.concatenate([other for _, other in best])
        order = np.argsort(-cosines, kind="stable")[:k]
        return keys[order], cosines[order]

    def _beyond_horizon(self, unit: View) -> tuple[Keys, Vectors]:
        keys = self.snapshot.entries[unit].keys
        beyond = keys[keys > self._horizon] if self._horizon is not None else keys[:0]
        return self._catalog.vectors.of(beyond.tolist())

    def _words(self, unit: View, query: str, admitted: Keys | None) -> Scores:
        ranges = None if admitted is None else self._ranges(unit, admitted)
        rows, found = self._catalog.words(unit, query, ranges=ranges)
        entries = self.snapshot.entries[unit]
        if unit == "turn":
            live = self.snapshot.is_live(rows)
            order = np.argsort(rows[live])
            turns, scores = rows[live][order], found[live][order]
        else:
            live = are_among(entries.keys, rows)
            rows, found = rows[live], found[live]
            turns = _turns_of(entries, rows)
            scores = _spread(entries, rows, found, turns)
        total = self.snapshot.total if admitted is None else len(admitted)
        if admitted is not None:
            inside = are_among(admitted, turns)
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
            low, high = np.searchsorted(entries.first, (transcript.base, transcript.base + transcript.turns))
            if low < high:
                ranges.append((int(entries.keys[low]), int(entries.keys[high - 1])))
        return ranges

    def transcripts_of(self, turns: Keys) -> list[Live]:
        """The transcripts that hold any of these sorted turn keys."""
        snapshot = self.snapshot
        low, high = np.searchsorted(turns, snapshot.base), np.searchsorted(turns, snapshot.end)
        return [snapshot.live[place] for place in np.flatnonzero(high > low)]

    def _sample(self, unit: View) -> Vectors:
        keys = self.snapshot.entries[unit].keys
        rows = np.random.default_rng(0).choice(len(keys), size=min(_BACKGROUND, len(keys)), replace=False)
        return self._catalog.vectors.of(keys[rows].tolist())[1]


def _cosines(vectors: Vectors, query: Floats32) -> Floats:
    """A cosine for each row; none where there are no rows, whose width is then unknown."""
    return (vectors @ query).astype(np.float64) if len(vectors) else np.zeros(0)


def _spread(entries: Entries, keys: Keys, scores: Floats, turns: Keys) -> Floats:
    """The best score among the scored entries that hold each turn; turns in none get the lowest score there is."""
    place = np.searchsorted(entries.keys, keys)
    first, last = entries.first[place], entries.last[place]
    out = np.full(len(turns), -np.inf)
    low, high = np.searchsorted(turns, first), np.searchsorted(turns, last, side="right")
    np.maximum.at(out, numbers_in(low, high), np.repeat(scores, high - low))
    lowest = float(scores.min()) if len(scores) else 0.0
    return np.where(np.isfinite(out), out, lowest)


def _turns_of(entries: Entries, keys: Keys) -> Keys:
    """Sorted keys of all turns that these entries stand for."""
    place = np.searchsorted(entries.keys, np.sort(keys))
    return union(entries.first[place], entries.last[place] + 1)


def _holding(entries: Entries, turns: Keys) -> Keys:
    """Rows of the entries that hold any of these turns; with the keys of entries, those of their turns never fall."""
    low, high = np.searchsorted(entries.last, turns), np.searchsorted(entries.first, turns, side="right")
    return union(low, high)


def _moments(scores: Floats) -> tuple[float, float]:
    return (float(scores.mean()), float(scores.std()) or 1.0) if len(scores) else (0.0, 1.0)
