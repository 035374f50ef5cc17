"""The page: which components there are, and which action each event runs."""

from pathlib import Path
from typing import Any

import gradio as gr

from rag.ui.actions import Actions, ready_box
from rag.ui.protocol import AssistantSource, StatusSource
from rag.ui.render import render_sources
from rag.ui.stopping import StopSign

HERE = Path(__file__).parent
TITLE = "On the Record"
ASKING_AT_ONCE = 4  # questions answered at the same time; a local model batches them

# The page's own links only: nobody calls these by name yet.
PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: Any = {**PRIVATE, "queue": False}


def build(assistant: AssistantSource, *, status: StatusSource) -> gr.Blocks:
    """The page over an assistant that may still be opening, with a status line beside it."""
    actions = Actions(assistant, status)
    page: gr.Blocks
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False) as page:
        parts = _Parts()
        _wire_asking(parts, actions)
        _wire_reading(page, parts, actions)
    return page


class _Parts:
    """The components, made where they stand on the page."""

    def __init__(self) -> None:
        self.conversation = gr.State(())
        self.sign = gr.State(StopSign())
        self.generation = gr.State(-1)
        self.waiting = gr.State("")  # a link to open once the library is there
        self.timer = gr.Timer(1.0)
        self.head = _panel("head")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", scale=3, min_width=320):
                self._talk()
            with gr.Column(elem_id="side", scale=2, min_width=320):
                self.sources = _panel("sources", render_sources(None))
                # One script for the links and buttons of the whole page: see page.js.
                self.reader = _panel("reader", script=(HERE / "page.js").read_text("utf-8"))

    def _talk(self) -> None:
        with gr.Column(elem_id="chat"):
            # Two parts, so that a growing draft redraws nothing that came before it.
            self.past = _panel("past")
            self.latest = _panel("latest")
        with gr.Row(elem_id="filters"):
            self.speakers = gr.Dropdown([], label="Speaker", multiselect=True, min_width=120, scale=3)
            self.transcripts = gr.Dropdown([], label="Transcript", multiselect=True, min_width=120, scale=3)
            self.after = gr.Textbox(label="From", placeholder="YYYY-MM-DD", min_width=118, scale=1, max_lines=1)
            self.before = gr.Textbox(label="To", placeholder="YYYY-MM-DD", min_width=118, scale=1, max_lines=1)
        self.box = gr.Textbox(
            elem_id="box", label="Question", show_label=False, container=False, autofocus=True,
            placeholder="What did they say about …?", submit_btn="Ask", lines=1, max_lines=6,
        )  # fmt: skip

    @property
    def drawn(self) -> list[Any]:
        return [self.conversation, self.past, self.latest, self.sources]

    @property
    def asked(self) -> list[Any]:
        return [*self.drawn, self.reader, self.sign, self.box]


def _panel(elem_id: str, value: str = "", *, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def _wire_asking(parts: _Parts, actions: Actions) -> None:
    limits = [parts.speakers, parts.transcripts, parts.after, parts.before]
    starts = (
        parts.box.submit(actions.begin, [parts.box, parts.conversation], parts.asked, **AT_ONCE),
        parts.reader.example_select(actions.begin_example, [parts.conversation], parts.asked, **AT_ONCE),
        parts.reader.retry(actions.begin_again, [parts.conversation], parts.asked, **AT_ONCE),
    )
    for start in starts:
        answered = start.then(
            actions.answer,
            [parts.conversation, parts.sign, *limits],
            parts.drawn,
            concurrency_limit=ASKING_AT_ONCE,
            concurrency_id="ask",
            **PRIVATE,
        )
        answered.then(ready_box, None, [parts.box], **AT_ONCE)
    parts.box.stop(actions.stop, [parts.sign], None, **AT_ONCE)
    parts.reader.clear(actions.clear, [parts.sign], parts.asked, **AT_ONCE)


def _wire_reading(page: gr.Blocks, parts: _Parts, actions: Actions) -> None:
    library = [parts.head, parts.speakers, parts.transcripts, parts.latest]
    fresh = [*library, parts.reader, parts.waiting, parts.generation, parts.timer]
    page.load(actions.load, None, fresh, **AT_ONCE)
    parts.timer.tick(actions.refresh, [parts.generation, parts.waiting, parts.conversation], fresh, **AT_ONCE)
    parts.reader.click(actions.click, None, [parts.reader, parts.waiting], **AT_ONCE)
