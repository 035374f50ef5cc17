"""Watched searches in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 60_000  # milliseconds for the first page of a server that has just begun, on a busy machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "talk.txt").write_text("Ana Reyes: The ferry leaves at nine.\nBo: From where?\n", "utf-8")
    return tmp_path / "library"


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    yield from serve_library(folder)


def watch_ferry(page: Page, address: str) -> None:
    page.goto(f"{address}/?view=mentions&mentions=ferry")
    page.get_by_role("button", name="Watch", exact=True).click(timeout=FIRST)
    expect(page.locator(".watched")).to_contain_text("nothing new since")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_new_of_a_watched_search_is_told_and_marked_as_seen(
    address: str, folder: Path, desk: Page, scheme: str
) -> None:
    dress(desk, scheme)
    watch_ferry(desk, address)
    (folder / "more.txt").write_text("Cleo Marsh: No ferry today.\nBo: Why?\n", "utf-8")
    desk.get_by_role("link", name="Library", exact=True).click()
    desk.get_by_role("button", name="Look for changes in the folder").click()
    expect(desk.locator("#library-work")).to_contain_text("1 transcript added")
    desk.get_by_role("link", name="Mentions", exact=True).click()
    watched = desk.locator(".watched")
    watched.get_by_text("1 new turn since").click()
    expect(watched.locator(".card")).to_contain_text("No ferry today.")
    assert grave_faults(desk) == []
    watched.get_by_role("button", name="Mark as seen").click()
    expect(watched).to_contain_text("nothing new since")
    watched.get_by_role("button", name="Watch ferry no longer").click()
    expect(watched).to_have_count(0)


def test_a_search_has_a_feed_at_its_address(address: str, phone: Page) -> None:
    watch_ferry(phone, address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    feed = phone.get_by_role("link", name="Atom feed").get_attribute("href")
    answered = phone.request.get(f"{address}/{feed}")
    assert answered.status == 200
    assert answered.text().count("<entry>") == 1
