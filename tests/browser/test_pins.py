"""Pins in a real browser."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 60_000  # milliseconds for the first page of a server that has just begun, on a busy machine
TALK = """Ana Reyes: The ferry leaves at nine 🚢 sharp, they say.
Bo Chen: From which quay?
Ana Reyes: From the fish quay.
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "talk.txt").write_text(TALK, "utf-8")
    yield from serve_library(tmp_path / "library")


def open_turn(page: Page, address: str, turn: int, quote: str = "") -> None:
    page.goto(f"{address}/?turn=talk.txt%23{turn}{quote}")
    expect(page.locator(".turn.target")).to_be_visible(timeout=FIRST)


def pin(page: Page, turn: int) -> None:
    article = page.locator(f'.turn[data-turn="{turn}"]')
    article.hover()
    article.get_by_role("button", name="Pin the selected or highlighted words, or else the turn").click()


def test_a_quote_and_a_turn_are_pinned_noted_written_down_and_removed(address: str, desk: Page, tmp_path: Path) -> None:
    open_turn(desk, address, 0, "&quote=10-23")
    mark = desk.locator(".turn.target mark").inner_text()
    pin(desk, 0)
    expect(desk.locator(".said")).to_contain_text("Pinned")
    expect(desk.locator('.turn[data-turn="0"] .pin')).to_have_attribute("aria-pressed", "true")
    desk.locator('.turn[data-turn="2"]').focus()
    desk.keyboard.press("b")
    expect(desk.locator('.turn[data-turn="2"] .pin')).to_have_attribute("aria-pressed", "true")

    desk.get_by_role("link", name="Pins", exact=True).click()
    cards = desk.locator("#pins-list .card")
    expect(cards).to_have_count(2)
    expect(cards.nth(1).locator(".words")).to_have_text(mark)
    expect(cards.nth(0).locator(".words")).to_have_text("From the fish quay.")
    cards.nth(1).get_by_label("Note").fill("for the lead")
    with desk.expect_response("**/run/predict*"):
        cards.nth(1).get_by_label("Note").blur()
    desk.reload()
    expect(cards.nth(1).get_by_label("Note")).to_have_value("for the lead", timeout=FIRST)

    desk.get_by_text("Export", exact=True).last.click()
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="Word document").click()
    waiting.value.save_as(tmp_path / "quotes.docx")
    with zipfile.ZipFile(tmp_path / "quotes.docx") as archive:
        document = archive.read("word/document.xml").decode()
        links = archive.read("word/_rels/document.xml.rels").decode()
    assert mark in document
    assert "for the lead" in document
    assert f"{address}/?turn=talk.txt%230" in links

    cards.nth(0).get_by_role("button", name="Remove this pin").click()
    expect(cards).to_have_count(1)
    cards.nth(0).locator("a.words").click()
    expect(desk.locator("#reader .turn.target mark")).to_have_text(mark)


def test_characters_beyond_the_basic_plane_are_counted_as_the_server_counts(address: str, desk: Page) -> None:
    open_turn(desk, address, 0)
    desk.evaluate(
        """() => {
          const text = document.querySelector('.turn[data-turn="0"] .words').firstChild;
          const at = text.data.indexOf("sharp");
          getSelection().setBaseAndExtent(text, at, text, at + 5);
        }"""
    )
    desk.keyboard.press("b")
    desk.get_by_role("link", name="Pins", exact=True).click()
    expect(desk.locator("#pins-list .words")).to_have_text("sharp")


def test_on_a_phone_nothing_is_wider_than_the_screen(address: str, phone: Page) -> None:
    open_turn(phone, address, 0)
    pin(phone, 0)
    phone.goto(f"{address}/?view=pins")
    expect(phone.locator("#pins-list .card")).to_be_visible(timeout=FIRST)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_grave_fault_of_accessibility(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    open_turn(desk, address, 0)
    pin(desk, 0)
    desk.goto(f"{address}/?view=pins")
    expect(desk.locator("#pins-list .card")).to_be_visible(timeout=FIRST)
    assert grave_faults(desk) == []
