"""A search of Mentions as an Atom feed, at the address of the search with `feed` before it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from index.errors import OnTheRecordError
from index.filter import Filter
from rag.ui.auth.permissions import owner_of
from rag.ui.filters import filter_of, scoped
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.mentions.permalink import parse_search
from rag.ui.protocol import AssistantSource
from rag.watches import store
from rag.watches.feed import feed_of


def routes(assistant: AssistantSource) -> list[Route]:
    """The route of the feeds, over an assistant that may still be opening."""
    return [Route("/feed", _Feeds(assistant).answer, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class _Feeds:
    assistant: AssistantSource

    def answer(self, request: Request) -> Response:
        """The feed: a plain function, which Starlette runs in a thread of its own."""
        say, assistant = words_of(request), self.assistant()
        search = parse_search(str(request.url.query))
        if assistant is None:
            return PlainTextResponse(say("ask.starting"), 503)
        try:
            if search is None:
                raise TranslatedError(say("mentions.start"))
            days: Filter = filter_of((), (), search.after, search.before, say)
            where = Filter(search.speakers, search.transcripts, days.after, days.before)
            where = scoped(where, search.scope, assistant.index, owner_of(request), say)
            watch = store.make_watch(search.query, owner=owner_of(request), kind=search.kind, where=where)
            feed = feed_of(assistant.concordances, watch, assistant.index, base_url=str(request.base_url))
        except OnTheRecordError as error:
            return PlainTextResponse(explain(error, say), 400)
        return Response(feed, media_type="application/atom+xml", headers={"cache-control": "no-cache"})
