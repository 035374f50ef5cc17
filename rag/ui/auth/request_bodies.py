"""How much a request may bring, and how long it may take: it is read whole before it is passed on."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.readers.shared.limits import MAX_BYTES, SPLIT
from rag.ui.auth.allowed_paths import GRADIO
from rag.ui.auth.limits import LIMITS
from rag.ui.auth.refusal import refusal

UPLOAD = f"{GRADIO}/upload"
_CLOSED = {"connection": "close"}  # the rest of what was sent is not read: the connection is of no more use
BODY = "otr.body"  # of the scope: what the request brought, where it was read


class BodyCap:
    """ASGI middleware: refuses what is too large, or arrives too slowly, before and while it arrives.

    A file that is sent is passed on as it arrives, to the disk; everything else is read first.
    """

    def __init__(
        self, app: ASGIApp, *, most: int = LIMITS.body, upload: int = MAX_BYTES + LIMITS.form_around_file
    ) -> None:
        self.app, self.most, self.upload = app, most, upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(UPLOAD) and scope["method"] == "POST":
            await self._sent(scope, receive, send)
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        most = LIMITS.record if scope["path"].startswith(f"{GRADIO}/run/") else self.most
        if _announced_size(headers) > most:
            await too_large(most)(scope, receive, send)
            return
        body = b""
        if "content-length" in headers or "transfer-encoding" in headers:
            found = await read_body(receive, most=most, seconds=LIMITS.body_seconds)
            if isinstance(found, Response):
                await found(scope, receive, send)
                return
            body = found
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app({**scope, BODY: body}, again, send)

    async def _sent(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = Headers(scope=scope).get("content-length", "")
        if not length.isascii() or not length.isdigit() or _announced_size(Headers(scope=scope)) > self.upload:
            message = f"A file may have {MAX_BYTES // 2**20} MB. {SPLIT}"
            await refusal(413 if length else 411, message, _CLOSED)(scope, receive, send)
            return
        arrived, until = 0, asyncio.get_running_loop().time() + LIMITS.file_seconds

        async def counted() -> Message:
            nonlocal arrived
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                return {"type": "http.disconnect"}
            arrived += len(message.get("body", b""))
            # A server holds a body to the length it announces; this does not lean on that.
            return {"type": "http.disconnect"} if arrived > self.upload else message

        await self.app(scope, counted, send)


async def read_body(receive: Receive, *, most: int, seconds: float) -> bytes | Response:
    """The body of a request, or the response to one that is too large or takes too long."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > most:
                    return too_large(most)
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        return refusal(408, f"What the request brings did not come in {seconds:.0f} seconds.", _CLOSED)


def too_large(most: int) -> Response:
    """The response to a request that is larger than it may be."""
    return refusal(413, f"A request may bring {most:,} bytes.", _CLOSED)


def _announced_size(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length[:20]) if length.isascii() and length.isdigit() else 0
