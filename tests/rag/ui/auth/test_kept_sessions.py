"""Sessions, in the memory of a process and on a server where every app server finds them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from index.catalog.kept import Sessions
from index.catalog.places import place_of
from rag.settings import load_settings
from rag.ui.auth import accounts as users
from rag.ui.auth.accounts import Account, AccountFile, User, hash_password, save_accounts
from rag.ui.auth.hosts import names
from rag.ui.auth.identity import Doors, open_doors
from rag.ui.auth.sessions import Credentials, SessionsInMemory
from rag.ui.auth.signin import SignIn
from tests.index.catalog.server import Server

ANA = User("ana", "manage")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "_N", 2**6)


@pytest.fixture
def sessions(tmp_path: Path, catalog_url: str | None) -> Sessions:
    return place_of(tmp_path, catalog_url).sessions or SessionsInMemory()


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    made = postgresql.fresh()
    yield made
    postgresql.drop(made)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users.txt"
    save_accounts(path, {"ana": Account(ANA, hash_password("a good password"))})
    return path


def test_a_session_is_found_until_it_is_ended(sessions: Sessions) -> None:
    sessions.begin("one", "ana", "mark", seconds=60)
    sessions.begin("other", "ben", "his", seconds=60)
    assert (sessions.find("one"), sessions.find("other")) == (("ana", "mark"), ("ben", "his"))
    sessions.end("one")
    sessions.end("never begun")
    assert (sessions.find("one"), sessions.find("other"), sessions.find("")) == (None, ("ben", "his"), None)


def test_a_session_ends_by_itself(sessions: Sessions) -> None:
    sessions.begin("late", "ana", "mark", seconds=-1)
    assert sessions.find("late") is None
    sessions.begin("one", "ana", "mark", seconds=60)
    assert sessions.find("late") is None


def test_a_session_of_one_app_server_is_the_others_too(file: Path, tmp_path: Path, url: str) -> None:
    def app_server() -> Credentials:
        doors = open_doors(load_settings(library=tmp_path, auth_file=file, catalog_url=url))
        assert doors.accounts is not None
        assert doors.sessions is not None
        return Credentials(doors.accounts, doors.sessions)

    first, second = app_server(), app_server()
    token, left = first.begin_session(ANA), first.begin_session(ANA)
    assert second.of_session(token) == first.of_session(token) == ANA
    second.end_session(token)
    assert first.of_session(token) is None
    save_accounts(file, {"ana": Account(ANA, hash_password("another password"))})
    assert (first.of_session(left), second.of_session(left)) == (None, None)


def test_neither_token_nor_password_is_kept(file: Path, tmp_path: Path, url: str, postgresql: Server) -> None:
    sessions = place_of(tmp_path, url).sessions
    assert sessions is not None
    accounts = AccountFile(file)
    token = Credentials(accounts, sessions).begin_session(ANA)
    with postgresql.connect() as connection:
        rows = connection.execute(f"SELECT s::text FROM {url.rpartition('=')[2]}.signed_in s".encode()).fetchall()
    assert "ana" in str(rows)
    for secret in (token, token.encode().hex(), accounts.accounts()["ana"].password or ""):
        assert secret not in str(rows)


def test_without_a_server_or_users_sessions_are_this_process_s(file: Path, tmp_path: Path, url: str) -> None:
    assert open_doors(load_settings(library=tmp_path, auth_file=file)).sessions is None
    assert open_doors(load_settings(library=tmp_path, catalog_url=url)).sessions is None


def test_while_the_database_is_away_nobody_is_taken_for_signed_in(file: Path, tmp_path: Path) -> None:
    away = place_of(tmp_path, "postgresql://ana:sesame@/talks?host=/nowhere").sessions
    assert away is not None
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("the record"))])
    asked = SignIn(app, Doors(AccountFile(file), sessions=away), names("127.0.0.1", ""))

    async def answers() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app=asked)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            return (
                await browser.get("/", headers={"cookie": f"ontherecord-{away.page}=token"}),
                await browser.get("/", auth=("ana", "a good password")),
            )

    by_session, by_password = asyncio.run(answers())
    assert (by_session.status_code, "database of sessions" in by_session.text) == (503, True)
    assert by_password.text == "the record"  # which is asked for with every request
