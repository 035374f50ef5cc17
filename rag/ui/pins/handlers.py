"""What happens with pins: made, noted, removed, written as a sheet. Everybody has their own; no one sees another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import gradio as gr

from index.errors import NotFound, OnTheRecordError
from rag.export.sheet import SHEETS, Quote
from rag.pins import store
from rag.ui.auth.permissions import owner_of
from rag.ui.filters import ids_within, scope_named, scope_offered
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import explain
from rag.ui.pins.html import render_pins, render_sheet_file
from rag.ui.protocol import Assistant, AssistantSource, Index
from rag.ui.template import render

_ADDRESS = re.compile(r"https?://[^\s<>\"?#]{1,500}")


@dataclass(frozen=True, slots=True)
class Pinning:
    """The handlers, over an assistant that may still be opening (None)."""

    assistant: AssistantSource

    def dress(self, request: gr.Request) -> Any:
        """The choice of a scope in the user's language."""
        return gr.update(label=words_of(request)("filter.scope"))

    def turn_to(self, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        """The scope that the page's address names, the others to choose from, where there are any, and its pins."""
        assistant, scope = self.assistant(), scope_named(str(event.query))
        if assistant is None:
            return gr.skip(), gr.skip(), gr.skip()
        index, owner = assistant.index, owner_of(request)
        offered = scope_offered(str(event.query), index, owner, words_of(request))
        choice = {**offered, "visible": len(offered["choices"]) > 1 and bool(store.read(index.kept, owner))}
        return choice, scope, self._html_of_pins(assistant, scope, request)

    def draw(self, request: gr.Request, scope: str = "") -> str:
        """The user's pins."""
        assistant = self.assistant()
        return self._html_of_pins(assistant, scope, request) if assistant is not None else ""

    def add(self, event: gr.EventData, request: gr.Request, scope: str = "") -> str:
        """A place of the reader pinned: a turn, or some of its characters."""

        def change(assistant: Assistant, owner: str) -> None:
            span = (int(event.start), int(event.end)) if event.end is not None else None
            store.add(assistant.index.kept, store.make_pin(assistant.index, str(event.turn), owner=owner, span=span))

        return self._html_after(change, scope, request)

    def note(self, event: gr.EventData, request: gr.Request, scope: str = "") -> str:
        """Another note to a pin."""
        return self._html_after(
            lambda assistant, owner: store.annotate(assistant.index.kept, owner, str(event.pin), str(event.note)),
            scope,
            request,
        )

    def remove(self, event: gr.EventData, request: gr.Request, scope: str = "") -> str:
        """A pin forgotten."""
        return self._html_after(
            lambda assistant, owner: store.remove(assistant.index.kept, owner, str(event.pin)), scope, request
        )

    def export(self, event: gr.EventData, request: gr.Request, scope: str = "") -> str:
        """The pins as a file for the browser to save, its links with the address that the page has there."""
        assistant, form, address = self.assistant(), str(event.form), str(event.address)
        if assistant is None or form not in SHEETS or not _ADDRESS.fullmatch(address):
            return ""
        try:
            kept = _pins_of(assistant.index, scope, request)
        except NotFound as error:
            gr.Warning(explain(error, words_of(request)), duration=8)
            return ""
        found = store.resolve(kept, assistant.index, base_url=address)
        quotes = [Quote(one.citation, one.role, one.pin.note) for one in found if one.citation is not None]
        return render_sheet_file(f"quotes.{form}", SHEETS[form](quotes), once=uuid4().hex)

    def _html_after(self, change: Callable[[Assistant, str], None], scope: str, request: gr.Request) -> str:
        assistant = self.assistant()
        if assistant is None:
            return ""
        try:
            change(assistant, owner_of(request))
        except (OnTheRecordError, ValueError, TypeError) as error:
            gr.Warning(explain(error, words_of(request)), duration=8)
        return self._html_of_pins(assistant, scope, request)

    @staticmethod
    def _html_of_pins(assistant: Assistant, scope: str, request: gr.Request) -> str:
        say = words_of(request)
        try:
            kept = _pins_of(assistant.index, scope, request)
        except NotFound as error:
            return render("problem.html", text=explain(error, say))
        beyond = len(store.read(assistant.index.kept, owner_of(request))) - len(kept)
        return render_pins(store.resolve(kept, assistant.index, base_url=""), say, beyond=beyond)


def _pins_of(index: Index, scope: str, request: gr.Request) -> tuple[store.Pin, ...]:
    """The pins of the user, within a scope where one is chosen. Raises NotFound."""
    owner = owner_of(request)
    return store.within(store.read(index.kept, owner), ids_within(index, scope, owner))
