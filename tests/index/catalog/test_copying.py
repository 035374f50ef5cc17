"""A catalog copied from a file to a server and back: nothing embedded, nothing lost, and what was cut short goes on."""

from pathlib import Path

import pytest

from index import open_index
from index.catalog.copying import copy, digest
from index.catalog.places import CatalogPlace, place_of
from index.errors import CatalogError
from tests.index.catalog.server import Server
from tests.index.double import CountingEmbedder, Library
from tests.index.sameness import assert_same

TALK = "Hearing on the harbour\nMarch 4, 2026\n\nAna Reyes: Ship on Friday.\n\nBen Ode: The bridge is closed.\n"


@pytest.fixture
def filled(library: Library) -> Library:
    library.write("a.txt", TALK)
    library.write("b.txt", "CARA: The budget is one million.\n\nDAN: 北京大学.\n")
    library.write("broken.vtt", "WEBVTT\n\n00:99:99.000 --> nonsense\nANA: Ship.\n")
    library.index.sync()
    with library.index.kept.changing("pins.jsonl") as lines:
        lines.extend(["one", "two"])
    library.embedded()
    return library


@pytest.fixture
def target(filled: Library, postgresql: Server) -> CatalogPlace:
    return place_of(filled.index.folder, postgresql.fresh())


def hashes(place: CatalogPlace) -> dict[str, str]:
    catalog = place.open()
    try:
        return {identifier: digest(catalog.rows(pk)) for identifier, pk in catalog.live_keys().items()}
    finally:
        catalog.close()


@pytest.mark.slow
def test_there_and_back_again_without_embedding(filled: Library, postgresql: Server, tmp_path: Path) -> None:
    url = postgresql.fresh()
    there, back = place_of(filled.index.folder, url), place_of(tmp_path / "back")
    copied = copy(filled.index.place, there)
    assert (copied.transcripts, copied.turns, copied.files, copied.kept) == (2, 4, 3, 2)
    assert copy(there, back) == copied
    assert there.kept.lines("pins.jsonl") == back.kept.lines("pins.jsonl") == ["one", "two"]
    assert hashes(filled.index.place) == hashes(there) == hashes(back)
    for folder, where in ((filled.index.folder, url), (tmp_path / "back", None)):
        embedder = CountingEmbedder()
        with open_index(filled.folder, folder, embedder=embedder, catalog_url=where) as moved:
            assert moved.sync().unchanged == 2
            assert embedder.embedded == []
            assert_same(moved, filled.index, ["bridge budget", "北京"], ["ANA REYES"])


def test_a_copy_that_was_cut_short_goes_on(
    filled: Library, target: CatalogPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.catalog.copying._AT_ONCE", 1)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(filled.index.place, target, report=stop)
    assert len(hashes(target)) == 1
    assert copy(filled.index.place, target).transcripts == 2


def test_a_copy_is_not_complete_before_what_people_keep_is_there(
    filled: Library, target: CatalogPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.catalog.copying._copy_kept", stop)
        with pytest.raises(KeyboardInterrupt):
            copy(filled.index.place, target)
    copy(filled.index.place, target)
    assert target.kept.lines("pins.jsonl") == ["one", "two"]


def test_a_copy_that_was_cut_short_before_a_change_begins_again_where_it_is_to_be_replaced(
    filled: Library, target: CatalogPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.catalog.copying._AT_ONCE", 1)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(filled.index.place, target, report=stop)
    for path in sorted(filled.folder.glob("*.txt")):
        path.write_text(path.read_text("utf-8") + "\n\nANA REYES: One word more.\n", "utf-8")
    filled.index.sync()

    assert copy(filled.index.place, target, replace=True).transcripts == 2


def test_an_index_that_is_there_is_not_written_over_unasked(filled: Library, target: CatalogPlace) -> None:
    first = copy(filled.index.place, target)
    with pytest.raises(CatalogError, match=r"there is an index already.*--replace"):
        copy(filled.index.place, target)
    assert copy(filled.index.place, target, replace=True) == first


def test_a_copy_that_differs_is_told(filled: Library, target: CatalogPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.catalog.copying._AT_ONCE", 1)

    def spoil(done: int, total: int) -> None:
        catalog = target.open()
        with catalog._db.writing() as transaction:
            transaction.run("UPDATE turns SET speaker = ? WHERE idx = 0", "EVE")
        catalog.close()

    with pytest.raises(CatalogError, match=r"differs from .*catalog.sqlite3"):
        copy(filled.index.place, target, report=spoil)


def test_what_people_keep_there_stays_unless_it_is_to_be_replaced(filled: Library, target: CatalogPlace) -> None:
    with target.kept.changing("pins.jsonl") as lines:
        lines.append("theirs")
    assert copy(filled.index.place, target).kept == 2
    assert target.kept.lines("pins.jsonl") == ["theirs", "one", "two"]
    copy(filled.index.place, target, replace=True)
    assert target.kept.lines("pins.jsonl") == ["one", "two"]
