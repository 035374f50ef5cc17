"""The page's functions for programs, as named endpoints: for gradio_client, and over HTTP."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import gradio as gr
from gradio.events import api
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.errors import OnTheRecordError
from rag.api.functions import Programs
from rag.overview.library import MOST
from rag.ui.auth.permissions import may_manage, owner_of, require_manage

_LOG = logging.getLogger(__name__)

BY_NAME = "/gradio_api/call/v2/"  # where arguments have names, and those left out their defaults

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
        with _plain_errors():
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
        with _plain_errors():
            return programs.search(
                query, mode=mode, k=k, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(request),
            )  # fmt: skip

    def transcripts(request: gr.Request, scope: str | None = None) -> Values:
        """List the transcripts, with dates, speakers and numbers of turns, and the files that could not be read.

        Args:
            scope: Only this folder (council/) or collection: see /scopes.
        """
        with _plain_errors():
            return programs.transcripts(scope=scope, owner=owner_of(request))

    def scopes(request: gr.Request) -> Values:
        """The folders of the library, and the named collections that whoever asks may use."""
        with _plain_errors():
            return programs.scopes(owner_of(request))

    def save_scope(
        name: str,
        request: gr.Request,
        folder: list[str] | None = None,
        transcript: list[str] | None = None,
        own: bool = False,
    ) -> Values:
        """Keep a collection of transcripts, in the place of the one that has the name. Not `own`: needs `manage`.

        Args:
            name: What it is called.
            folder: With what these folders hold, now and later.
            transcript: With these transcripts: ids or titles.
            own: For whoever asks alone, instead of for everybody.
        """
        with _plain_errors():
            if not own or not owner_of(request):
                require_manage(request)
            return programs.save_scope(owner_of(request), name, folder=folder, transcript=transcript, own=own)

    def remove_scope(name: str, request: gr.Request, own: bool = False) -> Values:
        """Forget a collection; its transcripts stay. Not `own`: needs the role `manage`.

        Args:
            name: What it is called.
            own: That of whoever asks, instead of everybody's.
        """
        with _plain_errors():
            if not own or not owner_of(request):
                require_manage(request)
            return programs.remove_scope(owner_of(request), name, own=own)

    def turn(turn_id: str, around: int = 0) -> Values:
        """One turn in full, with the turns around it.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            around: How many turns before and after it to give too, up to 50.
        """
        with _plain_errors():
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
        with _plain_errors():
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
        """What was said of a word or a phrase since whoever asks was last told.

        Args:
            query: The words, all of which a turn must have.
            phrase: Just this phrase, word for word.
            speaker: Only turns of these speakers: names, parts of names, or labels as printed.
            transcript: Only these transcripts: ids or titles.
            after: Only from this date on: 2026-03-04, 2026-03 or 2026.
            before: Only up to this date, itself included.
            scope: Only this folder (council/) or collection: see /scopes.
            peek: Tell it again the next time.
        """
        with _plain_errors():
            return programs.watch(
                owner_of(request), query, phrase=phrase, speaker=speaker, transcript=transcript, after=after,
                before=before, scope=scope, peek=peek,
            )  # fmt: skip

    def names(transcript: list[str] | None = None) -> Values:
        """Who unnamed speakers may be, with the turns that say so, and which names may be one person's.

        Args:
            transcript: Only these transcripts: ids or titles.
        """
        with _plain_errors():
            return programs.names(transcript)

    def corrections(request: gr.Request, transcript: list[str] | None = None) -> Values:
        """What was corrected in the transcripts, with what their files say, and what applies no longer.

        Who corrected it (`by`) is told to those with the role `manage`.

        Args:
            transcript: Only these transcripts: ids or titles.
        """
        with _plain_errors():
            return programs.corrections(transcript, who=may_manage(request))

    def correct(
        turn_id: str,
        request: gr.Request,
        words: str | None = None,
        speaker: str | None = None,
        split_at: str | None = None,
        merge: bool = False,
    ) -> Values:
        """Correct a turn: its words, its speaker, where it is split. Its file stays as it is. Needs the role `manage`.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            words: What the turn says, all of it.
            speaker: Who says it; with `split_at`, who says the second part.
            split_at: Make two turns of it, the second of which begins with these words.
            merge: Join the next turn to it.
        """
        with _plain_errors():
            require_manage(request)
            return programs.correct(
                turn_id, words=words, speaker=speaker, split_at=split_at, merge=merge, by=owner_of(request)
            )

    def undo(id: str, request: gr.Request) -> Values:
        """Take a correction back. Needs the role `manage`.

        Args:
            id: Of the correction, as `corrections` gives it.
        """
        with _plain_errors():
            require_manage(request)
            return programs.undo(id)

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
        with _plain_errors():
            return programs.overview(
                kind=kind, most=most, speaker=speaker, transcript=transcript, after=after, before=before, scope=scope,
                owner=owner_of(request),
            )  # fmt: skip

    def pins(request: gr.Request, scope: str | None = None) -> Values:
        """What whoever asks has put by: turns and quotes with their notes.

        Args:
            scope: Only those in this folder (council/) or collection: see /scopes.
        """
        with _plain_errors():
            return programs.pins(owner_of(request), scope=scope)

    def pin(turn_id: str, request: gr.Request, quote: str | None = None, note: str | None = None) -> Values:
        """Put a turn, or words of it, by.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            quote: Only these words of the turn.
            note: What to remember of it.
        """
        with _plain_errors():
            return programs.pin(owner_of(request), turn_id, quote=quote, note=note)

    def unpin(id: str, request: gr.Request) -> Values:
        """Forget a pin.

        Args:
            id: Of the pin, as `pins` gives it.
        """
        with _plain_errors():
            return programs.unpin(owner_of(request), id)

    def sync(request: gr.Request, rebuild: bool = False) -> Iterator[Values]:
        """Make the index hold what the library folder says: progress, then what changed. Needs the role `manage`.

        Args:
            rebuild: Rebuild everything, beside the index in use.
        """
        with _plain_errors():
            require_manage(request)
            yield from map(_without_paths, programs.sync(rebuild=rebuild))

    # The page's own questions count too: a local model answers so many at once.
    api(ask, api_name="ask", concurrency_limit=asking_at_once, concurrency_id="ask")
    for function in (
        search,
        transcripts,
        scopes,
        save_scope,
        remove_scope,
        turn,
        document,
        names,
        overview,
        watch,
        corrections,
        pins,
        pin,
        unpin,
    ):
        api(function, api_name=function.__name__, concurrency_limit=asking_at_once, concurrency_id="look")
    for change in (correct, undo, sync):
        api(change, api_name=change.__name__, concurrency_limit=1, concurrency_id="sync")


async def bad_call(request: Request, error: Exception) -> Response:
    """What Gradio says of a call with an unknown name or argument, which it would only log."""
    if not request.url.path.startswith(BY_NAME):
        raise error
    name = request.url.path.removeprefix(BY_NAME).strip("/")
    if isinstance(error, KeyError):
        return JSONResponse({"detail": f"There is no endpoint {name!r}. See docs/api.md"}, 404)
    what = str(error).partition(" Please click on")[0].rstrip(".")  # a button that this page has not
    return JSONResponse({"detail": f"{name}: {what}. See docs/api.md"}, 422)


# For the page's application; else each of these is an "Internal Server Error".
EXCEPTION_HANDLERS = {KeyError: bad_call, TypeError: bad_call, ValueError: bad_call}


def _without_paths(value: Any) -> Any:
    """The value with `path` called `file`: what has a path, gradio_client takes for a file to fetch, and breaks off."""
    if isinstance(value, dict):
        return {"file" if key == "path" else key: _without_paths(inner) for key, inner in value.items()}
    return [_without_paths(inner) for inner in value] if isinstance(value, list | tuple) else value


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Ours with their message; a fault of ours by its name, for the log has the rest."""
    try:
        yield
    except OnTheRecordError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        _LOG.exception("A call failed")
        message = f"Something went wrong ({type(error).__name__}). The server's log says more; asking again may help."
        raise gr.Error(message, print_exception=False) from error
