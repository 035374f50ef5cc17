"""What is PostgreSQL's alone: connections that break, writers that die, other machines, and what lets us in."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import open_index
from index.catalog.places import place_of
from index.catalog.postgresql.catalog import PostgresqlPlace
from index.errors import CatalogError, IndexBusy, MayNotWrite
from tests.index.catalog.filling import publish, stage
from tests.index.catalog.server import Server
from tests.index.double import CountingEmbedder, Library, long_talk, make_transcript
from tests.index.sameness import assert_as_if_new

ROOT = Path(__file__).parents[3]
TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    made = postgresql.fresh()
    yield made
    postgresql.drop(made)


@pytest.fixture
def library(tmp_path: Path, url: str) -> Iterator[Library]:
    opened = Library(tmp_path / "library", url)
    yield opened
    opened.index.close()


# -- connections -------------------------------------------------------------------------------------------------------


def test_a_reader_goes_on_when_the_server_hung_up(library: Library, postgresql: Server) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    for ask in (
        library.index.transcripts,
        lambda: library.index.search("turn_words", "bridge"),
        library.index.speakers,
    ):
        postgresql.hang_up()
        assert ask()


def test_a_writer_that_lost_its_lock_to_another_writes_no_more(library: Library, postgresql: Server) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    first, second = (place_of(library.folder, library.catalog_url) for _ in range(2))
    catalog = first.open()
    with first.writer.writing(5.0):
        publish(catalog, "ANA: Before.", id="before.txt")
        postgresql.hang_up()
        with second.writer.writing(5.0) as died:
            assert died
            with pytest.raises(CatalogError, match="another process writes to this index now"):
                stage(catalog, make_transcript("ANA: After.", id="after.txt"))
    assert [info.id for info in catalog.transcripts()] == ["a.txt", "before.txt"]
    catalog.close()


def test_one_writer_at_a_time_and_the_other_hears_who(tmp_path: Path, url: str) -> None:
    first, second = (place_of(tmp_path, url) for _ in range(2))
    first.create(library=tmp_path, fingerprint="x").close()
    with first.writer.writing(5.0) as died:
        assert not died
        assert second.writer.is_taken
        with pytest.raises(IndexBusy, match=rf"process {os.getpid()} on .* is writing"), second.writer.writing(0.01):
            pass
    assert not second.writer.is_taken


PROGRAM = """
import os, signal, sys
from pathlib import Path
from index.sync.report import SyncProgress
from tests.index.double import Library

library = Library(Path(sys.argv[1]), sys.stdin.readline().strip())

def die(step):
    if step.done >= 2:
        os.kill(os.getpid(), signal.SIGKILL)

