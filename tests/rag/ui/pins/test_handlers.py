"""What happens with pins on the page."""

from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from index.catalog.kept import KeptInFolder
from rag.pins import store
from rag.ui.auth.accounts import User
from rag.ui.pins.handlers import Pinning
from tests.rag.ui.double import HEARING, HOSTILE, WordAssistant, library

TURN = f"{HEARING.id}#0"


class Event:
    """What a browser sends with an event."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class Visit:
    """A request of somebody who is signed in."""

    def __init__(self, name: str) -> None:
        self.scope, self.headers = {"user": User(name, "read")}, dict[str, str]()


ANA: Any = Visit("ana")
BEN: Any = Visit("ben")


@pytest.fixture
def pinning(tmp_path: Path) -> Pinning:
    assistant = WordAssistant(library(HEARING, HOSTILE, folder=tmp_path))
    return Pinning(lambda: assistant)


def event(**values: Any) -> Any:
    return Event(**values)


def put(pinning: Pinning, turn: str = TURN, *, start: int = 0, end: int | None = None, who: Any = ANA) -> str:
    return pinning.add(event(turn=turn, start=start, end=end), who)


def identifier(shown: str) -> str:
    return shown.split('data-pin="')[1].split('"')[0]


def test_what_is_pinned_stands_in_the_list_with_its_link_and_room_for_a_note(pinning: Pinning) -> None:
    assert "Nothing is pinned yet" in pinning.draw(ANA)
    words = HEARING.spoken[0].text[:10]
    shown = put(pinning, end=10)
    assert "1 pin" in shown
    assert 'data-turn-id="hearings&#47;bridge hearing&#46;vtt&#35;0"' in shown
    assert "quote&#61;0&#45;10" in shown
    assert words.split()[0] in shown
    noted = pinning.note(event(pin=identifier(shown), note="<b>for</b> the lead"), ANA)
    assert "&#60;b&#62;for" in noted
    assert "Nothing is pinned yet" in pinning.remove(event(pin=identifier(shown)), ANA)


def test_nobody_sees_or_changes_anothers(pinning: Pinning) -> None:
    shown = put(pinning)
    assert "Nothing is pinned yet" in pinning.draw(BEN)
    with pytest.warns(UserWarning, match="no pin"):
        pinning.remove(event(pin=identifier(shown)), BEN)
    with pytest.warns(UserWarning, match="no pin"):
        pinning.note(event(pin=identifier(shown), note="mine now"), BEN)
    assert identifier(shown) in pinning.draw(ANA)
    assert "mine now" not in pinning.draw(ANA)


@pytest.mark.parametrize(
    ("turn", "start", "end"), [("gone.txt#0", 0, None), (TURN, 5, 5), (TURN, "x", 3), ("rubbish", 0, None)]
)
def test_what_cannot_be_pinned_changes_nothing(pinning: Pinning, turn: str, start: Any, end: Any) -> None:
    with pytest.warns(UserWarning, match="no transcript|no words|invalid literal|not a turn id"):
        assert "Nothing is pinned yet" in put(pinning, turn, start=start, end=end)


def test_a_sheet_is_saved_with_links_to_the_page_as_its_reader_knows_it(pinning: Pinning) -> None:
    put(pinning)
    file = pinning.export(event(form="md", address="https://desk.example/otr"), ANA)
    text = b64decode(file.split('value="')[1].split('"')[0].replace("&#61;", "=").replace("&#43;", "+").replace(
        "&#47;", "/")).decode()  # fmt: skip
    assert "<https://desk.example/otr/?turn=hearings%2Fbridge%20hearing.vtt%230>" in text
    assert pinning.export(event(form="exe", address="https://desk.example"), ANA) == ""
    assert pinning.export(event(form="md", address="javascript:alert(1)"), ANA) == ""


def test_nothing_of_a_transcript_is_markup(pinning: Pinning) -> None:
    shown = put(pinning, f"{HOSTILE.id}#0")
    assert "<script" not in shown
    assert "{{" not in shown


def test_a_pin_whose_words_are_gone_says_so(pinning: Pinning, tmp_path: Path) -> None:
    gone = store.Pin("abc", "ana", "2026-01-01", f"{HEARING.id}#1", 0, 5, "0" * 64, "a note")
    store.add(KeptInFolder(tmp_path), gone)
    shown = pinning.draw(ANA)
    assert "no longer said" in shown
    assert "a note" in shown


def test_until_the_library_is_open_there_is_nothing(tmp_path: Path) -> None:
    waiting = Pinning(lambda: None)
    assert waiting.draw(ANA) == ""
    assert put(waiting) == ""


def test_a_scope_limits_the_list_and_the_sheet(pinning: Pinning) -> None:
    put(pinning)
    put(pinning, f"{HOSTILE.id}#1")
    folder = HEARING.id.rpartition("/")[0] + "/"
    choice, scope, shown = pinning.turn_to(event(query=f"?scope={folder}"), ANA)
    assert (choice["visible"], choice["value"], scope, shown.count("data-pin=")) == (True, folder, folder, 1)
    assert "1 pin lies outside the scope" in shown
    sheet = pinning.export(event(form="md", address="https://desk.example"), ANA, folder)
    assert "zebra" not in sheet
    assert pinning.turn_to(event(query=""), ANA)[2].count("data-pin=") == 2
    assert 'role="alert"' in pinning.draw(ANA, "gone")
    assert not pinning.turn_to(event(query=""), BEN)[0]["visible"]
