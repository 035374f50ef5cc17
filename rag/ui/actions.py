"""What happens on the page: asking, stopping, retrying, opening a turn. Values in, component values out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import OnTheRecordError
from rag.answer import StreamEvent
from rag.ui.conversation import Conversation, Exchange, history
from rag.ui.filters import example_questions, filter_of, speaker_choices, transcript_choices
from rag.ui.place import parse_place
from rag.ui.protocol import Assistant, AssistantSource, StatusSource, TranscriptInfo
from rag.ui.reader import open_place, render_waiting
from rag.ui.render import render_exchange, render_exchanges, render_head, render_sources, render_welcome
from rag.ui.stopping import StopSign, until_stopped

REDRAW = 0.08  # seconds between drawings of a growing draft: faster than the eye needs, slower than tokens come

Drawn = tuple[Conversation, Any, str, str]  # conversation, what came before, the latest, the sources


@dataclass(frozen=True, slots=True)
class Actions:
    """The page's handlers, over an assistant that may still be opening (None) and a status line."""

    assistant: AssistantSource
    status: StatusSource

    def begin(self, question: str, conversation: Conversation, without: tuple[str, ...] = ()) -> tuple[Any, ...]:
        """The question shown at once, the box ready to stop, the reader closed: its place is the sources' now.

        Nothing where nothing is asked, or an answer is still being made.
        """
        if not question.strip() or (conversation and conversation[-1].pending):
            return tuple(gr.skip() for _ in range(7))
        return (*_draw((*conversation, Exchange(question.strip(), without=without))), "", StopSign(), _busy_box())

    def begin_example(self, conversation: Conversation, chosen: gr.EventData) -> tuple[Any, ...]:
        """The same for an example question that was clicked."""
        return self.begin(str(chosen.question), conversation)

    def begin_again(self, conversation: Conversation, clicked: gr.EventData) -> tuple[Any, ...]:
        """The latest question asked again; where a limit read from it was clicked, without that limit."""
        *earlier, last = conversation
        limit = str(clicked.without)
        return self.begin(last.question, tuple(earlier), (*last.without, limit) if limit else last.without)

    def answer(
        self,
        conversation: Conversation,
        sign: StopSign,
        speakers: Sequence[str],
        transcripts: Sequence[str],
        after: str,
        before: str,
    ) -> Iterator[Drawn]:
        """The last question answered: drawn when its sources are found, as the draft grows, when it is checked.

        Where the sign goes up, the draft as far as it came, marked as unchecked, or the empty page.
        """
        if not conversation or not conversation[-1].pending:
            return
        *earlier, exchange = conversation
        try:
            limits = filter_of(speakers, transcripts, after, before)
            events = self._opened().stream(
                exchange.question, filter=limits, history=history(earlier), without=exchange.without
            )
            for redrawn in _redraws(exchange, until_stopped(events, sign)):
                exchange = redrawn
                yield _draw((*earlier, exchange), earlier=gr.skip())
        except OnTheRecordError as error:
            exchange = replace(exchange, problem=str(error))
        except Exception as error:
            # A fault of ours: the chat must not wait for ever, and the log must have it.
            problem = f"Something went wrong ({type(error).__name__}). The log says more; asking again may help."
            yield _draw((*earlier, replace(exchange, problem=problem)))
            raise
        if sign.up == "forget":
            yield _draw((), latest=self._welcome())
        elif exchange.answer is None:
            yield _draw((*earlier, replace(exchange, stopped=exchange.pending)))

    def stop(self, sign: StopSign) -> None:
        """End the answer being made; it is drawn once more by whoever makes it."""
        sign.up = "stop"

    def clear(self, sign: StopSign) -> tuple[Any, ...]:
        """An empty page, ready for another conversation."""
        sign.up = "forget"
        return (*_draw((), latest=self._welcome()), "", StopSign(), ready_box())

    def open(self, query: str) -> tuple[str, str]:
        """The transcript a link points at, and the link again where it has to wait for the library."""
        place = parse_place(query)
        if place is None:
            return "", ""
        assistant = self.assistant()
        if assistant is None:
            return render_waiting(), query
        return open_place(assistant.index, place), ""

    def click(self, event: gr.EventData) -> tuple[str, str]:
        """The same for a link clicked in the page."""
        return self.open(str(event.query))

    def load(self, request: gr.Request) -> tuple[Any, ...]:
        """Everything a fresh page needs; the reader opened where the address names a turn."""
        return self.refresh(-1, "?" + str(request.query_params), ())

    def refresh(self, generation: int, waiting: str, conversation: Conversation) -> tuple[Any, ...]:
        """Head, choices, welcome (redrawn only where the library changed), reader, and whether to look again."""
        assistant, status = self.assistant(), self.status()
        reader, waiting = self.open(waiting) if waiting else (gr.skip(), "")
        library: tuple[Any, Any, Any] = (gr.skip(), gr.skip(), gr.skip())
        if assistant is not None and assistant.index.generation != generation:
            generation = assistant.index.generation
            library = (*_choices(assistant), gr.skip() if conversation else self._welcome())
        busy = bool(status) or assistant is None
        name, note = (assistant.model_name, assistant.model_note) if assistant is not None else (None, None)
        head = render_head(name, note, status)
        return (head, *library, reader, waiting, generation, gr.Timer(active=busy))

    def _welcome(self) -> str:
        assistant = self.assistant()
        if assistant is None:
            return render_welcome((), ())
        library = assistant.index.transcripts()
        return render_welcome(library, example_questions(_ready(library), assistant.index.turns))

    def _opened(self) -> Assistant:
        assistant = self.assistant()
        if assistant is None:
            raise OnTheRecordError(f"Not ready yet: {self.status() or 'starting'}. Ask again in a moment.")
        return assistant


def ready_box() -> Any:
    """The question box, waiting for a question."""
    return gr.update(submit_btn="Ask", stop_btn=False)


def _busy_box() -> Any:
    return gr.update(value="", submit_btn=False, stop_btn="Stop")


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


def _draw(conversation: Conversation, *, earlier: Any = None, latest: str = "") -> Drawn:
    """`earlier` is given where what came before stands on the page already."""
    if not conversation:
        return conversation, "", latest, render_sources(None)
    *before, last = conversation
    past = render_exchanges(before) if earlier is None else earlier
    return conversation, past, render_exchange(last, latest=True), render_sources(last)


def _ready(library: Sequence[TranscriptInfo]) -> list[TranscriptInfo]:
    return [info for info in library if info.state == "ready"]


def _choices(assistant: Assistant) -> tuple[Any, Any]:
    library = _ready(assistant.index.transcripts())
    return gr.update(choices=speaker_choices(library)), gr.update(choices=transcript_choices(library))
