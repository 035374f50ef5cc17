"""Failed attempts to sign in, counted by address and name, and how many are checked at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rag.ui.auth.addresses import whereabouts

WINDOW = 300.0  # seconds that a failed attempt counts
# Failed attempts in that time: of one name from one address, of one address, of one name from anywhere.
LIMITS = {"pair": 5, "address": 20, "name": 60}
LATELY = 30 * 24 * 3600.0  # seconds for which somebody who signed in from an address is known there
KNOWN_LIMIT = 20  # failures of a name at an address it is known at; what others do there or to it does not count
IN_FLIGHT = 16  # attempts that are being checked or wait for it: a check takes a tenth of a second
IN_FLIGHT_THERE = 4  # of them from one address
KEPT = 10_000  # pairs of name and address that are known, and keys with failures, at most
BUSY = 3.0  # seconds to wait where too many are being checked

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
    _failures: dict[Key, list[float]] = field(default_factory=dict)
    _known: dict[Key, float] = field(default_factory=dict)  # pairs that signed in, and when
    _flying: dict[Key, int] = field(default_factory=dict)  # attempts whose outcome is not known yet
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
            if self._flying.get(("all",), 0) >= IN_FLIGHT or self._flying.get(keys[1], 0) >= IN_FLIGHT_THERE:
                raise TooManyAttempts(BUSY)
            for key in (("all",), *keys):
                self._flying[key] = self._flying.get(key, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                for key in (("all",), *keys):
                    self._flying[key] -= 1
                    if not self._flying[key]:
                        del self._flying[key]

    def failed(self, address: str, name: str) -> None:
        """Count one."""
        now = self.clock()
        with self._lock:
            if len(self._failures) >= KEPT:
                self._forget(now)
            for key in _keys(whereabouts(address), name):
                self._failures.setdefault(key, []).append(now)
                del self._failures[key][: -max(LIMITS.values())]

    def succeeded(self, address: str, name: str) -> None:
        """From here this name is known: what strangers do to it no longer locks it out."""
        with self._lock:
            key = ("pair", whereabouts(address), name)
            self._known.pop(key, None)
            self._known[key] = self.clock()
            if len(self._known) > KEPT:
                del self._known[next(iter(self._known))]

    def _check(self, here: str, name: str) -> None:
        now, keys = self.clock(), _keys(here, name)
        known = now - self._known.get(keys[0], -LATELY) < LATELY
        limits = {keys[0]: KNOWN_LIMIT} if known else {key: LIMITS[key[0]] for key in keys}
        for key, most in limits.items():
            recent = [at for at in self._failures.get(key, ()) if now - at < WINDOW]
            if len(recent) + self._flying.get(key, 0) >= most:
                raise TooManyAttempts(recent[-min(most, len(recent))] + WINDOW - now if recent else BUSY)

    def _forget(self, now: float) -> None:
        """What counts no more; where that is too little, what is oldest."""
        for key, times in list(self._failures.items()):
            if now - times[-1] >= WINDOW:
                del self._failures[key]
        for key in list(self._failures)[: max(0, len(self._failures) - KEPT + 1)]:
            del self._failures[key]


def _keys(here: str, name: str) -> tuple[Key, Key, Key]:
    return ("pair", here, name), ("address", here), ("name", name)
