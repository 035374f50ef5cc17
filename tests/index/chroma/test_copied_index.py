"""An index that is moved or copied: what it has on a Chroma server, and what the copies have."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import pytest

from index import open_index
from index.catalog.sqlite.catalog import FILE
from index.doctor import repair
from tests.index.chroma.running import ChromaServer, Shelf, copy_catalog
from tests.index.double import CountingEmbedder

pytestmark = pytest.mark.slow


def copied(shelf: Shelf, name: str) -> Shelf:
    """A copy of the library with its index, as `cp -r` makes it, for the same server."""
    shelf.index.close()
    folder = shutil.copytree(shelf.folder, shelf.folder.with_name(name))
    other = Shelf.__new__(Shelf)
    other.folder, other.url, other.embedder = folder, shelf.url, CountingEmbedder()
    other.index = other.opened()
    return other


def collections_of(shelf: Shelf) -> str:
    return shelf.index.catalog.about("collection") or ""


def documents_embedded(shelf: Shelf) -> list[str]:
    return [text for text in shelf.embedder.embedded if text not in ("word17", "word17 word4")]


def test_a_library_that_was_renamed_keeps_its_collections(shelf: Shelf, chroma: ChromaServer) -> None:
    name = collections_of(shelf)
    shelf.index.close()
    shelf.embedder.embedded.clear()
    shelf.folder = shelf.folder.rename(shelf.folder.with_name("renamed"))
    shelf.index = shelf.opened()
    assert shelf.index.sync().unchanged == 2
    assert (collections_of(shelf), shelf.embedder.embedded) == (name, [])
    shelf.assert_like_new()


def test_a_copy_that_only_looks_and_reads_touches_nothing_on_the_server(shelf: Shelf, chroma: ChromaServer) -> None:
    before = chroma.collections()
    other = copied(shelf, "copy")
    with other.index:
        report = other.index.sync()
        assert (report.unchanged, report.turns, report.embedded) == (2, 70, 0)
        assert other.found() == [70, 70]
    assert chroma.collections() == before


def test_a_copy_that_writes_has_collections_of_its_own(shelf: Shelf, chroma: ChromaServer) -> None:
    other = copied(shelf, "copy")
    with other.index:
        (other.folder / "b.txt").unlink()
        other.write("c.txt", 20, seed=5)
        other.index.sync()
        assert len(documents_embedded(other)) < 40, "c.txt and nothing of the rest"
        assert collections_of(other) != collections_of(shelf)
        shelf.assert_like_new()
        other.assert_like_new()
        shelf.index.sync(rebuild=True)
        (shelf.folder / "a.txt").unlink()
        shelf.index.sync()
        other.assert_like_new()
        other.index.sync(rebuild=True)
        shelf.assert_like_new()


@pytest.mark.parametrize("work", ["rebuild", "repair"])
def test_a_copy_that_is_made_anew_leaves_the_other_its_collections(shelf: Shelf, work: str) -> None:
    other = copied(shelf, "copy")
    with other.index:
        if work == "repair":
            other.index.store(collections_of(other)).delete("turn", sorted(other.index.catalog.entry_keys_live("turn")))
            assert repair(other.index) != ()
            assert documents_embedded(other) == []
        else:
            other.index.sync(rebuild=True)
        assert collections_of(other) != collections_of(shelf)
        other.assert_like_new()
    shelf.index.sync()
    shelf.assert_like_new()


def test_of_two_copies_that_look_like_one_index_the_second_writer_goes_its_own_way(
    shelf: Shelf, chroma: ChromaServer, caplog: pytest.LogCaptureFixture
) -> None:
    """As machines are cloned: same path, same name, same number of the file."""
    other = copied(shelf, "copy")
    with other.index:
        place = json.dumps(
            {"path": str(other.folder / "x"), "inode": (other.index.folder / FILE).stat().st_ino, "host": "clone"}
        )
        other.index.catalog.note({"home": place})
        shelf.write("mine.txt", 15, seed=6)
        shelf.index.sync()
        shelf.embedder.embedded.clear()
        other.write("theirs.txt", 15, seed=7)
        with caplog.at_level(logging.WARNING):
            other.index.sync()
        assert "a copy of this index, or a later state of it, writes to its collections" in caplog.text
        shelf.assert_like_new()
        other.assert_like_new()
        assert {name.rsplit("-", 1)[0] for name in chroma.collections()} >= {
            collections_of(shelf), collections_of(other)
        }  # fmt: skip
        for one in (shelf, other):
            one.write("more.txt", 10, seed=8)
            name = collections_of(one)
            one.index.sync()
            assert collections_of(one) == name, "and from then on each has its own"


def test_an_index_restored_to_an_earlier_day_fills_collections_of_its_own(shelf: Shelf, tmp_path: Path) -> None:
    copy_catalog(shelf.index, tmp_path / "backup")
    shelf.write("c.txt", 20, seed=5)
    shelf.index.sync()
    shelf.index.close()
    for tail in ("", "-wal", "-shm"):
        (shelf.index.folder / f"{FILE}{tail}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup" / FILE, shelf.index.folder / FILE)
    shelf.index.sync()
    shelf.assert_like_new()


def test_copies_of_an_embedded_index_that_move_to_one_server_do_not_meet(shelf: Shelf, chroma: ChromaServer) -> None:
    with open_index(shelf.folder, embedder=shelf.embedder) as embedded:
        embedded.sync()
    other = copied(shelf, "copy")
    with other.index:
        shelf.index.sync()
        other.write("c.txt", 20, seed=5)
        other.index.sync()
        assert collections_of(other) != collections_of(shelf)
        shelf.assert_like_new()
        other.assert_like_new()
