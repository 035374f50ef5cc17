"""Scores of one view at a time, against scoring every turn by hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index import open_index
from index.filter import Filter
from index.index import Index
from index.scoring import SEARCH_VIEWS, Scorer, Scores
from index.scoring.scorer import _holding
from index.scoring.snapshot import Blocks, Snapshot
from tests.index.double import CountingEmbedder, long_talk, make_transcript

QUERY = "word17 word99 word250 word1200"
FILTERS = [
    Filter(speakers=("ana",)),
    Filter(transcripts=("b.txt",)),
    Filter(transcripts=("b.txt", "c.txt", "nowhere.txt")),
    Filter(after="2026-02-01"),
    Filter(before="2026-02-01"),
    Filter(after="2026-01-15", before="2026-02-15"),
    Filter(speakers=("BEN",), transcripts=("a.txt", "b.txt"), before="2026-01-31"),
    Filter(speakers=("NOBODY",)),
]


@pytest.fixture(scope="module")
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: CountingEmbedder) -> Iterator[Index]:
    with open_index(folder=tmp_path_factory.mktemp("index"), embedder=embedder) as made:
        made.load(
            [
                make_transcript(*long_talk(40, seed=1), id="a.txt", date="2026-01-01"),
                make_transcript(*long_talk(30, seed=2), id="b.txt", date="2026-02-01", dates=["2026-03-01"]),
                make_transcript(*long_talk(20, seed=3), "ANA:", id="c.txt"),
                make_transcript(id="none.txt"),
                make_transcript("ANA:", "BEN:", id="empty.txt", date="2026-02-01"),
            ]
        )
        yield made


def turns(index: Index) -> dict[int, tuple[str, str | None, str | None, str]]:
    """Turn key -> transcript, speaker, date, text."""
    found = {}
    for transcript in index.scorer.snapshot.live:
        for turn in index.turns(transcript.id):
            date = turn.date or transcript.date
            found[transcript.base + turn.index] = (transcript.id, turn.speaker, date, turn.text)
    return found


def admitted_by_hand(index: Index, where: Filter) -> list[int]:
    return [
        key
        for key, (transcript, speaker, date, _) in turns(index).items()
        if (not where.speakers or (speaker or "").casefold() in {s.casefold() for s in where.speakers})
        and (not where.transcripts or transcript in where.transcripts)
        and (not where.after or (date is not None and date >= where.after))
        and (not where.before or (date is not None and date <= where.before))
    ]


def cosines_by_hand(index: Index, embedder: CountingEmbedder, view: str, keys: list[int]) -> npt.NDArray[np.float64]:
    """The best cosine of any entry that holds each turn, from the catalog's vectors."""
    [query] = embedder.encode([QUERY])
    entries = index.scorer.snapshot.entries["turn" if view == "turn_dense" else "chunk"]
    keys_there, matrix = index.catalog.vectors.of(entries.keys.tolist())
    vectors = dict(zip(keys_there.tolist(), matrix, strict=True))
    best = []
    for turn in keys:
        own = [
            float(vectors[key] @ query)
            for key, first, last in zip(entries.keys, entries.first, entries.last, strict=True)
            if first <= turn <= last
        ]
        best.append(max(own, default=np.nan))
    return np.array(best)


@pytest.mark.parametrize("where", FILTERS, ids=lambda where: ", ".join(where.describe()))
def test_a_filter_admits_exactly_the_turns_that_fit_it(index: Index, where: Filter) -> None:
    admitted = index.scorer.admitted(where)
    assert admitted is not None
    assert admitted.tolist() == sorted(admitted_by_hand(index, where))


@pytest.mark.parametrize("view", ["turn_dense", "chunk_dense"])
@pytest.mark.parametrize("where", FILTERS, ids=lambda where: ", ".join(where.describe()))
def test_every_admitted_turn_is_scored_exactly(
    index: Index, embedder: CountingEmbedder, view: str, where: Filter
) -> None:
    scores = index.search(view, QUERY, where)  # type: ignore[arg-type]  # a parameter of the test
    exact = cosines_by_hand(index, embedder, view, scores.turns.tolist())
    assert scores.turns.tolist() == sorted(admitted_by_hand(index, where))
    held = ~np.isnan(exact)
    assert np.allclose(scores.scores[held], exact[held], atol=1e-5)
    assert np.isfinite([*scores.scores, scores.mean, scores.deviation]).all()
    assert scores.deviation > 0


@pytest.mark.parametrize("view", ["turn_dense", "chunk_dense"])
def test_an_unfiltered_search_of_a_small_index_is_exact(index: Index, embedder: CountingEmbedder, view: str) -> None:
    scores = index.search(view, QUERY, k=500)  # type: ignore[arg-type]  # a parameter of the test
    exact = cosines_by_hand(index, embedder, view, scores.turns.tolist())
    assert len(scores.turns) == 90
    assert np.allclose(scores.scores, exact, atol=2e-3)


def test_a_short_list_is_completed_with_exact_scores(index: Index, embedder: CountingEmbedder) -> None:
    scorer = index.scorer
    few = scorer.search("turn_dense", QUERY, None, k=5)
    wanted = np.array(sorted(turns(index)))[:60]
    whole = scorer.complete("turn_dense", QUERY, few, wanted)
    assert len(few.turns) == 5
    assert set(wanted.tolist()) <= set(whole.turns.tolist())
    exact = cosines_by_hand(index, embedder, "turn_dense", whole.turns.tolist())
    assert np.allclose(whole.scores, exact, atol=2e-3)
    assert (whole.mean, whole.deviation) == (few.mean, few.deviation)


