"""Which language a request wants: the one chosen on the page (a cookie), else the browser's."""

from http.cookies import CookieError, SimpleCookie

import gradio as gr
from starlette.requests import Request

from rag.ui.i18n import ENGLISH, KEPT, Words, choose


def words_of(request: gr.Request | Request | None) -> Words:
    """The words to answer this request with; English where there is no request (a test, another program)."""
    if request is None:
        return ENGLISH
    headers = request.headers
    return choose(kept=_language_cookie(headers.get("cookie") or ""), accepted=headers.get("accept-language") or "")


def _language_cookie(cookies: str) -> str | None:
    try:
        found = SimpleCookie(cookies).get(KEPT)
    except CookieError:  # another program's, on the same machine
        return None
    return found.value if found is not None else None
