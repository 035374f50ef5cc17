"""How much, how long and how often a visitor may: the numbers of everything that stands before the page.

docs/sign-in.md says what people notice of them; `python -m benchmarks.load` measures what a page bears.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed attempts to sign in. Somebody known at an address is not locked out by what others do there."""

    window: float = 300.0  # seconds that a failed attempt counts
    pair: int = 5  # failures in that time of one name from one address
    address: int = 20  # of one address
    name: int = 60  # of one name from anywhere
    known: int = 20  # of a name at an address where it has signed in
    known_for: float = 30 * 24 * 3600.0  # seconds that it is known there
    checked: int = 16  # attempts that are being checked or wait for it: a check takes a tenth of a second
    checked_of_address: int = 4  # of them from one address
    kept: int = 10_000  # pairs of name and address that are known, and keys with failures, at most
    busy: float = 3.0  # seconds to wait where too many are being checked


@dataclass(frozen=True, slots=True)
class Limits:
    """Connections, requests, sessions and names of one visitor."""

    connections: int = 1000  # at the same time; one more gets the answer that the server is busy
    head: int = 64 * 1024  # bytes of a request's head
    head_seconds: float = 20.0  # for it to arrive
    silent: int = 60  # seconds until a silent peer is asked whether it is there
    asked_again: int = 15  # seconds until it is asked again
    asked_times: int = 4
    unanswered_ms: int = 60_000  # for which what was sent may stay unacknowledged
    body: int = 1_000_000  # bytes of a request
    record: int = 8_000_000  # of one with a conversation that a browser kept: 2,000,000 characters of up to four bytes
    body_seconds: float = 30.0  # for it to arrive
    form_around_file: int = 64 * 1024  # bytes
    file_seconds: float = 600.0  # for a file to arrive
    sign_in: int = 8192  # bytes of the form of the sign-in page
    sign_in_seconds: float = 20.0  # for it to arrive
    still_allowed_seconds: float = 5.0  # between checks that the user of a running answer may still ask
    session_seconds: float = 7 * 24 * 3600.0  # until somebody signs in again
    sessions: int = 10_000  # sessions and checked passwords in memory, at most
    names: int = 2_000  # sessions, events and uploads of one visitor; the one longest unused goes first
    name: int = 200  # characters of one
    calls: int = 16  # of one visitor that wait or are being answered


LIMITS = Limits()
