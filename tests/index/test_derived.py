"""What is kept of a transcript beside the index goes with the revision that it was made of."""

from pathlib import Path

import pytest

from index import derived
from tests.index.double import Library


@pytest.fixture
def library(on_either: Library) -> Library:
    return on_either


@pytest.fixture
def filled(library: Library) -> Library:
    library.write("march.txt", "ANA REYES: The ferry is late.")
    library.write("may.txt", "BEN ODE: The roof leaks.")
    library.index.sync()
    for name in ("march.txt", "may.txt"):
        keep(library, name, {"of": name})
    return library


def keep(library: Library, transcript: str, values: object, name: str = "notes") -> None:
    revision = library.index.catalog.revision(transcript)
    derived.keep(library.index.folder, library.index.catalog, revision, name, values)


def kept(library: Library, transcript: str, name: str = "notes") -> object:
    return derived.kept(library.index.folder, library.index.catalog.revision(transcript), name)


def files(library: Library) -> list[Path]:
    return sorted((library.index.folder / derived.FOLDER).glob("*/*"))


def test_it_stays_until_the_transcript_changes(filled: Library) -> None:
    filled.index.sync()
    assert kept(filled, "march.txt") == {"of": "march.txt"}
    filled.write("march.txt", "ANA REYES: The ferry is early.")
    filled.index.sync()
    assert kept(filled, "march.txt") is None
    assert kept(filled, "may.txt") == {"of": "may.txt"}
    assert len(files(filled)) == 1


def test_nothing_stays_of_a_removed_transcript(filled: Library) -> None:
    (filled.folder / "may.txt").unlink()
    filled.index.sync()
    assert [path.read_text("utf-8") for path in files(filled)] == ['{"of": "march.txt"}']


def test_of_one_removed_meanwhile_nothing_is_kept(filled: Library) -> None:
    revision = filled.index.catalog.revision("may.txt")
    (filled.folder / "may.txt").unlink()
    filled.index.sync()
    derived.keep(filled.index.folder, filled.index.catalog, revision, "notes", {"roof": "leaks"})
    assert len(files(filled)) == 1


def test_the_oldest_make_room(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MOST", 2)
    for name in ("one", "two"):
        keep(filled, "may.txt", {}, name)
    assert kept(filled, "may.txt") is None
    assert kept(filled, "may.txt", "two") == {}


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["", "{", "\udc80"])
def test_what_is_damaged_is_as_if_it_were_not_there(filled: Library, damage: str) -> None:
    for path in files(filled):
        path.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert kept(filled, "may.txt") is None
