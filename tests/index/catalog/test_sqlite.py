"""What is SQLite's alone: its file, its log, and what stays of the removed in either."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.catalog.sqlite.catalog import FILE, SqliteCatalog, SqlitePlace
from index.catalog.sqlite.database import Database
from index.errors import CatalogError
from tests.index.catalog.filling import publish


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[SqliteCatalog]:
    made = SqlitePlace(tmp_path / "index").create(library=tmp_path, fingerprint="counting")
    yield made
    made.close()


def test_what_is_swept_stands_nowhere_in_the_file(catalog: SqliteCatalog, tmp_path: Path) -> None:
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(200)])
    publish(catalog, "ANA: Kept.", id="kept.txt")
    catalog.publish(removed=["talk.txt"])
    catalog.sweep(catalog.dead())
    catalog.empty_log()
    for file in (tmp_path / "index").iterdir():
        data = file.read_bytes().lower()
        assert b"xylophon" not in data, file
        assert b"zygomorph" not in data, file


def test_what_is_swept_gives_its_room_back(catalog: SqliteCatalog) -> None:
    publish(catalog, "ANA: Kept.", id="kept.txt")
    catalog.empty_log()
    before = catalog.path.stat().st_size
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(1_000)])
    catalog.publish(removed=["talk.txt"])
    catalog.sweep(catalog.dead())
    catalog.empty_log()
    assert catalog.path.stat().st_size < 1.1 * before


def test_a_reader_that_reads_on_keeps_what_was_removed_in_the_log_until_the_next_sync(
    catalog: SqliteCatalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.catalog.sqlite.database._READ_MS", 20)
    publish(catalog, *[f"ANA: The xylophone number {n} is quite zygomorphic." for n in range(200)])

    def left() -> list[Path]:
        return [file for file in catalog.path.parent.iterdir() if b"xylophon" in file.read_bytes().lower()]

    with closing(sqlite3.connect(catalog.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM about").fetchall()
        catalog.publish(removed=["talk.txt"])
        catalog.sweep(catalog.dead())
        catalog.empty_log()
        assert left()
        assert "another program goes on reading" in caplog.text
    catalog.empty_log()
    assert left() == []


def test_a_file_that_is_no_database_names_the_command(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"garbage" * 1000)
    with pytest.raises(CatalogError, match="ontherecord index"):
        SqliteCatalog(tmp_path)


def test_creating_over_a_leftover_log_does_not_replay_it(tmp_path: Path) -> None:
    SqlitePlace(tmp_path).create(library=tmp_path, fingerprint="one").close()
    writer = sqlite3.connect(tmp_path / FILE)
    writer.execute("INSERT INTO about VALUES ('left', 'over')")
    writer.commit()
    log = (tmp_path / f"{FILE}-wal").read_bytes()
    writer.close()
    (tmp_path / FILE).unlink()
    (tmp_path / f"{FILE}-wal").write_bytes(log)
    made = SqlitePlace(tmp_path).create(library=tmp_path, fingerprint="two")
    assert (made.about("left"), made.about("fingerprint")) == (None, "two")
    made.close()


def test_a_database_that_nobody_closed_closes_its_connections_when_it_goes(tmp_path: Path) -> None:
    SqlitePlace(tmp_path).create(library=tmp_path, fingerprint="one").close()
    database = Database(tmp_path / FILE)
    assert database.quick_check() == "ok"
    (connection,) = database._idle
    del database
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
