"""What happens in Mentions: looking for a word, a phrase or an idea, narrowing it, paging. Values in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import OnTheRecordError
from index.filter import Filter
from rag.retrieval.concordance import KINDS, Concordance, Kind
from rag.ui.auth.permissions import owner_of
from rag.ui.filters import (
    filter_of,
    offer_scopes,
    offered,
    ready,
    scope_named,
    scoped,
    speaker_choices,
    transcript_choices,
)
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.library.html import newest_first
from rag.ui.mentions.html import PAGE, Speaking, render_concordance, render_problem, render_start
from rag.ui.mentions.permalink import Search, parse_search
from rag.ui.protocol import AssistantSource, Finder, StatusSource

Found = Concordance | None
MOST_SPEAKING = 5  # transcripts in which somebody speaks that are named


@dataclass(frozen=True, slots=True)
class Mentioning:
    """The handlers of the view, over an assistant that may still be opening (None)."""

    assistant: AssistantSource
    status: StatusSource

    def dress(self, request: gr.Request) -> tuple[Any, ...]:
        """Labels in the user's language: box, kind, the four filters, and the empty results, which
        stay as they are where the address names a search: what it finds may be there sooner."""
        say = words_of(request)
        named = parse_search(str(request.query_params)) is not None
        return (
            gr.update(
                label=say("mentions.query"), placeholder=say("mentions.placeholder"), submit_btn=say("mentions.find")
            ),
            gr.update(label=say("mentions.kind"), choices=kinds(say)),
            gr.update(label=say("filter.speaker")),
            gr.update(label=say("filter.transcript")),
            gr.update(label=say("filter.from"), placeholder=say("filter.date")),
            gr.update(label=say("filter.to"), placeholder=say("filter.date")),
            gr.skip() if named else render_start(say),
            gr.update(label=say("filter.scope")),
        )

    def offer(
        self,
        found: Found,
        kind: Kind,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
        event: gr.EventData,
        request: gr.Request,
        scope: str | None = None,
    ) -> tuple[Any, ...]:
        """The library is there, or has changed: the speakers and transcripts to choose from, and what was found looked
        for again; on a page just opened, what its address looks for. Box, kind, filters, and what is found."""
        assistant = self.assistant()
        if assistant is None:
            return tuple(gr.skip() for _ in range(8))
        people, titles = self._choices()
        ids = {identifier for _, identifier in titles}
        if found is None and (named := parse_search(str(event.query))) is not None:
            return self._opened(named, people, titles, request)
        speakers, transcripts = [s for s in speakers if s in people], [t for t in transcripts if t in ids]
        again: tuple[Any, Any] = (gr.skip(), gr.skip())
        if found is not None:
            again = self.find(found.query, kind, speakers, transcripts, after, before, request, scope)
        return gr.skip(), gr.skip(), *_offer(people, titles, speakers, transcripts), gr.skip(), gr.skip(), *again

    def offer_scopes(self, event: gr.EventData, request: gr.Request) -> Any:
        """The folders and collections to choose from; chosen is the one in the page's address."""
        return offer_scopes(self.assistant, event, request)

    def _opened(
        self, named: Search, people: list[str], titles: list[tuple[str, str]], request: gr.Request
    ) -> tuple[Any, ...]:
        """The search of an address. People and transcripts that are gone stay limits: nothing is found by them."""
        gone = [speaker for speaker in named.speakers if speaker not in people]
        lost = [(one, one) for one in named.transcripts if one not in {identifier for _, identifier in titles}]
        speakers, transcripts = list(named.speakers), list(named.transcripts)
        return (
            named.query,
            named.kind,
            *_offer([*gone, *people], [*lost, *titles], speakers, transcripts),
            named.after,
            named.before,
            *self.find(named.query, named.kind, speakers, transcripts, named.after, named.before, request, named.scope),
        )

    def find(
        self,
        query: str,
        kind: Kind,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
        request: gr.Request,
        scope: str | None = None,
    ) -> tuple[Found, str]:
        """What is found, and the first page of it."""
        say = words_of(request)
        if not query.strip():
            return None, render_start(say)
        try:
            limits = filter_of(speakers, transcripts, after, before, say)
            finder, assistant = self._finder(say), self.assistant()
            if scope and assistant is not None:
                limits = scoped(limits, scope, assistant.index, owner_of(request), say)
            found = finder.find(query, kind, limits)
            return found, self._page(found, 0, say)
        except OnTheRecordError as error:
            return None, render_problem(explain(error, say))

    def find_within(
        self,
        found: Found,
        query: str,
        kind: Kind,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
        event: gr.EventData,
        request: gr.Request,
    ) -> tuple[Any, Any]:
        """What is found within another scope; nothing is looked for that was not before."""
        if found is None and not query.strip():
            return gr.skip(), gr.skip()
        wanted = found.query if found is not None else query
        scope = scope_named(str(event.query))
        return self.find(wanted, kind, speakers, transcripts, after, before, request, scope)

    def turn_page(self, found: Found, event: gr.EventData, request: gr.Request) -> Any:
        """The page of what was found that begins at the place clicked."""
        say = words_of(request)
        if found is None:
            return gr.skip()
        first = min(max(0, int(event.first)), max(0, len(found.keys) - 1)) // PAGE * PAGE
        try:
            return self._page(found, first, say)
        except OnTheRecordError as error:
            return render_problem(explain(error, say))

    def narrow(
        self,
        found: Found,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
        event: gr.EventData,
        request: gr.Request,
        scope: str | None = None,
    ) -> tuple[Any, ...]:
        """The filters with what was clicked (a speaker, a transcript or a period), and what is found with them."""
        wanted = _values_of_click(event)
        speakers = [wanted["speaker"]] if wanted["speaker"] else list(speakers)
        transcripts = [wanted["transcript"]] if wanted["transcript"] else list(transcripts)
        after, before = wanted["after"] or after, wanted["before"] or before
        chosen = _offer(*self._choices(), speakers, transcripts)
        if found is None:
            return *chosen, after, before, gr.skip(), gr.skip()
        again = self.find(found.query, found.kind, speakers, transcripts, after, before, request, scope)
        return *chosen, after, before, *again

    def _choices(self) -> tuple[list[str], list[tuple[str, str]]]:
        assistant = self.assistant()
        library = ready(assistant.index.transcripts()) if assistant is not None else []
        return speaker_choices(library), transcript_choices(library)

    def _page(self, found: Concordance, first: int, say: Words) -> str:
        listed = self._finder(say).listed(found, first, PAGE)
        return render_concordance(found, listed, first, say, speaks=self._speaks(found.query, found.where))

    def _speaks(self, query: str, where: Filter) -> list[Speaking]:
        """Where within the filter somebody of this name speaks, the newest transcripts first."""
        assistant, name = self.assistant(), query.strip().casefold()
        if assistant is None:
            return []
        index = assistant.index
        found: list[Speaking] = []
        for info in newest_first(index.transcripts()):
            admitted = not where.transcripts or info.id in where.transcripts
            own = [one for one in info.speakers if admitted and one.casefold() == name and where.holds(one, info.date)]
            if own and len(found) < MOST_SPEAKING:
                turns = [turn for turn in index.turns(info.id) if turn.speaker in own]
                found += [Speaking(info.title, turns[0].id, len(turns))] if turns else []
        return found

    def _finder(self, say: Words) -> Finder:
        assistant = self.assistant()
        if assistant is None:
            raise TranslatedError(say("ask.unready", status=self.status(say) or say("ask.starting")))
        return assistant.concordances


def kinds(say: Words) -> list[tuple[str, str]]:
    """What can be looked for, with its name."""
    return [(say(f"mentions.{kind}"), kind) for kind in KINDS]


def _offer(
    people: Sequence[str], titles: Sequence[tuple[str, str]], speakers: Sequence[str], transcripts: Sequence[str]
) -> tuple[Any, Any]:
    """What the filters of people and of transcripts offer, and what is chosen in them."""
    return (
        gr.update(choices=offered(people, speakers), value=list(speakers)),
        gr.update(choices=offered(titles, transcripts), value=list(transcripts)),
    )


def _values_of_click(event: gr.EventData) -> dict[str, str]:
    """What a count or a bar of the timeline stands for; the browser says it, so it is no more than text."""
    found = {}
    for key in ("speaker", "transcript", "after", "before"):
        value = getattr(event, key, None)
        found[key] = value[:1000] if isinstance(value, str) else ""
    return found
