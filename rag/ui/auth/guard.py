"""What the web server refuses, and what it forbids the browser. The page holds other people's words."""

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.ui.auth.allowed_paths import is_allowed
from rag.ui.auth.hosts import Names, names
from rag.ui.auth.identity import Doors
from rag.ui.auth.owners import Owned
from rag.ui.auth.permissions import may_manage, require_manage, user_of
from rag.ui.auth.request_bodies import BodyCap
from rag.ui.auth.signin import SignIn

__all__ = ["Guard", "guards", "may_manage", "require_manage", "user_of"]

# Gradio's page needs inline scripts and `Function`; nothing needs another machine.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Guard:
    """ASGI middleware: answers only to the page's names and on its own paths, refuses other sites' scripts, and adds
    the headers that keep the browser on this machine."""

    def __init__(self, app: ASGIApp, names: Names) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                extra = [(name, value) for name, value in extra if name not in there]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        if scope["type"] == "websocket":  # the page has none
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http" and (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send_guarded)
        else:
            await self.app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self.names.knows(headers):
            return PlainTextResponse("This page does not go by that name. Set OTR_BASE_URL to its address.", 400)
        if not is_allowed(scope["path"]):
            return PlainTextResponse("There is nothing at this address.", 404)
        if self.names.allow(headers):
            return None
        # A site somebody visits could else ask, and change the library, with their cookie or from their machine.
        return PlainTextResponse(
            f"The site {', '.join(headers.getlist('origin'))[:200]} may not use this page. "
            "If it is this page's own address, behind a proxy, set OTR_BASE_URL to it.",
            403,
        )


def guards(host: str, base_url: str = "", doors: Doors | None = None) -> list[Middleware]:
    """The middleware for a server on `host`, whose visitors know it as `base_url` and come in by the doors.

    `base_url` is empty where nobody said how: the default of the setting names no site that may use the page.
    """
    known = names(host, base_url)
    return [
        Middleware(Guard, names=known),
        Middleware(SignIn, doors=doors or Doors(), names=known),
        Middleware(BodyCap),
        Middleware(Owned),
    ]
