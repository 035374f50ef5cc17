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
from rag.ui.auth.signin import require_manage

_LOG = logging.getLogger(__name__)

BY_NAME = "/gradio_api/call/v2/"  # where arguments have names, and those left out their defaults

Values = dict[str, Any]


def add_endpoints(programs: Programs, *, asking_at_once: int) -> None:
    """Add `/ask`, `/search`, `/transcripts`, `/turn` and `/sync` to the page being built. docs/api.md describes them.

    The types and docstrings here are what `client.view_api()` shows.
    """

    def ask(
        question: str,
        speaker: list[str] | None = None,
        transcript: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Iterator[Values]:
        """Answer a question from the transcripts: the sources, each checked sentence, then the answer with citations.

        Args:
            question: What you want to know.
            speaker: Only turns of these speakers: names, parts of names, or labels as printed.
            transcript: Only these transcripts: ids or titles.
            after: Only from this date on: 2026-03-04, 2026-03 or 2026.
            before: Only up to this date, itself included.
        """
        with _plain_errors():
            yield from programs.ask(question, speaker=speaker, transcript=transcript, after=after, before=before)

    def search(
        query: str,
        mode: Literal["passages", "mentions"] = "passages",
        k: int = 10,
        speaker: list[str] | None = None,
        transcript: list[str] | None = None,
        after: str | None = None,
        before: str | None = None,
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
        """
        with _plain_errors():
            return programs.search(
                query, mode=mode, k=k, speaker=speaker, transcript=transcript, after=after, before=before
            )

    def transcripts() -> Values:
        """List the transcripts, with dates, speakers and numbers of turns, and the files that could not be read."""
        with _plain_errors():
            return programs.transcripts()

    def turn(turn_id: str, around: int = 0) -> Values:
        """One turn in full, with the turns around it.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            around: How many turns before and after it to give too, up to 50.
        """
        with _plain_errors():
            return programs.turn(turn_id, around=around)

    def sync(request: gr.Request, rebuild: bool = False) -> Iterator[Values]:
        """Make the index hold what the library folder says: progress, then what changed. Needs the role `manage`.

        Args:
            rebuild: Make everything anew, beside the index in use.
        """
        with _plain_errors():
            require_manage(request)
            yield from map(_without_paths, programs.sync(rebuild=rebuild))

    # The page's own questions count too: a local model answers so many at once.
    api(ask, api_name="ask", concurrency_limit=asking_at_once, concurrency_id="ask")
    for function in (search, transcripts, turn):
        api(function, api_name=function.__name__, concurrency_limit=asking_at_once, concurrency_id="look")
    api(sync, api_name="sync", concurrency_limit=1, concurrency_id="sync")


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
