"""A turn corrected in the reader: what the browser sends, kept beside the transcript's file and indexed at once.

Users without the manage role are refused here, whatever their page shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from index.errors import OnTheRecordError
from index.library import correct as correcting
from index.library.follow import follow
from index.transcript import split_turn_id, turn_id
from rag.errors import BadArgument
from rag.ui.auth.permissions import owner_of
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.protocol import AssistantSource, MayManage
from rag.ui.reader.replies import json_reply, problem_reply

if TYPE_CHECKING:
    from index.index import Index

Sent = dict[str, Any]


def routes(assistant: AssistantSource, may_manage: MayManage) -> list[Route]:
    """The routes by which the reader changes a transcript."""
    desk = _Correcting(assistant, may_manage)
    deeds = {"/reader/correct": desk.correct, "/reader/undo": desk.undo}
    return [Route(path, desk.answering(deed), methods=["POST"]) for path, deed in deeds.items()]


@dataclass(frozen=True, slots=True)
class _Correcting:
    assistant: AssistantSource
    may_manage: MayManage

    def answering(self, deed: Callable[[Index, Sent, str], tuple[Path, str]]) -> Callable[[Request], Any]:
        """The route's endpoint: what was sent is done, and indexed; where the turn is now."""

        def done(request: Request, sent: Sent, say: Words) -> Response:
            try:
                index = self._index(say)
                path, identifier = deed(index, sent, owner_of(request))
                return json_reply({"turn": identifier, "said": say(_indexed(index, path))})
            except OnTheRecordError as error:
                return problem_reply(explain(error, say), status=409)

        async def endpoint(request: Request) -> Response:
            say = words_of(request)
            if not self.may_manage(request):
                return problem_reply(say("library.may_not"), status=403)
            try:
                sent = json.loads(await request.body())
            except (ValueError, RecursionError):
                sent = None
            if not isinstance(sent, dict):
                return problem_reply(say("reader.failed"), status=400)
            return await run_in_threadpool(done, request, sent, say)

        return endpoint

    def correct(self, index: Index, sent: Sent, by: str) -> tuple[Path, str]:
        """A turn's words, its speaker, or both; where it is split; that it is joined to the next."""
        identifier, at = _text(sent, "turn") or "", sent.get("split")
        if at is not None and (not isinstance(at, int) or isinstance(at, bool)):
            raise BadArgument("split: needs the place of a character")
        change = correcting.Change(_text(sent, "words"), _text(sent, "speaker"), at, sent.get("merge") is True)
        return correcting.correct(index, identifier, change, by=by, seen=_text(sent, "seen")), identifier

    def undo(self, index: Index, sent: Sent, _: str) -> tuple[Path, str]:
        """A correction taken back."""
        identifier, one = _text(sent, "turn") or "", _text(sent, "id") or ""
        transcript_id, number = split_turn_id(index.turn(identifier).id)
        first = next((t.index for t in index.turns(transcript_id, max(0, number - 1)) if one in t.corrections), number)
        return correcting.undo(index, one), turn_id(transcript_id, first)

    def _index(self, say: Words) -> Index:
        from index.index import Index  # brings Chroma along, which the library behind the page has loaded before

        assistant = self.assistant()
        if assistant is None:
            raise TranslatedError(say("reader.waiting"))
        if not isinstance(assistant.index, Index) or assistant.index.library is None:
            raise TranslatedError(say("library.no_folder"))
        return assistant.index


def _indexed(index: Index, path: Path) -> str:
    """What is to be said once a correction is kept: it is shown now, or when other work on the index has ended."""
    return "correct.later" if follow(index, path) is None else "correct.done"


def _text(sent: Sent, key: str) -> str | None:
    value = sent.get(key)
    if value is not None and not isinstance(value, str):
        raise BadArgument(f"{key}: needs a text")
    return value
