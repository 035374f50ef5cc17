"""Who sends a request, as the sign-in before the page noted it, and what they may do."""

from __future__ import annotations

from typing import Any

from starlette.requests import HTTPConnection

from rag.errors import NotAllowed
from rag.ui.auth.accounts import User

MAY_NOT_MANAGE = (
    "You may read this library, not change it. The person who runs the page can let you: "
    "ontherecord user add NAME --role manage --replace"
)
PAGE = "otr.page"  # of the scope: see `index.catalog.kept.Sessions`
VISITORS_MAY_NOT = (
    "Only from the machine it runs on can this library be changed, because nobody signs in here. "
    "To let people sign in, name a file of users in OTR_AUTH_FILE"
)


def user_of(request: Any) -> User | None:
    """The user of a request: Starlette's, or Gradio's around one. None where no sign-in stands before the page."""
    inner = getattr(request, "request", None) or request
    found = getattr(inner, "scope", {}).get("user")
    return found if isinstance(found, User) else None


def owner_of(request: Any) -> str:
    """Whose own things (pins) a request is about: a name, or "" for everybody who is not signed in."""
    user = user_of(request)
    return user.name if user is not None else ""


def can_sign_out(request: Any) -> bool:
    """Whether the user of a request came in through the sign-in page; users of a proxy sign out there."""
    user, inner = user_of(request), getattr(request, "request", None) or request
    return user is not None and bool(user.name) and session_cookie(inner) in inner.cookies


def may_manage(request: Any) -> bool:
    """Whether the user of a request may add, change and remove transcripts."""
    user = user_of(request)
    return user is not None and user.manages


def require_manage(request: Any) -> None:
    """Raises NotAllowed, with the way out, for users without the manage role."""
    if not may_manage(request):
        raise NotAllowed(may_not_manage(user_of(request)))


def may_not_manage(user: User | None) -> str:
    """Why this user may not manage, and what to do about it."""
    return MAY_NOT_MANAGE if user is not None and user.name else VISITORS_MAY_NOT


def session_cookie(connection: HTTPConnection) -> str:
    """The name of the session cookie, by port: cookies know none, and two pages on one machine would share theirs.

    App servers that share their sessions share the name too.
    """
    if page := connection.scope.get(PAGE):
        return f"ontherecord-{page}"
    server = connection.scope.get("server")
    return f"ontherecord-{server[1]}" if server else "ontherecord"
