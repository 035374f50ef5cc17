"""The page: the frame, and the views in it."""

import json

import gradio as gr

from rag.ui import keys
from rag.ui.desk import AT_ONCE, HERE, Desk, panel, script, shown
from rag.ui.frame import BUSY, Frame, render_head
from rag.ui.i18n import ENGLISH
from rag.ui.models import sheet as models
from rag.ui.models.switching import Switching
from rag.ui.protocol import AssistantSource, Coming, MayManage, StatusSource
from rag.ui.reader.html import SCRIPTS
from rag.ui.views import VIEWS

TITLE = "On the Record"
FORGET = (600, 3600)  # seconds: how often files that were sent are looked at, and after which they are deleted


def build(
    assistant: AssistantSource,
    *,
    status: StatusSource,
    may_manage: MayManage,
    switching: Switching | None = None,
    coming: Coming = lambda: True,
) -> gr.Blocks:
    """The page over an assistant that may still be opening, with a status line beside it; `may_manage`: see Desk.

    A question that is asked too early waits for the assistant as long as it is `coming`.
    `switching` puts another model in the place of the one that answers; without it, the models are only listed.
    """
    names = [view.NAME for view in VIEWS]
    page: gr.Blocks
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False, delete_cache=FORGET) as page:
        head = panel("head", render_head(None, None, "", names, ENGLISH), script=_script(names))
        dialog, voices = panel("help"), panel("voices")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="views", scale=3, min_width=320):
                columns = [gr.Column(elem_id=f"view-{name}", elem_classes="view", min_width=0) for name in names]
            with gr.Column(elem_id="side", scale=2, min_width=320) as side:
                reader = panel("reader", script=script(*SCRIPTS))
        desk = Desk(
            page, assistant, status, coming, may_manage, head, side, reader,
            waiting=gr.State(""), generation=gr.State(-1), timer=gr.Timer(BUSY),
        )  # fmt: skip
        for view, column in zip(VIEWS, columns, strict=True):
            with column:
                view.build(desk)
        models.build(desk, switching)
        frame = Frame(assistant, status, names, may_manage)
        desk.on_load(frame.help, None, [dialog])
        desk.on_library(frame.voices, None, [voices])
        _wire(desk, frame)
    return page


def _script(names: list[str]) -> str:
    events = json.dumps({name: shown(name) for name in names})
    scripts = script(HERE / "page.js", HERE / "filters.js")
    return f"const shown = {events};\nconst keys = {keys.script()};\n{scripts}"


def _wire(desk: Desk, frame: Frame) -> None:
    fresh = [desk.head, desk.reader, desk.waiting, desk.generation, desk.timer]
    desk.page.load(frame.load, None, fresh, **AT_ONCE)
    desk.timer.tick(frame.refresh, [desk.generation, desk.waiting], fresh, **AT_ONCE)
    desk.reader.click(frame.click, None, [desk.reader, desk.waiting], **AT_ONCE)
