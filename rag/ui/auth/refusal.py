"""The answer to a request that is turned away."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """As FastAPI words them: clients show `detail`. No cache keeps it."""
    return JSONResponse({"detail": message}, status, {"cache-control": "no-store", **(headers or {})})
