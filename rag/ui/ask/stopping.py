"""Stopping an answer: at once for the person, at the model's next word for the model.

Not Gradio's own cancelling: what it cancels may still draw once more, over whatever the stop button drew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from rag.answer import StreamEvent
from rag.streaming import stoppable


@dataclass
class StopSign:
    """One for each answer being made; the page's buttons raise it."""

    begun: bool = False  # a question was asked while it was the page's
    up: Literal["no", "stop", "forget"] = "no"
    instead: Any = None  # where it is to be forgotten: what stands on the page then, drawn once more over a late draft


def until_stopped(events: Iterator[StreamEvent], sign: StopSign) -> Iterator[StreamEvent]:
    """The events as they come, with whatever they raise; none any more as soon as the sign is up.

    TookTooLong where an answer is not there in time.
    """
    yield from stoppable(events, stopped=lambda: sign.up != "no")