@pytest.mark.parametrize("view", ["turn_words", "chunk_words"])
def test_words_under_a_filter_score_as_without_it(index: Index, view: str) -> None:
    whole = index.search(view, QUERY)  # type: ignore[arg-type]  # a parameter of the test
    scores = dict(zip(whole.turns.tolist(), whole.scores.tolist(), strict=True))
    for where in FILTERS:
        within = index.search(view, QUERY, where)  # type: ignore[arg-type]  # a parameter of the test
        expected = sorted(set(scores) & set(admitted_by_hand(index, where)))
        assert within.turns.tolist() == expected
        assert np.allclose(within.scores, [scores[key] for key in expected])


@pytest.mark.parametrize("query", ["", "?!", 'AND "NEAR( * word17', "桥", "x" * 5000, "word17\0word99", "the of and"])
@pytest.mark.parametrize("view", SEARCH_VIEWS)
def test_no_query_is_a_fault(index: Index, embedder: CountingEmbedder, view: str, query: str) -> None:
    embedder_limit, embedder.limit = embedder.limit, 10**6
    try:
        for where in (None, FILTERS[0], FILTERS[-1]):
            scores = index.search(view, query, where)  # type: ignore[arg-type]  # a parameter of the test
            assert len(scores.turns) == len(scores.scores)
            scores.standardized(np.array([1, 2, 10**9]))
    finally:
        embedder.limit = embedder_limit


def test_an_empty_index_answers_with_nothing(tmp_path: Path, embedder: CountingEmbedder) -> None:
    with open_index(folder=tmp_path, embedder=embedder) as index:
        index.load([])
        for view in SEARCH_VIEWS:
            for where in (None, *FILTERS):
                assert len(index.search(view, QUERY, where).turns) == 0
        assert index.exists
        assert index.mentions("word17") == []


def test_turns_that_are_not_listed_stand_where_a_score_of_nothing_would() -> None:
    scores = Scores(np.array([3, 5]), np.array([2.0, 4.0]), mean=1.0, deviation=0.5)
    assert scores.standardized(np.array([3, 4, 5, 9])).tolist() == [2.0, 0.0, 6.0, 0.0]


def test_new_entries_are_found_before_the_vector_store_shows_them(index: Index, embedder: CountingEmbedder) -> None:
    class Stale:
        """A store that was opened before anything was written."""

        def search(self, view: str, query: object, *, k: int) -> list[tuple[int, float]]:
            return [(-1, 0.9)][:k]  # and whose one entry is live no longer

    stale = Scorer(index.catalog, Stale(), embedder, horizon=0)  # type: ignore[arg-type]  # only `search` is used
    fresh = index.search("chunk_dense", QUERY, k=500)
    found = stale.search("chunk_dense", QUERY, None, k=500)
    assert found.turns.tolist() == fresh.turns.tolist()
    assert np.allclose(found.scores, fresh.scores, atol=2e-3)


def test_dead_entries_among_the_nearest_do_not_push_live_ones_out(index: Index, embedder: CountingEmbedder) -> None:
    live = index.scorer.snapshot.entries["turn"].keys.tolist()

    class Crowded:
        """A store whose nearest entries are all of replaced revisions."""

        def search(self, view: str, query: object, *, k: int) -> list[tuple[int, float]]:
            return [*((-n, 0.9) for n in range(1, 400)), *((key, 0.5) for key in live)][:k]

    scorer = Scorer(index.catalog, Crowded(), embedder)  # type: ignore[arg-type]  # only `search` is used
    assert len(scorer.search("turn_dense", QUERY, None, k=10).turns) >= 10


def test_a_snapshot_made_from_the_one_before_equals_one_made_anew(tmp_path: Path, embedder: CountingEmbedder) -> None:
    with open_index(folder=tmp_path, embedder=embedder) as index:
        index.load([make_transcript(*long_talk(9, seed=n), id=f"{n}.txt") for n in range(4)])
        before = Snapshot(index.catalog)
        changed = [make_transcript(*long_talk(9, seed=n + n // 3), id=f"{n}.txt") for n in range(1, 6)]
        index.load(changed)
        one, other = Snapshot(index.catalog, before), Snapshot(index.catalog)
        assert one.live == other.live
        for view, entries in one.entries.items():
            for field in ("keys", "first", "last"):
                assert getattr(entries, field).tolist() == getattr(other.entries[view], field).tolist()


def test_blocks_stay_within_their_bound(index: Index) -> None:
    pks = [transcript.pk for transcript in index.scorer.snapshot.live]
    room = index.catalog.vectors.block(pks[0], "turn")[1].nbytes
    blocks = Blocks(index.catalog, room=room)
    for pk in pks:
        keys, vectors = blocks.get(pk, "turn")
        assert len(keys) == len(vectors)
    assert blocks._size <= room
    blocks.keep_only([])
    assert blocks._size == 0


def test_with_the_keys_of_entries_those_of_their_turns_never_fall(tmp_path: Path, embedder: CountingEmbedder) -> None:
    with open_index(folder=tmp_path, embedder=embedder) as index:
        long = "ANA: " + " ".join(f"word{n}" for n in range(200))
        index.load([make_transcript(*long_talk(9, seed=n), long, "BEN: Yes.", long, id=f"{n}.txt") for n in range(4)])
        index.load([make_transcript(*long_talk(9, seed=n + n // 2), long, id=f"{n}.txt") for n in range(1, 6)])
        for entries in index.scorer.snapshot.entries.values():
            assert all((np.diff(column) >= 0).all() for column in (entries.keys, entries.first, entries.last))
            for turn in np.unique(entries.first).tolist():
                held = [
                    row for row, (a, b) in enumerate(zip(entries.first, entries.last, strict=True)) if a <= turn <= b
                ]
                assert _holding(entries, np.array([turn])).tolist() == held
