"""Attacks on a page that people sign in to: what is too much, what is another's, what should wait."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag.question.bounds import BOUNDS
from rag.ui.auth.limits import LIMITS
from tests.rag.ui.running import ANA, BEN, PATIENCE, add_users, called, command, make_library, served

pytestmark = pytest.mark.slow  # it starts a server

JOIN, DATA, MCP = "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/mcp"


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return add_users(tmp_path_factory.mktemp("attacked"))


@pytest.fixture(scope="module")
def attacked(users: Path) -> Iterator[str]:
    """A page of its own: what strangers do here is counted against this machine's address."""
    library = make_library(users.parent / "library")
    settings: dict[str, str | Path] = {"auth_file": users, "auth_proxy": "127.0.0.2"}
    with served(library, "--mcp", auth=ANA, settings=settings) as found:
        yield found


def post(page: str, path: str, values: object, user: tuple[str, str] = BEN) -> httpx.Response:
    return httpx.post(page + path, json=values, auth=user, timeout=PATIENCE)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/call/v2/search", "/gradio_api/call/search", JOIN, "/gradio_api/run/predict", "/gradio_api/cancel",
        MCP, "/gradio_api/reset", "/config", "/reader/find",
    ],
)  # fmt: skip
def test_no_request_brings_more_than_a_megabyte(attacked: str, path: str) -> None:
    body = json.dumps({"query": "x" * 2_000_000}).encode()

    def pieces() -> Iterator[bytes]:
        yield from (body[at : at + 50_000] for at in range(0, len(body), 50_000))

    for content in (body, pieces()):
        try:
            sent = httpx.post(attacked + path, content=content, auth=BEN, timeout=PATIENCE)
        except httpx.WriteError:
            continue  # it had refused, and closed, before all was sent
        assert sent.status_code == 413


def test_a_question_of_2001_characters_is_refused_everywhere(attacked: str) -> None:
    long = "x " * (BOUNDS.longest // 2) + "y"
    for name, values in (("ask", {"question": long}), ("search", {"query": long}), ("ask", {"speaker": [long]})):
        event, data = called(attacked, name, BEN, **{"question": "Who pays?", **values} if name == "ask" else values)[
            -1
        ]
        assert (event, f"{BOUNDS.longest} characters" in data["error"]) == ("error", True)
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": long}},
    }
    accept = {"accept": "application/json, text/event-stream"}
    told = httpx.post(attacked + MCP, json=call, headers=accept, auth=BEN, timeout=PATIENCE).text
    assert f"{BOUNDS.longest} characters" in told
    words = {"transcript": "2026-03-12-hearing.txt", "words": long}
    found = httpx.get(f"{attacked}/reader/find", params=words, auth=BEN, timeout=PATIENCE)
    assert (found.status_code, f"{BOUNDS.longest} characters" in found.text) == (404, True)


def test_what_is_no_json_or_nested_without_end_is_refused(attacked: str) -> None:
    for body in (b"[" * 900_000, b'{"a":' * 150_000, b"\xff\xfe", b"{"):
        sent = httpx.post(attacked + JOIN, content=body, auth=BEN, timeout=PATIENCE)
        assert sent.status_code == 400


def test_a_session_is_its_first_users(attacked: str) -> None:
    mine = {"data": [], "session_hash": "anas-own", "fn_index": 0}
    assert post(attacked, JOIN, mine, ANA).status_code != 403
    theirs = [
        httpx.get(f"{attacked}{DATA}?session_hash=anas-own", auth=BEN, timeout=PATIENCE),
        httpx.get(f"{attacked}{DATA}?session_hash=bens&session_hash=anas-own", auth=BEN, timeout=PATIENCE),
        httpx.get(f"{attacked}{DATA}?session%5fhash=anas%2down", auth=BEN, timeout=PATIENCE),
        httpx.get(f"{attacked}/gradio_api/heartbeat/anas-own", auth=BEN, timeout=PATIENCE),
        httpx.get(f"{attacked}/gradio_api/heartbeat/anas%2Down", auth=BEN, timeout=PATIENCE),
        post(attacked, JOIN, mine),
        post(attacked, "/gradio_api/run/predict", mine),
        post(attacked, "/gradio_api/cancel", {"session_hash": "anas-own", "fn_index": 0, "event_id": "x"}),
        httpx.post(attacked + JOIN, content=json.dumps(mine).encode("utf-16"), auth=BEN, timeout=PATIENCE),
        httpx.post(
            attacked + JOIN, content=b'{"session_hash":"bens","session_hash":"anas-own"}', auth=BEN, timeout=PATIENCE
        ),
    ]
    assert [refused.status_code for refused in theirs] == [403] * len(theirs)


def test_an_event_is_whose_call_began_it(attacked: str) -> None:
    event = post(attacked, "/gradio_api/call/v2/transcripts", {}, ANA).json()["event_id"]
    for path in (
        f"/gradio_api/call/transcripts/{event}",
        f"/gradio_api/call/v2/x/{event}/",
        f"{DATA}?session_hash={event}",
    ):
        assert httpx.get(attacked + path, auth=BEN, timeout=PATIENCE).status_code == 403, path
    assert (
        post(attacked, "/gradio_api/cancel", {"session_hash": "b", "fn_index": 0, "event_id": event}).status_code == 403
    )
    own = httpx.get(f"{attacked}/gradio_api/call/transcripts/{event}", auth=ANA, timeout=PATIENCE)
    assert "event: complete" in own.text


