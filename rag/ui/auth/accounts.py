"""Who may come in: names, roles and password hashes, in a text file of one line a user.

    # written by `ontherecord user add`
    ana:manage:scrypt$32768$8$3$<salt>$<hash>
    ben:read:scrypt$32768$8$3$<salt>$<hash>
    cleo:manage:*

`*` in the place of a hash is a user without a password, whom a reverse proxy signs in. The hash is scrypt
(RFC 7914) with its parameters n, r and p; salt (16 bytes) and hash (32 bytes) in base64. The parameters are those of
the OWASP Password Storage Cheat Sheet for 32 MB.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from rag.errors import AuthFileError

Role = Literal["read", "manage"]
ROLES: tuple[Role, ...] = get_args(Role)

MIN_PASSWORD = 8
NO_PASSWORD = "*"

_N, _R, _P = 2**15, 8, 3
_SALT, _HASH = 16, 32
_MEMORY = 256 * 2**20  # what a line of the file may make scrypt use
_NAME = re.compile(r"[^\s:#][^\s:]{0,99}")
_HEADER = "# On the Record: who may sign in (name:role:password hash). Written by `ontherecord user add`.\n"


@dataclass(frozen=True, slots=True)
class User:
    """Who asks, and what they may do: `read`, or `manage` the library too."""

    name: str
    role: Role

    @property
    def manages(self) -> bool:
        """Whether they may add, change and remove transcripts."""
        return self.role == "manage"


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the file; `password` is a hash, or None for one whom only a reverse proxy signs in."""

    user: User
    password: str | None


def hash_password(password: str) -> str:
    """A salted scrypt hash, in the form of the file."""
    salt = secrets.token_bytes(_SALT)
    hashed = _scrypt(password, salt, _N, _R, _P)
    return "$".join(("scrypt", str(_N), str(_R), str(_P), b64encode(salt).decode(), b64encode(hashed).decode()))


def fits(password: str, hashed: str) -> bool:
    """Whether this is the password; takes the same time whatever is wrong with it. ValueError: not a hash made here."""
    n, r, p, salt, expected = _parts(hashed)
    return hmac.compare_digest(_scrypt(password, salt, n, r, p), expected)


def check_name(name: str) -> str:
    """The name, where it can stand in the file; AuthFileError where not."""
    if not _NAME.fullmatch(name):
        raise AuthFileError(f"{name!r} cannot be a user name: up to 100 characters, no spaces, no colon, no # in front")
    return name


def load_accounts(path: Path) -> dict[str, Account]:
    """The users of a file, by name. AuthFileError names the line that is wrong, and what is."""
    try:
        status = path.stat()
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise AuthFileError(f"{path}: no such file of users. Make it with: ontherecord user add NAME") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AuthFileError(f"{path}: the file of users cannot be read: {error}") from error
    if status.st_mode & 0o022:
        raise AuthFileError(f"{path}: others on this machine may write to the file of users. Run: chmod 600 {path}")
    accounts: dict[str, Account] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        account = _account(path, number, line.strip())
        if account.user.name in accounts:
            raise AuthFileError(f"{path}:{number}: {account.user.name!r} stands in the file twice. Remove one line")
        accounts[account.user.name] = account
    return accounts


def save_accounts(path: Path, accounts: Mapping[str, Account]) -> None:
    """Put these users in the file, at once or not at all; only the file's owner may read it."""
    lines = [f"{a.user.name}:{a.user.role}:{a.password or NO_PASSWORD}\n" for a in accounts.values()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines([_HEADER, *lines])
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AuthFileError(f"{path}: the file of users cannot be written: {error.strerror}") from error


class AccountFile:
    """The users of a file as it is now: a user removed from it is out at the next request."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._accounts: dict[str, Account] = {}

    def accounts(self) -> Mapping[str, Account]:
        """By name; raises AuthFileError."""
        try:
            status = self.path.stat()
        except OSError as error:
            self._seen = None
            raise AuthFileError(f"{self.path}: the file of users cannot be read: {error.strerror}") from error
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            self._accounts = load_accounts(self.path)
            self._seen = seen
        return self._accounts


def _account(path: Path, number: int, line: str) -> Account:
    try:
        name, role, password = line.split(":")
        check_name(name)
        if password != NO_PASSWORD:
            _parts(password)
    except (ValueError, AuthFileError):
        raise AuthFileError(
            f"{path}:{number}: not a line of the form name:role:hash. "
            "Write it with: ontherecord user add NAME --role read|manage"
        ) from None
    for known in ROLES:
        if role == known:
            return Account(User(name, known), None if password == NO_PASSWORD else password)
    raise AuthFileError(f"{path}:{number}: the role {role!r} is not one of: {', '.join(ROLES)}")


def _parts(hashed: str) -> tuple[int, int, int, bytes, bytes]:
    kind, n, r, p, salt, expected = hashed.split("$")
    parameters = int(n), int(r), int(p)
    if kind != "scrypt" or min(parameters) < 1 or 128 * parameters[0] * parameters[1] > _MEMORY:
        raise ValueError(f"not an scrypt hash that can be used: {kind}")
    return *parameters, b64decode(salt, validate=True), b64decode(expected, validate=True)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # OpenSSL counts a little more than the 128·n·r bytes of the algorithm.
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY + 2**20, dklen=_HASH)
