"""Failed attempts to sign in, counted by address and name, and how many are checked at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rag.ui.auth.addresses import whereabouts
from rag.ui.auth.limits import Attempts

Clock = Callable[[], float]
Key = tuple[str, ...]


class TooManyAttempts(Exception):
    """Try again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds))
        super().__init__(f"Too many attempts to sign in. Try again in {self.seconds} seconds.")


@dataclass
class Throttle:
    """Counts failed attempts by address and name."""

    clock: Clock = time.monotonic
    limits: Attempts = field(default_factory=Attempts)
    _failures: dict[Key, list[float]] = field(default_factory=dict)
    _known: dict[Key, float] = field(default_factory=dict)  # pairs that signed in, and when
    _checking: dict[Key, int] = field(default_factory=dict)  # attempts whose outcome is not known yet
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, address: str, name: str) -> None:
        """Raises TooManyAttempts, whatever the password is: one that is right must not show by getting through."""
        with self._lock:
            self._check(whereabouts(address), name)

    @contextmanager
    def attempt(self, address: str, name: str) -> Iterator[None]:
        """While a password is checked. It counts as failed until it is known not to be: many at once are no way past.

        Raises TooManyAttempts, also where too many are being checked.
        """
        here = whereabouts(address)
        keys = _keys(here, name)
        with self._lock:
            self._check(here, name)
            if (
                self._checking.get(("all",), 0) >= self.limits.checked
                or self._checking.get(keys[1], 0) >= self.limits.checked_of_address
            ):
                raise TooManyAttempts(self.limits.busy)
            for key in (("all",), *keys):
                self._checking[key] = self._checking.get(key, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                for key in (("all",), *keys):
                    self._checking[key] -= 1
                    if not self._checking[key]:
                        del self._checking[key]

    def failed(self, address: str, name: str) -> None:
        """Count one."""
        now = self.clock()
        with self._lock:
            if len(self._failures) >= self.limits.kept:
                self._forget(now)
            for key in _keys(whereabouts(address), name):
                self._failures.setdefault(key, []).append(now)
                del self._failures[key][: -max(self.limits.pair, self.limits.address, self.limits.name)]

    def succeeded(self, address: str, name: str) -> None:
        """Note that this name is known at this address: what strangers do to it no longer locks it out."""
        with self._lock:
            key = ("pair", whereabouts(address), name)
            self._known.pop(key, None)
            self._known[key] = self.clock()
            if len(self._known) > self.limits.kept:
                del self._known[next(iter(self._known))]

    def _check(self, here: str, name: str) -> None:
        now, keys = self.clock(), _keys(here, name)
        known = now - self._known.get(keys[0], -self.limits.known_for) < self.limits.known_for
        most_of = {"pair": self.limits.pair, "address": self.limits.address, "name": self.limits.name}
        limits = {keys[0]: self.limits.known} if known else {key: most_of[key[0]] for key in keys}
        for key, most in limits.items():
            recent = [at for at in self._failures.get(key, ()) if now - at < self.limits.window]
            if len(recent) + self._checking.get(key, 0) >= most:
                raise TooManyAttempts(
                    recent[-min(most, len(recent))] + self.limits.window - now if recent else self.limits.busy
                )

    def _forget(self, now: float) -> None:
        """Forget what no longer counts; where that is too little, the oldest too."""
        for key, times in list(self._failures.items()):
            if now - times[-1] >= self.limits.window:
                del self._failures[key]
        for key in list(self._failures)[: max(0, len(self._failures) - self.limits.kept + 1)]:
            del self._failures[key]


def _keys(here: str, name: str) -> tuple[Key, Key, Key]:
    return ("pair", here, name), ("address", here), ("name", name)
