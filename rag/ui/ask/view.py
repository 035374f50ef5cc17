"""Asking: the chat, the filters and the question box, with the sources beside them."""

from pathlib import Path
from typing import Any

import gradio as gr

from rag.ui.ask.answer_actions import Using
from rag.ui.ask.handlers import Asking
from rag.ui.ask.html import render_sources
from rag.ui.ask.stopping import StopSign
from rag.ui.desk import AT_ONCE, PRIVATE, Desk, panel, script
from rag.ui.filters import (
    ADDRESS,
    STILL_CHOOSING,
    all_while_choosing,
    day,
    one_scope,
    several_of,
    speaker_choices,
    transcript_choices,
)
from rag.ui.i18n import ENGLISH

NAME = "ask"
ASKING_AT_ONCE = 4  # questions answered at the same time; a local model batches them


def build(desk: Desk) -> None:
    """The view in the column it stands in, and the sources beside it."""
    parts = _Parts(desk)
    asking = Asking(desk.assistant, desk.status, desk.coming)
    _wire_asking(desk, parts, asking)
    desk.on_load(asking.dress, None, [parts.bar, parts.sources, *parts.filters, parts.box])


class _Parts:
    """The components, made where they stand on the page."""

    def __init__(self, desk: Desk) -> None:
        self.conversation = gr.State(())
        self.sign = gr.State(StopSign())
        self.bar = panel("bar")
        with gr.Column(elem_id="chat"):
            # Two parts, so that a growing draft redraws nothing that came before it.
            self.past = panel("past")
            self.latest = panel("latest", script=script(Path(__file__).with_suffix(".js")))
        with gr.Row(elem_id="filters", elem_classes=["filters", "foldable"]):
            self.speakers = several_of("filter.speaker", "filter-speaker")
            self.transcripts = several_of("filter.transcript", "filter-transcript")
            self.scope = one_scope("filter-scope")
            self.after = day("filter.from", "filter-from")
            self.before = day("filter.to", "filter-to")
        self.box = gr.Textbox(
            elem_id="box", label=ENGLISH("ask.question"), show_label=False, container=False, autofocus=True,
            placeholder=ENGLISH("ask.placeholder"), submit_btn=ENGLISH("ask.button"), lines=1, max_lines=6,
        )  # fmt: skip
        self.record = panel("record")  # for the browser to keep
        self.file = panel("file")  # for the browser to save
        with desk.side:
            self.sources = panel("sources", render_sources(None, ENGLISH))

    @property
    def filters(self) -> list[Any]:
        return [self.speakers, self.transcripts, self.after, self.before, self.scope]

    @property
    def drawn(self) -> list[Any]:
        return [self.conversation, self.past, self.latest, self.sources]


def _wire_asking(desk: Desk, parts: _Parts, asking: Asking) -> None:
    asked = [*parts.drawn, desk.reader, parts.sign, parts.box, parts.record]
    events = parts.latest  # its script speaks for the buttons of the whole view
    starts = (
        parts.box.submit(asking.begin, [parts.box, parts.conversation, parts.sign], asked, **AT_ONCE),
        events.ask(asking.begin_example, [parts.conversation, parts.sign], asked, **AT_ONCE),
        events.retry(asking.begin_again, [parts.conversation], asked, **AT_ONCE),
        events.edited(asking.begin_edited, [parts.conversation], asked, **AT_ONCE),
    )
    for start in starts:
        waited = start.then(
            asking.wait, [parts.conversation, parts.sign], parts.drawn, concurrency_limit=None, **PRIVATE
        )
        answered = waited.then(
            asking.answer,
            [parts.conversation, parts.sign, *parts.filters],
            parts.drawn,
            concurrency_limit=ASKING_AT_ONCE,
            concurrency_id="ask",
            **PRIVATE,
        )
        answered.then(asking.finish, [parts.conversation], [parts.box, parts.record], **AT_ONCE)
    parts.box.stop(asking.stop, [parts.sign], None, **AT_ONCE)
    events.clear(asking.clear, [parts.sign], asked, **AT_ONCE)
    chosen = [parts.speakers, parts.transcripts]
    all_while_choosing(parts.speakers, speaker_choices, desk.assistant)
    all_while_choosing(parts.transcripts, transcript_choices, desk.assistant)
    offers = events.opened(asking.open, [parts.conversation, parts.sign, *chosen], [*chosen, *asked], **AT_ONCE)
    offers.then(None, None, None, js=STILL_CHOOSING, **PRIVATE)
    desk.on_library(asking.offer_scopes, None, [parts.scope])
    desk.on_scope(asking.offer_scopes, None, [parts.scope])
    parts.scope.change(None, [parts.scope], None, js=ADDRESS, **PRIVATE)
    events.chosen(asking.go_back, [parts.sign], asked, **AT_ONCE)
    _wire_using(parts, Using(desk.assistant))


def _wire_using(parts: _Parts, using: Using) -> None:
    """What is done with answers."""
    events = parts.latest
    said = [parts.conversation, parts.past, parts.latest, parts.record]
    events.judged(using.judge, [parts.conversation], said, **AT_ONCE)
    events.exported(using.export, [parts.conversation], [parts.file], **AT_ONCE)
