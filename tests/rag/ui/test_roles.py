"""What a reader may set off on the page: nothing that changes the library, whatever their browser sends."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.ui.library import view as library
from tests.rag.ui.running import ANA, BEN, PATIENCE, called

pytestmark = pytest.mark.slow

HEARING = "2026-03-12-hearing.txt"
SHEETS = "library-sheets"  # the panel that every deed of Library starts from
REFUSED = "You may read this library"

# What each event of the panel would need to do harm; `None`: it shows or hides something, and changes nothing.
SENT: dict[str, dict[str, Any] | None] = {
    "preview": {"files": []},
    "add_files": {"files": [{"number": 0, "there": "replace"}]},
    "ask_remove": {"id": HEARING},
    "remove": {"id": HEARING, "keep": "delete"},
    "ask_speakers": {"id": HEARING},
    "ask_rename": {"id": HEARING, "speaker": "BEN ODE"},
    "plan_rename": {"id": HEARING, "speaker": "BEN ODE", "new": "Bo", "role": "", "scope": "everywhere"},
    "rename": {},
    "sync": {},
    "rebuild": {},
    "ask_rebuild": None,
    "cancel": None,
    "look_for": None,
    "turn_page": None,
    "dismiss": None,
    # Everybody keeps their own; what is everybody's is refused in test_collecting.
    "ask_collect": None,
    "collect": None,
    "forget_scope": None,
}


def events(address: str, user: tuple[str, str]) -> dict[str, dict[str, Any]]:
    """The handlers of the panel by their event, as the page's own configuration lists them."""
    config = httpx.get(f"{address}/config", auth=user, timeout=PATIENCE).json()
    panel = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == SHEETS)
    return {event: one for one in config["dependencies"] for where, event in one["targets"] if where == panel}


def sent(address: str, handler: dict[str, Any], event: dict[str, Any], user: tuple[str, str]) -> str:
    """What comes of an event that somebody's program sends as their page would."""
    values = {
        "fn_index": handler["id"],
        "data": [None] * len(handler["inputs"]),
        "event_data": event,
        "session_hash": f"of-{user[0]}",
    }
    if not handler["queue"]:
        return httpx.post(f"{address}/gradio_api/run/predict", json=values, auth=user, timeout=PATIENCE).text
    joined = httpx.post(f"{address}/gradio_api/queue/join", json=values, auth=user, timeout=PATIENCE)
    assert joined.status_code == 200, joined.text
    data = f"{address}/gradio_api/queue/data?session_hash=of-{user[0]}"
    return httpx.get(data, auth=user, timeout=PATIENCE).text


def state_of(folder: Path, address: str) -> object:
    files = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir()) if path.is_file()
    }  # fmt: skip
    return files, called(address, "transcripts", ANA)[-1]


def test_every_event_of_the_library_is_known_here(address: str) -> None:
    assert set(events(address, BEN)) == set(SENT)
    assert library.NAME == "library"


@pytest.mark.parametrize("event", [event for event, values in SENT.items() if values is not None])
def test_a_reader_sets_off_no_change(address: str, indexed: Path, event: str) -> None:
    before = state_of(indexed, address)
    values = SENT[event]
    assert values is not None
    assert REFUSED in sent(address, events(address, BEN)[event], values, BEN)
    assert state_of(indexed, address) == before


def test_who_manages_is_not_refused(address: str) -> None:
    speakers = sent(address, events(address, ANA)["ask_speakers"], {"id": HEARING}, ANA)
    assert REFUSED not in speakers
    assert "BEN ODE" in speakers


def test_what_a_session_holds_is_not_anothers(address: str) -> None:
    """A rename that ana has worked out is not carried out by whoever sends the event without it."""
    handlers = events(address, ANA)
    planned = sent(address, handlers["plan_rename"], dict(SENT["plan_rename"] or {}), ANA)
    assert "will be attributed to Bo" in planned
    values = {"fn_index": handlers["rename"]["id"], "data": [None], "event_data": {}, "session_hash": "of-another"}
    other = httpx.post(f"{address}/gradio_api/run/predict", json=values, auth=ANA, timeout=PATIENCE).text
    assert "Look at what the new name changes first" in other
