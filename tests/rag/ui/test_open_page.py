"""Attacks on a page that is open to all, where whoever sits at the machine manages the library."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.rag.ui.running import PATIENCE, called, make_library, served

pytestmark = pytest.mark.slow  # it starts a server

VISITORS_MAY_NOT = "Only from the machine it runs on"
SYNC = "/gradio_api/call/v2/sync"


@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = make_library(tmp_path_factory.mktemp("open") / "library")
    with socket.socket() as free:  # not 7860, which the default base address names
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with served(library, "--host", "0.0.0.0", "--open", "--port", port) as address:
        yield address.replace("localhost", "127.0.0.1")


def sync(page: str, **headers: str) -> str:
    """What comes of asking for a sync: only who manages may."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    begun = httpx.post(page + SYNC, json={}, headers=named, timeout=PATIENCE)
    if begun.status_code != 200:
        return begun.text
    events = f"{page}/gradio_api/call/sync/{begun.json()['event_id']}"
    return httpx.get(events, headers=named, timeout=PATIENCE).text


def test_who_sits_at_the_machine_manages(open_page: str) -> None:
    assert '"unchanged"' in sync(open_page)
    assert '"unchanged"' in sync(open_page, origin=open_page)
    assert '"unchanged"' in sync(open_page, host=f"localhost:{urlsplit(open_page).port}")


def test_a_name_that_was_pointed_here_reads_and_does_not_manage(open_page: str) -> None:
    for name in ("rebound.example", "127.0.0.1.rebound.example", "localhost.example", "0.0.0.0", "127.0.0.1@evil"):
        host = f"{name}:{urlsplit(open_page).port}"
        assert '"unchanged"' not in sync(open_page, host=host, origin=f"http://{host}"), name
    assert VISITORS_MAY_NOT in sync(open_page, host="rebound.example", origin="http://rebound.example")


@pytest.mark.parametrize(
    "header",
    [
        "Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded", "X_Forwarded_For", "X-Real-IP",
        "CF-Connecting-IP", "CF-Ray", "X-Client-IP", "True-Client-IP", "x-forwarded-HOST", "Fly-Client-IP",
    ],
)  # fmt: skip
def test_what_anything_handed_on_is_a_strangers(open_page: str, header: str) -> None:
    for value in ("1.1 proxy", "127.0.0.1", ""):
        assert VISITORS_MAY_NOT in sync(open_page, **{header: value}), value


def test_a_proxy_that_leaves_no_header_speaks_http_1_0(open_page: str) -> None:
    begun = handed_on(open_page, "POST", SYNC.replace("/v2", ""), '{"data": [false]}')
    event = begun.rpartition("\r\n\r\n")[2].split('"')[3]
    assert VISITORS_MAY_NOT in handed_on(open_page, "GET", f"/gradio_api/call/sync/{event}")


def handed_on(page: str, method: str, path: str, body: str = "") -> str:
    """What such a proxy gets: the head and the body of the answer."""
    where = urlsplit(page)
    head = f"{method} {path} HTTP/1.0\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((where.hostname, where.port or 80), timeout=PATIENCE) as plain:
        plain.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        return b"".join(iter(lambda: plain.recv(4096), b"")).decode()


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "file://",
        "",
        "http://",
        "http://127.0.0.1:7860",
        "http://127.0.0.1",
        "chrome-extension://abc",
        "https://",
    ],
)
def test_no_other_site_or_program_of_this_machine_is_the_page(open_page: str, origin: str) -> None:
    assert urlsplit(open_page).port != 7860, "the default base address would be the page's own"
    refused = httpx.post(open_page + SYNC, json={}, headers={"origin": origin}, timeout=PATIENCE)
    assert (refused.status_code, "OTR_BASE_URL" in refused.text) == (403, True)


def test_two_names_or_origins_are_none(open_page: str) -> None:
    doubled = [("origin", open_page), ("origin", "http://evil.example")]
    assert httpx.post(open_page + SYNC, json={}, headers=doubled, timeout=PATIENCE).status_code == 403
    own = urlsplit(open_page)
    with socket.create_connection((own.hostname, own.port or 80), timeout=PATIENCE) as plain:
        plain.sendall(f"GET /config HTTP/1.1\r\nHost: {own.netloc}\r\nHost: evil.example\r\n\r\n".encode())
        assert b" 400 " in plain.recv(100)


@pytest.mark.parametrize(
    "path",
    [
        "process_recording", "deep_link?session_hash=x", "dev/reload", "vibe-code", "vibe-code/", "vibe-edit",
        "stream/x", "stream/x/close", "component_server", "component_server/", "file=/etc/passwd", "proxy=http://x",
        "openapi.json", "runs", "run-history/buckets", "run/sync", "api/sync", "custom_component/a/b/c/d", "token",
        "%76ibe-code", "info/../vibe-code",
    ],
)  # fmt: skip
def test_what_the_page_does_not_use_is_closed(open_page: str, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        closed = httpx.request(method, f"{open_page}/gradio_api/{path}", timeout=PATIENCE)
        assert closed.status_code in (404, 405), method
    for other in ("monitoring", "monitoring/summary", "user", "file/etc/passwd", "docs", "redoc", "pwa_icon"):
        assert httpx.get(f"{open_page}/{other}", timeout=PATIENCE).status_code == 404, other


def test_it_answers_all_the_same(open_page: str) -> None:
    assert called(open_page, "transcripts")[-1][0] == "complete"


def test_links_carry_the_port_that_is_served(open_page: str) -> None:
    (_, (found,)) = called(open_page, "search", query="ferry")[-1]
    link = urlsplit(found["results"][0]["url"])
    assert (link.port, link.query.partition("=")[0]) == (urlsplit(open_page).port, "turn")
