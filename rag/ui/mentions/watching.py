"""What happens with watched searches: begun, shown, seen, forgotten. Everybody has their own. And their HTML, pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from markupsafe import Markup

from index.errors import NotFound, OnTheRecordError
from rag.retrieval.concordance import Concordance, Mention
from rag.ui.auth.permissions import owner_of
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import explain
from rag.ui.mentions.html import PAGE, excerpt_around
from rag.ui.protocol import Assistant, AssistantSource
from rag.ui.template import render
from rag.watches import store
from rag.watches.feed import query_of
from rag.watches.store import News, Watch


@dataclass(frozen=True, slots=True)
class Lost:
    """A watched search that cannot be looked for any more, and why."""

    watch: Watch
    problem: str
    new: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Watching:
    """The handlers, over an assistant that may still be opening (None)."""

    assistant: AssistantSource

    def draw(self, request: gr.Request) -> str:
        """What the user watches, with what is new."""
        assistant = self.assistant()
        return self._html_of_watches(assistant, request) if assistant is not None else ""

    def begin(self, found: Concordance | None, request: gr.Request) -> Any:
        """The search that is shown watched from now on: what it finds now is known."""
        if found is None:
            return gr.skip()
        return self._html_after(
            lambda assistant, owner: self._mark_seen(
                assistant, store.make_watch(found.query, owner=owner, kind=found.kind, where=found.where)
            ),
            request,
        )

    def seen(self, event: gr.EventData, request: gr.Request) -> Any:
        """What is new of a search is known from now on."""

        def change(assistant: Assistant, owner: str) -> None:
            for watch in store.read(assistant.index.kept, owner):
                if watch.id == str(event.watch):
                    self._mark_seen(assistant, watch)

        return self._html_after(change, request)

    def forget(self, event: gr.EventData, request: gr.Request) -> Any:
        """A search watched no longer."""
        return self._html_after(
            lambda assistant, owner: store.forget(assistant.index.kept, owner, str(event.watch)), request
        )

    @staticmethod
    def _mark_seen(assistant: Assistant, watch: Watch) -> None:
        store.mark_seen(assistant.index.kept, store.look(assistant.concordances, watch, assistant.index))

    def _html_after(self, change: Any, request: gr.Request) -> Any:
        assistant = self.assistant()
        if assistant is None:
            return gr.skip()
        try:
            change(assistant, owner_of(request))
        except OnTheRecordError as error:
            gr.Warning(explain(error, words_of(request)), duration=8)
        return self._html_of_watches(assistant, request)

    @staticmethod
    def _html_of_watches(assistant: Assistant, request: gr.Request) -> str:
        watches, say = store.read(assistant.index.kept, owner_of(request)), words_of(request)
        try:
            return render_watched([_news_of(assistant, watch, say) for watch in watches], say)
        except OnTheRecordError:  # the index is being made; the next generation draws it again
            return ""


def _news_of(assistant: Assistant, watch: Watch, say: Words) -> News | Lost:
    """What is new of a search, or why it can no longer be looked for: its scope is gone."""
    try:
        return store.look(assistant.concordances, watch, assistant.index)
    except NotFound as error:
        return Lost(watch, explain(error, say))


def render_watched(told: Sequence[News | Lost], say: Words) -> Markup:
    """The watched searches, each with what is new of it behind a disclosure, to be marked as seen or forgotten."""
    if not told:
        return Markup()
    return render(
        "mentions/watched.html",
        say=say,
        told=told,
        size=PAGE,
        name=_name,
        query_of=query_of,
        excerpt_around=excerpt_around,
    )


def _name(watch: Watch) -> str:
    """What is looked for, a phrase in quotation marks, and in parentheses where."""
    limits = ", ".join(filter(None, (watch.scope, *watch.speakers, *watch.transcripts, watch.after, watch.before)))
    query = f"“{watch.query}”" if watch.kind == "phrase" else watch.query
    return f"{query} ({limits})" if limits else query
