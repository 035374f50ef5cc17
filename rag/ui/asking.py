"""What happens while asking: beginning, stopping, asking again. Values in, component values out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import OnTheRecordError
from rag.answer import StreamEvent
from rag.ui.conversation import Conversation, Exchange, history
from rag.ui.filters import example_questions, filter_of, speaker_choices, transcript_choices
from rag.ui.language import words_of
from rag.ui.protocol import Assistant, AssistantSource, StatusSource, TranscriptInfo
from rag.ui.render import render_bar, render_exchange, render_exchanges, render_sources, render_welcome
from rag.ui.stopping import StopSign, until_stopped
from rag.ui.words import Words

REDRAW = 0.08  # seconds between drawings of a growing draft: faster than the eye needs, slower than tokens come

Drawn = tuple[Conversation, Any, str, str]  # conversation, what came before, the latest, the sources


@dataclass(frozen=True, slots=True)
class Asking:
    """The handlers of the chat, over an assistant that may still be opening (None) and a status line."""

    assistant: AssistantSource
    status: StatusSource

    def begin(self, question: str, conversation: Conversation, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The question shown at once, the box ready to stop, the reader closed: its place is the sources' now.

        Nothing where nothing is asked, or an answer is still being made.
        """
        return _begin(Exchange(question.strip()), conversation, words_of(request))

    def begin_example(
        self, conversation: Conversation, chosen: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """The same for an example question that was clicked."""
        return self.begin(str(chosen.question), conversation, request)

    def begin_again(
        self, conversation: Conversation, clicked: gr.EventData, request: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """The latest question asked again; where a limit read from it was clicked, without that limit."""
        *earlier, last = conversation
        limit = str(clicked.without)
        without = (*last.without, limit) if limit else last.without
        return _begin(Exchange(last.question, without=without), tuple(earlier), words_of(request))

    def answer(
        self,
        conversation: Conversation,
        sign: StopSign,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
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
            limits = filter_of(speakers, transcripts, after, before)
            events = self._opened(say).stream(
                exchange.question, filter=limits, history=history(earlier), without=exchange.without
            )
            for redrawn in _redraws(exchange, until_stopped(events, sign)):
                exchange = redrawn
                yield _draw((*earlier, exchange), say, earlier=gr.skip())
        except OnTheRecordError as error:
            exchange = replace(exchange, problem=str(error))
        except Exception as error:
            # A fault of ours: the chat must not wait for ever, and the log must have it.
            problem = say("ask.fault", fault=type(error).__name__)
            yield _draw((*earlier, replace(exchange, problem=problem)), say)
            raise
        if sign.up == "forget":
            yield _draw((), say, latest=self._welcome(say))
        elif exchange.answer is None:
            yield _draw((*earlier, replace(exchange, stopped=exchange.pending)), say)

    def stop(self, sign: StopSign) -> None:
        """End the answer being made; it is drawn once more by whoever makes it."""
        sign.up = "stop"

    def clear(self, sign: StopSign, request: gr.Request | None = None) -> tuple[Any, ...]:
        """An empty page, ready for another conversation."""
        sign.up = "forget"
        say = words_of(request)
        return (*_draw((), say, latest=self._welcome(say)), "", StopSign(), _ready_box(say))

    def ready(self, request: gr.Request | None = None) -> Any:
        """The question box, waiting for a question."""
        return _ready_box(words_of(request))

    def dress(self, request: gr.Request | None = None) -> tuple[Any, ...]:
        """The bar above the chat, the sources' place, the filter row and the question box in the reader's language."""
        say = words_of(request)
        labels = [gr.update(label=say(f"filter.{name}")) for name in ("speaker", "transcript")]
        dates = [gr.update(label=say(f"filter.{name}"), placeholder=say("filter.date")) for name in ("from", "to")]
        box = gr.update(label=say("ask.question"), placeholder=say("ask.placeholder"), submit_btn=say("ask.button"))
        return (render_bar(say), render_sources(None, say), *labels, *dates, box)

    def offer(self, conversation: Conversation, request: gr.Request | None = None) -> tuple[Any, Any, Any]:
        """What the filters can choose from, and the welcome of an empty chat."""
        assistant = self.assistant()
        if assistant is None:
            return gr.skip(), gr.skip(), gr.skip()
        return (*_choices(assistant), gr.skip() if conversation else self._welcome(words_of(request)))

    def _welcome(self, say: Words) -> str:
        assistant = self.assistant()
        if assistant is None:
            return render_welcome((), (), say)
        library = assistant.index.transcripts()
        return render_welcome(library, example_questions(_ready(library), assistant.index.turns), say)

    def _opened(self, say: Words) -> Assistant:
        assistant = self.assistant()
        if assistant is None:
            raise OnTheRecordError(say("ask.unready", status=self.status(say) or say("ask.starting")))
        return assistant


def _begin(exchange: Exchange, conversation: Conversation, say: Words) -> tuple[Any, ...]:
    if not exchange.question or (conversation and conversation[-1].pending):
        return tuple(gr.skip() for _ in range(7))
    return (*_draw((*conversation, exchange), say), "", StopSign(), _busy_box(say))


def _ready_box(say: Words) -> Any:
    return gr.update(submit_btn=say("ask.button"), stop_btn=False)


def _busy_box(say: Words) -> Any:
    return gr.update(value="", submit_btn=False, stop_btn=say("ask.stop"))


def _redraws(exchange: Exchange, events: Iterator[StreamEvent]) -> Iterator[Exchange]:
    """The exchange after each event, save where a growing draft was drawn a moment ago."""
    drawn = 0.0
    for event in events:
        grew = bool(exchange.draft)
        exchange = exchange.after(event)
        if exchange.pending and grew and time.monotonic() - drawn < REDRAW:
            continue
        drawn = time.monotonic()
        yield exchange


def _draw(conversation: Conversation, say: Words, *, earlier: Any = None, latest: str = "") -> Drawn:
    """`earlier` is given where what came before stands on the page already."""
    if not conversation:
        return conversation, "", latest, render_sources(None, say)
    *before, last = conversation
    past = render_exchanges(before, say) if earlier is None else earlier
    return conversation, past, render_exchange(last, say, latest=True), render_sources(last, say)


def _ready(library: Sequence[TranscriptInfo]) -> list[TranscriptInfo]:
    return [info for info in library if info.state == "ready"]


def _choices(assistant: Assistant) -> tuple[Any, Any]:
    library = _ready(assistant.index.transcripts())
    return gr.update(choices=speaker_choices(library)), gr.update(choices=transcript_choices(library))
