"""What people keep is the same in files and on a server: whole, in order, whoever else is writing."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.catalog.kept import Kept
from index.catalog.places import place_of
from index.errors import CatalogError, OnTheRecordError
from tests.index.catalog.server import Server
from tests.index.double import Library

NAME = "pins.jsonl"
LINES = st.lists(st.sampled_from(["a", "b", "", '{"note": "\\u0000 北京\u2028x"}']), max_size=6)


@pytest.fixture
def places(tmp_path: Path, catalog_url: str | None) -> Callable[[], Kept]:
    """Opens the same place again, as another app server does."""
    return lambda: place_of(tmp_path, catalog_url).kept


@pytest.fixture
def kept(places: Callable[[], Kept]) -> Kept:
    return places()


def put(kept: Kept, lines: list[str], name: str = NAME) -> None:
    with kept.changing(name) as there:
        there[:] = lines


def test_there_is_nothing_at_first(kept: Kept) -> None:
    assert (kept.names(), kept.lines(NAME)) == ([], [])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(LINES, min_size=1, max_size=5))
def test_what_was_put_there_is_there_in_its_order(kept: Kept, states: list[list[str]]) -> None:
    for lines in states:
        put(kept, lines)
        assert kept.lines(NAME) == lines


def test_lists_are_apart_and_others_see_them_at_once(kept: Kept, places: Callable[[], Kept]) -> None:
    put(kept, ["a"])
    put(places(), ["b"], "scopes.jsonl")
    assert kept.names() == places().names() == [NAME, "scopes.jsonl"]
    assert (places().lines(NAME), kept.lines("scopes.jsonl")) == (["a"], ["b"])
    assert NAME in kept.place(NAME)


def test_a_change_that_ends_badly_changes_nothing(kept: Kept) -> None:
    put(kept, ["a"])

    def fail() -> None:
        with kept.changing(NAME) as lines:
            lines.append("b")
            raise RuntimeError("meanwhile")

    with pytest.raises(RuntimeError, match="meanwhile"):
        fail()
    assert kept.lines(NAME) == ["a"]


def test_of_many_who_write_at_once_nobody_loses_a_line(places: Callable[[], Kept]) -> None:
    def append(number: int) -> None:
        with places().changing(NAME) as lines:
            lines.append(str(number))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(append, range(30)))
    assert sorted(places().lines(NAME), key=int) == [str(number) for number in range(30)]


def test_a_rebuild_a_broken_catalog_and_a_removal_leave_it_alone(on_either: Library) -> None:
    on_either.write("a.txt", "ANA: Ship on Friday.\n")
    on_either.index.sync()
    put(on_either.index.kept, ["a"])
    on_either.index.sync(rebuild=True)
    with on_either.index.place.writer.writing(5.0):
        on_either.index.set_aside("for a test")
    assert on_either.index.kept.lines(NAME) == ["a"]
    assert on_either.index.sync().added == ("a.txt",)
    (on_either.folder / "a.txt").unlink()
    on_either.index.sync(allow_empty=True)
    assert on_either.index.kept.lines(NAME) == ["a"]


# -- PostgreSQL's alone ------------------------------------------------------------------------------------------------


def test_a_catalog_may_be_made_where_people_were_first(tmp_path: Path, postgresql: Server) -> None:
    url = postgresql.fresh()
    place = place_of(tmp_path, url)
    put(place.kept, ["a"])
    assert not place.there
    with closing(place.create(library=tmp_path, fingerprint="x")):
        assert place.kept.lines(NAME) == ["a"]
    postgresql.drop(url)


def test_a_change_is_taken_up_on_a_new_connection(tmp_path: Path, postgresql: Server) -> None:
    url = postgresql.fresh()
    kept = place_of(tmp_path, url).kept
    put(kept, ["a"])
    postgresql.hang_up()
    put(kept, ["a", "b"])
    postgresql.hang_up()
    assert kept.lines(NAME) == ["a", "b"]
    postgresql.drop(url)


def test_nobody_loses_a_line_where_the_server_prefers_repeatable_reads(tmp_path: Path, postgresql: Server) -> None:
    url = postgresql.fresh()
    strict = url + "&options=-c%20default_transaction_isolation%3Drepeatable%5C%20read"

    def append(number: int) -> None:
        with place_of(tmp_path, strict).kept.changing(NAME) as lines:
            lines.append(str(number))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(append, range(30)))
    assert len(place_of(tmp_path, url).kept.lines(NAME)) == 30
    postgresql.drop(url)


def test_who_only_reads_may_be_given_the_right_to_keep(library: Library, postgresql: Server) -> None:
    url = postgresql.fresh()
    schema, role = url.rpartition("=")[2], f"desk_{os.getpid()}"
    place_of(library.folder, url).create(library=library.folder, fingerprint="x").close()
    mine = place_of(library.folder, url.replace("postgres:sesame", role))
    with postgresql.connect() as connection:
        connection.execute(f"DROP ROLE IF EXISTS {role}".encode())
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}".encode())
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}".encode())
        assert mine.kept.lines(NAME) == []
        with pytest.raises(CatalogError, match=r"permission denied.*docs/postgresql\.md"):
            put(mine.kept, ["a"])
        connection.execute(f"GRANT INSERT, UPDATE, DELETE ON {schema}.kept, {schema}.signed_in TO {role}".encode())
    put(mine.kept, ["a"])
    assert mine.sessions is not None
    mine.sessions.begin("token", "ana", "mark", seconds=60)
    assert mine.sessions.find("token") == ("ana", "mark")
    postgresql.drop(url)


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    kept = place_of(tmp_path, "postgresql://ana:sesame@/talks?host=/nowhere").kept
    with pytest.raises(OnTheRecordError, match="Is the server running") as caught:
        kept.lines(NAME)
    assert "sesame" not in str(caught.value)
