"""The page's functions for programs, as named endpoints: for gradio_client, and over HTTP. What changes something is in
`changes`."""

from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr
from gradio.events import api

from rag.api.functions import Programs
from rag.overview.library import MOST
from rag.ui.auth.permissions import may_manage, owner_of
from rag.ui.programs.call_errors import plain_errors
from rag.ui.programs.changes import add_changes

Values = dict[str, Any]


def add_endpoints(programs: Programs, *, asking_at_once: int) -> None:
    """Add the endpoints that docs/api.md describes to the page being built.

    The types and docstrings here are what `client.view_api()` shows.
    """

    def ask(
        question: str,
        request: gr.Request,
        speaker: list[str] | None = None,
        transcript: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
    ) -> Iterator[Values]:
        """Answer a question from the transcripts: the sources, each checked sentence, then the answer with citations.

        Args:
            question: What you want to know.
            speaker: Only turns of these speakers: names, parts of names, or labels as printed.
            transcript: Only these transcripts: ids or titles.
            after: Only from this date on: 2026-03-04, 2026-03 or 2026.
            before: Only up to this date, itself included.
            scope: Only this folder (council/) or collection: see /scopes.
        """
        with plain_errors():
            yield from programs.ask(
                question, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(request),
            )  # fmt: skip

    def search(
        query: str,
        request: gr.Request,
        mode: Literal["passages", "mentions"] = "passages",
        k: int = 10,
        speaker: list[str] | None = None,
        transcript: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
    ) -> Values:
        """Find turns: those that fit best, or every turn with all the words.

        Args:
            query: Words, or a question.
            mode: passages: the turns that fit best. mentions: every turn with all the words.
            k: How many results to list, up to 1000.
            speaker: Only turns of these speakers: names, parts of names, or labels as printed.
            transcript: Only these transcripts: ids or titles.
            after: Only from this date on: 2026-03-04, 2026-03 or 2026.
            before: Only up to this date, itself included.
            scope: Only this folder (council/) or collection: see /scopes.
        """
        with plain_errors():
            return programs.search(
                query, mode=mode, k=k, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(request),
            )  # fmt: skip

    def transcripts(request: gr.Request, scope: str | None = None) -> Values:
        """List the transcripts, with dates, speakers and numbers of turns, and the files that could not be read.

        Args:
            scope: Only this folder (council/) or collection: see /scopes.
        """
        with plain_errors():
            return programs.transcripts(scope=scope, owner=owner_of(request))

    def scopes(request: gr.Request) -> Values:
        """The folders of the library, and the named collections that the user may use."""
        with plain_errors():
            return programs.scopes(owner_of(request))

    def turn(turn_id: str, around: int = 0) -> Values:
        """One turn in full, with the turns around it.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            around: How many turns before and after it to give too, up to 50.
        """
        with plain_errors():
            return programs.turn(turn_id, around=around)

    def document(
        transcript: str, to: Literal["docx", "md", "vtt", "json"] = "md", redact: list[str] | None = None
    ) -> Values:
        """A transcript as a document, with corrections marked: `text`, or of a Word document `base64`.

        Args:
            transcript: Its id or title.
            to: docx (Word), md (Markdown), vtt (WebVTT) or json.
            redact: People to hide under letters, where they speak and where they are named.
        """
        with plain_errors():
            return programs.document(transcript, to=to, redact=redact)

    def watch(
        query: str,
        request: gr.Request,
        phrase: bool = False,
        speaker: list[str] | None = None,
        transcript: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
        peek: bool = False,
    ) -> Values:
        """What was said of a word or a phrase since the user last asked.

        Args:
            query: The words, all of which a turn must have.
            phrase: Just this phrase, word for word.
            speaker: Only turns of these speakers: names, parts of names, or labels as printed.
            transcript: Only these transcripts: ids or titles.
            after: Only from this date on: 2026-03-04, 2026-03 or 2026.
            before: Only up to this date, itself included.
            scope: Only this folder (council/) or collection: see /scopes.
            peek: Report it again the next time.
        """
        with plain_errors():
            return programs.watch(
                owner_of(request), query, phrase=phrase, speaker=speaker, transcript=transcript, after=after,
                before=before, scope=scope, peek=peek,
            )  # fmt: skip

    def names(transcript: list[str] | None = None) -> Values:
        """Who unnamed speakers may be, with the turns that say so, and which names may be one person's.

        Args:
            transcript: Only these transcripts: ids or titles.
        """
        with plain_errors():
            return programs.names(transcript)

    def corrections(request: gr.Request, transcript: list[str] | None = None) -> Values:
        """What was corrected in the transcripts, with what their files say, and what applies no longer.

        Only users with the role `manage` see who corrected it (`by`).

        Args:
            transcript: Only these transcripts: ids or titles.
        """
        with plain_errors():
            return programs.corrections(transcript, who=may_manage(request))

    def overview(
        request: gr.Request,
        kind: list[str] | None = None,
        most: int = MOST,
        speaker: list[str] | None = None,
        transcript: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
        scope: str | None = None,
    ) -> Values:
        """What a transcript or several come to: shares of people, main points, decisions, actions, open questions.

        Args:
            kind: Only these: points, decisions, actions, questions (that nobody answered), names, numbers.
            most: How many lines of each kind to list, up to 1000.
            speaker: Only what these say or are to do: names, parts of names, or labels as printed.
            transcript: Only these transcripts: ids or titles.
            after: Only from this date on: 2026-03-04, 2026-03 or 2026.
            before: Only up to this date, itself included.
            scope: Only this folder (council/) or collection: see /scopes.
        """
        with plain_errors():
            return programs.overview(
                kind=kind, most=most, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(request),
            )  # fmt: skip

    def pins(request: gr.Request, scope: str | None = None) -> Values:
        """The user's pins: turns and quotes with their notes.

        Args:
            scope: Only those in this folder (council/) or collection: see /scopes.
        """
        with plain_errors():
            return programs.pins(owner_of(request), scope=scope)

    # The page's own questions count too: a local model answers so many at once.
    api(ask, api_name="ask", concurrency_limit=asking_at_once, concurrency_id="ask")
    for function in (search, transcripts, scopes, turn, document, names, overview, watch, corrections, pins):
        api(function, api_name=function.__name__, concurrency_limit=asking_at_once, concurrency_id="look")
    add_changes(programs, at_once=asking_at_once)
