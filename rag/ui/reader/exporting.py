"""The open transcript as a document: what the reader offers, and what the browser asks for. Nobody's name is sent in an
address, which browsers and servers keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from index.errors import OnTheRecordError
from rag.errors import BadArgument
from rag.export.transcript import FORMS, write_down
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.protocol import AssistantSource, TranscriptInfo
from rag.ui.reader.replies import problem_reply
from rag.ui.template import render

if TYPE_CHECKING:
    from index.index import Index

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "json": "application/json",
}


def render_export(info: TranscriptInfo, say: Words) -> Markup:
    """Where the user chooses who is hidden, and gets the document: see whole.js."""
    return render("reader/export.html", say=say, speakers=info.speakers, forms=tuple(FORMS))


def route(assistant: AssistantSource) -> Route:
    """The route that writes a transcript down."""

    def written(request: Request, sent: dict[str, Any], say: Words) -> Response:
        try:
            return _document(_index(assistant, say), sent, base_url=str(request.base_url).rstrip("/"))
        except OnTheRecordError as error:
            return problem_reply(explain(error, say), status=409)

    async def endpoint(request: Request) -> Response:
        say = words_of(request)
        try:
            sent = json.loads(await request.body())
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict):
            return problem_reply(say("reader.failed"), status=400)
        return await run_in_threadpool(written, request, sent, say)

    return Route("/reader/export", endpoint, methods=["POST"])


def _document(index: Index, sent: dict[str, Any], *, base_url: str) -> Response:
    form, hide = sent.get("to"), sent.get("hide", [])
    if not isinstance(form, str) or form not in FORMS or not isinstance(sent.get("transcript"), str):
        raise BadArgument(f"to: needs one of {', '.join(FORMS)}, and the transcript's id")
    if not isinstance(hide, list) or not all(isinstance(name, str) for name in hide):
        raise BadArgument("hide: needs a list of names")
    document = write_down(index, sent["transcript"], hide=hide, base_url=base_url)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(document.file(form), safe='')}",
        "cache-control": "no-store",
    }
    return Response(FORMS[form](document), media_type=TYPES[form], headers=headers)


def _index(assistant: AssistantSource, say: Words) -> Index:
    found: Any = assistant()  # the page's index is a real one wherever documents are asked for
    if found is None:
        raise TranslatedError(say("reader.waiting"))
    index: Index = found.index
    return index
