"""What a program is told where its call of an endpoint fails."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.errors import OnTheRecordError

_LOG = logging.getLogger(__name__)
BY_NAME = "/gradio_api/call/v2/"  # where arguments have names, and those left out their defaults


async def bad_call(request: Request, error: Exception) -> Response:
    """The response to a call with an unknown name or argument, which Gradio would only log."""
    if not request.url.path.startswith(BY_NAME):
        raise error
    name = request.url.path.removeprefix(BY_NAME).strip("/")
    if isinstance(error, KeyError):
        return JSONResponse({"detail": f"There is no endpoint {name!r}. See docs/api.md"}, 404)
    what = str(error).partition(" Please click on")[0].rstrip(".")  # a button that this page has not
    return JSONResponse({"detail": f"{name}: {what}. See docs/api.md"}, 422)


# For the page's application; else each of these is an "Internal Server Error".
EXCEPTION_HANDLERS = {KeyError: bad_call, TypeError: bad_call, ValueError: bad_call}


def without_paths(value: Any) -> Any:
    """The value with `path` called `file`: gradio_client would try to fetch what has a path as a file, and fail."""
    if isinstance(value, dict):
        return {"file" if key == "path" else key: without_paths(inner) for key, inner in value.items()}
    return [without_paths(inner) for inner in value] if isinstance(value, list | tuple) else value


@contextmanager
def plain_errors() -> Iterator[None]:
    """Expected errors with their message; an unexpected one by its name only, because the log has the rest."""
    try:
        yield
    except OnTheRecordError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        _LOG.exception("A call failed")
        message = f"Something went wrong ({type(error).__name__}). The server's log says more; asking again may help."
        raise gr.Error(message, print_exception=False) from error
