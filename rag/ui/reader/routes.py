"""What the reader asks the server for while somebody reads: pages, places, an outline, a recording. By transcript id.

No path ever comes from a request: a transcript must be in the index, and what is sent of the library folder is the
recording beside a file of it, in answer to range requests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from index.errors import NotFound
from index.transcript import split_turn_id
from rag.api.values import overview as overview_values
from rag.errors import BadArgument, SettingsError
from rag.export.overview import export
from rag.overview.library import LibraryOverview, kinds_of, look
from rag.question.bounds import bounded
from rag.question.filters import make_filter
from rag.ui.auth.permissions import owner_of
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.overview import render_overview
from rag.ui.permalink import parse_place
from rag.ui.protocol import AssistantSource, Index, MayManage, nobody
from rag.ui.reader import correcting, exporting
from rag.ui.reader.find import find, utf16
from rag.ui.reader.html import page, pages_at, question_before, recordings_of
from rag.ui.reader.outline import Outline, Outlines
from rag.ui.reader.replies import json_reply, problem_reply
from rag.ui.speaker_colours import voice

# What an overview may be limited to, in its address.
ASKED = ("transcript", "kind", "after", "before", "scope")

Asked = Callable[[Index, Request, Words], Response]


def routes(assistant: AssistantSource, may_manage: MayManage = nobody) -> list[Route]:
    """The routes of the reader, over an assistant that may still be opening; who `may_manage` may correct turns."""
    reading = _Reading(assistant)
    answers: dict[str, Asked] = {
        "/reader/place": reading.place,
        "/reader/page": reading.page,
        "/reader/outline": reading.outline,
        "/reader/find": reading.find,
        "/reader/overview": reading.overview,
        "/reader/overview.md": reading.markdown,
        "/recording": reading.recording,
    }
    looks = [Route(path, reading.answering(answer), methods=["GET"]) for path, answer in answers.items()]
    return [*looks, exporting.route(assistant), *correcting.routes(assistant, may_manage)]


@dataclass(frozen=True, slots=True)
class _Reading:
    assistant: AssistantSource
    outlines: Outlines = field(default_factory=Outlines)

    def answering(self, answer: Asked) -> Callable[[Request], Response]:
        """The route's endpoint: a plain function, which Starlette runs in a thread of its own."""

        def endpoint(request: Request) -> Response:
            say = words_of(request)
            assistant = self.assistant()
            if assistant is None:
                return problem_reply(say("reader.waiting"), status=503)
            try:
                return answer(assistant.index, request, say)
            except (NotFound, BadArgument, SettingsError, TranslatedError) as error:
                return problem_reply(explain(error, say), status=404)

        return endpoint

    def place(self, index: Index, request: Request, say: Words) -> Response:
        """The pages around a turn (`turn`, `quote` as in a permalink), for a transcript that is open already."""
        place = parse_place(str(request.url.query))
        if place is None:
            raise TranslatedError(say("reader.missing"))
        transcript_id, position = split_turn_id(place.turn_id)
        info = index.info(transcript_id)
        question = question_before(index, transcript_id, position)
        pages = pages_at(index, info, place, say)
        return json_reply({"turns": info.turns, "turn": position, "question": question, "pages": pages})

    def page(self, index: Index, request: Request, say: Words) -> Response:
        """One page (`page`) of a transcript (`transcript`)."""
        info = index.info(request.query_params.get("transcript", ""))
        return json_reply({"turns": info.turns, "html": page(index, info, _number(request, "page"), say)})

    def outline(self, index: Index, request: Request, say: Words) -> Response:
        """Who speaks in each turn, and when: of the whole transcript."""
        outline = self.outlines.of(index, request.query_params.get("transcript", ""))
        return json_reply(_outline(outline, say))

    def find(self, index: Index, request: Request, _: Words) -> Response:
        """Every place where `words` stand: the count, and [turn, start, end, start, end…] as a browser counts."""
        outline = self.outlines.of(index, request.query_params.get("transcript", ""))
        found = find(bounded(request.query_params.get("words", "")), outline.folded)
        places = [
            [turn, *(at for span in utf16(outline.turns[turn].text, spans) for at in span)]
            for turn, spans in found.places
        ]
        return json_reply({"count": found.count, "places": places})

    def overview(self, index: Index, request: Request, say: Words) -> Response:
        """What a transcript (`transcript`) comes to; without one, lines of a `kind` of the whole library, or of a
        `scope` of it, `after` and `before` two days."""
        asked = {key: value for key in ASKED if (value := request.query_params.get(key))}
        return json_reply({"html": render_overview(_overview_of(index, request), say, asked=asked)})

    def markdown(self, index: Index, request: Request, _: Words) -> Response:
        """The same as a file of Markdown."""
        found = _overview_of(index, request, base_url=str(request.base_url).rstrip("/"))
        headers = {"content-disposition": 'attachment; filename="overview.md"', "cache-control": "no-store"}
        return PlainTextResponse(export(overview_values(found)), media_type="text/markdown", headers=headers)

    def recording(self, index: Index, request: Request, say: Words) -> Response:
        """The recording beside the file number `part` of a transcript."""
        recordings = recordings_of(index, request.query_params.get("transcript", ""))
        part = _number(request, "part")
        found = recordings[part] if part < len(recordings) else None
        if found is None:
            raise TranslatedError(say("reader.silent"))
        return FileResponse(found.path, media_type=found.type, headers={"cache-control": "private, no-cache"})


def _overview_of(index: Index, request: Request, *, base_url: str = "") -> LibraryOverview:
    asked = {key: request.query_params.get(key, "") for key in ASKED}
    opened: Any = index  # the page's index is a real one wherever overviews are asked for
    transcripts = (index.info(asked["transcript"]).id,) if asked["transcript"] else ()
    where = make_filter(
        opened, after=asked["after"] or None, before=asked["before"] or None, scope=asked["scope"] or None,
        owner=owner_of(request),
    )  # fmt: skip
    kinds = kinds_of((asked["kind"],) if asked["kind"] else ())
    return look(opened, replace(where, transcripts=transcripts or where.transcripts), kinds=kinds, base_url=base_url)


def _outline(outline: Outline, say: Words) -> dict[str, Any]:
    numbers = {speaker: number for number, (speaker, _) in enumerate(outline.speakers)}
    parts = [outline.part_of(turn) for turn in outline.turns]
    return {
        "speakers": [
            {
                "name": speaker or say("speaker.unnamed"),
                "named": speaker is not None,  # else nobody to choose for another turn
                "voice": voice(speaker),
                "turns": turns,
            }
            for speaker, turns in outline.speakers
        ],
        "who": [numbers[turn.speaker] for turn in outline.turns],
        "starts": [turn.start for turn in outline.turns],
        "parts": parts if any(parts) else [],
    }


def _number(request: Request, key: str) -> int:
    """A number of the query; NotFound where it is none. Nine digits are more than any transcript has."""
    text = request.query_params.get(key, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NotFound(f"{key}={text[:20]!r} is not a number")
    return int(text)
