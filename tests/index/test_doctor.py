"""What breaks is noticed by a process that it cannot take along, and mended without embedding."""

import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from index.catalog.sqlite.catalog import FILE
from index.doctor import Check, check, repair
from index.errors import CatalogError, IndexBusy
from tests.index.double import CountingEmbedder, Library, long_talk

pytestmark = pytest.mark.slow


@pytest.fixture
def indexed(library: Library) -> Library:
    library.write("a.txt", "\n\n".join(long_talk(60)))
    library.index.sync()
    library.index.close()
    library.embedded()
    return library


def folder(library: Library) -> Path:
    return library.folder / ".ontherecord"


def named(library: Library, name: str) -> Check:
    [found] = [one for one in check(library.index) if one.name == name]
    return found


def test_a_sound_index_passes_every_check(indexed: Library) -> None:
    checks = check(indexed.index)
    assert [one for one in checks if not one.ok] == []
    assert {"python", "packages", "sqlite", "embedding model", "library", "disk", "catalog", "vectors"} <= {
        one.name for one in checks
    }
    assert repair(indexed.index) == ()


def test_no_index_is_a_finding_with_the_command(library: Library) -> None:
    assert named(library, "catalog").fix == "ontherecord index"
    assert repair(library.index) == ()
    assert not folder(library).exists()


def test_a_missing_library_is_a_finding(indexed: Library, tmp_path: Path) -> None:
    shutil.move(folder(indexed), tmp_path / "index")
    shutil.rmtree(indexed.folder)
    with indexed.opened(folder=tmp_path / "index") as index:
        [found] = [one for one in check(index) if one.name == "library"]
    assert not found.ok
    assert "--library" in found.fix


def test_a_missing_model_is_a_finding(indexed: Library) -> None:
    [found] = [one for one in check(indexed.index, embedder="./nowhere") if one.name == "embedding model"]
    assert not found.ok
    assert "nowhere" in found.detail


def test_a_full_disk_is_a_finding(indexed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    assert not named(indexed, "disk").ok


def delete_folder(chroma: Path) -> None:
    shutil.rmtree(chroma)


def truncate_database(chroma: Path) -> None:
    [database] = chroma.rglob("chroma.sqlite3")
    data = database.read_bytes()
    database.write_bytes(data[: len(data) // 2])


def scramble_database(chroma: Path) -> None:
    [database] = chroma.rglob("chroma.sqlite3")
    database.write_bytes(b"garbage" * 5000)


@pytest.mark.parametrize("harm", [delete_folder, truncate_database, scramble_database])
def test_a_broken_vector_store_is_filled_again_without_embedding(
    indexed: Library, harm: Callable[[Path], None]
) -> None:
    harm(folder(indexed) / "chroma")
    found = named(indexed, "vectors")
    assert not found.ok
    assert found.fix == "ontherecord doctor --repair"
    heard: list[tuple[int, int]] = []
    [done] = repair(indexed.index, progress=lambda now, total, _: heard.append((now, total)))
    assert "vectors were written" in done
    assert heard[-1][0] == heard[-1][1] > 60
    assert [one for one in check(indexed.index) if not one.ok] == []
    assert len(indexed.index.search("turn_dense", "word17", k=500).turns) == 60
    assert len(indexed.embedder.embedded) == 1, "only the query was embedded"
    assert indexed.index.sync().unchanged == 1


def test_lost_vectors_are_noticed_and_filled_in(indexed: Library) -> None:
    snapshot = indexed.index.scorer.snapshot
    indexed.index.store(snapshot.collection).delete("turn", snapshot.entries["turn"].keys.tolist()[:7])
    assert named(indexed, "vectors").detail == "53 of 60 turn vectors"
    repair(indexed.index)
    assert named(indexed, "vectors").ok


def test_another_process_reads_from_the_repaired_store(indexed: Library) -> None:
    with indexed.opened() as reader:
        before = reader.search("turn_dense", "word17", k=500)
        delete_folder(folder(indexed) / "chroma")
        repair(indexed.index)
        after = reader.search("turn_dense", "word17", k=500)
        assert after.turns.tolist() == before.turns.tolist()


def test_a_broken_catalog_is_kept_aside_and_the_command_named(indexed: Library) -> None:
    path = folder(indexed) / FILE
    path.write_bytes(path.read_bytes()[:5000] + b"garbage" * 5000)
    assert named(indexed, "catalog").fix == "ontherecord doctor --repair"
    [done] = repair(indexed.index)
    assert "ontherecord index" in done
    assert len(list(folder(indexed).glob("catalog.broken-*.sqlite3"))) == 1
    assert named(indexed, "catalog").fix == "ontherecord index"
    assert indexed.index.sync().turns == 60
    assert [one for one in check(indexed.index) if not one.ok] == []


def test_a_catalog_that_sqlite_finds_faults_in_is_broken(indexed: Library) -> None:
    connection = sqlite3.connect(folder(indexed) / FILE)
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'turns'").fetchone()[0]
    connection.close()
    data = bytearray((folder(indexed) / FILE).read_bytes())
    data[(root - 1) * page : (root - 1) * page + 100] = b"\xff" * 100
    (folder(indexed) / FILE).write_bytes(data)
    assert not named(indexed, "catalog").ok
    assert repair(indexed.index)


def test_nothing_is_repaired_while_another_writes(indexed: Library) -> None:
    delete_folder(folder(indexed) / "chroma")
    with indexed.opened(embedder=CountingEmbedder()) as writer, writer.repairing(), pytest.raises(IndexBusy):
        repair(indexed.index)


def test_an_index_of_another_version_is_not_called_broken(indexed: Library) -> None:
    indexed.index.catalog.publish(facts={"schema": "0"})
    indexed.index.close()
    assert named(indexed, "catalog").fix == "ontherecord index --rebuild"
    with pytest.raises(CatalogError, match="--rebuild"):
        repair(indexed.index)
    assert (folder(indexed) / FILE).exists()
