"""Watched searches on the page, and the feed of a search."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.question.filters import make_filter
from rag.scopes import store as scopes
from rag.scopes.store import Scope
from rag.ui.auth.accounts import User
from rag.ui.mentions.feed import routes
from rag.ui.mentions.watching import Watching
from tests.index.double import Library
from tests.rag.double import make_assistant


class Visit:
    """A request of somebody who is signed in."""

    def __init__(self, name: str) -> None:
        self.scope, self.headers = {"user": User(name, "read")}, dict[str, str]()


class Event:
    """What a browser sends with an event."""

    def __init__(self, watch: str) -> None:
        self.watch = watch


ANA: Any = Visit("ana")
BEN: Any = Visit("ben")


@pytest.fixture
def talk(library: Library) -> Library:
    library.write("talk.txt", "ANA: The ferry leaves at nine.\nBEN: The sea wall holds.\n")
    library.index.sync()
    return library


def more(library: Library) -> None:
    library.write("2026-04-01-more.txt", "CLEO: No ferry & no bus {{x}}.\nBEN: Why?\n")
    library.index.sync()


def event(shown: str) -> Any:
    return Event(shown.split('data-watch="')[1].split('"')[0])


def test_a_search_is_watched_tells_what_is_new_and_is_marked_as_seen(talk: Library) -> None:
    assistant = make_assistant(talk)
    watching = Watching(lambda: assistant)
    assert watching.draw(ANA) == ""
    shown = watching.begin(assistant.concordances.find("ferry", "words"), ANA)
    assert "nothing new since" in shown
    assert 'href="&#63;view&#61;mentions&#38;mentions&#61;ferry"' in shown
    more(talk)
    shown = watching.draw(ANA)
    assert "1 new turn since" in shown
    assert "turn&#61;2026&#45;04&#45;01&#45;more&#46;txt&#37;230" in shown
    assert "{{x}}" not in shown
    assert "nothing new since" in watching.seen(event(shown), ANA)
    assert watching.forget(event(shown), ANA) == ""


def test_a_scope_is_watched_and_where_it_is_gone_that_is_said(talk: Library) -> None:
    assistant = make_assistant(talk)
    watching = Watching(lambda: assistant)
    mine = Scope("Mine", transcripts=("talk.txt",), shared=False, owner="ana")
    scopes.save(talk.index.kept, mine, talk.index.transcripts())
    where = make_filter(talk.index, scope="Mine", owner="ana")
    shown = watching.begin(assistant.concordances.find("ferry", "words", where), ANA)
    assert "ferry &#40;Mine&#41;" in shown
    more(talk)
    assert "nothing new since" in watching.draw(ANA)  # not in the scope
    scopes.remove(talk.index.kept, "ana", "Mine", shared=False)
    assert "no scope &#39;Mine&#39;" in watching.draw(ANA)
    assert watching.forget(event(shown), ANA) == ""


def test_nobody_sees_or_changes_anothers(talk: Library) -> None:
    assistant = make_assistant(talk)
    watching = Watching(lambda: assistant)
    shown = watching.begin(assistant.concordances.find("ferry", "words"), ANA)
    more(talk)
    assert watching.draw(BEN) == ""
    watching.seen(event(shown), BEN)
    with pytest.warns(UserWarning, match="no watched search"):
        watching.forget(event(shown), BEN)
    assert "1 new turn since" in watching.draw(ANA)


def test_the_feed_of_a_search_has_its_turns_and_links_to_this_page(talk: Library) -> None:
    assistant = make_assistant(talk)
    more(talk)
    client = TestClient(Starlette(routes=list(routes(lambda: assistant))), base_url="https://desk.example")
    answered = client.get("/feed", params={"mentions": "ferry", "speaker": "CLEO"})
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith("application/atom+xml")
    assert answered.text.count("<entry>") == 1
    assert "https://desk.example/?turn=2026-04-01-more.txt%230" in answered.text
    assert "No ferry &amp; no bus {{x}}" in answered.text


@pytest.mark.parametrize("query", ["", "mentions=ferry&kind=meaning", "mentions=ferry&after=soon"])
def test_what_is_no_search_to_watch_is_refused(query: str, talk: Library) -> None:
    assistant = make_assistant(talk)
    assert TestClient(Starlette(routes=list(routes(lambda: assistant)))).get(f"/feed?{query}").status_code == 400


def test_until_the_library_is_open_the_feed_waits(tmp_path: Path) -> None:
    assert TestClient(Starlette(routes=list(routes(lambda: None)))).get("/feed?mentions=x").status_code == 503
