"""A real Chromium, and the page with an assistant that reads real turns."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parents[2]
DESK = ViewportSize(width=1280, height=900)
PATIENCE = 120_000  # milliseconds: a busy machine is slow, not wrong
PHONE = ViewportSize(width=390, height=844)
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Served:
    """A page being served. While `status_file` exists, its library is still being opened."""

    address: str
    status_file: Path


@dataclass(frozen=True)
class Visit:
    """A browser page; what it asked of other machines, and what it complained about."""

    page: Page
    outside: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page in a process of its own: Gradio leaves event loops open, which would fail a test that did nothing."""
    status_file = tmp_path_factory.mktemp("served") / "status.txt"
    command = [sys.executable, "-m", "tests.browser.serve", str(status_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        yield Served(process.stdout.readline().split()[-1], status_file)
        process.terminate()


@pytest.fixture
def busy(served: Served) -> Iterator[Served]:
    """The page while its library is still being opened."""
    served.status_file.write_text("Starting: reading the library, 3 of 9 files", "utf-8")
    yield served
    served.status_file.unlink(missing_ok=True)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """A page on a desk; the test fails where the page asked another machine for anything, or met an error."""
    yield from _watched(_visit(chromium, DESK))


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """The same at phone width."""
    yield from _watched(_visit(chromium, PHONE))


def _visit(browser: Browser, size: ViewportSize) -> Visit:
    visit = Visit(browser.new_page(viewport=size), [], [])
    visit.page.set_default_timeout(PATIENCE)

    def note(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname != "127.0.0.1":
            visit.outside.append(url)

    visit.page.on("request", lambda request: note(request.url))
    visit.page.on("websocket", lambda socket: note(socket.url))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("console", lambda line: visit.complaints.append(line.text) if line.type == "error" else None)
    return visit


def _watched(visit: Visit) -> Iterator[Page]:
    yield visit.page
    visit.page.close()
    assert visit.outside == []
    assert visit.complaints == []
