"""What the web server refuses, and what it forbids the browser. The page holds other people's words."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.ui.auth.identity import Doors, is_loopback
from rag.ui.auth.signin import SignIn, may_manage, require_manage, user_of

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

# Gradio would fetch addresses and serve files of this machine here; the page uses neither.
CLOSED = ("/gradio_api/file", "/gradio_api/proxy", "/file", "/proxy")

LOOPBACK = ("127.0.0.1", "localhost")


class Guard:
    """ASGI middleware: closes the routes that serve files, refuses other sites' scripts, and adds the headers that
    keep the browser on this machine.

    `known` is the address in front of this server, as host or host:port, where there is one.
    """

    def __init__(self, app: ASGIApp, known: str = "") -> None:
        self.app, self.known = app, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                extra = [(name, value) for name, value in extra if name not in there]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        if (reason := self._refused(scope)) is not None:
            await PlainTextResponse(reason, status_code=403)(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)

    def _refused(self, scope: Scope) -> str | None:
        if scope["type"] != "http":
            return None
        if scope["path"].startswith(CLOSED):
            return "This page serves no files."
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None or urlsplit(origin).netloc in (headers.get("host"), self.known):
            return None
        # A site somebody visits could else ask, and change the library, with their cookie or from their machine.
        return (
            f"The site {origin} may not use this page. If it is this page's own address, behind a proxy, "
            f"set OTR_BASE_URL to it."
        )


def guards(host: str, base_url: str = "", doors: Doors | None = None) -> list[Middleware]:
    """The middleware for a server on `host`, whose visitors know it as `base_url` and come in by the doors.

    On this machine only, a request must name this machine (or the host of the base address, in front of it): otherwise
    any web site could point a name of its own here and read the page through its visitor's browser.
    """
    front = urlsplit(base_url)
    behind = [Middleware(Guard, known=front.netloc), Middleware(SignIn, doors=doors or Doors())]
    if not is_loopback(host):
        return behind
    allowed = list(dict.fromkeys([*LOOPBACK, host, *([front.hostname] if front.hostname else [])]))
    return [Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False), *behind]
