"""Whose a page's session is: Gradio's own names for sessions and events are whatever a browser says they are.

A session, an event or an upload belongs to the first who uses its name, and nobody else gets anything by it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.ui.auth.accounts import User
from rag.ui.auth.allowed_paths import GRADIO, MCP
from rag.ui.auth.limits import LIMITS
from rag.ui.auth.refusal import refusal
from rag.ui.auth.request_bodies import BODY, too_large

VISITOR = "otr.visitor"  # of the scope: whose requests count together
_NAMES = ("session_hash", "event_id", "upload_id")
_IN_PATH = (f"{GRADIO}/heartbeat/", f"{GRADIO}/call/")
_BEGINS = (f"{GRADIO}/queue/join", f"{GRADIO}/call/")

Owner = tuple[str, str]  # name and role: an open page has visitors who manage, and others


@dataclass
class Owners:
    """Who used which name first."""

    _owners: dict[str, Owner] = field(default_factory=dict)
    _names: dict[Owner, dict[str, None]] = field(default_factory=dict)

    def claim(self, name: str, owner: Owner) -> bool:
        """Whether the name is this owner's, from now on if it was nobody's."""
        if self._owners.setdefault(name, owner) != owner:
            return False
        names = self._names.setdefault(owner, {})
        names.pop(name, None)
        names[name] = None
        if len(names) > LIMITS.names:
            oldest = next(iter(names))
            del names[oldest], self._owners[oldest]
        return True


class Owned:
    """ASGI middleware behind the sign-in and the cap on bodies: refuses what names another's session or event, and
    more calls at once than one visitor may have."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.owners = app, Owners()
        self._tools: Counter[str] = Counter()  # calls of tools, by visitor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = scope.get("user")
        path: str = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(f"{GRADIO}/") or not isinstance(user, User):
            await self.app(scope, receive, send)
            return
        if path.rstrip("/") == MCP:
            await self._tool(scope, receive, send)
            return
        owner = (user.name, user.role)
        refused = self._refusal(scope, owner)
        if refused is not None:
            await refused(scope, receive, send)
        elif scope["method"] == "POST" and path.startswith(_BEGINS):
            await self.app(scope, receive, self._noting_event(owner, send))
        else:
            await self.app(scope, receive, send)

    async def _tool(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A request to the tools, which stays until it is answered."""
        visitor = str(scope.get(VISITOR))
        if self._tools[visitor] >= LIMITS.calls:
            await _too_many()(scope, receive, send)
            return
        self._tools[visitor] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._tools[visitor] -= 1
            if not self._tools[visitor]:
                del self._tools[visitor]

    def _refusal(self, scope: Scope, owner: Owner) -> Response | None:
        body = scope.get(BODY, b"")
        try:
            values = json.loads(body) if body else None
        except (ValueError, RecursionError):
            return refusal(400, "What the request brings is no JSON.")
        if len(body) > LIMITS.body and not _is_record(values):
            return too_large(LIMITS.body)
        for name in _names_of_session(scope, values):
            if len(name) > LIMITS.name or not self.owners.claim(name, owner):
                return refusal(403, "This session is somebody else's. Load the page again.")
        if scope["method"] == "POST" and scope["path"].startswith(_BEGINS) and _waiting(scope) >= LIMITS.calls:
            return _too_many()
        return None

    def _noting_event(self, owner: Owner, send: Send) -> Send:
        """A `send` that notes the owner of the event that a call begins, before the response is sent."""
        body = bytearray()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                try:
                    event = json.loads(body).get("event_id")
                except (ValueError, AttributeError):
                    event = None
                if isinstance(event, str):
                    self.owners.claim(event, owner)
            await send(message)

        return noted


def _names_of_session(scope: Scope, values: Any) -> Iterator[str]:
    """Every session, event and upload that a request names: in its address, and in what it brings."""
    path: str = scope["path"]
    if path.startswith(_IN_PATH):
        parts = path.removeprefix(f"{GRADIO}/").rstrip("/").split("/")
        if parts[0] == "heartbeat" or scope["method"] != "POST":  # POST call/NAME names a function
            yield parts[-1]
    query = scope.get("query_string", b"").decode("latin-1")
    yield from (value for key, value in parse_qsl(query) if key in _NAMES)
    if isinstance(values, dict):
        yield from (values[key] for key in _NAMES if isinstance(values.get(key), str))


def _is_record(values: Any) -> bool:
    """Whether a request brings a conversation that a browser kept."""
    event = values.get("event_data") if isinstance(values, dict) else None
    return isinstance(event, dict) and isinstance(event.get("record"), str)


def _waiting(scope: Scope) -> int:
    """How many calls of the sender of a request Gradio's queue holds, waiting or running."""
    queue = scope["app"].get_blocks()._queue
    visitor = scope.get(VISITOR)
    return sum(event.request.scope.get(VISITOR) == visitor for event in list(queue.event_ids_to_events.values()))


def _too_many() -> Response:
    return refusal(
        429, f"{LIMITS.calls} calls of yours are being answered. Wait for one of them.", {"retry-after": "5"}
    )
