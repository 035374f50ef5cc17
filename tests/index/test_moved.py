"""A library that is renamed or copied brings its index along, and nothing is embedded for it."""

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from index.catalog.sqlite.catalog import FILE
from index.doctor import Check, check
from index.errors import BrokenCatalog, WrongLibrary
from index.index import Index
from tests.index.double import CountingEmbedder, Library
from tests.index.sameness import assert_as_if_new

TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"


@pytest.fixture
def indexed(library: Library) -> Library:
    library.write("a.txt", TALK)
    library.write("sub/b.txt", TALK.replace("Friday", "Monday"))
    library.index.sync()
    library.index.close()
    return library


def there(folder: Path) -> Library:
    """The library that a rename or a copy put there, its embedder fresh."""
    return Library(folder)


def test_a_renamed_library_is_answered_from_at_once_and_embeds_nothing(indexed: Library, tmp_path: Path) -> None:
    moved = there(indexed.folder.rename(tmp_path / "moved"))
    assert moved.ids == ["a.txt", "sub/b.txt"]
    report = moved.index.sync()
    assert (report.unchanged, report.added, report.removed, moved.embedded()) == (2, (), (), 0)
    assert str(tmp_path / "moved") == moved.index.catalog.about("library")
    assert_as_if_new(moved, tmp_path)
    moved.index.close()


@pytest.mark.slow
def test_a_copied_library_embeds_nothing_and_goes_its_own_way(indexed: Library, tmp_path: Path) -> None:
    copy = there(shutil.copytree(indexed.folder, tmp_path / "copy", copy_function=shutil.copy))
    report = copy.index.sync()
    assert (report.unchanged, report.added, report.removed, copy.embedded()) == (2, (), (), 0)
    copy.write("c.txt", TALK)
    (copy.folder / "a.txt").unlink()
    copy.index.sync()
    assert (copy.ids, indexed.ids) == (["c.txt", "sub/b.txt"], ["a.txt", "sub/b.txt"])
    assert copy.index.catalog.about("identity") != indexed.index.catalog.about("identity")
    assert indexed.index.sync().unchanged == 2
    assert_as_if_new(copy, tmp_path / "of the copy")
    assert_as_if_new(indexed, tmp_path / "of the first")
    copy.index.close()


def opened(library: Path, index: Path) -> Index:
    return Index(library, index, embedder=CountingEmbedder)


def test_an_index_elsewhere_follows_a_library_that_was_renamed_but_no_other(indexed: Library, tmp_path: Path) -> None:
    with opened(indexed.folder, tmp_path / "index") as index:
        index.sync()
    copy = shutil.copytree(indexed.folder, tmp_path / "copy")
    with opened(copy, tmp_path / "index") as index, pytest.raises(WrongLibrary, match="--index"):
        index.sync()
    moved = indexed.folder.rename(tmp_path / "moved")
    with opened(copy, tmp_path / "index") as index, pytest.raises(WrongLibrary, match="where the library was moved"):
        index.sync()
    with opened(moved, tmp_path / "index") as index:
        assert index.sync().unchanged == 2


def test_library_and_index_side_by_side_may_be_copied_together(tmp_path: Path) -> None:
    library = tmp_path / "project" / "talks"
    library.mkdir(parents=True)
    (library / "a.txt").write_text(TALK)
    with opened(library, tmp_path / "project" / "index") as index:
        index.sync()
    copy = shutil.copytree(tmp_path / "project", tmp_path / "second")
    with opened(copy / "talks", copy / "index") as index:
        assert index.sync().unchanged == 1


def test_an_index_made_before_its_place_was_noted_goes_with_its_library(indexed: Library, tmp_path: Path) -> None:
    with indexed.index.catalog._db.writing() as transaction:
        transaction.run("DELETE FROM about WHERE key IN ('way', 'home', 'library_inode')")
    indexed.index.close()
    moved = there(indexed.folder.rename(tmp_path / "moved"))
    assert moved.index.sync().unchanged == 2
    assert moved.embedded() == 0
    moved.index.close()


# -- an index that a stranger made -------------------------------------------------------------------------------------


def brought(library: Library, tmp_path: Path, *statements: str) -> Library:
    """The library as somebody unpacks it who got it, times and all, from a stranger who had changed its index."""
    library.index.close()
    folder = shutil.copytree(library.folder, tmp_path / "brought")  # copies times
    with closing(sqlite3.connect(folder / ".ontherecord" / FILE)) as catalog:
        for statement in statements:
            catalog.executescript(statement)
    return there(folder)


def test_what_it_says_is_read_again_from_the_files(indexed: Library, tmp_path: Path) -> None:
    forged = brought(
        indexed,
        tmp_path,
        "UPDATE turns SET record = replace(record, 'Friday', 'Sunday'); DELETE FROM about WHERE key = 'home';",
    )
    assert "Sunday" in forged.index.turn("a.txt#0").text, "believed until a sync looks"
    forged.index.sync()
    assert "Friday" in forged.index.turn("a.txt#0").text
    assert forged.embedded() == 0
    forged.index.close()


def test_its_vectors_are_never_opened(indexed: Library, tmp_path: Path) -> None:
    for change in ("", "DELETE FROM about WHERE key = 'home';"):
        strange = brought(indexed, tmp_path / str(len(change)), change)
        (store,) = [place for place in (strange.index.folder / "chroma").iterdir() if place.is_dir()]
        before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
        assert len(strange.index.search("turn_dense", "ship on friday", k=9).turns) > 0
        assert not strange.index.store(store.name).is_open
        assert not named(strange.index, "vectors").ok
        assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before
        strange.index.sync()
        assert not store.exists(), "filled anew from the catalog, and the stranger's gone"
        strange.index.close()


@pytest.mark.slow
def test_no_folder_that_it_names_is_touched(indexed: Library, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter").write_text("mine")
    for name in ("../../../mine", str(mine), "../../mine", "otr-1-1-1/../../../../mine"):
        apart = tmp_path / sha256(name.encode()).hexdigest()
        strange = brought(indexed, apart, f"UPDATE about SET value = '{name}' WHERE key = 'collection';")
        with pytest.raises(BrokenCatalog):
            strange.index.transcripts()
        assert strange.index.sync().added == ("a.txt", "sub/b.txt"), "made anew"
        strange.index.sync(rebuild=True)
        assert (mine / "letter").read_text() == "mine"
        strange.index.close()


def named(index: Index, name: str) -> Check:
    return next(one for one in check(index) if one.name == name)
