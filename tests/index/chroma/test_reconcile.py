"""What is live no longer leaves the files; the vector store is filled anew, without embedding, where it must be."""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.catalog.catalog import VIEWS
from index.chroma.reconcile import is_purge_due, stale
from index.sync.report import SyncProgress
from tests.index.double import CountingEmbedder, Library, long_talk

FLUSHED = 1_100  # turns: Chroma writes its HNSW files at 1,000 entries


class NoisyEmbedder(CountingEmbedder):
    """Every text has a direction of its own, so that its bytes are found nowhere else."""

    def _vector(self, text: str) -> npt.NDArray[np.float32]:
        draw = np.random.default_rng(int.from_bytes(sha256(text.encode()).digest()[:8], "big"))
        vector = draw.normal(size=self.dimension)
        unit: npt.NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit


@pytest.fixture
def noisy(library: Library) -> Iterator[Library]:
    library.embedder = NoisyEmbedder()
    library.index = library.opened()
    yield library
    library.index.close()


def folder(library: Library) -> Path:
    return library.folder / ".ontherecord"


def traces(library: Library, transcript: str) -> list[bytes]:
    """Pieces of 16 bytes of a few vectors of a transcript, as SQLite has them and as Chroma's log and HNSW files do."""
    [live] = [one for one in library.index.scorer.snapshot.live if one.id == transcript]
    pieces = []
    for view in VIEWS:
        _, vectors = library.index.catalog.vectors.block(live.pk, view)
        few = vectors[:: max(len(vectors) // 10, 1)]
        unit = few / np.linalg.norm(few, axis=1, keepdims=True)  # as HNSW has them, for cosines
        for stored in (few, unit, few.astype(np.float16)):
            pieces += [bytes(row)[start : start + 16] for row in map(np.ravel, stored) for start in (0, 48, 96)]
    return pieces


def found(library: Library, pieces: list[bytes], *, under: str = "") -> int:
    """How many of the pieces are in any file of the index folder."""
    data = b"\0".join(file.read_bytes() for file in sorted((folder(library) / under).rglob("*")) if file.is_file())
    return sum(piece in data for piece in pieces)


def written(library: Library) -> set[str]:
    return {file.name for file in folder(library).rglob("*") if file.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("turns", [8, FLUSHED])
def test_a_removed_transcript_leaves_no_byte_of_its_text_or_vectors(noisy: Library, turns: int) -> None:
    path = noisy.write("a.txt", "\n\n".join(f"{line} Xylophone." for line in long_talk(turns)))
    noisy.write("b.txt", "\n\n".join(long_talk(20, seed=7)))
    noisy.index.sync()
    assert ("index_metadata.pickle" in written(noisy)) == (turns == FLUSHED), "the large one is in Chroma's HNSW files"
    pieces, kept = traces(noisy, "a.txt"), traces(noisy, "b.txt")
    assert found(noisy, pieces) >= len(pieces) / 2  # as float16 in SQLite, and in Chroma's log or its HNSW files
    assert found(noisy, [b"ylophon"])
    heard: list[SyncProgress] = []
    path.unlink()
    noisy.embedded()
    assert noisy.index.sync(progress=heard.append).removed == ("a.txt",)
    assert noisy.embedded() == 0
    assert found(noisy, [*pieces, b"ylophon", b"a.txt"]) == 0
    assert found(noisy, kept) >= len(kept) / 2
    assert "vectors" in {step.stage for step in heard}
    assert len(noisy.index.search("turn_dense", "word17", k=500).turns) == 20


def test_a_removal_that_was_interrupted_is_completed_by_the_next_sync(noisy: Library) -> None:
    path = noisy.write("a.txt", "\n\n".join(long_talk(30)))
    noisy.write("b.txt", "\n\n".join(long_talk(20, seed=7)))
    noisy.index.sync()
    pieces = traces(noisy, "a.txt")
    path.unlink()

    def interrupt(step: SyncProgress) -> None:
        if step.stage == "vectors":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        noisy.index.sync(progress=interrupt)
    assert noisy.ids == ["b.txt"]
    assert len(noisy.index.search("turn_dense", "word17", k=500).turns) == 20
    assert found(noisy, pieces, under="chroma"), "its vectors are still there"
    noisy.index.sync()
    assert found(noisy, pieces) == 0
    assert not is_purge_due(noisy.index.catalog)


def test_what_an_edit_took_out_leaves_the_catalog_at_once_and_chroma_with_the_next_filling(noisy: Library) -> None:
    noisy.write("a.txt", "\n\n".join([*long_talk(60), "ANA: The xylophone."]))
    noisy.index.sync()
    collection, pieces = noisy.index.catalog.about("collection"), traces(noisy, "a.txt")
    for turns in (60, 30):
        noisy.write("a.txt", "\n\n".join(long_talk(turns, seed=1)))
        noisy.index.sync()
        assert found(noisy, [b"ylophon"]) == 0
    assert noisy.index.catalog.about("collection") != collection
    assert stale(noisy.index.catalog) == {"turn": 0, "chunk": 0}
    assert found(noisy, pieces) == 0


def test_a_small_edit_leaves_what_is_stale_and_searches_pass_over_it(noisy: Library) -> None:
    noisy.write("a.txt", "\n\n".join(long_talk(10)))
    noisy.write("b.txt", "\n\n".join(long_talk(200, seed=7)))
    noisy.index.sync()
    collection = noisy.index.catalog.about("collection")
    noisy.write("a.txt", "\n\n".join(long_talk(9)))
    noisy.index.sync()
    assert noisy.index.catalog.about("collection") == collection
    assert stale(noisy.index.catalog)["turn"] == 10
    assert len(noisy.index.search("turn_dense", "word17", k=209).turns) == 209
    noisy.embedded()
    generation = noisy.index.generation
    noisy.index.sync()
    assert (noisy.index.generation, noisy.embedded()) == (generation, 0), "what is stale is expected to be there"


def test_a_rename_fills_nothing_anew(noisy: Library) -> None:
    path = noisy.write("a.txt", "\n\n".join(long_talk(10)))
    noisy.write("b.txt", "\n\n".join(long_talk(200, seed=7)))
    noisy.index.sync()
    collection, pieces = noisy.index.catalog.about("collection"), traces(noisy, "a.txt")
    path.rename(noisy.folder / "c.txt")
    noisy.index.sync()
    assert noisy.index.catalog.about("collection") == collection
    (noisy.folder / "c.txt").unlink()
    noisy.index.sync()
    assert found(noisy, pieces) == 0


def test_vectors_of_a_version_that_had_them_in_one_place_are_taken_over(library: Library) -> None:
    library.write("a.txt", "\n\n".join(long_talk(60)))
    library.index.sync()
    before = library.index.search("turn_dense", "word17", k=500)
    chroma, name = library.index.vectors_folder, library.index.catalog.about("collection") or ""
    library.index.close()
    shutil.move(chroma / name, chroma.with_name("old"))
    shutil.rmtree(chroma)
    shutil.move(chroma.with_name("old"), chroma)
    library.embedded()
    after = library.index.search("turn_dense", "word17", k=500)
    assert after.turns.tolist() == before.turns.tolist()
    assert np.allclose(after.scores, before.scores, atol=2e-3)
    assert library.index.sync().unchanged == 1
    assert [len(library.index.store(name).keys(view)) for view in VIEWS] != [0, 0]
    assert library.embedded() == 1, "the query alone"
    assert [place.name for place in chroma.iterdir()] == [library.index.catalog.about("collection")]


def test_a_store_that_lacks_many_is_filled_beside_and_a_broken_one_too(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.chroma.reconcile._FEW", 5)
    library.write("a.txt", "\n\n".join(long_talk(60)))
    library.index.sync()
    library.embedded()
    name = library.index.catalog.about("collection") or ""
    library.index.store(name).delete("turn", sorted(library.index.store(name).keys("turn"))[:20])
    library.index.sync()
    second = library.index.catalog.about("collection") or ""
    library.index.close()
    (library.index.vectors_folder / second / "chroma.sqlite3").write_bytes(b"garbage" * 5000)
    library.index.sync()
    assert len({name, second, library.index.catalog.about("collection")}) == 3
    assert library.embedded() == 0
    assert len(library.index.search("turn_dense", "word17", k=500).turns) == 60
