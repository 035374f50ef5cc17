"""The chat page. The only package that imports gradio, and it does so when a page is built, not when it is imported."""

import os
from typing import TYPE_CHECKING

from rag.cores import share_cores
from rag.settings import Settings
from rag.ui.protocol import Assistant, AssistantSource, MayManage, StatusSource, nobody, nothing_going_on

if TYPE_CHECKING:
    import gradio as gr

    from rag.ui.models.switching import Switching

__all__ = ["Assistant", "build_page", "launch"]


def build_page(
    assistant: AssistantSource,
    *,
    status: StatusSource = nothing_going_on,
    may_manage: MayManage = nobody,
    switching: "Switching | None" = None,
) -> "gr.Blocks":
    """The page over `assistant()`, which gives None while it is still being opened; `status(say)` its status line.

    An empty status means that there is nothing to say. `may_manage(request)`: whether the user of a request may add,
    rename and remove transcripts, and, where there is a `switching`, choose the model that answers.
    """
    _keep_to_this_machine()
    from rag.ui.page import build

    return build(assistant, status=status, may_manage=may_manage, switching=switching)


def launch(settings: Settings, *, host: str = "127.0.0.1", port: int | None = None, mcp: bool = False) -> None:
    """Serve the page until interrupted: address first, then the library and the models behind it.

    `mcp`: the same functions as MCP tools too. Raises SettingsError where there is no library, the port is taken, or
    other machines could reach the page (`host`) without signing in and the settings do not say that this is meant.
    """
    _keep_to_this_machine()
    share_cores()
    from rag.ui.server import serve

    serve(settings, host=host, port=port, mcp=mcp)


def _keep_to_this_machine() -> None:
    """Gradio reads these when it is imported, and calls home without them."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
