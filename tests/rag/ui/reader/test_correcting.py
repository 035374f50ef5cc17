"""Turns corrected in the reader, by those who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.ui.i18n import ENGLISH
from rag.ui.markup import plain
from rag.ui.permalink import Place
from rag.ui.reader.html import open_place
from rag.ui.reader.routes import routes
from tests.index.double import Library
from tests.rag.double import make_assistant

TALK = "ANA: The brigde is shut. BEN has the keys.\nBEN: ${1} < {{2}}.\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library")
    made.write("talk.txt", TALK)
    made.index.sync()
    yield made
    made.index.close()


def client(library: Library, *, manages: bool = True) -> TestClient:
    assistant = make_assistant(library)
    return TestClient(Starlette(routes=routes(lambda: assistant, lambda _: manages)))


def drawn(library: Library, *, manages: bool = True) -> str:
    return open_place(library.index, Place("talk.txt#0"), ENGLISH, manages=manages)


def test_words_and_speaker_are_corrected_marked_and_undone(library: Library) -> None:
    page = client(library)
    told = page.post(
        "/reader/correct",
        json={"turn": "talk.txt#1", "seen": "${1} < {{2}}.", "words": "<i>No</i>.", "speaker": "CARA"},
    ).json()
    assert told["turn"] == "talk.txt#1"
    turn = library.index.turn("talk.txt#1")
    assert (turn.speaker, turn.text) == ("CARA", "<i>No</i>.")
    html = drawn(library)
    assert html.count('class="original"') == 1
    assert plain("${1} < {{2}}.") in html, "what the file says, as text"
    assert "<i>No" not in html
    for _ in range(2):
        page.post("/reader/undo", json={"turn": "talk.txt#1", "id": library.index.turn("talk.txt#1").corrections[-1]})
    assert (library.index.turn("talk.txt#1").text, library.index.turn("talk.txt#1").speaker) == ("${1} < {{2}}.", "BEN")
    assert 'class="original"' not in drawn(library)


def test_a_turn_is_split_at_a_character_and_joined_and_the_place_is_told(library: Library) -> None:
    page = client(library)
    seen = library.index.turn("talk.txt#0").text
    page.post(
        "/reader/correct", json={"turn": "talk.txt#0", "seen": seen, "split": seen.index("has"), "speaker": "BEN"}
    )
    assert library.index.turn("talk.txt#1").text == "has the keys."
    split = library.index.turn("talk.txt#1").corrections[-1]
    assert page.post("/reader/undo", json={"turn": "talk.txt#1", "id": split}).json()["turn"] == "talk.txt#0"
    assert page.post("/reader/correct", json={"turn": "talk.txt#0", "merge": True}).status_code == 200
    assert len(library.index.turns("talk.txt")) == 1


def test_who_may_not_manage_sees_the_mark_and_changes_nothing(library: Library) -> None:
    client(library).post("/reader/correct", json={"turn": "talk.txt#0", "words": "The bridge is shut."})
    html = drawn(library, manages=False)
    assert 'class="original"' in html
    assert "data-manages" not in html
    assert "<template" not in html
    reader = client(library, manages=False)
    for path in ("correct", "undo"):
        assert reader.post(f"/reader/{path}", json={"turn": "talk.txt#0", "merge": True}).status_code == 403
    assert TestClient(Starlette(routes=routes(lambda: None))).post("/reader/correct", json={}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "sent",
    [
        {"turn": "talk.txt#0", "words": "No.", "seen": "something else"},
        {"turn": "talk.txt#0", "words": "a\u0000b"},
        {"turn": "talk.txt#0", "words": 3},
        {"turn": "talk.txt#0", "split": True},
        {"turn": "talk.txt#0"},
        {"turn": "../../etc/passwd#0", "words": "x"},
        {"turn": "talk.txt#9", "words": "x"},
        {"turn": None},
        {},
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(library: Library, sent: dict[str, object]) -> None:
    answer = client(library).post("/reader/correct", json=sent)
    assert answer.status_code == 409
    assert answer.json()["problem"]
    assert client(library).post("/reader/undo", json=sent).status_code == 409
    assert sorted(path.name for path in library.folder.iterdir() if not path.name.startswith(".")) == ["talk.txt"]


def test_what_is_no_json_is_refused(library: Library) -> None:
    for body in (b"", b"[]", b"[" * 100_000):
        assert client(library).post("/reader/correct", content=body).status_code == 400
