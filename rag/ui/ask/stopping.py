"""Stopping an answer: at once for the person, at the model's next word for the model.

Not Gradio's own cancelling: what it cancels may still draw once more, over whatever the stop button drew.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Thread
from typing import Any, Literal

from rag.answer import StreamEvent

LOOK = 0.1  # seconds between looks at the sign


@dataclass
class StopSign:
    """One for each answer being made; the page's buttons raise it."""

    begun: bool = False  # a question was asked while it was the page's
    up: Literal["no", "stop", "forget"] = "no"
    instead: Any = (
        None  # where it is to be forgotten: what stands on the page by now, drawn once more over a late draft
    )


def until_stopped(events: Iterator[StreamEvent], sign: StopSign) -> Iterator[StreamEvent]:
    """The events as they come, with whatever they raise; none any more as soon as the sign is up."""
    arrived: Queue[StreamEvent | Exception | None] = Queue()
    left = StopSign()  # raised when nobody listens any more: the page was stopped, or closed
    Thread(target=_read, args=(events, left, arrived), name="answer", daemon=True).start()
    try:
        while sign.up == "no":
            try:
                item = arrived.get(timeout=LOOK)
            except Empty:
                continue
            if item is None:
                return
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        left.up = "stop"


def _read(events: Iterator[StreamEvent], left: StopSign, arrived: "Queue[StreamEvent | Exception | None]") -> None:
    """Hand every event on. The stream is closed here: no other thread can close one that is waiting for its model."""
    try:
        for event in events:
            if left.up != "no":
                break
            arrived.put(event)
        if isinstance(events, Generator):
            events.close()
    except Exception as error:  # noqa: BLE001 - raised again where the answer is drawn
        arrived.put(error)
    else:
        arrived.put(None)
