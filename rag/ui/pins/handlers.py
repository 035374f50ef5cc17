"""What happens with pins: made, noted, removed, written as a sheet. Everybody has their own; no one sees another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import gradio as gr

from index.errors import OnTheRecordError
from rag.export.sheet import SHEETS, Quote
from rag.pins import store
from rag.ui.auth.signin import owner_of
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import explain
from rag.ui.pins.html import render_pins, render_sheet_file
from rag.ui.protocol import Assistant, AssistantSource

_ADDRESS = re.compile(r"https?://[^\s<>\"?#]{1,500}")


@dataclass(frozen=True, slots=True)
class Pinning:
    """The handlers, over an assistant that may still be opening (None)."""

    assistant: AssistantSource

    def draw(self, request: gr.Request) -> str:
        """The pins of whoever looks."""
        assistant = self.assistant()
        return self._drawn(assistant, request) if assistant is not None else ""

    def add(self, event: gr.EventData, request: gr.Request) -> str:
        """A place of the reader put by: a turn, or some of its characters."""

        def change(assistant: Assistant, owner: str) -> None:
            span = (int(event.start), int(event.end)) if event.end is not None else None
            store.add(assistant.index.folder, store.make_pin(assistant.index, str(event.turn), owner=owner, span=span))

        return self._changed(change, request)

    def note(self, event: gr.EventData, request: gr.Request) -> str:
        """Another note to a pin."""
        return self._changed(
            lambda assistant, owner: store.annotate(assistant.index.folder, owner, str(event.pin), str(event.note)),
            request,
        )

    def remove(self, event: gr.EventData, request: gr.Request) -> str:
        """A pin forgotten."""
        return self._changed(
            lambda assistant, owner: store.remove(assistant.index.folder, owner, str(event.pin)), request
        )

    def export(self, event: gr.EventData, request: gr.Request) -> str:
        """The pins as a file for the browser to save, its links with the address that the page has there."""
        assistant, form, address = self.assistant(), str(event.form), str(event.address)
        if assistant is None or form not in SHEETS or not _ADDRESS.fullmatch(address):
            return ""
        kept = store.read(assistant.index.folder, owner_of(request))
        found = store.resolve(kept, assistant.index, base_url=address)
        quotes = [Quote(one.citation, one.role, one.pin.note) for one in found if one.citation is not None]
        return render_sheet_file(f"quotes.{form}", SHEETS[form](quotes), once=uuid4().hex)

    def _changed(self, change: Callable[[Assistant, str], None], request: gr.Request) -> str:
        assistant = self.assistant()
        if assistant is None:
            return ""
        try:
            change(assistant, owner_of(request))
        except (OnTheRecordError, ValueError, TypeError) as error:
            gr.Warning(explain(error, words_of(request)), duration=8)
        return self._drawn(assistant, request)

    @staticmethod
    def _drawn(assistant: Assistant, request: gr.Request) -> str:
        kept = store.read(assistant.index.folder, owner_of(request))
        return render_pins(store.resolve(kept, assistant.index, base_url=""), words_of(request))
