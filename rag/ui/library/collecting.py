"""What happens with collections in Library: transcripts put into one and taken out again, a collection forgotten.

Signed-in users keep their own; only those who may manage the library change those for everybody, whatever a page
shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import OnTheRecordError
from rag.errors import BadArgument
from rag.scopes import store
from rag.scopes.store import Scope
from rag.ui.auth.permissions import owner_of
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.library.dialogs import render_collect, render_problem
from rag.ui.protocol import Assistant, AssistantSource, MayManage


@dataclass(frozen=True, slots=True)
class Collecting:
    """The handlers, over an assistant that may still be opening (None)."""

    assistant: AssistantSource
    may_manage: MayManage

    def ask_collect(self, event: gr.EventData, request: gr.Request) -> str:
        """Into which collection the chosen transcripts go; the collections that there are."""
        return self._sheet(_texts(event.ids), request)

    def save(self, event: gr.EventData, request: gr.Request) -> str:
        """The chosen transcripts put into a collection, or taken out of it."""
        name, ids, take_out = str(event.name).strip(), _texts(event.ids), event.out is True

        def change(assistant: Assistant, owner: str) -> None:
            shared = self._is_shared(event.own is not True, request)
            made = _changed_scope(
                self._collections_of(assistant, owner), Scope(name, (), ids, shared, owner), take_out=take_out
            )
            if made.folders or made.transcripts:
                store.save(assistant.index.kept, made, assistant.index.transcripts())
            else:
                store.remove(assistant.index.kept, owner, made.name, shared=shared)

        return self._sheet_after(change, ids, request)

    def forget(self, event: gr.EventData, request: gr.Request) -> str:
        """A collection forgotten; its transcripts stay."""

        def change(assistant: Assistant, owner: str) -> None:
            shared = self._is_shared(event.shared == "true", request)
            store.remove(assistant.index.kept, owner, str(event.scope), shared=shared)

        return self._sheet_after(change, _texts(event.ids), request, again=True)

    def _sheet_after(self, change: Any, ids: Sequence[str], request: gr.Request, *, again: bool = False) -> str:
        say, assistant = words_of(request), self.assistant()
        if assistant is None:
            return render_problem(say("ask.starting"), say)
        try:
            change(assistant, owner_of(request))
        except OnTheRecordError as error:
            return self._sheet(ids, request, problem=explain(error, say))
        return self._sheet(ids, request) if again else ""

    def _sheet(self, ids: Sequence[str], request: gr.Request, *, problem: str = "") -> str:
        say, assistant, owner = words_of(request), self.assistant(), owner_of(request)
        if assistant is None:
            return render_problem(say("ask.starting"), say)
        return render_collect(
            ids, self._collections_of(assistant, owner), assistant.index.transcripts(), say,
            for_all=self.may_manage(request), for_oneself=bool(owner), problem=problem,
        )  # fmt: skip

    def _is_shared(self, wanted: bool, request: gr.Request) -> bool:
        """Whether a collection is everybody's. Raises TranslatedError where the user may not change those."""
        if (wanted or not owner_of(request)) and not self.may_manage(request):
            raise TranslatedError(words_of(request)("library.may_not"))
        return wanted

    @staticmethod
    def _collections_of(assistant: Assistant, owner: str) -> Sequence[Scope]:
        return store.read(assistant.index.kept, owner)


def _changed_scope(known: Sequence[Scope], asked: Scope, *, take_out: bool) -> Scope:
    """The collection with, or without, what was chosen. Raises BadArgument where there is nothing to take it out of."""
    same = (one for one in known if one.name.casefold() == asked.name.casefold() and one.shared == asked.shared)
    before = next(same, None)
    if before is None:
        if take_out:
            raise BadArgument(f"name: {asked.name[: store.LONGEST]!r} is not the name of a collection")
        return asked
    chosen = set(asked.transcripts)
    if take_out and (path := next((p for p in before.folders if any(one.startswith(p) for one in chosen)), None)):
        raise BadArgument(f"{before.name!r} holds what is in {path}: forget it, or keep it again without that folder")
    kept = tuple(one for one in before.transcripts if one not in chosen)
    return replace(before, transcripts=kept if take_out else (*kept, *asked.transcripts))


def _texts(values: Any) -> tuple[str, ...]:
    """The ids that a browser sends."""
    several = values if isinstance(values, list) else []
    return tuple(one for one in several if isinstance(one, str))[: store.MOST_PARTS]
