"""What the web server refuses, and what it forbids the browser. The page holds other people's words."""

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
CLOSED = ("/gradio_api/file", "/gradio_api/proxy", "/gradio_api/upload", "/file", "/proxy")

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Guard:
    """ASGI middleware: closes the routes that serve files, adds the headers that keep the browser on this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        if scope["type"] == "http" and scope["path"].startswith(CLOSED):
            refusal = PlainTextResponse("This page serves no files.", status_code=403)
            await refusal(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)


def guards(host: str, known_hosts: tuple[str, ...] = ()) -> list[Middleware]:
    """The middleware for a server on `host`.

    On this machine only, a request must name this machine (or a known host in front of it): otherwise any web site
    could point a name of its own here and read the page through its visitor's browser.
    """
    if host not in LOOPBACK:
        return [Middleware(Guard)]
    allowed = [*LOOPBACK[:2], *known_hosts]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False), Middleware(Guard)]
