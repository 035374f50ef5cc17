"""Passwords, sessions and attempts, on a clock of the test's own."""

import asyncio
from pathlib import Path

import pytest

from rag.ui.auth import accounts as users
from rag.ui.auth import sessions as credentials
from rag.ui.auth.accounts import (
    Account,
    AccountFile,
    User,
    fits,
    hash_password,
    save_accounts,
)
from rag.ui.auth.limits import LIMITS, Attempts
from rag.ui.auth.sessions import Credentials, SessionsInMemory
from rag.ui.auth.throttle import Throttle, TooManyAttempts
from tests.rag.ui.auth.clock import Clock


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "_N", 2**6)


def hashed(password: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "_N", 2**6)
        return hash_password(password)


GOOD = hashed("a good password")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users.txt"
    users = (Account(User("ana", "manage"), GOOD), Account(User("cleo", "read"), None))
    save_accounts(path, {account.user.name: account for account in users})
    return path


@pytest.fixture
def known(file: Path, clock: Clock) -> Credentials:
    return Credentials(AccountFile(file), SessionsInMemory(clock), Throttle(clock))


def test_the_right_password_is_the_user(known: Credentials) -> None:
    assert known.check("ana", "a good password", "10.0.0.1") == User("ana", "manage")


@pytest.mark.parametrize(("name", "password"), [("ana", "a bad password"), ("eve", "a good password"), ("cleo", "*")])
def test_anything_else_is_nobody(known: Credentials, name: str, password: str) -> None:
    assert known.check(name, password, "10.0.0.1") is None


def test_a_name_that_is_not_there_costs_a_hash_too(known: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def never(password: str, hashed: str) -> bool:
        tried.append(hashed)
        return False

    monkeypatch.setattr(credentials, "fits", never)
    known.check("eve", "a good password", "10.0.0.1")
    assert len(tried) == 1
    assert tried[0].rsplit("$", 2)[0] == GOOD.rsplit("$", 2)[0], "the same parameters, so the same time"


def test_after_five_failures_a_name_waits_from_that_address_only(known: Credentials, clock: Clock) -> None:
    for _ in range(5):
        assert known.check("ana", "a bad password", "10.0.0.1") is None
    with pytest.raises(TooManyAttempts, match=r"\d+ seconds"):
        known.check("ana", "a good password", "10.0.0.1")
    assert known.check("ana", "a good password", "10.0.0.2") is not None
    clock.now += Attempts().window
    assert known.check("ana", "a good password", "10.0.0.1") is not None


def test_a_password_that_was_right_before_does_not_get_past_the_wait(known: Credentials) -> None:
    assert known.check("ana", "a good password", "10.0.0.1") is not None
    for _ in range(Attempts().known):
        known.check("ana", "a bad password", "10.0.0.1")
    with pytest.raises(TooManyAttempts):
        known.check("ana", "a good password", "10.0.0.1")


def test_strangers_lock_nobody_out_who_signed_in_lately(known: Credentials) -> None:
    assert known.check("ana", "a good password", "10.0.0.1") is not None
    for number in range(60):  # her name from everywhere, and every name from her address
        known.throttle.failed(f"10.1.0.{number}", "ana")
        known.throttle.failed("10.0.0.1", f"user{number}")
    assert known.check("ana", "a good password", "10.0.0.1") is not None
    with pytest.raises(TooManyAttempts):
        known.check("ana", "a good password", "10.0.0.2")


async def test_the_same_password_that_many_requests_bring_is_checked_once(
    known: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def counted(password: str, hashed: str) -> bool:
        tried.append(password)
        return fits(password, hashed)

    monkeypatch.setattr(credentials, "fits", counted)
    together = (known.checked("ana", "a good password", "10.0.0.1") for _ in range(30))
    assert await asyncio.gather(*together) == [User("ana", "manage")] * 30
    assert len(tried) == 1


def test_success_counts_as_no_attempt(known: Credentials) -> None:
    for _ in range(30):
        assert known.check("ana", "a good password", "10.0.0.1") is not None
    assert known.check("ana", "a bad password", "10.0.0.1") is None, "not known again without its own hash"


def test_a_session_is_its_user_until_it_ends(known: Credentials, clock: Clock) -> None:
    token = known.begin_session(User("ana", "manage"))
    assert known.of_session(token) == User("ana", "manage")
    assert known.of_session(token + "x") is None
    assert known.of_session(None) is None
    clock.now += LIMITS.session_seconds + 1
    assert known.of_session(token) is None


def test_signing_out_ends_a_session(known: Credentials) -> None:
    token = known.begin_session(User("ana", "manage"))
    known.end_session(token)
    assert known.of_session(token) is None


def test_another_password_or_role_holds_at_once(known: Credentials, file: Path) -> None:
    token = known.begin_session(User("ana", "manage"))
    assert known.check("ana", "a good password", "10.0.0.1") is not None
    save_accounts(file, {"ana": Account(User("ana", "read"), GOOD)})
    assert known.of_session(token) == User("ana", "read")
    save_accounts(file, {"ana": Account(User("ana", "read"), hash_password("another password"))})
    assert known.of_session(token) is None
    assert known.check("ana", "a good password", "10.0.0.1") is None
    save_accounts(file, {})
    assert known.check("ana", "another password", "10.0.0.1") is None
