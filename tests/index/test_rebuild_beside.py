"""A rebuild happens beside the live index: it keeps answering, and one commit switches over."""

from pathlib import Path
from unittest.mock import Mock

import pytest

from index.errors import VectorStoreError
from index.sync.report import SyncProgress
from tests.index.double import CountingEmbedder, Library, long_talk
from tests.index.sameness import assert_as_if_new

pytestmark = pytest.mark.slow

TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"
OTHER = "CARA: The budget is one million.\n\nDAN: The tunnel costs more.\n"


@pytest.fixture
def library(on_either: Library) -> Library:
    return on_either


def test_a_rebuild_happens_beside_the_index_which_keeps_answering(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", OTHER)
    library.index.sync()
    library.embedded()
    generation, found = library.index.generation, []

    def look(progress: SyncProgress) -> None:
        if progress.stage == "embedding":
            found.append((library.index.generation, len(library.index.search("turn_dense", "bridge").turns)))

    report = library.index.sync(rebuild=True, progress=look)
    assert found == [(generation, 4), (generation, 4)]
    assert (report.updated, report.embedded) == (("a.txt", "b.txt"), 6)
    assert library.index.generation == generation + 1
    assert_as_if_new(library, tmp_path)
    chroma = library.index.vectors_folder
    assert [place.name for place in chroma.iterdir()] == [library.index.catalog.about("collection")]


def test_a_rebuild_killed_while_it_tidies_up_is_not_done_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("a.txt", "\n\n".join(long_talk(1_100)))  # Chroma writes its HNSW files at 1,000 entries
    library.index.sync()
    with monkeypatch.context() as patched:
        patched.setattr("index.catalog.catalog.forget", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            library.index.sync(rebuild=True)
    library.index.close()
    library.embedded()
    stages: list[str] = []
    library.index.sync(progress=lambda step: stages.append(step.stage))
    assert stages == ["done"], "no file is read and no vector written"
    assert_as_if_new(library, tmp_path)


def test_another_embedding_model_rebuilds_and_the_old_one_is_refused_meanwhile(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    with library.opened(embedder=CountingEmbedder(dimension=32)) as other:
        with pytest.raises(VectorStoreError, match=r"another embedding model.*ontherecord index"):
            other.search("turn_dense", "bridge")
        assert other.sync().updated == ("a.txt",)
        assert len(other.search("turn_dense", "bridge").turns) == 2
