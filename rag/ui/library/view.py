"""Library: the transcripts there are; adding, renaming and removing for those who may."""

from pathlib import Path
from typing import Any

import gradio as gr

from rag.ui.desk import AT_ONCE, PRIVATE, Desk, panel, script
from rag.ui.i18n import ENGLISH
from rag.ui.library.collecting import Collecting
from rag.ui.library.handlers import Keeping
from rag.ui.library.html import render_tools
from rag.ui.library.managing import WATCHING, Sheet
from rag.ui.library.renaming import Renaming

NAME = "library"
AT_THE_SAME_TIME = 2  # files parsed, renames worked out; asking has its own
SCOPES_CHANGED = '() => document.dispatchEvent(new Event("scope"))'
FORGOTTEN = 3600  # seconds after which what was sent and not added is deleted


def build(desk: Desk) -> None:
    """The tools, the work going on, the sheet for what is about to be done, and the list."""
    keeping = Keeping(desk.assistant, desk.status, desk.may_manage)
    parts = _Parts()
    watched = [parts.work, parts.timer]
    desk.on_load(keeping.dress, None, [parts.tools, *watched])
    desk.on_load(keeping.scope, None, [parts.scope])
    desk.on_load(keeping.open, None, [parts.within, parts.list])
    desk.on_library(keeping.draw, [parts.wanted, parts.first, parts.within], [parts.list])
    desk.on_scope(keeping.turn_to, [parts.wanted], [parts.within, parts.first, parts.list])
    parts.timer.tick(
        keeping.tick,
        [parts.generation, parts.wanted, parts.first, parts.within],
        [*watched, parts.list, parts.generation, desk.timer],
        **AT_ONCE,
    )
    _wire_list(desk, parts, keeping)
    renaming = Renaming(desk.assistant, desk.status, desk.may_manage, keeping.jobs)
    _wire_sheets(parts, keeping, renaming, watched)


class _Parts:
    """The components, made where they stand on the page."""

    def __init__(self) -> None:
        self.sheet = gr.State(Sheet(), time_to_live=FORGOTTEN, delete_callback=Sheet.discard)
        self.wanted = gr.State("")
        self.first = gr.State(0)
        self.within = gr.State("")  # the scope
        self.generation = gr.State(-1)  # of the index when the list was drawn
        self.timer = gr.Timer(WATCHING, active=False)
        self.tools = panel("library-tools", render_tools(ENGLISH, manages=False))
        self.work = panel("library-work")
        # Its script speaks for the buttons of the whole view.
        self.panel = panel("library-sheets", script=script(Path(__file__).with_suffix(".js")))
        self.scope = panel("library-overview")
        self.list = panel("library-list")


def _wire_list(desk: Desk, parts: _Parts, keeping: Keeping) -> None:
    events = parts.panel
    events.look_for(keeping.look_for, [parts.within], [parts.wanted, parts.first, parts.list], **AT_ONCE)
    events.turn_page(keeping.turn_page, [parts.wanted, parts.within], [parts.first, parts.list], **AT_ONCE)
    collecting = Collecting(desk.assistant, desk.may_manage)
    events.ask_collect(collecting.ask_collect, None, [parts.panel], **AT_ONCE)
    for event, act in ((events.collect, collecting.save), (events.forget_scope, collecting.forget)):
        # The other views offer it from now on.
        event(act, None, [parts.panel], **AT_ONCE).then(None, None, None, js=SCOPES_CHANGED, **PRIVATE)
    events.dismiss(keeping.dismiss, None, [parts.work], **AT_ONCE)


def _wire_sheets(parts: _Parts, keeping: Keeping, renaming: Renaming, watched: list[Any]) -> None:
    events = parts.panel
    opened = [parts.panel, parts.sheet]
    reading: Any = {**PRIVATE, "concurrency_limit": AT_THE_SAME_TIME, "concurrency_id": "library"}
    events.preview(keeping.preview, [parts.sheet], opened, **reading)
    events.ask_remove(keeping.ask_remove, [parts.sheet], opened, **reading)
    events.ask_speakers(renaming.ask_speakers, [parts.sheet], opened, **reading)
    events.ask_rename(renaming.ask_rename, None, opened, **reading)
    events.plan_rename(renaming.plan_rename, None, opened, **reading)
    events.ask_rebuild(keeping.ask_rebuild, [parts.sheet], opened, **AT_ONCE)
    events.cancel(keeping.close, [parts.sheet], opened, **AT_ONCE)
    events.add_files(keeping.add, [parts.sheet], [*opened, *watched], **AT_ONCE)
    events.rename(renaming.rename, [parts.sheet], [*opened, *watched], **AT_ONCE)
    events.remove(keeping.remove, None, [parts.panel, *watched], **AT_ONCE)
    events.sync(keeping.look_again, None, [parts.panel, *watched], **AT_ONCE)
    events.rebuild(keeping.rebuild, None, [parts.panel, *watched], **AT_ONCE)
