"""Chroma behind the one module that knows it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.chroma.store import VectorStore
from index.errors import VectorStoreError

RNG = np.random.default_rng(0)
VECTORS = (lambda v: v / np.linalg.norm(v, axis=1, keepdims=True))(RNG.normal(size=(60, 16))).astype(np.float16)
KEYS = list(range(100, 160))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    opened = VectorStore(tmp_path / "chroma", name="otr-test-0")
    yield opened
    opened.close()


def test_a_search_gives_cosines_best_first(store: VectorStore) -> None:
    store.upsert("turn", KEYS, VECTORS)
    query = VECTORS[7].astype(np.float32)
    hits = store.search("turn", query, k=60)
    exact = VECTORS.astype(np.float32) @ query
    assert [key for key, _ in hits] == [KEYS[row] for row in np.argsort(-exact)]
    assert [score for _, score in hits] == pytest.approx(sorted(exact.tolist(), reverse=True), abs=1e-3)


def test_more_may_be_asked_for_than_there_is(store: VectorStore) -> None:
    store.upsert("turn", KEYS[:2], VECTORS[:2])
    assert len(store.search("turn", VECTORS[0].astype(np.float32), k=300)) == 2


def test_views_are_apart_and_writing_again_changes_nothing(store: VectorStore) -> None:
    for _ in range(2):
        store.upsert("turn", KEYS[:5], VECTORS[:5])
        store.upsert("chunk", KEYS[5:7], VECTORS[5:7])
    assert (store.count("turn"), store.count("chunk")) == (5, 2)
    store.delete("turn", [*KEYS[:2], 999])
    assert store.keys("turn") == set(KEYS[2:5])


def test_a_search_never_makes_a_collection(store: VectorStore) -> None:
    with pytest.raises(VectorStoreError, match="doctor --repair"):
        store.search("turn", VECTORS[0].astype(np.float32), k=1)


def test_only_what_is_out_of_use_is_swept(store: VectorStore, tmp_path: Path) -> None:
    old = VectorStore(tmp_path / "chroma", name="otr-test-1")
    old.upsert("turn", KEYS, VECTORS)
    store.upsert("turn", KEYS, VECTORS)
    (tmp_path / "chroma/chroma.sqlite3").write_text("of a version that had all sets in one file")
    store.sweep({store.name})
    assert store.count("turn") == len(KEYS)
    assert old.count("turn") == 0
    assert [place.name for place in (tmp_path / "chroma").iterdir()] == [store.name]


def test_a_dropped_store_leaves_nothing_and_is_out_of_use(store: VectorStore, tmp_path: Path) -> None:
    store.upsert("turn", KEYS, VECTORS)
    store.drop()
    assert list((tmp_path / "chroma").iterdir()) == []
    with pytest.raises(VectorStoreError, match="not there"):
        store.search("turn", VECTORS[0].astype(np.float32), k=1)
    again = VectorStore(tmp_path / "chroma", name=store.name)
    again.upsert("turn", KEYS[:3], VECTORS[:3])
    assert again.keys("turn") == set(KEYS[:3])
    again.close()


def test_dropping_waits_for_searches_under_way_and_later_ones_are_told(store: VectorStore) -> None:
    store.upsert("turn", KEYS, VECTORS)
    query, stop = VECTORS[0].astype(np.float32), threading.Event()
    found: list[int | str] = []

    def search() -> None:
        while not stop.is_set():
            try:
                found.append(store.search("turn", query, k=1)[0][0])
            except VectorStoreError as error:
                found.append(str(error))

    thread = threading.Thread(target=search)
    thread.start()
    store.drop()
    stop.set()
    thread.join()
    assert all(one == KEYS[0] or "not there" in str(one) for one in found)


def test_closing_waits_for_searches_and_the_next_search_opens_again(store: VectorStore) -> None:
    store.upsert("turn", KEYS, VECTORS)
    query, faults, stop = VECTORS[0].astype(np.float32), [], threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                assert store.search("turn", query, k=1)[0][0] == KEYS[0]
            except Exception as error:  # noqa: BLE001 - told to the thread that asserts
                faults.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        store.close()
    stop.set()
    for thread in threads:
        thread.join()
    assert not faults


def test_it_is_opened_again_only_for_what_others_wrote(store: VectorStore) -> None:
    assert store.sees(7)  # not open: opening will show all there is
    with store.writing(7):
        store.upsert("turn", KEYS, VECTORS)
        assert store.sees(8)  # this process alone writes
        store.catch_up(8)
    assert store.sees(8)
    assert not store.sees(9)
    store.catch_up(9)
    assert store.sees(9)


def test_a_folder_that_is_none_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("not a folder")
    with pytest.raises(VectorStoreError, match=r"chroma.*: the vector store failed: .*doctor --repair"):
        VectorStore(tmp_path / "chroma", name="otr-test-0").upsert("turn", KEYS, VECTORS)
