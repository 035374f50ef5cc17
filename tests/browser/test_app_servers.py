"""A page in a real browser, its app server killed: it goes on at another by itself, with all that was said."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.browser.conftest import PATIENCE
from tests.browser.test_signing_in import QUESTION, sign_in
from tests.index.catalog.server import Server
from tests.rag.ui.running import ANA, add_users, make_library, running

pytestmark = pytest.mark.browser

FOLLOW_UP = "When do we ship the timetable?"


class Balancer:
    """Hands each connection to the first app server that takes it, and knows nothing of what goes through."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._listening.accept()
                server = self._taken()
                if server is None:
                    visitor.close()
                    continue
                for source, target in ((visitor, server), (server, visitor)):
                    threading.Thread(target=_carry, args=(source, target), daemon=True).start()

    def _taken(self) -> socket.socket | None:
        for port in self.ports:
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", port))
        return None


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):  # whichever side ended, the other is to notice
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _tells_of_its_conversation(request: Request) -> bool:
    """Whether the page sends what its browser keeps, as one does that was loaded, or that finds another app server."""
    event = json.loads(request.post_data or "{}").get("event_data") or {}
    return QUESTION in event.get("record", "")


@pytest.fixture
def url(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = postgresql.fresh()
    monkeypatch.setenv("OTR_CATALOG_URL", made)
    yield made
    postgresql.drop(made)


@pytest.mark.usefixtures("url")
def test_a_page_goes_on_where_its_app_server_was_killed(tmp_path: Path, chromium: Browser) -> None:
    library, users = make_library(tmp_path / "library"), add_users(tmp_path)
    with closing(Balancer()) as balancer:
        settings: dict[str, str | Path] = {"auth_file": users, "base_url": balancer.address}
        serve = partial(running, library, auth=ANA, settings=settings)
        with serve("--index", tmp_path / "first") as (first, process), serve("--index", tmp_path / "second") as last:
            balancer.ports = [urlsplit(address).port or 0 for address in (first, last[0])]
            page = chromium.new_page()
            page.goto(balancer.address)
            sign_in(page, ANA)
            page.fill("#box textarea", QUESTION)
            page.press("#box textarea", "Enter")
            expect(page.locator("#latest .footer")).to_be_visible()
            expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
            server = page.locator("header.head").get_attribute("data-server") or ""
            with page.expect_request(_tells_of_its_conversation, timeout=PATIENCE):
                process.kill()
            expect(page.locator("header.head")).not_to_have_attribute("data-server", server)
            page.wait_for_timeout(2000)  # until the other has heard it
            expect(page.locator(".head .who")).to_have_text(ANA[0])
            expect(page.locator("#latest .question")).to_have_text(QUESTION)
            page.fill("#box textarea", FOLLOW_UP)
            page.press("#box textarea", "Enter")
            expect(page.locator("#latest .question")).to_have_text(FOLLOW_UP)
            expect(page.locator("#latest .footer")).to_be_visible()
            expect(page.locator("#past .question")).to_have_text(QUESTION)
            page.close()
