"""What is around the views: the head with the way to each of them, and the reader beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from typing import Any

import gradio as gr
from markupsafe import Markup

from rag.ui.auth.permissions import can_sign_out, user_of
from rag.ui.i18n import ENGLISH, LANGUAGES, Words
from rag.ui.i18n.request import words_of
from rag.ui.keys import render_help
from rag.ui.permalink import parse_place
from rag.ui.protocol import AssistantSource, MayManage, StatusSource, nobody
from rag.ui.reader.html import open_place, render_waiting
from rag.ui.speaker_colours import colours, stylesheet
from rag.ui.template import render, style

BUSY, IDLE = 1.0, 10.0  # seconds between looks at what is going on


@dataclass(frozen=True, slots=True)
class Frame:
    """The handlers of the frame, over an assistant that may still be opening (None) and a status line."""

    assistant: AssistantSource
    status: StatusSource
    views: Sequence[str]
    may_manage: MayManage = nobody
    server: str = field(default_factory=partial(token_hex, 4))  # this process, which another may take the place of

    def load(self, request: gr.Request) -> tuple[Any, ...]:
        """Everything a fresh page needs; the reader opened where the address names a turn."""
        return self.refresh(-1, "?" + str(request.query_params), request)

    def refresh(self, generation: int, waiting: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """Head, reader, the link that waits, the index's generation, and when to look again."""
        say = words_of(request)
        assistant, status = self.assistant(), self.status(say)
        manages = self.may_manage(request)
        reader, waiting = self.open(waiting, say, manages=manages) if waiting else (gr.skip(), "")
        if assistant is not None:
            generation = assistant.index.generation
        busy = bool(status) or assistant is None
        name, note = (assistant.model_name, assistant.model_note) if assistant is not None else (None, None)
        user = user_of(request)
        who = Who(user.name if user is not None else "", can_sign_out(request))
        head = render_head(name, note, status, self.views, say, generation=generation, server=self.server, who=who)
        return (head, reader, waiting, generation, gr.Timer(BUSY if busy else IDLE))

    def open(self, query: str, say: Words = ENGLISH, *, manages: bool = False) -> tuple[str, str]:
        """The transcript a link points at, and the link again where it has to wait for the library; who `manages` may
        correct its turns."""
        place = parse_place(query)
        if place is None:
            return "", ""
        assistant = self.assistant()
        if assistant is None:
            return render_waiting(say), query
        return open_place(assistant.index, place, say, manages=manages), ""

    def click(self, event: gr.EventData, request: gr.Request | None = None) -> tuple[str, str]:
        """The same for a link clicked in the page."""
        return self.open(str(event.query), words_of(request), manages=self.may_manage(request))

    def voices(self) -> str:
        """The colours of the library's speakers."""
        assistant = self.assistant()
        if assistant is None:
            return ""
        return style(stylesheet(colours(info.speakers for info in assistant.index.transcripts())))

    def help(self, request: gr.Request) -> str:
        """The keys of the page, in the reader's language."""
        return render_help(words_of(request))


@dataclass(frozen=True, slots=True)
class Who:
    """The user of the page; without a name where nobody signs in."""

    name: str = ""
    can_sign_out: bool = False


def render_head(
    model_name: str | None,
    model_note: str | None,
    status: str,
    views: Sequence[str],
    say: Words,
    *,
    generation: int = -1,
    server: str = "",
    who: Who | None = None,
) -> Markup:
    """The title, the way to each view, the languages, who is signed in, which model answers, and what is going on.

    Generation and server are for page.js, which tells the views when one has changed; so is who looks, None where that
    is not known yet.
    """
    return render(
        "head.html",
        say=say,
        model=model_name,
        note=model_note,
        status=status,
        views=views,
        languages=LANGUAGES.values(),
        generation=generation,
        server=server,
        who=who,
    )
