"""Folders and collections on the page: in Ask and Mentions, in the address, never another's, never no limit at all."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.catalog.kept import KeptInFolder
from rag.scopes import store
from rag.scopes.store import Scope
from rag.ui.ask.handlers import Asking
from rag.ui.ask.stopping import StopSign
from rag.ui.auth.accounts import User
from rag.ui.mentions.handlers import Mentioning
from rag.ui.mentions.permalink import parse_search, search_of
from tests.rag.ui.double import HEARING, HOSTILE, WordAssistant, library


class Visit:
    """A request of somebody who is signed in."""

    def __init__(self, name: str) -> None:
        self.scope, self.headers = {"user": User(name, "read")}, dict[str, str]()


ANA: Any = Visit("ana")
BEN: Any = Visit("ben")
ODD = ("odd/", HOSTILE.id.rpartition("/")[0] + "/")
FOLDER = HEARING.id.rpartition("/")[0] + "/"


@pytest.fixture
def assistant(tmp_path: Path) -> WordAssistant:
    made = WordAssistant(library(HEARING, HOSTILE, folder=tmp_path))
    mine = Scope("<b>Mine", transcripts=(HOSTILE.id,), shared=False, owner="ana")
    store.save(KeptInFolder(tmp_path), mine, made.index.transcripts())
    return made


def page(assistant: WordAssistant) -> Asking:
    return Asking(lambda: assistant, lambda say: "")


def asked(assistant: WordAssistant, scope: str, who: Any, transcripts: tuple[str, ...] = ()) -> str:
    """The problem, where there is one."""
    asking = page(assistant)
    begun = asking.begin("Is the bridge safe?", (), None, who)[0]
    (done,) = list(asking.answer(begun, StopSign(), [], list(transcripts), "", "", scope, who))[-1][0]
    return done.problem or ""


def test_a_question_is_limited_to_a_scope(assistant: WordAssistant) -> None:
    assert asked(assistant, FOLDER, BEN) == ""
    where = assistant.asked[-1][1]
    assert (where.transcripts, where.scope, where.describe()) == ((HEARING.id,), FOLDER, (f"scope: {FOLDER}",))
    assert asked(assistant, "<b>mine", ANA) == ""
    assert assistant.asked[-1][1].transcripts == (HOSTILE.id,)
    assert asked(assistant, "", ANA) == ""
    assert not assistant.asked[-1][1]


def test_a_scope_that_is_none_or_anothers_or_elsewhere_asks_nothing(assistant: WordAssistant) -> None:
    for scope, who, chosen in (("none", ANA, ()), ("<b>Mine", BEN, ()), (FOLDER, ANA, (HOSTILE.id,))):
        assert asked(assistant, scope, who, chosen)
    assert assistant.asked == []


def test_what_is_offered_is_ones_own_and_the_address_chooses(assistant: WordAssistant) -> None:
    for query, who, values, chosen in (
        (f"?scope={FOLDER}", BEN, ["", FOLDER, *ODD], FOLDER),
        ("", ANA, ["", "<b>Mine", FOLDER, *ODD], ""),
        ("?scope=gone", BEN, ["", FOLDER, *ODD, "gone"], "gone"),
    ):
        event: Any = SimpleNamespace(query=query)
        for view in (page(assistant), Mentioning(lambda: assistant, lambda say: "")):
            offered = view.offer_scopes(event, who)
            assert ([value for _, value in offered["choices"]], offered["value"]) == (values, chosen)


def test_mentions_are_limited_and_their_address_names_the_scope(assistant: WordAssistant) -> None:
    mentioning = Mentioning(lambda: assistant, lambda say: "")
    found, _ = mentioning.find("bridge", "words", [], [], "", "", BEN, FOLDER)
    assert found is not None
    assert {one.transcript_id for one in found.by_transcript} == {HEARING.id}
    link = search_of(found).href()
    assert "transcript=" not in link
    named = parse_search(link)
    assert named is not None
    assert named.scope == FOLDER
    nothing, html = mentioning.find("bridge", "words", [], [], "", "", BEN, "<b>Mine")
    assert nothing is None
    assert "<b>" not in html


def test_another_scope_looks_again_only_where_something_was_looked_for(assistant: WordAssistant) -> None:
    mentioning = Mentioning(lambda: assistant, lambda say: "")
    event: Any = SimpleNamespace(query=f"?view=mentions&scope={FOLDER}")
    assert all("update" in str(one) for one in mentioning.find_within(None, " ", "words", [], [], "", "", event, BEN))
    found, _ = mentioning.find("bridge", "words", [], [], "", "", BEN)
    again, _ = mentioning.find_within(found, "other", "words", [], [], "", "", event, BEN)
    assert (again.query, again.where.scope) == ("bridge", FOLDER)