library.index.sync(progress=die)
"""


@pytest.mark.slow
def test_what_a_killed_writer_left_is_completed_by_the_next(library: Library, tmp_path: Path) -> None:
    for number in range(4):
        library.write(f"{number}.txt", "\n\n".join(long_talk(20, seed=number)))
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(library.folder)],
        input=library.catalog_url,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    taken = [library.index.has_writer]
    assert library.index.sync().failed == ()
    assert [*taken, library.index.has_writer] == [True, False]
    assert library.index.catalog.dead() == []
    assert_as_if_new(library, tmp_path, "word17 word99")


# -- removal -----------------------------------------------------------------------------------------------------------


def test_no_row_of_any_table_holds_what_was_removed(library: Library, postgresql: Server) -> None:
    library.write("a.txt", "ANA: The xylophone is zygomorphic.\n")
    library.write("b.txt", TALK)
    library.index.sync()
    schema = (library.catalog_url or "").rpartition("=")[2]

    def held() -> list[str]:
        with postgresql.connect() as connection:
            names = [
                row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
            ]
            counted = {
                name: connection.execute(
                    f"SELECT count(*) FROM {schema}.{name} AS t WHERE t::text ~* 'xylophon|zygomorph'".encode()
                ).fetchone()
                for name in names
            }
        return sorted(name for name, row in counted.items() if row and row[0])

    assert {"postings", "turns", "turn_words", "chunk_words"} <= set(held())
    (library.folder / "a.txt").unlink()
    library.index.sync()
    assert held() == []


# -- other machines ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_app_server_elsewhere_sees_a_commit_and_searches_the_catalog(
    library: Library, tmp_path: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    with open_index(library.folder, tmp_path / "elsewhere", embedder=CountingEmbedder(), catalog_url=url) as reader:
        assert len(reader.search("turn_dense", "bridge").turns) == 2
        assert "another machine" in caplog.text
        library.write("b.txt", "CARA: The bridge again.\n")
        library.index.sync()
        assert len(reader.search("turn_dense", "bridge").turns) == 3
        assert reader.sync().unchanged == 2  # and takes the vectors over
        assert len(reader.search("turn_dense", "bridge").turns) == 3
    assert library.index.sync().unchanged == 2
    assert_as_if_new(library, tmp_path, "bridge")


def test_tables_of_others_in_the_schema_are_left_alone(tmp_path: Path, postgresql: Server, url: str) -> None:
    schema = url.rpartition("=")[2]
    with postgresql.connect() as connection:
        connection.execute(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.mine (n integer)".encode())
        place_of(tmp_path, url).create(library=tmp_path, fingerprint="x").close()
        place_of(tmp_path, url).create(library=tmp_path, fingerprint="y").close()
        assert connection.execute(f"SELECT count(*) FROM {schema}.mine".encode()).fetchone() == (0,)


@pytest.mark.parametrize("name", ["user", "order", "current_user"])
def test_a_schema_may_be_called_as_a_word_of_sql(tmp_path: Path, url: str, name: str) -> None:
    place = place_of(tmp_path, url.rpartition("=")[0] + f"={name}")
    place.create(library=tmp_path, fingerprint="x").close()
    assert place.there
    assert place.set_aside().startswith(f"the schema {name}_broken_")
    place.forget_aside()
    again = place_of(tmp_path, url.rpartition("=")[0] + f"={name}")
    assert not again.there
    again.create(library=tmp_path, fingerprint="y").close()
    again.open().close()


def test_a_user_who_may_only_read_reads_and_is_told_when_writing(
    library: Library, postgresql: Server, url: str
) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    schema, role = url.rpartition("=")[2], f"reader_{os.getpid()}"
    with postgresql.connect() as connection:
        for statement in (
            f"DROP ROLE IF EXISTS {role}",
            f"CREATE ROLE {role} LOGIN",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
        ):
            connection.execute(statement.encode())
    mine = url.replace("postgres:sesame", role)
    with open_index(library.folder, embedder=CountingEmbedder(), catalog_url=mine) as reader:
        assert len(reader.search("turn_words", "bridge").turns) == len(reader.mentions("bridge")) == 1
        library.write("b.txt", "CARA: The bridge again.\n")
        with pytest.raises(MayNotWrite, match=r"permission denied.*docs/postgresql.md"):
            reader.sync()
        library.index.sync()
        assert len(reader.mentions("bridge")) == 2


# -- what lets us in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:sesame@127.0.0.1:1/talks",
        "postgresql://ana:sesame@/talks?host=/nowhere",
        "postgresql://ana:sesame@127.0.0.1:1/talks?nonsense=sesame",
        "postgresql://ana:sesame%zz@127.0.0.1/talks",
        "postgresql://ana:sesame@127.0.0.1:port/talks",
        "postgresql://ana:sesame@127.0.0.1/talks?schema=Sesame;",
        "mysql://ana:sesame@127.0.0.1/talks",
        "sesame",
        "postgresql://ana:open/sesame@127.0.0.1/talks",
        "postgresql://ana:open@sesame@127.0.0.1:1",
        "postgresql://ana:12/sesame@127.0.0.1/talks",
    ],
)
def test_a_password_is_in_no_message_and_no_log(url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CatalogError, match="OTR_CATALOG_URL") as caught:
        open_index(tmp_path, embedder=CountingEmbedder(), catalog_url=url).transcripts()
    fault: BaseException | None = caught.value
    assert fault is not None
    assert fault.__suppress_context__ or fault.__context__ is None
    assert "sesame" not in f"{fault} {fault.__cause__} {caplog.text}".casefold()


def test_a_place_shows_where_it_is_and_not_what_lets_us_in(tmp_path: Path) -> None:
    place = PostgresqlPlace(tmp_path, "postgresql://ana:sesame@db.example.org/talks?schema=council")
    assert place.name == "postgresql://db.example.org:5432/talks?schema=council"
    assert "sesame" not in f"{place!r} {place._address!r}"
