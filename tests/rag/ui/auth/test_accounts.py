"""The file of users: what is written is read, what is wrong is named, and nobody else may read it."""

import stat
from pathlib import Path

import pytest

from rag.errors import AuthFileError
from rag.ui.auth.accounts import (
    Account,
    AccountFile,
    User,
    fits,
    hash_password,
    load_accounts,
    save_accounts,
)

ANA = Account(User("ana", "manage"), hash_password("a good password"))
CLEO = Account(User("cleo", "read"), None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "users.txt"


def test_what_is_written_is_read_again(file: Path) -> None:
    save_accounts(file, {"ana": ANA, "cleo": CLEO})
    assert load_accounts(file) == {"ana": ANA, "cleo": CLEO}


def test_only_the_owner_may_read_the_file(file: Path) -> None:
    save_accounts(file, {"ana": ANA})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["users.txt"]


def test_the_file_holds_no_password(file: Path) -> None:
    save_accounts(file, {"ana": ANA})
    assert "good" not in file.read_text()


@pytest.mark.slow
def test_a_hash_fits_its_password_and_no_other() -> None:
    assert ANA.password is not None
    assert fits("a good password", ANA.password)
    assert not fits("a good passwore", ANA.password)
    assert hash_password("a good password") != ANA.password, "the salt is drawn anew"


@pytest.mark.parametrize(
    "line",
    [
        "ana", "ana:manage", "ana:manage:plain", "ana:manage:scrypt$0$8$1$AAAA$AAAA", "a b:read:*",
        "ana:manage:scrypt$1048576$64$1$AAAA$AAAA", "ana:owner:*", "ana:read:*:more",
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_named(file: Path, line: str) -> None:
    file.parent.mkdir()
    file.write_text(f"# users\n\n{line}\n")
    file.chmod(0o600)
    with pytest.raises(AuthFileError, match=r"users\.txt:3: "):
        load_accounts(file)


def test_a_user_who_stands_there_twice_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("ana:read:*\nana:manage:*\n")
    file.chmod(0o600)
    with pytest.raises(AuthFileError, match="twice"):
        load_accounts(file)


def test_a_file_that_others_may_write_is_refused(file: Path) -> None:
    save_accounts(file, {"ana": ANA})
    file.chmod(0o622)
    with pytest.raises(AuthFileError, match="chmod 600"):
        load_accounts(file)


def test_no_file_says_how_to_make_one(file: Path) -> None:
    with pytest.raises(AuthFileError, match="ontherecord user add"):
        load_accounts(file)


def test_the_file_is_followed(file: Path) -> None:
    save_accounts(file, {"ana": ANA, "cleo": CLEO})
    followed = AccountFile(file)
    assert set(followed.accounts()) == {"ana", "cleo"}
    save_accounts(file, {"cleo": CLEO})
    assert set(followed.accounts()) == {"cleo"}
