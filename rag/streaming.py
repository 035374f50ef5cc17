"""A stream that runs in a thread of its own, and ends when nobody reads it any longer, or when it takes too long."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from queue import Empty, Queue
from typing import TypeVar

from rag.errors import TookTooLong, told

T = TypeVar("T")

LONGEST = 600.0  # seconds that one question may take; what a language model takes of it has a setting of its own
LOOK = 0.1  # seconds between checks whether anybody still wants the rest


class _End:
    """After the last event."""


async def in_thread(make: Callable[[], Generator[T, None, None]]) -> AsyncGenerator[T, None]:
    """What the generator that `make` gives yields and raises; other tasks go on meanwhile.

    Where the caller stops reading (the task is cancelled, `aclose`), the generator is closed at its next event, which
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


def stoppable(
    events: Iterator[T], *, seconds: float | None = None, stopped: Callable[[], bool] = lambda: False
) -> Generator[T, None, None]:
    """The events as they come, with what they raise; no more of them as soon as `stopped` says so.

    TookTooLong where the last has not come after so many seconds (None: `LONGEST`). Where nobody reads any longer,
    the events are closed at the next one.
    """
    arrived: Queue[T | Exception | _End] = Queue()
    left, until = threading.Event(), time.monotonic() + (LONGEST if seconds is None else seconds)
    generator = events if isinstance(events, Generator) else (event for event in events)
    threading.Thread(target=_run, args=(lambda: generator, arrived.put, left), name="answer", daemon=True).start()
    try:
        while not stopped():
            if time.monotonic() > until:
                message = "the answer took too long and was stopped. Ask a narrower question, or ask again"
                raise TookTooLong(message, code="took_long")
            try:
                item = arrived.get(timeout=LOOK)
            except Empty:
                continue
            if isinstance(item, _End):
                return
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
    """Pass every event on. The generator is closed here: no other thread can close one that is running."""
    events = make()
    try:
        for event in events:
            if left.is_set():
                break
            hand_over(event)
        events.close()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - raised again where it is awaited
        hand_over(told(error))
    else:
        hand_over(_End())
