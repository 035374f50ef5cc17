"""What a rebuild takes in memory and on disk, on libraries large enough to tell blocks of vectors from all of them."""

import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from benchmarks.index_texts import MadeUpEmbedder, meeting
from index import open_index
from index.catalog.sqlite.catalog import FILE
from index.chroma import reconcile as mending
from index.index import Index
from index.sync.report import SyncProgress

pytestmark = pytest.mark.slow

TURNS = 30  # of a meeting
DIMENSION = 1536  # long vectors: large indexes of few turns
SMALL, LARGE = 16, 64  # meetings
LOG = 8 * 2**20  # bytes: SQLite begins its log anew at 4 MiB, once a transaction has ended


def indexed(folder: Path, meetings: int) -> Index:
    """An index of so many meetings, left closed as a finished program leaves it."""
    for number in range(meetings):
        path = folder / f"{number:03} meeting.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(meeting(number, TURNS), encoding="utf-8")
    index = open_index(folder, embedder=MadeUpEmbedder(dimension=DIMENSION))
    index.sync()
    index.close()
    return index


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Index]]:
    root = tmp_path_factory.mktemp("rebuilt")
    indexes = {size: indexed(root / f"{size}", size) for size in (SMALL, LARGE)}
    yield indexes
    for index in indexes.values():
        index.close()


def rebuilt(index: Index) -> None:
    assert len(index.sync(rebuild=True).updated) == len(index.transcripts())


def filled_again(index: Index) -> None:
    mending.refilled(index.catalog, index.store)


# -- memory ------------------------------------------------------------------------------------------------------------


def most_held(work: Callable[[Index], object], index: Index) -> int:
    """The most bytes that Python's objects and arrays took at one time beyond what they took before."""
    tracemalloc.start()
    try:
        work(index)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        index.close()


@pytest.mark.parametrize("work", [rebuilt, filled_again])
def test_what_is_in_memory_does_not_grow_with_the_index(
    libraries: dict[int, Index], work: Callable[[Index], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.staging._WAITING", 200)
    monkeypatch.setattr("index.catalog.vectors._AT_ONCE", 200)
    small, large = (most_held(work, libraries[size]) for size in (SMALL, LARGE))
    assert large < 1.3 * small, "four times as many vectors"


# -- disk --------------------------------------------------------------------------------------------------------------


def sizes_in(folder: Path) -> dict[str, int]:
    """The size of each file that is there while it is looked at."""
    found = {}
    for place, _, names in os.walk(folder):  # which passes over folders that go meanwhile
        for name in names:
            with suppress(FileNotFoundError):
                found[f"{place}/{name}"] = (Path(place) / name).stat().st_size
    return found


def size(folder: Path) -> int:
    return sum(sizes_in(folder).values())


@contextmanager
def watched(folder: Path) -> Iterator[list[dict[str, int]]]:
    """The sizes of a folder's files, looked at again and again by another thread."""
    seen, done = [sizes_in(folder)], threading.Event()

    def look() -> None:
        while not done.wait(0.005):
            seen.append(sizes_in(folder))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        done.set()
        looking.join()


def test_beside_the_live_index_there_is_one_more_and_afterwards_one(libraries: dict[int, Index]) -> None:
    index = libraries[LARGE]
    before, catalog = size(index.folder), (index.folder / FILE).stat().st_size
    growing: list[int] = []

    def look(step: SyncProgress) -> None:
        if step.stage == "embedding":
            growing.append(size(index.folder))

    with watched(index.folder) as seen:
        index.sync(rebuild=True, progress=look)
    index.close()
    after = size(index.folder)
    assert growing[-1] > 1.3 * before, "the new one grows beside the one that answers"
    assert max(sum(sizes.values()) for sizes in seen) < before + after + LOG
    assert max(sizes.get(f"{index.folder / FILE}-wal", 0) for sizes in seen) < LOG
    assert (index.folder / FILE).stat().st_size < 1.1 * catalog
    assert after < 1.4 * before, "Chroma keeps more or less in its log, as it comes"
