"""Whether two indexes hold the same and find the same, whatever keys they gave to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.catalog.catalog import VIEWS
from index.chroma.reconcile import stale
from index.filter import Filter
from index.index import Index
from index.scoring import SEARCH_VIEWS, Scores
from tests.index.double import CountingEmbedder, Library

Found = dict[str, float]
ALL = 10_000  # more than there are entries: whatever a view can find
CLOSE = 1e-3  # what rounding to float16 does to a vector's length, which Chroma sets right and the catalog does not


def content(index: Index) -> object:
    """Everything a reader can learn from an index, keys aside; asserts that Chroma holds what is live."""
    snapshot = index.scorer.snapshot
    entries = {}
    for view, own in snapshot.entries.items():
        keys, vectors = index.catalog.vectors.of(own.keys.tolist())
        assert keys.tolist() == own.keys.tolist()
        places = snapshot.transcripts_of(own.first)
        entries[view] = sorted(
            (place.id, first - place.base, last - place.base, vector.tobytes())
            for place, first, last, vector in zip(places, own.first.tolist(), own.last.tolist(), vectors, strict=True)
        )
        store = index.store(snapshot.collection)
        held, live = store.keys(view), set(own.keys.tolist())
        assert live <= held, "Chroma holds what the catalog says is live"
        assert len(held - live) == stale(index.catalog)[view]
    turns = {info.id: index.turns(info.id) for info in index.transcripts() if info.state == "ready"}
    return index.transcripts(), turns, entries, index.speakers()


def assert_same(index: Index, other: Index, queries: Sequence[str] = (), speakers: Sequence[str] = ()) -> None:
    """Both say the same and find the same for these queries, in every view, of everybody and of each speaker."""
    assert content(index) == content(other)
    for query in queries:
        assert _mentions(index, query) == _mentions(other, query)
        for where in (None, *(Filter(speakers=(speaker,)) for speaker in speakers)):
            _assert_same_scores(index, other, query, where)
        _assert_chroma_agrees(index, query)


def _assert_same_scores(index: Index, other: Index, query: str, where: Filter | None) -> None:
    for view in SEARCH_VIEWS:
        ours, theirs = (one.search(view, query, where, k=ALL) for one in (index, other))
        mine, yours = _by_turn(index, ours), _by_turn(other, theirs)
        assert mine.keys() == yours.keys(), (view, query, where)
        assert np.allclose([mine[turn] for turn in mine], [yours[turn] for turn in mine], atol=CLOSE), (view, query)
        assert np.allclose([ours.mean, ours.deviation], [theirs.mean, theirs.deviation], atol=CLOSE), (view, query)


def _assert_chroma_agrees(index: Index, query: str) -> None:
    """What Chroma itself finds has the score that its vector in the catalog gives, and it finds nearly all there is.

    Not all: an HNSW graph may hold a vector that no search reaches; `index.scoring` looks at the catalog's then.
    """
    vector, snapshot = index.embedder.encode([query])[0], index.scorer.snapshot
    for view in VIEWS:
        keys, vectors = index.catalog.vectors.of(snapshot.entries[view].keys.tolist())
        if len(keys):  # an empty index may have no collection yet
            exact = dict(zip(keys.tolist(), (vectors @ vector).tolist(), strict=True))
            hits = index.store(snapshot.collection).search(view, vector, k=ALL)
            found = {key: score for key, score in hits if key in exact}
            assert len(found) >= len(exact) - max(1, len(exact) // 10), (view, query)
            assert np.allclose([exact[key] for key in found], list(found.values()), atol=CLOSE), (view, query)


def _by_turn(index: Index, scores: Scores) -> Found:
    located = index.located(scores.turns.tolist())
    assert len(located) == len(scores.turns), "only live turns are found"
    return {located[key][1].id: float(s) for key, s in zip(scores.turns.tolist(), scores.scores, strict=True)}


def _mentions(index: Index, query: str) -> list[str]:
    keys = index.mentions(query)
    located = index.located(keys)
    return [located[key][1].id for key in keys]


def assert_as_if_new(library: Library, tmp_path: Path, *queries: str) -> None:
    """That the index of a library is the one that is built from nothing."""
    with library.opened(folder=tmp_path / "anew", embedder=CountingEmbedder()) as anew:
        anew.sync()
        assert_same(library.index, anew, queries)
