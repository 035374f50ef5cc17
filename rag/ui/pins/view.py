"""Pins: turns and quotes pinned in the reader, with notes; a quote sheet and a Word document of them."""

from pathlib import Path

import gradio as gr

from rag.ui.desk import AT_ONCE, PRIVATE, Desk, panel, script
from rag.ui.filters import ADDRESS
from rag.ui.i18n import ENGLISH
from rag.ui.pins.handlers import Pinning

NAME = "pins"


def build(desk: Desk) -> None:
    """The list, in the column it stands in, and what the reader's button does."""
    pinning = Pinning(desk.assistant)
    with gr.Row(elem_id="pins-scope", elem_classes=["filters", "foldable"]):
        choice = gr.Dropdown(
            [("", "")],
            value="",
            label=ENGLISH("filter.scope"),
            min_width=120,
            visible=False,
            elem_id="pins-filter-scope",
        )
    scope = gr.State("")
    shown = panel("pins-list", script=script(Path(__file__).with_suffix(".js")))
    file = panel("pins-file")
    desk.on_load(pinning.dress, None, [choice])
    for on in (desk.on_library, desk.on_scope):
        on(pinning.turn_to, None, [choice, scope, shown])
    choice.change(None, [choice], None, js=ADDRESS, **PRIVATE)
    desk.on_shown(NAME, pinning.draw, [scope], [shown])
    desk.reader.pin(pinning.add, [scope], [shown], **AT_ONCE)
    shown.note(pinning.note, [scope], [shown], **AT_ONCE)
    shown.unpin(pinning.remove, [scope], [shown], **AT_ONCE)
    shown.exported(pinning.export, [scope], [file], **AT_ONCE)
