"""Passwords checked slowly and seldom, failed attempts counted, sessions remembered: in memory, for one process."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.ui.auth.accounts import (
    Account,
    AccountFile,
    User,
    fits,
    hash_password,
)

SESSION = 7 * 24 * 3600.0  # seconds until one signs in again
WINDOW = 300.0  # seconds that a failed attempt counts
# Failed attempts in that time: of one name from one address, of one address, of one name from anywhere.
LIMITS = {"pair": 5, "address": 20, "name": 60}
KEPT = 10_000  # sessions and checked passwords in memory, at most

Clock = Callable[[], float]


class TooManyAttempts(Exception):
    """Try again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds))
        super().__init__(f"Too many attempts to sign in. Try again in {self.seconds} seconds.")


@dataclass
class Throttle:
    """Counts failed attempts by address and name."""

    clock: Clock = time.monotonic
    _failures: dict[tuple[str, ...], list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, address: str, name: str) -> None:
        """Raises TooManyAttempts, whatever the password is: one that is right must not show by getting through."""
        now = self.clock()
        with self._lock:
            for key in _keys(address, name):
                recent = [at for at in self._failures.get(key, ()) if now - at < WINDOW]
                if len(recent) >= LIMITS[key[0]]:
                    raise TooManyAttempts(recent[-LIMITS[key[0]]] + WINDOW - now)

    def failed(self, address: str, name: str) -> None:
        """Count one."""
        now = self.clock()
        with self._lock:
            for key, times in list(self._failures.items()):
                times[:] = [at for at in times if now - at < WINDOW]
                if not times:
                    del self._failures[key]
            for key in _keys(address, name):
                self._failures.setdefault(key, []).append(now)


def _keys(address: str, name: str) -> tuple[tuple[str, ...], ...]:
    return (("pair", address, name), ("address", address), ("name", name))


@dataclass
class Credentials:
    """Who signs in with a password, by session or with every request."""

    file: AccountFile
    clock: Clock = time.monotonic
    throttle: Throttle = field(default_factory=Throttle)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _nobody: str = field(default_factory=lambda: hash_password(secrets.token_hex()), repr=False)
    _known: dict[bytes, str] = field(default_factory=dict, repr=False)  # password seen, keyed -> hash it fitted
    _sessions: dict[bytes, tuple[str, str, float]] = field(default_factory=dict, repr=False)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)  # scrypt takes 32 MB

    def check(self, name: str, password: str, address: str) -> User | None:
        """Who this is; None where name or password is wrong, which takes the same time. Raises TooManyAttempts.

        A password that fitted is known again by a keyed digest, without scrypt, until the file has another.
        """
        seen = self._digest(f"{name}:{password}")
        if (user := self._known_user(name, seen, address)) is not None:
            return user
        with self._one_at_a_time:
            # Again: while this waited, others may have failed, or the same password may have been found right.
            if (user := self._known_user(name, seen, address)) is not None:
                return user
            account = self.file.accounts().get(name)
            hashed = account.password if account is not None and account.password is not None else self._nobody
            right = fits(password, hashed)
            if not right or account is None or account.password is None:
                self.throttle.failed(address, name)
                return None
            _make_room(self._known)
            self._known[seen] = account.password
            return account.user

    def _known_user(self, name: str, seen: bytes, address: str) -> User | None:
        self.throttle.check(address, name)
        account = self.file.accounts().get(name)
        known = account is not None and account.password is not None and self._known.get(seen) == account.password
        return account.user if account is not None and known else None

    def begin_session(self, user: User) -> str:
        """A token for the browser's cookie."""
        token = secrets.token_urlsafe(32)
        account = self.file.accounts()[user.name]
        _make_room(self._sessions)
        self._sessions[self._digest(token)] = (user.name, account.password or "", self.clock() + SESSION)
        return token

    def of_session(self, token: str | None) -> User | None:
        """Who began the session; None where it ended, or the user was removed or has another password since."""
        name, password, until = self._sessions.get(self._digest(token or ""), ("", "", 0.0))
        account: Account | None = self.file.accounts().get(name)
        if account is None or account.password != password or self.clock() > until:
            return None
        return account.user

    def end_session(self, token: str | None) -> None:
        """Forget a session."""
        self._sessions.pop(self._digest(token or ""), None)

    def _digest(self, text: str) -> bytes:
        return hmac.new(self._key, text.encode(), hashlib.sha256).digest()


def _make_room(kept: dict[bytes, str] | dict[bytes, tuple[str, str, float]]) -> None:
    """The oldest goes first."""
    while len(kept) >= KEPT:
        del kept[next(iter(kept))]
