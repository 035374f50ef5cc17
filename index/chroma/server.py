"""A Chroma server: its address, whether it answers, and how long to wait for it.

A server is restarted, upgraded, moved. A write waits for it, because a sync that stops half way is worth less than one
that takes longer. A search waits a moment and then does without, and for a while no other search asks the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from index.errors import VectorStoreError

T = TypeVar("T")

PORT = 8000  # Chroma's own, where an http address names none
_UNAVAILABLE = frozenset({429, 502, 503, 504})  # what proxies say while a server restarts
_HEARTBEAT, _API = "/heartbeat", "/api/v2"
_PARAMETERS = ("database", "tenant")


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds; docs/scale.md says what a restart of the server then looks like."""

    restart: float = 25.0  # that a write waits for the server to come back
    moment: float = 2.0  # that a search waits for it, or a write where nothing ever answered
    longest_pause: float = 3.0  # between two attempts
    not_asked: float = 5.0  # that searches do without a server that was unavailable
    answer: float = 60.0  # that a request may take
    connection: float = 3.0  # that a connection may take
    search: float = 5.0  # that a search may take: people wait for it
    search_connection: float = 1.0


WAITS = Waits()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is, and the credentials for it. `shown` is for messages: it holds no password."""

    base: str  # with scheme, port and path, as Chroma's client takes it
    shown: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    tenant: str = "default_tenant"
    database: str = "default_database"


def read_address(url: str, token: str | None = None) -> Address:
    """The address `http[s]://[user:password@]host[:port][/path][?tenant=T&database=D]` as its parts.

    A token is sent both as `Authorization: Bearer`, which proxies ask for, and as `X-Chroma-Token`, which Chroma Cloud
    does. Raises VectorStoreError for what is no such address.

    >>> read_address("https://ana:secret@example.org/chroma").shown
    'https://example.org:443/chroma'
    >>> read_address("http://127.0.0.1").base
    'http://127.0.0.1:8000'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (443 if parts.scheme == "https" else PORT)
        known = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError as error:
        raise _no_address(url, str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_address(url, "no address of a server")
    if unknown := set(known) - set(_PARAMETERS):
        raise _no_address(url, f"{min(unknown)} is no parameter of it; known: {', '.join(_PARAMETERS)}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user = parts.netloc.rpartition("@")[0]
    path = parts.path.rstrip("/").removesuffix(_API)
    base = urlunsplit((parts.scheme, f"{user}@{host}:{port}" if user else f"{host}:{port}", path, "", ""))
    headers = {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}
    return Address(base, urlunsplit((parts.scheme, f"{host}:{port}", path, "", "")), headers, **known)


class Patience:
    """Tries again while a server is unavailable. One for each server, shared by all threads."""

    def __init__(self) -> None:
        self._has_answered = False  # an address where nothing ever answered is likely a wrong one
        self._unavailable_until = 0.0

    def call(self, attempt: Callable[[], T], *, patient: bool) -> T:
        """What `attempt` returns, tried again, with pauses that grow, as long as the server is unavailable.

        Without patience a server that was just unavailable is not asked. Raises what the last attempt raised.
        """
        if not patient and monotonic() < self._unavailable_until:
            raise ConnectionError("it did not a moment ago")
        end = monotonic() + (WAITS.restart if patient and self._has_answered else WAITS.moment)

        def is_late(state: RetryCallState) -> bool:
            return monotonic() + state.upcoming_sleep >= end

        tries = Retrying(
            retry=retry_if_exception(is_unavailable),
            wait=wait_random_exponential(multiplier=0.1, max=WAITS.longest_pause),  # random: not all clients at once
            stop=is_late,
            sleep=sleep,
            reraise=True,
        )
        try:
            result = tries(attempt)
        except Exception as error:
            if is_unavailable(error):
                self._unavailable_until = monotonic() + WAITS.not_asked
            raise
        self._has_answered, self._unavailable_until = True, 0.0
        return result


def is_unavailable(error: BaseException) -> bool:
    """Whether an error says that no server answered, so that one may answer later."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _UNAVAILABLE
    if isinstance(error, (httpx.TransportError, ConnectionError)):
        return not isinstance(error, httpx.UnsupportedProtocol)
    # Chroma's client hides what a proxy said behind a plain exception.
    return error.__context__ is not None and is_unavailable(error.__context__)


def check_server(address: Address) -> None:
    """Check that Chroma answers at an address; its own client would wait for an answer for ever.

    Raises httpx.TransportError or HTTPStatusError where it does not answer, VectorStoreError where it is no Chroma.
    """
    answer = httpx.get(
        f"{address.base}{_API}{_HEARTBEAT}", headers=dict(address.headers), timeout=httpx.Timeout(WAITS.connection)
    )
    if answer.status_code in (401, 403):
        raise VectorStoreError(
            f"{address.shown}: the server does not let us in ({answer.status_code}). "
            "Set OTR_CHROMA_TOKEN, or write user:password@ into OTR_CHROMA_URL"
        )
    if answer.status_code in _UNAVAILABLE:
        answer.raise_for_status()
    if answer.status_code != 200 or "nanosecond heartbeat" not in answer.text:
        raise VectorStoreError(
            f"{address.shown}: what answers there is no Chroma server of version 1 ({answer.status_code}). "
            "Correct OTR_CHROMA_URL, or unset it"
        )


def set_time_limits(session: httpx.Client) -> None:
    """Give Chroma's client, which has none, time limits: short ones for searches, because people wait for those."""
    session.timeout = httpx.Timeout(WAITS.answer, connect=WAITS.connection)

    def limit(request: httpx.Request) -> None:
        if request.url.path.endswith("/query"):
            request.extensions["timeout"] = httpx.Timeout(WAITS.search, connect=WAITS.search_connection).as_dict()

    session.event_hooks = {"request": [limit]}


def _no_address(url: str, reason: str) -> VectorStoreError:
    shown = url.rpartition("@")[2]  # what stands before it may be a password
    return VectorStoreError(
        f"OTR_CHROMA_URL: {shown}: {reason}. Write it as http://HOST:PORT or https://HOST/PATH, or unset it"
    )
