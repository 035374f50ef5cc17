"""Mentions: every turn where a word or a phrase is said, counted, or the turns nearest to an idea."""

from pathlib import Path
from typing import Any

import gradio as gr

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
from rag.ui.mentions.handlers import Mentioning, kinds
from rag.ui.mentions.html import render_start
from rag.ui.mentions.watching import Watching

NAME = "mentions"
AT_THE_SAME_TIME = 4  # searches


def build(desk: Desk) -> None:
    """The box, the filters and what was found, in the column they stand in."""
    mentioning = Mentioning(desk.assistant, desk.status)
    parts = _Parts()
    desk.on_load(mentioning.dress, None, [parts.box, parts.kind, *parts.filters, parts.results, parts.scope])
    offers = desk.on_library(
        mentioning.offer,
        [parts.found, parts.kind, *parts.filters, parts.scope],
        [parts.box, parts.kind, *parts.filters, parts.found, parts.results],
    )
    offers.then(None, None, None, js=STILL_CHOOSING, **PRIVATE)
    desk.on_library(mentioning.offer_scopes, None, [parts.scope])
    desk.on_scope(mentioning.offer_scopes, None, [parts.scope])
    parts.scope.change(None, [parts.scope], None, js=ADDRESS, **PRIVATE)
    searches: Any = {**PRIVATE, "concurrency_limit": AT_THE_SAME_TIME, "concurrency_id": "mentions"}
    asked = [parts.box, parts.kind, *parts.filters, parts.scope]
    gr.on(
        [parts.box.submit, parts.kind.input, parts.speakers.input, parts.transcripts.input,
         parts.after.submit, parts.before.submit, parts.after.blur, parts.before.blur],
        mentioning.find, asked, [parts.found, parts.results], trigger_mode="always_last", **searches,
    )  # fmt: skip
    found = [parts.found, parts.results]
    desk.on_scope(mentioning.find_within, [parts.found, *asked[:-1]], found)
    _wire_watching(desk, parts)
    all_while_choosing(parts.speakers, speaker_choices, desk.assistant)
    all_while_choosing(parts.transcripts, transcript_choices, desk.assistant)
    parts.results.turn_page(mentioning.turn_page, [parts.found], [parts.results], **AT_ONCE)
    parts.results.narrow(
        mentioning.narrow,
        [parts.found, *parts.filters, parts.scope],
        [*parts.filters, parts.found, parts.results],
        **searches,
    )


def _wire_watching(desk: Desk, parts: "_Parts") -> None:
    watching, shown = Watching(desk.assistant), [parts.watched]
    desk.on_library(watching.draw, None, shown)
    desk.on_shown(NAME, watching.draw, None, shown)
    # The script of the results speaks for the buttons of the whole view.
    parts.results.watch(watching.begin, [parts.found], shown, **AT_ONCE)
    parts.results.seen(watching.seen, None, shown, **AT_ONCE)
    parts.results.forget(watching.forget, None, shown, **AT_ONCE)


class _Parts:
    """The components, made where they stand on the page."""

    def __init__(self) -> None:
        self.found = gr.State(None)
        with gr.Row(elem_id="mentions-query", elem_classes="filters"):
            self.box = gr.Textbox(
                elem_id="mentions-box", label=ENGLISH("mentions.query"), placeholder=ENGLISH("mentions.placeholder"),
                submit_btn=ENGLISH("mentions.find"), max_lines=1, scale=3,
            )  # fmt: skip
            self.kind = gr.Radio(
                kinds(ENGLISH), value="words", label=ENGLISH("mentions.kind"), elem_id="mentions-kind", scale=3
            )
        with gr.Row(elem_id="mentions-filters", elem_classes=["filters", "foldable"]):
            self.speakers = several_of("filter.speaker", "mentions-filter-speaker")
            self.transcripts = several_of("filter.transcript", "mentions-filter-transcript")
            self.scope = one_scope("mentions-filter-scope")
            self.after = day("filter.from", "mentions-filter-from")
            self.before = day("filter.to", "mentions-filter-to")
        self.watched = panel("mentions-watched")
        self.results = panel(
            "mentions-results", render_start(ENGLISH), script=script(Path(__file__).with_suffix(".js"))
        )

    @property
    def filters(self) -> list[Any]:
        return [self.speakers, self.transcripts, self.after, self.before]
