"""A stream that works, for callers who await: it runs in a thread of its own, and ends when nobody listens any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from typing import TypeVar

T = TypeVar("T")


class _End:
    """After the last event."""


async def in_thread(make: Callable[[], Generator[T, None, None]]) -> AsyncGenerator[T, None]:
    """What the generator that `make` gives yields, with whatever it raises; other tasks go on meanwhile.

    Where the caller stops listening (the task is cancelled, `aclose`), the generator is closed at its next event, which
    ends the work that it waits for.
    """
    arrived: asyncio.Queue[T | Exception | _End] = asyncio.Queue()
    loop, left = asyncio.get_running_loop(), threading.Event()

    def hand_over(item: T | Exception | _End) -> None:
        if not left.is_set() and not loop.is_closed():
            loop.call_soon_threadsafe(arrived.put_nowait, item)

    threading.Thread(target=_run, args=(make, hand_over, left), name="answer", daemon=True).start()
    try:
        while not isinstance(item := await arrived.get(), _End):
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        left.set()


def _run(
    make: Callable[[], Generator[T, None, None]],
    hand_over: Callable[[T | Exception | _End], None],
    left: threading.Event,
) -> None:
    """Hand every event on. The generator is closed here: no other thread can close one that is at work."""
    events = make()
    try:
        for event in events:
            if left.is_set():
                break
            hand_over(event)
        events.close()
    except Exception as error:  # noqa: BLE001 - raised again where it is awaited
        hand_over(error)
    else:
        hand_over(_End())
