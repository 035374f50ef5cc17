"""What is done with an answer: judged by the user, or saved as a file. Values in, component values out."""

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import gradio as gr

from rag.export import FORMATS
from rag.feedback import store as feedback
from rag.ui.ask.browser_record import to_record
from rag.ui.ask.conversation import Conversation, Opinion, place_in
from rag.ui.ask.drawing import draw
from rag.ui.ask.html import render_file, render_record
from rag.ui.i18n.request import words_of
from rag.ui.protocol import AssistantSource


@dataclass(frozen=True, slots=True)
class Using:
    """The handlers, over an assistant that may still be opening (None)."""

    assistant: AssistantSource

    def judge(
        self, conversation: Conversation, judged: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """What somebody said of an answer, kept beside the index and shown at the answer."""
        assistant, say = self.assistant(), words_of(request)
        place = place_in(judged.exchange, conversation)
        answer = conversation[place].answer if place is not None else None
        if assistant is None or place is None or answer is None or judged.verdict not in feedback.VERDICTS:
            return tuple(gr.skip() for _ in range(4))
        wrong = [int(marker) for marker in judged.wrong if str(marker).isdecimal()]
        sources = conversation[place].sources
        found = [passage.turn.id for passage in sources.passages] if sources is not None else []
        index = assistant.index
        said = feedback.judge(answer, judged.verdict, index, found=found, note=str(judged.note), wrong=wrong)
        feedback.add(index.kept, said)
        changed = replace(conversation[place], opinion=Opinion(said.verdict, said.note, said.wrong))
        conversation = (*conversation[:place], changed, *conversation[place + 1 :])
        conversation, past, latest, _ = draw(conversation, say)
        return conversation, past, latest, render_record(to_record(conversation))

    def export(self, conversation: Conversation, wanted: gr.EventData) -> str:
        """An answer, or all of the conversation's, as a file for the browser to save."""
        place = place_in(wanted.exchange, conversation)
        form = str(wanted.form)
        chosen = conversation if place is None else conversation[place : place + 1]
        answers = [exchange.answer for exchange in chosen if exchange.answer is not None]
        if form not in FORMATS or not answers:
            return ""
        return render_file(f"{_file_name(answers[0].question)}.{form}", FORMATS[form](*answers), once=uuid4().hex)


def _file_name(question: str) -> str:
    """A name that every file system takes.

    >>> _file_name("Who said “it's fine”?")
    'who-said-it-s-fine'
    """
    return "-".join(re.findall(r"\w+", question.casefold()))[:60].strip("-") or "answer"