def test_one_visitor_has_so_many_calls_at_once(attacked: str) -> None:
    def ask(number: int) -> int:
        return post(attacked, "/gradio_api/call/v2/ask", {"question": f"Who pays for the {number} tests?"}).status_code

    with ThreadPoolExecutor(40) as several:
        codes = list(several.map(ask, range(4 * LIMITS.calls)))
    assert set(codes) == {200, 429}
    assert post(attacked, "/gradio_api/call/v2/transcripts", {}, ANA).status_code == 200, "others are not kept waiting"


def test_many_wrong_passwords_at_once_hold_up_nobody(attacked: str) -> None:
    assert httpx.get(attacked + "/config", auth=BEN, timeout=PATIENCE).status_code == 200

    def guess(number: int) -> int:
        with httpx.Client(transport=httpx.HTTPTransport(local_address=f"127.0.3.{number + 1}")) as stranger:
            wrong = {"username": f"user{number}", "password": "wrong password"}
            return stranger.post(attacked + "/login", data=wrong, timeout=PATIENCE).status_code

    with ThreadPoolExecutor(60) as strangers:
        guesses = [strangers.submit(guess, number) for number in range(60)]
        begun = time.monotonic()
        assert httpx.get(attacked + "/config", auth=BEN, timeout=PATIENCE).status_code == 200
        waited = time.monotonic() - begun
    codes = [guess.result() for guess in guesses]
    assert set(codes) == {401, 429}, "some were checked, the others turned away at once"
    assert waited < 10, "a generous bound: two busy cores"


def test_behind_a_proxy_each_waits_for_their_own_failures(attacked: str) -> None:
    def through(address: str, password: str) -> int:
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"), timeout=PATIENCE) as proxy:
            told = {"username": "ana", "password": password}
            return proxy.post(attacked + "/login", data=told, headers={"x-forwarded-for": address}).status_code

    assert [through("203.0.113.9", "wrong password") for _ in range(6)] == [401] * 5 + [429]
    assert through("198.51.100.1, 203.0.113.9", ANA[1]) == 429, "what stands before the last address may be made up"
    assert through("203.0.113.10", ANA[1]) == 200


def test_half_a_request_is_not_waited_for(attacked: str) -> None:
    where = urlsplit(attacked)
    halves = (b"", b"GET /config HTT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST /login HTTP/1.1\r\nHost: ")
    with ThreadPoolExecutor(len(halves)) as several:
        assert all(several.map(lambda half: _closed((where.hostname or "", where.port or 0), half), halves))


def test_a_head_without_end_is_cut_off(attacked: str) -> None:
    where = urlsplit(attacked)
    with socket.create_connection((where.hostname, where.port or 0), timeout=PATIENCE) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            stranger.sendall((b"X-A: " + b"a" * 10_000 + b"\r\n") * 10_000)


def _closed(where: tuple[str, int], half: bytes) -> bool:
    with socket.create_connection(where, timeout=60) as stranger:
        stranger.sendall(half)
        return stranger.recv(1000) == b""


def test_open_streams_end_with_their_user(attacked: str, users: Path) -> None:
    command("user", "add", "eve", "--file", users, stdin="eve's password\n")
    eve = ("eve", "eve's password")
    with httpx.stream("GET", f"{attacked}/gradio_api/heartbeat/eves", auth=eve, timeout=60) as stream:
        assert stream.status_code == 200
        command("user", "remove", "eve", "--file", users)
        for _ in stream.iter_raw():
            pass
    assert httpx.get(f"{attacked}/config", auth=eve, timeout=PATIENCE).status_code == 401


def test_open_streams_end_where_the_password_is_another(attacked: str, users: Path) -> None:
    command("user", "add", "eve", "--file", users, stdin="eve's password\n")
    eve = ("eve", "eve's password")
    with httpx.stream("GET", f"{attacked}/gradio_api/heartbeat/eves-own", auth=eve, timeout=60) as stream:
        assert stream.status_code == 200
        command("user", "remove", "eve", "--file", users)
        command("user", "add", "eve", "--file", users, stdin="another password\n")
        for _ in stream.iter_raw():
            pass


def test_links_out_of_the_library_show_nothing_by_any_door(tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("EVE: The password is swordfish.\n\nANA: I see.\n")
    (outside / "secret.mp3").write_bytes(b"swordfish")
    (outside / "secret.yaml").write_text("title: swordfish\n")
    for name, target in (("leak.txt", "secret.txt"), ("aliases", "secret.txt"), ("deep", ".")):
        (library / name).symlink_to(outside / target)
    for suffix in ("mp3", "yaml"):
        (library / f"2026-03-12-hearing.{suffix}").symlink_to(outside / f"secret.{suffix}")
    with served(library) as page:
        synced = called(page, "sync")[-1][1]
        assert "swordfish" not in json.dumps(synced)
        assert str(outside) not in json.dumps(synced), "nor where it leads"
        calls: list[tuple[str, dict[str, object]]] = [
            ("transcripts", {}),
            ("search", {"query": "swordfish"}),
            ("search", {"query": "swordfish", "mode": "mentions"}),
            ("turn", {"turn_id": "leak.txt#0"}),
            ("ask", {"question": "What is the password?"}),
        ]
        answers = [called(page, name, None, **values) for name, values in calls]
        assert "is swordfish" not in json.dumps(answers)
        recording = httpx.get(f"{page}/recording?transcript=2026-03-12-hearing.txt&part=0", timeout=PATIENCE)
        assert recording.status_code == 404
