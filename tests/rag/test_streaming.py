"""A stream that works, awaited: others go on meanwhile, and nothing goes on when nobody listens."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import aclosing

import pytest

from rag.streaming import in_thread, stoppable


def counting(closed: threading.Event, *, upto: int = 3) -> Generator[int, None, None]:
    try:
        yield from range(upto)
    finally:
        closed.set()


async def test_what_a_generator_gives_arrives_in_order_and_it_is_closed() -> None:
    closed = threading.Event()

    assert [item async for item in in_thread(lambda: counting(closed))] == [0, 1, 2]
    assert await asyncio.to_thread(closed.wait, 5)


async def test_what_it_raises_is_raised_where_it_is_awaited() -> None:
    def breaks() -> Generator[int, None, None]:
        yield 1
        raise KeyError("broken")

    events = in_thread(breaks)
    assert await anext(events) == 1
    with pytest.raises(KeyError, match="broken"):
        await anext(events)


async def test_what_asks_the_program_to_end_keeps_nobody_waiting() -> None:
    def breaks() -> Generator[int, None, None]:
        yield 1
        raise SystemExit(3)

    events, listed = in_thread(breaks), stoppable(breaks())
    assert (await anext(events), next(listed)) == (1, 1)
    with pytest.raises(RuntimeError, match="program to end: 3"):
        await anext(events)
    with pytest.raises(RuntimeError, match="program to end: 3"):
        next(listed)


async def test_it_is_closed_when_nobody_listens_any_more() -> None:
    closed, asked = threading.Event(), threading.Semaphore(0)

    def endless() -> Generator[int, None, None]:
        try:
            while asked.acquire(timeout=5):
                yield 1
        finally:
            closed.set()

    async with aclosing(in_thread(endless)) as events:
        asked.release()
        assert await anext(events) == 1
    asked.release()  # it notices at its next event
    assert await asyncio.to_thread(closed.wait, 5)


async def test_a_cancelled_task_closes_it_too() -> None:
    closed, asked = threading.Event(), threading.Semaphore(0)

    def waiting() -> Generator[int, None, None]:
        try:
            while asked.acquire(timeout=5):
                yield 1
        finally:
            closed.set()

    async def read() -> None:
        async with aclosing(in_thread(waiting)) as events:
            async for _ in events:
                """Only waited for."""

    task = asyncio.create_task(read())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    asked.release()
    assert await asyncio.to_thread(closed.wait, 5)


async def test_others_work_while_it_waits() -> None:
    going = threading.Event()

    def waits() -> Generator[bool, None, None]:
        yield going.wait(5)

    reading = asyncio.create_task(anext(in_thread(waits)))
    await asyncio.sleep(0)
    going.set()
    assert await reading
