"""What `pg_dump` wrote and the library are the whole index again: nothing is read, nothing embedded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.catalog.server import Server
from tests.index.double import Library
from tests.index.sameness import assert_as_if_new


@pytest.fixture
def library(tmp_path: Path, postgresql: Server) -> Iterator[Library]:
    opened = Library(tmp_path / "library", postgresql.fresh())
    yield opened
    opened.index.close()
    postgresql.drop(opened.catalog_url or "")


def test_a_dump_that_is_read_back_is_the_index(library: Library, postgresql: Server, tmp_path: Path) -> None:
    library.write("a.txt", "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n")
    library.index.sync()
    with library.index.kept.changing("pins.jsonl") as lines:
        lines.append("a pin")
    library.embedded()
    url = library.catalog_url or ""
    dump = postgresql.program("pg_dump", "-n", url.rpartition("=")[2])
    library.index.close()
    postgresql.drop(url)
    assert not library.index.exists
    postgresql.program("psql", "-v", "ON_ERROR_STOP=1", "--quiet", stdin=dump)
    assert len(library.index.mentions("bridge")) == 1
    report = library.index.sync()
    assert (report.unchanged, report.embedded, library.embedded()) == (1, 0, 0)
    assert library.index.kept.lines("pins.jsonl") == ["a pin"]
    assert_as_if_new(library, tmp_path, "bridge")


def test_a_dump_without_a_word_of_what_was_removed(library: Library, postgresql: Server) -> None:
    library.write("a.txt", "ANA: The xylophone is zygomorphic.\n")
    library.write("b.txt", "BEN: The bridge is closed.\n")
    library.index.sync()
    (library.folder / "a.txt").unlink()
    library.index.sync()
    dump = postgresql.program("pg_dump", "-n", (library.catalog_url or "").rpartition("=")[2])
    assert "bridg" in dump
    assert "xyloph" not in dump
    assert b"xyloph".hex() not in dump
