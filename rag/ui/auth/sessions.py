"""Passwords checked slowly and seldom, sessions remembered: in memory, for one process."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from rag.ui.auth.accounts import (
    Account,
    AccountFile,
    User,
    fits,
    hash_password,
)
from rag.ui.auth.limits import LIMITS
from rag.ui.auth.throttle import Clock, Throttle


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
    _checking: dict[tuple[bytes, str], asyncio.Future[None]] = field(default_factory=dict, repr=False)
    _limiter: CapacityLimiter | None = field(default=None, repr=False)

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
        """A token for the browser's cookie."""
        token = secrets.token_urlsafe(32)
        account = self.file.accounts()[user.name]
        _make_room(self._sessions)
        self._sessions[self._digest(token)] = (user.name, account.password or "", self.clock() + LIMITS.session_seconds)
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
    while len(kept) >= LIMITS.sessions:
        del kept[next(iter(kept))]
