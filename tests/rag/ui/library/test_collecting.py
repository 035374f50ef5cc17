"""Collections in Library: transcripts put in and taken out, for everybody or for oneself, and the list within one."""

from types import SimpleNamespace
from typing import Any

import pytest

from rag.scopes import store
from rag.scopes.store import Scope
from rag.ui.auth.accounts import User
from rag.ui.library.collecting import Collecting
from rag.ui.library.handlers import Keeping
from tests.index.double import Library
from tests.rag.double import make_assistant


class Visit:
    """A request of somebody who is signed in."""

    def __init__(self, name: str, query: str = "") -> None:
        self.scope, self.headers, self.query_params = {"user": User(name, "read")}, dict[str, str](), query


ANA: Any = Visit("ana")
BEN: Any = Visit("ben")


@pytest.fixture
def books(library: Library) -> Library:
    for name in ("press/one.txt", "press/two.txt", "talk.txt"):
        library.write(name, f"ANA: The ferry of {name} leaves.\nBEN: Why?\n")
    library.index.sync()
    return library


def collecting(books: Library, *managers: Any) -> Collecting:
    assistant = make_assistant(books)
    return Collecting(lambda: assistant, lambda request: request in managers)


def put(what: Collecting, who: Any, *ids: str, name: str = "Mine", **more: Any) -> str:
    return what.save(clicked(ids=[*ids], name=name, **{"own": True, "out": False, **more}), who)


def clicked(**values: Any) -> Any:
    return SimpleNamespace(**values)


def kept(books: Library, who: str) -> list[Scope]:
    return list(store.read(books.index.kept, who))


def test_what_is_ticked_goes_into_a_collection_and_out_of_it(books: Library) -> None:
    what = collecting(books)
    sheet = what.ask_collect(clicked(ids=["talk.txt", "press/one.txt"]), ANA)
    assert "2 transcripts into a collection" in sheet
    assert 'name="whose"' not in sheet  # only one's own: she may not change everybody's
    assert put(what, ANA, "talk.txt", "press/one.txt") == ""
    assert put(what, ANA, "press/two.txt", name="mine") == ""
    assert [one.transcripts for one in kept(books, "ana")] == [("talk.txt", "press/one.txt", "press/two.txt")]
    assert kept(books, "ben") == []
    put(what, ANA, "talk.txt", "press/two.txt", out=True)
    assert [one.transcripts for one in kept(books, "ana")] == [("press/one.txt",)]
    put(what, ANA, "press/one.txt", out=True)
    assert kept(books, "ana") == []


def test_everybodys_are_changed_by_those_who_may(books: Library) -> None:
    what = collecting(books, ANA)
    assert "not change it" in put(what, BEN, "talk.txt", own=False)
    assert put(what, ANA, "talk.txt", own=False, name="Ours") == ""
    assert 'data-act="forget&#45;scope"' not in what.ask_collect(clicked(ids=[]), BEN)
    assert 'data-act="forget&#45;scope"' in what.ask_collect(clicked(ids=[]), ANA)
    what.forget(clicked(scope="Ours", shared="true", ids=[]), BEN)
    assert len(kept(books, "ben")) == 1
    what.forget(clicked(scope="Ours", shared="true", ids=[]), ANA)
    assert kept(books, "ben") == []


def test_nobody_who_is_unknown_and_may_not_manage_keeps_any(books: Library) -> None:
    nobody: Any = SimpleNamespace(headers={"accept-language": "en"})
    assert "not change it" in put(collecting(books), nobody, "talk.txt")
    assert kept(books, "") == []


def test_what_cannot_be_is_said_in_the_sheet_and_changes_nothing(books: Library) -> None:
    what = collecting(books, ANA)
    store.save(books.index.kept, Scope("Press", folders=("press/",)), books.index.transcripts())
    for ids, name, out in (
        (["talk.txt"], "a/b", False),
        (["gone.txt"], "New", False),
        (["talk.txt"], "none", True),
        (["press/one.txt"], "Press", True),
        ([1, None], "New", False),
    ):
        shown = what.save(clicked(ids=ids, name=name, own=False, out=out), ANA)
        assert 'role="alert"' in shown
        assert "<b>" not in shown
    assert [(one.name, one.folders, one.transcripts) for one in kept(books, "")] == [("Press", ("press/",), ())]


def test_the_list_shows_collections_and_is_limited_to_one(books: Library) -> None:
    assistant = make_assistant(books)
    store.save(
        books.index.kept,
        Scope("<b>Mine", transcripts=("talk.txt",), shared=False, owner="ana"),
        books.index.transcripts(),
    )
    keeping = Keeping(lambda: assistant, lambda say: "", lambda _: False)
    whole = keeping.draw("", 0, ANA)
    assert whole.count("data-pick=") == 3
    assert whole.count('class="tag"') == 1
    assert "<b>" not in whole
    assert 'class="tag"' not in keeping.draw("", 0, BEN)
    for scope, who, rows in (("<b>mine", ANA, 1), ("press", BEN, 2), ("<b>Mine", BEN, 0), ("gone", ANA, 0)):
        scoped, first, drawn = keeping.turn_to("", clicked(query=f"?scope={scope}"), who)
        assert (scoped, first, drawn.count("data-pick=")) == (scope, 0, rows)
    assert "no scope gone" in keeping.draw("", 0, ANA, "gone")
    fresh: Any = Visit("ana", "scope=press/")
    assert keeping.open(fresh)[1].count("data-pick=") == 2
