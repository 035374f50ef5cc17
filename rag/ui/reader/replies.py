"""What the reader's routes answer with. No cache keeps it: it holds people's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response


def json_reply(values: Mapping[str, Any], *, status: int = 200) -> Response:
    """Values for the script of the page."""
    return JSONResponse(values, status, {"cache-control": "no-store"})


def problem_reply(text: str, *, status: int) -> Response:
    """Why something could not be done, in the user's language."""
    return json_reply({"problem": text}, status=status)
