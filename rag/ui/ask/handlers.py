"""What happens while asking: beginning, stopping, asking again, returning to a conversation. Values in, component
values out."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import gradio as gr

from index.errors import NotFound, OnTheRecordError
from rag.question.bounds import BOUNDS
from rag.ui.ask.browser_record import from_record, to_record
from rag.ui.ask.conversation import (
    Beyond,
    Conversation,
    Exchange,
    history,
    place_in,
)
from rag.ui.ask.drawing import ASKED, Drawn, busy_box, draw, nothing_changed, nothing_drawn, ready_box, redraws
from rag.ui.ask.html import render_bar, render_record, render_sources, render_welcome
from rag.ui.ask.stopping import StopSign, until_stopped
from rag.ui.auth.permissions import owner_of
from rag.ui.cached import Known
from rag.ui.example_questions import examples_of, questions_near
from rag.ui.filters import (
    filter_of,
    offer_scopes,
    offered,
    ready,
    scope_on_load,
    scoped,
    speaker_choices,
    transcript_choices,
)
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.protocol import Assistant, AssistantSource, Coming, Index, StatusSource

LOOK = 1.0  # seconds between looks whether the library is open


@dataclass(frozen=True, slots=True)
class Asking:
    """The handlers of the chat, over an assistant that may still be opening (None) and a status line."""

    assistant: AssistantSource
    status: StatusSource
    coming: Coming = lambda: True
    examples: Known[list[str]] = field(default_factory=lambda: Known(examples_of))
    counts: Known[tuple[int, int]] = field(default_factory=lambda: Known(_counts))

    def begin(
        self,
        question: str,
        conversation: Conversation,
        sign: StopSign | None = None,
        request: gr.Request | None = None,
    ) -> tuple[Any, ...]:
        """The question shown at once, the box ready to stop, the reader closed: its place is the sources' now.

        Nothing where nothing is asked, or an answer is still being made. `sign`: the page's until now, by which a
        conversation that is still being opened learns that it comes too late.
        """
        question = question[: BOUNDS.longest + 1]  # so much that it is refused, and no more is drawn and kept
        if sign is not None and question.strip():
            sign.begun = True
        talk = conversation[0].talk if conversation else _new_talk()
        return _begin(Exchange(question.strip(), talk=talk), conversation, words_of(request))

    def begin_example(
        self, conversation: Conversation, sign: StopSign, chosen: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """The same for an example question that was clicked."""
        return self.begin(str(chosen.question), conversation, sign, request)

    def begin_again(
        self, conversation: Conversation, clicked: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """The latest question asked again; where a limit read from it was clicked, without that limit."""
        if not conversation or conversation[-1].pending:
            return nothing_changed()
        *earlier, last = conversation
        limit = str(clicked.without)
        without = (*last.without, limit) if limit else last.without
        again = Exchange(last.question, without=without, talk=last.talk)
        return _begin(again, tuple(earlier), words_of(request))

    def begin_edited(
        self, conversation: Conversation, edited: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """A question asked in other words, in the place of the old one.

        Where others followed it, a new conversation goes on from there; the old one stays as it was.
        """
        place = place_in(edited.exchange, conversation)
        if place is None or conversation[-1].pending:
            return nothing_changed()
        earlier = conversation[:place]
        last = place == len(conversation) - 1
        talk = conversation[0].talk if last else _new_talk()
        moved = tuple(replace(exchange, talk=talk) for exchange in earlier)
        return _begin(Exchange(str(edited.question)[: BOUNDS.longest + 1].strip(), talk=talk), moved, words_of(request))

    async def wait(
        self, conversation: Conversation, sign: StopSign, request: gr.Request | None = None
    ) -> AsyncIterator[tuple[Any, ...]]:
        """The last question drawn with how far the library is, until that is open, cannot be, or is waited for no more.

        A step of its own, in no thread and beside no limit: any number wait, and each can stop.
        """
        say = words_of(request)
        waited = False
        yield nothing_drawn()  # a step that yields nothing empties what it could have drawn
        while conversation and conversation[-1].pending and self._may_open() and sign.up == "no":
            waiting = replace(conversation[-1], opening=self.status(say) or say("ask.starting"))
            yield draw((*conversation[:-1], waiting), say, earlier=gr.skip())
            waited = True
            await asyncio.sleep(LOOK)  # drawn again though nothing changed, by which Gradio learns of who has left
        if sign.up == "forget":
            yield sign.instead
        elif waited:
            yield draw(conversation, say, earlier=gr.skip())

    def answer(
        self,
        conversation: Conversation,
        sign: StopSign,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
        scope: str | None = None,
        request: gr.Request | None = None,
    ) -> Iterator[Drawn]:
        """The last question answered: drawn when its sources are found, as the draft grows, when it is checked.

        Where the sign goes up, the draft as far as it came, marked as unchecked, or the empty page.
        """
        if not conversation or not conversation[-1].pending:
            return
        *earlier, exchange = conversation
        say = words_of(request)
        try:
            limits = filter_of(speakers, transcripts, after, before, say)
            if sign.up == "no":
                assistant = self._opened(say)
                limits = scoped(limits, scope, assistant.index, owner_of(request), say)
                events = assistant.stream(
                    exchange.question, filter=limits, history=history(earlier), without=exchange.without
                )
                for redrawn in redraws(exchange, until_stopped(events, sign)):
                    exchange = self._with_rest_of_library(redrawn, assistant)
                    yield draw((*earlier, exchange), say, earlier=gr.skip())
        except OnTheRecordError as error:
            exchange = replace(exchange, problem=explain(error, say))
        except Exception as error:
            # An unexpected error: the chat must not wait for ever, and the log must have it.
            problem = say("ask.fault", fault=type(error).__name__)
            yield draw((*earlier, replace(exchange, problem=problem)), say)
            raise
        if sign.up == "forget":
            yield sign.instead
        elif exchange.answer is None:
            yield draw((*earlier, replace(exchange, stopped=exchange.pending)), say)

    def stop(self, sign: StopSign) -> None:
        """End the answer being made; the handler that makes it draws it once more."""
        sign.up = "stop"

    def clear(self, sign: StopSign, request: gr.Request | None = None) -> tuple[Any, ...]:
        """An empty page, ready for another conversation."""
        drawn, reader, rest = self._turn_to((), sign, words_of(request))
        return (*drawn, reader, *rest)

    def open(
        self,
        conversation: Conversation,
        sign: StopSign,
        fresh: gr.EventData,
        request: gr.Request | None = None,
        speakers: Sequence[str] = (),
        transcripts: Sequence[str] = (),
    ) -> tuple[Any, ...]:
        """What can be chosen, now that the library is open or has changed; on a page just loaded, its conversation too.

        That is the one the browser has kept, or none.
        """
        assistant, say = self.assistant(), words_of(request)
        if assistant is None:
            return tuple(gr.skip() for _ in range(2 + ASKED))
        choices = _choices(assistant, speakers, transcripts)
        if conversation:
            return (*choices, *nothing_changed())
        kept = from_record(str(fresh.record), assistant.index)
        drawn, _, rest = self._turn_to(kept, StopSign(), say)
        if sign.begun:  # somebody asked before this was there: drawn now, it would remove their question
            return (*choices, *nothing_changed())
        return (*choices, *drawn, gr.skip(), *rest)  # the address may have opened the reader

    def go_back(self, sign: StopSign, chosen: gr.EventData, request: gr.Request | None = None) -> tuple[Any, ...]:
        """A conversation that the browser has kept."""
        assistant, say = self.assistant(), words_of(request)
        if assistant is None:
            return nothing_changed()
        kept = from_record(str(chosen.record), assistant.index)
        if not kept:
            gr.Warning(say("talks.broken"), duration=8)
            return nothing_changed()
        drawn, reader, rest = self._turn_to(kept, sign, say)
        return (*drawn, reader, *rest)

    def finish(self, conversation: Conversation, request: gr.Request | None = None) -> tuple[Any, str]:
        """The question box, waiting for a question; the conversation for the browser to keep."""
        return ready_box(words_of(request)), render_record(to_record(conversation))

    def offer_scopes(self, event: gr.EventData, request: gr.Request | None = None) -> Any:
        """The folders and collections to choose from; chosen is the one in the page's address."""
        return offer_scopes(self.assistant, event, request)

    def dress(self, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The bar above the chat, the sources' place, the filter row and the question box in the reader's language."""
        say = words_of(request)
        labels = [gr.update(label=say(f"filter.{name}")) for name in ("speaker", "transcript")]
        dates = [gr.update(label=say(f"filter.{name}"), placeholder=say("filter.date")) for name in ("from", "to")]
        box = gr.update(label=say("ask.question"), placeholder=say("ask.placeholder"), submit_btn=say("ask.button"))
        return (render_bar(say), render_sources(None, say), *labels, *dates, scope_on_load(request, say), box)

    def _turn_to(
        self, conversation: Conversation, sign: StopSign, say: Words
    ) -> tuple[Drawn, str, tuple[StopSign, Any, str]]:
        """Another conversation in the place of this one, and of the answer being made: drawn, reader, the rest."""
        drawn = draw(conversation, say, latest="" if conversation else self._welcome(say))
        sign.instead, sign.up = drawn, "forget"
        return drawn, "", (StopSign(), ready_box(say), render_record(to_record(conversation)))

    def _with_rest_of_library(self, exchange: Exchange, assistant: Assistant) -> Exchange:
        """The exchange with what was not searched for it, once it is known what was."""
        if exchange.sources is None:
            return exchange
        ready, failed = self.counts.of(assistant.index)
        beyond = Beyond(max(0, ready - exchange.sources.coverage.transcripts), failed)
        return replace(exchange, beyond=beyond, next=_next_questions(exchange, assistant.index))

    def _welcome(self, say: Words) -> str:
        assistant = self.assistant()
        if assistant is None:
            return render_welcome((), (), say)
        library = assistant.index.transcripts()
        return render_welcome(library, self.examples.of(assistant.index), say)

    def _may_open(self) -> bool:
        return self.assistant() is None and self.coming()

    def _opened(self, say: Words) -> Assistant:
        assistant = self.assistant()
        if assistant is None:
            raise TranslatedError(say("ask.unready", status=self.status(say) or say("ask.starting")))
        return assistant


def _next_questions(exchange: Exchange, index: Index) -> tuple[str, ...]:
    """What somebody asked near what the answer cites; nothing until there is one."""
    if exchange.answer is None:
        return ()
    cited = dict.fromkeys((one.transcript_id, one.turn) for one in exchange.answer.citations)
    with suppress(NotFound):  # the transcript went meanwhile
        return questions_near(list(cited), index, exchange.question)
    return ()


def _begin(exchange: Exchange, conversation: Conversation, say: Words) -> tuple[Any, ...]:
    if not exchange.question or (conversation and conversation[-1].pending):
        return nothing_changed()
    conversation = (*conversation, exchange)
    return (*draw(conversation, say), "", StopSign(), busy_box(say), render_record(to_record(conversation)))


def _new_talk() -> str:
    return uuid4().hex


def _counts(index: Index) -> tuple[int, int]:
    """How many transcripts there are, and how many files that could not be read."""
    library = index.transcripts()
    asked = len(ready(library))
    return asked, len(library) - asked


def _choices(assistant: Assistant, speakers: Sequence[str], transcripts: Sequence[str]) -> tuple[Any, Any]:
    library = ready(assistant.index.transcripts())
    people, titles = offered(speaker_choices(library), speakers), offered(transcript_choices(library), transcripts)
    return gr.update(choices=people), gr.update(choices=titles)
