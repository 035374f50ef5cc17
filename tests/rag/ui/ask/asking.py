"""The chat asked by a test: its handlers over an assistant, and clicks as a browser sends them."""

from typing import Any

import gradio as gr

from rag.ui.ask.conversation import Conversation
from rag.ui.ask.handlers import Asking
from rag.ui.ask.stopping import StopSign
from tests.rag.ui.double import WordAssistant

NO_LIMITS: tuple[list[str], list[str], str, str] = ([], [], "", "")


def page_of(assistant: WordAssistant | None, status: str = "") -> Asking:
    return Asking(lambda: assistant, lambda say: status, coming=lambda: assistant is not None)


def clicked(**data: str) -> gr.EventData:
    return gr.EventData(None, data)


def ask(page: Asking, question: str, before: Conversation = (), limits: Any = NO_LIMITS) -> list[Any]:
    """Every state the conversation is drawn in."""
    return list(page.answer(page.begin(question, before)[0], StopSign(), *limits))
