"""ASGI middleware in front of everything: who sends a request, and the page where people sign in."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import parse_qs, quote, urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import CatalogError
from rag.errors import AuthFileError
from rag.ui.auth.accounts import User
from rag.ui.auth.addresses import whereabouts
from rag.ui.auth.hosts import Names
from rag.ui.auth.identity import Doors, basic_credentials, visitor
from rag.ui.auth.limits import LIMITS
from rag.ui.auth.owners import VISITOR
from rag.ui.auth.permissions import PAGE, may_not_manage, session_cookie
from rag.ui.auth.refusal import refusal
from rag.ui.auth.request_bodies import read_body
from rag.ui.auth.sessions import Credentials, SessionsInMemory
from rag.ui.auth.throttle import TooManyAttempts
from rag.ui.i18n import ENGLISH, KEPT, Words, choose
from rag.ui.template import render

_LOG = logging.getLogger(__name__)

LOGIN, LOGOUT = "/login", "/logout"
# Gradio asks itself for this when it starts; it reveals nothing.
OPEN = frozenset({"/gradio_api/startup-events"})
# Requests to these change the library.
MANAGE_ONLY = ("/gradio_api/upload",)


class SignIn:
    """Lets known users in, as `scope["user"]`; sends browsers to the sign-in page, refuses everybody else."""

    def __init__(self, app: ASGIApp, doors: Doors, names: Names) -> None:
        self.app, self.doors, self.names = app, doors, names
        self.credentials = None
        if doors.accounts is not None:
            self.credentials = Credentials(doors.accounts, doors.sessions or SessionsInMemory())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if self.credentials is not None and (page := self.credentials.sessions.page):
            scope = {**scope, PAGE: page}
        try:
            outcome = await self._decide(scope, receive)
        except TooManyAttempts as error:
            outcome = refusal(429, str(error), headers={"retry-after": str(error.seconds)})
        except AuthFileError as error:
            _LOG.error("%s", error)
            outcome = refusal(503, "Nobody can sign in: the file of users is not in order. The server's log says more.")
        except CatalogError as error:
            _LOG.error("%s", error)
            outcome = refusal(503, "Nobody can sign in: the database of sessions is away. The server's log says more.")
        if isinstance(outcome, Response):
            await outcome(scope, receive, send)
            return
        if outcome is None:
            await self.app(scope, receive, send)
            return
        visitor = outcome.name or whereabouts(self._address(HTTPConnection(scope)))
        await self._answer_while_allowed({**scope, "user": outcome, VISITOR: visitor}, receive, send)

    async def _answer_while_allowed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, for as long as the user may ask: a stream of events would else go on for ever."""
        if self.credentials is None:
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        answering = asyncio.ensure_future(self.app(scope, receive, noted))
        try:
            while not (await asyncio.wait({answering}, timeout=LIMITS.still_allowed_seconds))[0]:
                if not await self.credentials.aside(partial(self._may_still_ask, HTTPConnection(scope))):
                    answering.cancel()
                    await asyncio.wait({answering})
                    await _ending(begun)(scope, receive, send)
                    return
        finally:
            if not answering.done():  # the server ends
                answering.cancel()
        answering.result()

    def _may_still_ask(self, connection: HTTPConnection) -> bool:
        """Whether the user of a request is in the file as they were, and their session not ended."""
        user: User = connection.scope["user"]
        assert self.credentials is not None
        try:
            account = self.credentials.file.accounts().get(user.name)
            if self.doors.header is not None and self.doors.header in connection.headers:
                return self.doors.role_of(user.name) == user.role
            if account is None or account.user != user:
                return False
            token = connection.cookies.get(session_cookie(connection))
            ended = token is not None and self.credentials.of_session(token) is None
        except AuthFileError:
            return False
        except CatalogError as error:  # for a moment, perhaps: they were allowed when they asked
            _LOG.warning("%s", error)
            return True
        given = basic_credentials(connection.headers.get("authorization"))
        return self.credentials.still_hold(*given) if given is not None else not ended

    async def _decide(self, scope: Scope, receive: Receive) -> User | Response | None:
        """The user of a request, or the response that they get instead of what they asked for; None for no user."""
        connection = HTTPConnection(scope)
        path: str = scope["path"]
        if path in OPEN:
            return None
        if self.credentials is not None and path.rstrip("/") == LOGIN:
            return await self._login(Request(scope, receive))
        if self.credentials is not None and path.rstrip("/") == LOGOUT:
            return await self._logout(connection)
        found = await self._user_or_refusal(connection)
        if isinstance(found, Response):
            return found
        if found is None:
            return self._sign_in_first(connection)
        if path.startswith(MANAGE_ONLY) and not found.manages:
            return refusal(403, may_not_manage(found))
        return found

    def _address(self, connection: HTTPConnection) -> str:
        """The address that a request comes from, as our proxy gives it where it came through one."""
        return self.doors.sender(_address(connection), connection.headers)

    async def _user_or_refusal(self, connection: HTTPConnection) -> User | Response | None:
        address = _address(connection)
        if not self.doors.guarded:
            return visitor(address, connection.headers, self.names, connection.scope.get("http_version", "1.1"))
        if self.doors.header is not None and (names := connection.headers.getlist(self.doors.header)):
            return self._user_from_proxy(names, address)
        if self.credentials is None:
            return None
        if (given := basic_credentials(connection.headers.get("authorization"))) is not None:
            return await self.credentials.checked(*given, self._address(connection))
        token = connection.cookies.get(session_cookie(connection))
        return await self.credentials.aside(partial(self.credentials.of_session, token))

    def _user_from_proxy(self, names: list[str], address: str) -> User | Response:
        """The user that the header names; a refusal where it is sent twice, or by anybody but the proxy."""
        if not self.doors.is_proxy(address):
            _LOG.warning("%s sent the header %s, which only the proxy may send", address, self.doors.header)
            return refusal(403, f"The header {self.doors.header} is believed only from the proxy of this page.")
        name = names[0].strip()
        if len(names) > 1 or not name:
            return refusal(403, f"The proxy must send the header {self.doors.header} once, with a name.")
        return User(name, self.doors.role_of(name))

    # -- the sign-in page ---------------------------------------------------------------------------------------------

    async def _login(self, request: Request) -> Response:
        assert self.credentials is not None
        say = choose(kept=request.cookies.get(KEPT), accepted=request.headers.get("accept-language", ""))
        target = _own_path(request.query_params.get("next"))
        if request.method in ("GET", "HEAD"):
            return _page(say, target)
        if request.method != "POST":
            return refusal(405, "Sign in with POST.", headers={"allow": "GET, POST"})
        form = await _form(request)
        if isinstance(form, Response):
            return form
        wants_page = "text/html" in request.headers.get("accept", "")
        try:
            user = await self.credentials.checked(
                form.get("username", ""), form.get("password", ""), self._address(request)
            )
        except TooManyAttempts as error:
            if not wants_page:
                raise
            problem = say("signin.wait", n=error.seconds)
            return _page(say, target, problem=problem, status=429, headers={"retry-after": str(error.seconds)})
        if user is None:
            _LOG.warning("%s could not sign in as %r", self._address(request), form.get("username", "")[:200])
            if wants_page:
                return _page(say, target, problem=say("signin.wrong"), status=401)
            return refusal(401, ENGLISH("signin.wrong"))
        response: Response = RedirectResponse(target, 303) if wants_page else JSONResponse({"success": True})
        response.set_cookie(
            session_cookie(request),
            await self.credentials.aside(partial(self.credentials.begin_session, user)),
            max_age=int(LIMITS.session_seconds),
            httponly=True,
            samesite="lax",
            secure="https" in (request.url.scheme, request.headers.get("x-forwarded-proto")),
        )
        return response

    async def _logout(self, connection: HTTPConnection) -> Response:
        assert self.credentials is not None
        token = connection.cookies.get(session_cookie(connection))
        await self.credentials.aside(partial(self.credentials.end_session, token))
        response = RedirectResponse(LOGIN, 303)
        response.delete_cookie(session_cookie(connection), httponly=True, samesite="lax")
        return response

    def _sign_in_first(self, connection: HTTPConnection) -> Response:
        if self.credentials is None:
            return refusal(401, "Come in through the proxy in front of this page; it says who you are.")
        visits = connection.scope.get("method") == "GET" and "text/html" in connection.headers.get("accept", "")
        if visits:
            query = connection.url.query
            target = connection.url.path + (f"?{query}" if query else "")
            return RedirectResponse(f"{LOGIN}?{urlencode({'next': target})}" if target != "/" else LOGIN, 303)
        # A browser would ask for a password in a window of its own, over a page whose session ended.
        browser = "sec-fetch-mode" in connection.headers or "origin" in connection.headers
        challenge = {} if browser else {"www-authenticate": 'Basic realm="On the Record", charset="UTF-8"'}
        return refusal(401, "Sign in first: with a name and password that `ontherecord user add` made.", challenge)


def _address(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client is not None else ""


async def _form(request: Request) -> dict[str, str] | Response:
    body = await read_body(request.receive, most=LIMITS.sign_in, seconds=LIMITS.sign_in_seconds)
    if isinstance(body, Response):
        return body
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _ending(begun: bool) -> ASGIApp:
    """The application that ends a response whose user may no longer read it."""

    async def end(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await refusal(401, "You are signed out.")(scope, receive, send)

    return end


def _own_path(target: str | None) -> str:
    """A path of this page to go on to; never another site's, whatever the address says.

    >>> _own_path("/?turn=a%230"), _own_path("//evil.example"), _own_path("https://evil.example"), _own_path(None)
    ('/?turn=a%230', '/', '/', '/')
    """
    return target if target and re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", target) else "/"


def _page(
    say: Words,
    target: str,
    *,
    problem: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    action = f"{LOGIN}?next={quote(target, safe='')}"
    # Not `no-referrer`: with it browsers send `Origin: null` with a form, which the guard would refuse.
    safe = {"cache-control": "no-store", "referrer-policy": "same-origin", **(headers or {})}
    return HTMLResponse(render("auth/signin.html", say=say, action=action, problem=problem), status, safe)
