"""What every view of the page is given: the library, the reader beside it, and the moments to act at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from rag.ui.protocol import AssistantSource, Coming, MayManage, StatusSource

HERE = Path(__file__).parent

# The page's own links only: nobody calls these by name.
PRIVATE: Any = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: Any = {**PRIVATE, "queue": False}


@dataclass(frozen=True)
class Desk:
    """The frame that the views stand in. A handler that shows words takes a `gr.Request`: see `words_of`."""

    page: gr.Blocks
    assistant: AssistantSource
    status: StatusSource
    coming: Coming
    may_manage: MayManage  # whether the user of a request may change the library
    head: gr.HTML
    side: gr.Column  # beside the views; what stands in it is the view's own, save the reader
    reader: gr.HTML  # any link `?turn=…` (see place.py) on the page opens in it: a view writes the link, no more
    waiting: gr.State  # a link to open once the library is there
    generation: gr.State  # of the index; -1 until it is open
    timer: gr.Timer  # looks at the status; faster while something is going on

    def on_load(self, act: Callable[..., Any], inputs: Sequence[Any] | None, outputs: Sequence[Any]) -> Any:
        """Run when a page is opened, perhaps before the library is: labels in the reader's language, for instance."""
        return self.page.load(act, inputs, outputs, **AT_ONCE)

    def on_library(self, act: Callable[..., Any], inputs: Sequence[Any] | None, outputs: Sequence[Any]) -> Any:
        """Run when the library is open, and whenever it has changed; a script has the document's event "library"."""
        return self.head.library(act, inputs, outputs, **AT_ONCE)

    def on_scope(self, act: Callable[..., Any], inputs: Sequence[Any] | None, outputs: Sequence[Any]) -> Any:
        """Run when another scope is chosen in any view, or a collection is kept or forgotten; the event's `query` is
        the page's address, in which the scope stands."""
        return self.head.scope(act, inputs, outputs, **AT_ONCE)

    def on_shown(self, view: str, act: Callable[..., Any], inputs: Sequence[Any] | None, outputs: Sequence[Any]) -> Any:
        """Run whenever somebody goes to the view; for what is too slow to draw before."""
        return getattr(self.head, shown(view))(act, inputs, outputs, **AT_ONCE)


def shown(view: str) -> str:
    """The event of the head that tells that a view is shown; page.js sends it."""
    return f"shown_{view}"


def panel(elem_id: str, value: str = "", *, script: str | None = None) -> gr.HTML:
    """HTML made by the page, as it is; `script` runs once, when it stands on the page."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def script(*paths: Path) -> str:
    """The script beside a module; of several files one after the other, as they see what is named above them."""
    return "\n".join(path.read_text("utf-8") for path in paths)
