"""A transcript saved as a document in a real browser, by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.conftest import PHONE
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 60_000  # milliseconds for the first page of a server that has just begun, on a busy machine
TALK = """Ana Reyes: The ferry leaves at nine, they say.
Bo Chen: From which quay, Ms. Reyes? Ask Tom.
Ana Reyes: From the fish quay.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("written") / "library"
    folder.mkdir()
    (folder / "talk.txt").write_text(TALK, "utf-8")
    yield from serve_library(folder)


def opened(page: Page, address: str) -> None:
    page.goto(f"{address}/?turn=talk.txt%231")
    expect(page.locator(".turn.target")).to_be_visible(timeout=FIRST)
    page.locator(".export > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Word document")).to_be_visible()


def test_a_document_without_somebody_is_saved_by_keyboard(address: str, desk: Page) -> None:
    opened(desk, address)
    desk.get_by_role("checkbox", name="Ana Reyes").focus()
    desk.keyboard.press("Space")
    desk.get_by_label("Others to hide").focus()
    desk.keyboard.type("Tom")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    with desk.expect_download() as waiting:
        desk.keyboard.press("Enter")  # the second button
    assert waiting.value.suggested_filename == "talk.md"
    text = Path(waiting.value.path()).read_text("utf-8")
    assert "**Speaker A**" in text
    assert "From which quay, Speaker A? Ask Person B." in text
    assert "talk.txt" not in text
    expect(desk.locator(".said")).to_have_text("Saved: talk.md")


def test_whoever_is_not_there_is_said_not_to_be(address: str, chromium: Browser) -> None:
    phone = chromium.new_page(viewport=PHONE)  # not the one that is watched: Chromium logs every refusal
    opened(phone, address)
    phone.get_by_label("Others to hide").fill("Nobody")
    phone.get_by_role("button", name="Data (JSON)").click()
    expect(phone.locator(".export .problem")).to_contain_text("nobody called 'Nobody'")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_grave_fault_of_accessibility(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    opened(desk, address)
    assert grave_faults(desk, "#reader") == []
