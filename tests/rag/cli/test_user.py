"""`ontherecord user`: adding, changing, listing and removing who may sign in."""

import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from rag import cli
from rag.ui.auth import accounts as users
from rag.ui.auth.accounts import fits, load_accounts


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(users, "_N", 2**6)
    path = tmp_path / "users.txt"
    monkeypatch.setenv("OTR_AUTH_FILE", str(path))
    return path


def run(capfd: pytest.CaptureFixture[str], *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    code = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            cli.main(["user", *arguments])
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0
    captured = capfd.readouterr()
    return code, captured.out, captured.err


def test_a_user_is_added_with_a_password_of_standard_input(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "add", "ana", "--role", "manage", stdin="a good password\n")[0] == 0
    account = load_accounts(file)["ana"]
    assert account.user.manages
    assert account.password is not None
    assert fits("a good password", account.password)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_user_there_is_not_overwritten_by_mistake(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "add", "ana", stdin="a good password\n")
    code, _, err = run(capfd, "add", "ana", "--role", "manage", stdin="another password\n")
    assert (code, "--replace" in err) == (1, True)
    assert run(capfd, "add", "ana", "--role", "manage", "--replace", stdin="another password\n")[0] == 0
    assert load_accounts(file)["ana"].user.manages


def test_listing_tells_no_hash(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "add", "ana", stdin="a good password\n")
    run(capfd, "add", "cleo", "--role", "manage", "--no-password")
    _, out, _ = run(capfd, "list", "--json")
    listed: dict[str, Any] = json.loads(out)
    assert listed["users"] == [
        {"name": "ana", "role": "read", "password": True},
        {"name": "cleo", "role": "manage", "password": False},
    ]
    assert "scrypt" not in run(capfd, "list")[1]


def test_removing_names_who_is_there(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(capfd, "add", "ana", stdin="a good password\n")
    code, _, err = run(capfd, "remove", "eve")
    assert (code, "There are: ana" in err) == (1, True)
    assert run(capfd, "remove", "ana")[0] == 0
    assert load_accounts(file) == {}


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "says"),
    [
        (("add", "a b"), "a good password\n", 1, "cannot be a user name"),
        (("add", "ana"), "short\n", 1, "at least 8"),
        (("add", "ana", "--role", "owner"), "a good password\n", 2, "owner"),
        (("list",), "", 1, "user add"),
    ],
)
def test_what_is_wrong_is_said(
    file: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], stdin: str, code: int, says: str
) -> None:
    found, _, err = run(capfd, *arguments, stdin=stdin)
    assert found == code
    assert says in err
    assert not file.exists()


def test_no_file_named_is_an_error_with_the_way_out(capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "list")
    assert code == 1
    assert "OTR_AUTH_FILE" in err
