"""What the reader asks the server for."""

import wave
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.ui.auth.guard import guards
from rag.ui.reader.routes import routes
from tests.rag.ui.double import HEARING, HOSTILE, LONG, MemoryIndex, WordAssistant, library, tell


def client(index: MemoryIndex | None) -> TestClient:
    """The routes behind the guard of the page."""
    assistant = WordAssistant(index) if index is not None else None
    return TestClient(Starlette(routes=routes(lambda: assistant), middleware=guards("0.0.0.0")))


def write_wav(path: Path, *, seconds: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 8000 * seconds)
    return path


@pytest.fixture
def recorded(tmp_path: Path) -> TestClient:
    write_wav(tmp_path / "hearings" / "bridge hearing.wav", seconds=2)
    return client(replace(library(), library=tmp_path))


RECORDING = f"/recording?transcript={quote(HEARING.id, safe='')}&part=0"


def test_the_pages_around_another_turn_of_the_open_transcript() -> None:
    told = client(library()).get(f"/reader/place?turn={quote(LONG.id + '#446', safe='')}&quote=0-4").json()
    assert (told["turns"], told["turn"], sorted(told["pages"])) == (900, 446, ["11"])
    assert "<mark>This</mark>" in told["pages"]["11"]


def test_a_page() -> None:
    told = client(library()).get("/reader/page", params={"transcript": LONG.id, "page": "22"}).json()
    assert told["turns"] == 900
    assert 'data-turn="899"' in told["html"]
    assert client(library()).get("/reader/page", params={"transcript": LONG.id, "page": "23"}).json()["html"] == ""


def test_the_outline_tells_who_speaks_and_when() -> None:
    told = client(library()).get("/reader/outline", params={"transcript": HEARING.id}).json()
    assert [(speaker["name"], speaker["turns"]) for speaker in told["speakers"]][:2] == [
        ("Chair Okafor", 7),
        ("Marta Lindqvist", 8),
    ]
    assert told["who"][:4] == [0, 1, 0, 1]
    assert told["starts"][:3] == [0.0, 20.0, 40.0]
    assert told["parts"] == []
    assert all(speaker["named"] for speaker in told["speakers"])


def test_whoever_has_no_name_is_no_name_to_choose() -> None:
    talk = tell("talk", "Talk", "Ana: Hi.")
    nobody = replace(talk.spoken[0], id="talk#1", index=1, speaker=None)
    talk = replace(talk, spoken=(*talk.spoken, nobody))
    told = client(library(talk)).get("/reader/outline", params={"transcript": "talk"}).json()
    assert [(speaker["name"], speaker["named"]) for speaker in told["speakers"]] == [
        ("Ana", True),
        ("Unnamed speaker", False),
    ]


def test_every_place_of_a_word_is_found_drawn_or_not() -> None:
    told = client(library()).get("/reader/find", params={"transcript": LONG.id, "words": "remark number"}).json()
    assert told["count"] == 900
    assert told["places"][899] == [899, 8, 21]


def test_places_are_counted_as_a_browser_counts_characters() -> None:
    talk = tell("t.txt", "T", "Ana: 😀 yes, yes")
    told = client(library(talk)).get("/reader/find", params={"transcript": "t.txt", "words": "yes"}).json()
    assert told == {"count": 2, "places": [[0, 3, 6, 8, 11]]}


@pytest.mark.parametrize(
    "address",
    [
        "/reader/place?turn=gone.txt%230",
        "/reader/place?turn=nothing",
        "/reader/page?transcript=gone.txt&page=0",
        f"/reader/page?transcript={quote(LONG.id)}&page=x",
        f"/reader/page?transcript={quote(LONG.id)}&page=-1",
        f"/reader/page?transcript={quote(LONG.id)}&page=" + "9" * 5000,
        "/reader/outline?transcript=gone.txt",
        "/reader/outline",
        "/reader/find?transcript=gone.txt&words=x",
        "/recording?transcript=gone.txt&part=0",
    ],
)
def test_what_is_not_there_is_said_not_to_be(address: str) -> None:
    answer = client(library()).get(address)
    assert answer.status_code == 404
    assert answer.json()["problem"]


def test_before_the_library_is_open_that_is_said() -> None:
    answer = client(None).get("/reader/outline?transcript=x")
    assert (answer.status_code, answer.json()["problem"]) == (503, "Opening the transcript…")


def test_the_words_are_in_the_readers_language() -> None:
    answer = client(None).get("/reader/outline?transcript=x", headers={"accept-language": "zh-CN"})
    assert answer.json()["problem"] == "正在打开记录……"


def test_hostile_words_leave_as_text() -> None:
    told = client(library()).get("/reader/page", params={"transcript": HOSTILE.id, "page": "0"}).json()
    assert "<img" not in told["html"]
    assert "<script" not in told["html"]


def test_a_recording_is_sent_in_the_ranges_that_a_player_asks_for(recorded: TestClient, tmp_path: Path) -> None:
    sound = (tmp_path / "hearings" / "bridge hearing.wav").read_bytes()
    whole = recorded.get(RECORDING)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, sound, "audio/wav")
    assert whole.headers["x-content-type-options"] == "nosniff"
    part = recorded.get(RECORDING, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, sound[100:200])
    assert recorded.get(RECORDING, headers={"range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize(
    "transcript",
    [
        "hearings/bridge hearing.wav",
        "../hearings/bridge hearing.vtt",
        "/etc/passwd",
        "hearings/../hearings/bridge hearing.vtt",
        "hearings/bridge hearing.vtt\0",
        "",
    ],
)
def test_only_a_known_transcript_has_a_recording(recorded: TestClient, transcript: str) -> None:
    assert recorded.get("/recording", params={"transcript": transcript, "part": "0"}).status_code == 404


@pytest.mark.parametrize("part", ["1", "-1", "x", "", "9" * 5000])
def test_only_its_own_parts_have(recorded: TestClient, part: str) -> None:
    assert recorded.get("/recording", params={"transcript": HEARING.id, "part": part}).status_code == 404


def test_a_link_out_of_the_library_is_not_followed(tmp_path: Path) -> None:
    secret = write_wav(tmp_path / "secret.wav", seconds=1)
    (tmp_path / "library" / "hearings").mkdir(parents=True)
    (tmp_path / "library" / "hearings" / "bridge hearing.wav").symlink_to(secret)
    assert client(replace(library(), library=tmp_path / "library")).get(RECORDING).status_code == 404


def test_nothing_but_reading_is_answered(recorded: TestClient) -> None:
    assert recorded.post(RECORDING).status_code == 405
    assert recorded.get("/gradio_api/file=/etc/passwd").status_code == 404
