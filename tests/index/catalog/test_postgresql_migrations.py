"""A catalog that an earlier version made on a server is brought up to date by the next sync; one of a newer is left."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog.places import place_of
from index.catalog.postgresql.migrations import UPGRADES
from index.catalog.postgresql.tables import SCHEMA
from index.doctor import check
from index.errors import CatalogError
from tests.index.catalog.server import Server
from tests.index.double import Library
from tests.index.sameness import assert_as_if_new

TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"
# What makes of each version the one before: the earlier programs are not here to make theirs.
BACK = {1: ("DROP INDEX lengths_by_low",), 2: ("DROP TABLE kept, signed_in",)}


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    made = postgresql.fresh()
    yield made
    postgresql.drop(made)


@pytest.fixture
def library(tmp_path: Path, url: str) -> Iterator[Library]:
    opened = Library(tmp_path / "library", url)
    opened.write("a.txt", TALK)
    opened.index.sync()
    opened.embedded()
    yield opened
    opened.index.close()


def make_older(server: Server, url: str, version: int) -> None:
    with server.connect() as connection:
        connection.execute(f"SET search_path TO {schema_of(url)}".encode())
        for number in range(SCHEMA - 1, version - 1, -1):
            for statement in BACK[number]:
                connection.execute(statement.encode())
        connection.execute("UPDATE about SET value = %s WHERE key = 'schema'", [str(version)])


def schema_of(url: str) -> str:
    return url.rpartition("=")[2]


def form(server: Server, url: str) -> list[tuple[object, ...]]:
    """Every column and every index, as the server itself writes them."""
    schema = schema_of(url)
    with server.connect() as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, collation_name, is_nullable FROM information_schema.columns "
            "WHERE table_schema = %s ORDER BY 1, 2",
            [schema],
        ).fetchall()
        indexes = connection.execute(
            "SELECT tablename, replace(indexdef, schemaname || '.', '') FROM pg_indexes WHERE schemaname = %s "
            "ORDER BY 1, 2",
            [schema],
        ).fetchall()
    return [*columns, *indexes]


def test_there_is_a_step_from_every_version() -> None:
    assert {int(version) for version in UPGRADES} == set(BACK) == set(range(1, SCHEMA))


@pytest.mark.parametrize("version", sorted(BACK)[-2:])
def test_a_sync_brings_it_up_to_date_without_embedding(
    library: Library, postgresql: Server, url: str, tmp_path: Path, version: int
) -> None:
    new = form(postgresql, url)
    make_older(postgresql, url, version)
    library.index.close()
    assert form(postgresql, url) != new
    with pytest.raises(CatalogError, match=r"Bring it up to date with: ontherecord index$"):
        library.index.transcripts()
    report = library.index.sync()
    assert (report.unchanged, report.embedded, library.embedded()) == (1, 0, 0)
    assert form(postgresql, url) == new
    assert_as_if_new(library, tmp_path, "bridge")


def test_an_app_server_that_reads_goes_on_with_the_upgraded_catalog(
    library: Library, postgresql: Server, url: str
) -> None:
    make_older(postgresql, url, SCHEMA - 1)
    before = library.index.catalog.generation
    place = place_of(library.folder, url)
    with place.writer.writing(5.0):
        assert place.upgrade()
        assert place.upgrade()  # there is nothing to do any more
    assert library.index.catalog.generation == before + 1
    assert len(library.index.mentions("bridge")) == 1


def test_one_of_a_newer_version_is_not_touched(library: Library, postgresql: Server, url: str) -> None:
    library.index.close()
    with postgresql.connect() as connection:
        connection.execute(f"UPDATE {schema_of(url)}.about SET value = '99' WHERE key = 'schema'".encode())
    with pytest.raises(CatalogError, match=rf"a newer version .*schema 99; this one reads {SCHEMA}.*Use that version"):
        library.index.sync()
    found = next(one for one in check(library.index) if one.name == "catalog")
    assert (found.ok, found.fix) == (False, "ontherecord index --rebuild")
    assert library.index.sync(rebuild=True).added == ("a.txt",)


def test_who_may_not_change_the_tables_is_told(library: Library, postgresql: Server, url: str) -> None:
    make_older(postgresql, url, SCHEMA - 1)
    library.index.close()
    role = f"elder_{os.getpid()}"
    with postgresql.connect() as connection:
        for statement in (
            f"DROP ROLE IF EXISTS {role}",
            f"CREATE ROLE {role} LOGIN",
            f"GRANT USAGE ON SCHEMA {schema_of(url)} TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema_of(url)} TO {role}",
        ):
            connection.execute(statement.encode())
    place = place_of(library.folder, url.replace("postgres:sesame", role))
    with place.writer.writing(5.0), pytest.raises(CatalogError, match=r"docs/postgresql\.md"):
        place.upgrade()
    with postgresql.connect() as connection:  # all of a step or nothing
        row = connection.execute(f"SELECT value FROM {schema_of(url)}.about WHERE key = 'schema'".encode()).fetchone()
    assert row == (str(SCHEMA - 1),)
