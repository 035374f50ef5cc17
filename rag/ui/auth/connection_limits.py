"""How long a connection may take to say what it wants, and how many there may be."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from rag.ui.auth.limits import LIMITS


def patient(protocol: type[Any]) -> type[Any]:
    """Uvicorn's protocol class with time limits; by itself it waits for ever for half a request."""

    class Patient(protocol):  # type: ignore[misc]  # known only when the server runs
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.limit_concurrency = LIMITS.connections
            self._deadline: asyncio.TimerHandle | None = None
            self._head = 0

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            _detect_dead_peer(transport.get_extra_info("socket"))
            self._wait()

        def data_received(self, data: bytes) -> None:
            if self._is_idle():
                self._head += len(data)
                self._wait()
            super().data_received(data)
            if not self._is_idle():
                self._stop_waiting()
            elif self._head > LIMITS.head:
                self.transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def _is_idle(self) -> bool:
            """Whether no whole request has arrived that is to be answered."""
            return self.cycle is None or self.cycle.response_complete

        def _wait(self) -> None:
            if self._deadline is None:
                self._deadline = asyncio.get_running_loop().call_later(LIMITS.head_seconds, self._give_up)

        def _stop_waiting(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
            self._deadline, self._head = None, 0

        def _give_up(self) -> None:
            self._deadline = None
            if self._is_idle() and not self.transport.is_closing():
                self.transport.close()

    return Patient


def _detect_dead_peer(connection: socket.socket | None) -> None:
    """Have the system ask a silent peer whether it is still there: one whose machine went down says nothing."""
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", LIMITS.silent),
        ("TCP_KEEPINTVL", LIMITS.asked_again),
        ("TCP_KEEPCNT", LIMITS.asked_times),
        ("TCP_USER_TIMEOUT", LIMITS.unanswered_ms),
    ):
        if hasattr(socket, name):  # not every system has each
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
