"""What is around the views: the head with the way to each of them, and the reader beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.ui.auth.signin import can_sign_out, user_of
from rag.ui.i18n import ENGLISH, LANGUAGES, Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import rephrase
from rag.ui.keys import render_help
from rag.ui.markup import plain
from rag.ui.permalink import parse_place
from rag.ui.protocol import AssistantSource, StatusSource
from rag.ui.reader.html import open_place, render_waiting
from rag.ui.voices import colours, stylesheet

BUSY, IDLE = 1.0, 10.0  # seconds between looks at what is going on


@dataclass(frozen=True, slots=True)
class Frame:
    """The handlers of the frame, over an assistant that may still be opening (None) and a status line."""

    assistant: AssistantSource
    status: StatusSource
    views: Sequence[str]

    def load(self, request: gr.Request) -> tuple[Any, ...]:
        """Everything a fresh page needs; the reader opened where the address names a turn."""
        return self.refresh(-1, "?" + str(request.query_params), request)

    def refresh(self, generation: int, waiting: str, request: gr.Request | None = None) -> tuple[Any, ...]:
        """Head, reader, the link that waits, the index's generation, and when to look again."""
        say = words_of(request)
        assistant, status = self.assistant(), self.status(say)
        reader, waiting = self.open(waiting, say) if waiting else (gr.skip(), "")
        if assistant is not None:
            generation = assistant.index.generation
        busy = bool(status) or assistant is None
        name, note = (assistant.model_name, assistant.model_note) if assistant is not None else (None, None)
        user = user_of(request)
        who = Who(user.name if user is not None else "", can_sign_out(request))
        head = render_head(name, note, status, self.views, say, generation=generation, who=who)
        return (head, reader, waiting, generation, gr.Timer(BUSY if busy else IDLE))

    def open(self, query: str, say: Words = ENGLISH) -> tuple[str, str]:
        """The transcript a link points at, and the link again where it has to wait for the library."""
        place = parse_place(query)
        if place is None:
            return "", ""
        assistant = self.assistant()
        if assistant is None:
            return render_waiting(say), query
        return open_place(assistant.index, place, say), ""

    def click(self, event: gr.EventData, request: gr.Request | None = None) -> tuple[str, str]:
        """The same for a link clicked in the page."""
        return self.open(str(event.query), words_of(request))

    def voices(self) -> str:
        """The colours of the library's speakers."""
        assistant = self.assistant()
        if assistant is None:
            return ""
        return f"<style>{stylesheet(colours(info.speakers for info in assistant.index.transcripts()))}</style>"

    def help(self, request: gr.Request) -> str:
        """The keys of the page, in the reader's language."""
        return render_help(words_of(request))


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever looks at the page; without a name where nobody signs in."""

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
    who: Who | None = None,
) -> str:
    """The title, the way to each view, the languages, who is signed in, which model answers, and what is going on.

    The generation is for page.js, which tells the views when it has changed; so is who looks, None where that is not
    known yet.
    """
    model = f'<span class="fine">{plain(say("model", model=model_name))}</span>' if model_name else ""
    note = f'<p class="note">{plain(rephrase(model_note, say))}</p>' if model_note else ""
    line = f'<p class="status" role="status">{plain(status)}</p>' if status else ""
    known = f' data-user="{plain(who.name)}"' if who is not None else ""
    return (
        f'<header class="head" lang="{say.code}" data-generation="{generation}"{known}>'
        f"<h1>{plain(say('title'))}</h1>{_nav(views, say)}"
        f'<p class="fine">{plain(say("motto"))}</p>{model}{_who(who, say)}{_languages(say)}{_keys(say)}</header>'
        f"{_ended(who, say)}{note}{line}"
    )


def _nav(views: Sequence[str], say: Words) -> str:
    """Links, so that a view can be opened in a tab of its own; page.js marks where one is."""
    if len(views) < 2:
        return ""
    links = "".join(f'<a href="?view={view}" data-view="{view}">{plain(say(f"view.{view}"))}</a>' for view in views)
    return f'<nav class="places" aria-label="{plain(say("nav"))}">{links}</nav>'


def _who(who: Who | None, say: Words) -> str:
    if who is None or not who.name:
        return ""
    leave = f'<a class="quiet" href="logout">{plain(say("signin.leave"))}</a>' if who.can_sign_out else ""
    return f'<span class="who fine" title="{plain(say("signin.as", name=who.name))}">{plain(who.name)}</span>{leave}'


def _ended(who: Who | None, say: Words) -> str:
    """For page.js to show when the server knows the visitor no more: after seven days, or when it was restarted."""
    if who is None or not who.can_sign_out:
        return ""
    again = f'<button type="button" class="quiet" data-act="sign-in">{plain(say("signin.again"))}</button>'
    return f'<p class="note ended" role="alert" hidden>{plain(say("signin.ended"))} {again}</p>'


def _languages(say: Words) -> str:
    others = [words for words in LANGUAGES.values() if words.code != say.code]
    return "".join(
        f'<button type="button" class="quiet" data-language="{words.code}" lang="{words.code}">'
        f"{plain(words.name)}</button>"
        for words in others
    )


def _keys(say: Words) -> str:
    label = plain(say("keys"))
    return f'<button type="button" class="quiet" data-act="help" title="{label}" aria-label="{label}">?</button>'
