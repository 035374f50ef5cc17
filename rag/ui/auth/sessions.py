"""Passwords checked slowly and seldom, sessions remembered: in memory, or where all app servers find them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from index.catalog.kept import Sessions
from rag.ui.auth.accounts import Account, AccountFile, User, fits, hash_password
from rag.ui.auth.limits import LIMITS
from rag.ui.auth.throttle import Clock, Throttle

T = TypeVar("T")
_ASKING = 8  # threads that ask for sessions at once


class SessionsInMemory:
    """The sessions of one process: they end with it."""

    remote, page = False, ""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[bytes, tuple[str, str, float]] = {}

    def begin(self, token: str, name: str, mark: str, *, seconds: float) -> None:
        _make_room(self._kept)
        self._kept[_digest(token)] = (name, mark, self._clock() + seconds)

    def find(self, token: str) -> tuple[str, str] | None:
        name, mark, until = self._kept.get(_digest(token), ("", "", 0.0))
        return (name, mark) if name and self._clock() <= until else None

    def end(self, token: str) -> None:
        self._kept.pop(_digest(token), None)


@dataclass
class Credentials:
    """Who signs in with a password, by session or with every request."""

    file: AccountFile
    sessions: Sessions = field(default_factory=SessionsInMemory)
    throttle: Throttle = field(default_factory=Throttle)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _nobody: str = field(default_factory=lambda: hash_password(secrets.token_hex()), repr=False)
    _known: dict[bytes, str] = field(default_factory=dict, repr=False)  # password seen, keyed -> hash it fitted
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)  # scrypt takes 32 MB
    _checking: dict[tuple[bytes, str], asyncio.Future[None]] = field(default_factory=dict, repr=False)
    _limiter: CapacityLimiter | None = field(default=None, repr=False)
    _asking: CapacityLimiter | None = field(default=None, repr=False)

    def check(self, name: str, password: str, address: str) -> User | None:
        """Who this is; None where name or password is wrong, which takes the same time. Raises TooManyAttempts.

        A password that fitted is known again by a keyed digest, without scrypt, until the file has another.
        """
        seen = self._digest(f"{name}:{password}")
        if (user := self._known_user(name, seen, address)) is not None:
            return user
        with self.throttle.attempt(address, name):
            return self._user_by_password(name, password, address)

    async def checked(self, name: str, password: str, address: str) -> User | None:
        """`check` for a server: one password at a time, in a thread; the others wait without one, and not too many.

        The same name and password from the same address is checked once, however many requests bring it.
        """
        seen = self._digest(f"{name}:{password}")
        if (user := self._known_user(name, seen, address)) is not None:
            return user
        key = (seen, address)
        if key not in self._checking:
            with self.throttle.attempt(address, name):
                self._checking[key] = asyncio.get_running_loop().create_future()
                try:
                    found = await run_sync(self._user_by_password, name, password, address, limiter=self._one_thread())
                finally:
                    self._checking.pop(key).set_result(None)
            return found
        await asyncio.shield(self._checking[key])
        return self._known_user(name, seen, address)

    def _one_thread(self) -> CapacityLimiter:
        if self._limiter is None:  # not before there is a loop
            self._limiter = CapacityLimiter(1)
        return self._limiter

    def _user_by_password(self, name: str, password: str, address: str) -> User | None:
        seen = self._digest(f"{name}:{password}")
        with self._one_at_a_time:
            account = self.file.accounts().get(name)
            if account is not None and account.password is not None and self._known.get(seen) == account.password:
                return account.user  # found right while this waited
            hashed = account.password if account is not None and account.password is not None else self._nobody
            right = fits(password, hashed)
            if not right or account is None or account.password is None:
                self.throttle.failed(address, name)
                return None
            _make_room(self._known)
            self._known[seen] = account.password
            self.throttle.succeeded(address, name)
            return account.user

    def _known_user(self, name: str, seen: bytes, address: str) -> User | None:
        self.throttle.check(address, name)
        account = self.file.accounts().get(name)
        if account is None or account.password is None or self._known.get(seen) != account.password:
            return None
        self.throttle.succeeded(address, name)
        return account.user

    def still_hold(self, name: str, password: str) -> bool:
        """Whether a password that fitted before is still the user's."""
        account = self.file.accounts().get(name)
        return account is not None and self._known.get(self._digest(f"{name}:{password}")) == account.password

    def begin_session(self, user: User) -> str:
        """A token for the browser's cookie. Raises CatalogError where sessions are kept on a server that is away."""
        token = secrets.token_urlsafe(32)
        mark = _mark(self.file.accounts()[user.name])
        self.sessions.begin(token, user.name, mark, seconds=LIMITS.session_seconds)
        return token

    def of_session(self, token: str | None) -> User | None:
        """Who began the session; None where it ended, or the user was removed or has another password since."""
        name, mark = (self.sessions.find(token) if token else None) or ("", "")
        account: Account | None = self.file.accounts().get(name)
        return account.user if account is not None and _mark(account) == mark else None

    def end_session(self, token: str | None) -> None:
        """Forget a session."""
        if token:
            self.sessions.end(token)

    async def aside(self, ask: Callable[[], T]) -> T:
        """What a question about sessions gives, asked in a thread where it takes a way over the network."""
        if not self.sessions.remote:
            return ask()
        if self._asking is None:  # not before there is a loop
            self._asking = CapacityLimiter(_ASKING)
        return await run_sync(ask, limiter=self._asking)

    def _digest(self, text: str) -> bytes:
        return hmac.new(self._key, text.encode(), hashlib.sha256).digest()


def _mark(account: Account) -> str:
    """The same as long as the user has the same password, which it does not give away."""
    return hashlib.sha256((account.password or "").encode()).hexdigest()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _make_room(kept: dict[bytes, str] | dict[bytes, tuple[str, str, float]]) -> None:
    """The oldest goes first."""
    while len(kept) >= LIMITS.sessions:
        del kept[next(iter(kept))]
