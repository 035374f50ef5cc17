"""The chat as component values: a conversation drawn, the question box ready or busy, or nothing changed."""

import time
from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag.answer import StreamEvent
from rag.ui.ask.conversation import Conversation, Exchange
from rag.ui.ask.html import render_exchange, render_exchanges, render_sources
from rag.ui.i18n import Words

REDRAW = 0.08  # seconds between drawings of a growing draft: faster than the eye needs, slower than tokens come
DRAWN = 4  # components that the conversation is drawn in
ASKED = 8  # components that change when something is asked: those drawn, reader, stop sign, box, record
Drawn = tuple[Conversation, Any, str, str]  # conversation, what came before, the latest, the sources


def nothing_changed() -> tuple[Any, ...]:
    """No component changed."""
    return tuple(gr.skip() for _ in range(ASKED))


def nothing_drawn() -> tuple[Any, ...]:
    """The conversation stays as it is drawn."""
    return tuple(gr.skip() for _ in range(DRAWN))


def ready_box(say: Words) -> Any:
    """The question box, ready for a question."""
    return gr.update(submit_btn=say("ask.button"), stop_btn=False)


def busy_box(say: Words) -> Any:
    """The question box, empty, with a button that stops the answer."""
    return gr.update(value="", submit_btn=False, stop_btn=say("ask.stop"))


def redraws(exchange: Exchange, events: Iterator[StreamEvent]) -> Iterator[Exchange]:
    """The exchange after each event, except where a growing draft was drawn a moment ago."""
    drawn = 0.0
    for event in events:
        grew = bool(exchange.draft)
        exchange = exchange.after(event)
        if exchange.pending and grew and time.monotonic() - drawn < REDRAW:
            continue
        drawn = time.monotonic()
        yield exchange


def draw(conversation: Conversation, say: Words, *, earlier: Any = None, latest: str = "") -> Drawn:
    """The conversation drawn; `earlier` is given where the exchanges before the last are on the page already."""
    if not conversation:
        return conversation, "", latest, render_sources(None, say)
    *before, last = conversation
    past = render_exchanges(before, say) if earlier is None else earlier
    return conversation, past, render_exchange(last, say, place=len(before), latest=True), render_sources(last, say)
