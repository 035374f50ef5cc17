"""A scope in a real browser: chosen by keyboard, in the address, after a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 60_000  # milliseconds for the first page of a server that has just begun, on a busy machine


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("scopes") / "library"
    for name in ("old", "new"):
        (folder / name).mkdir(parents=True)
        (folder / name / "talk.txt").write_text(f"Ana Reyes: The {name} ferry leaves at nine.\nBo: Why?\n", "utf-8")
    yield from serve_library(folder)


def test_a_scope_is_chosen_by_keyboard_and_stands_in_the_address(address: str, desk: Page) -> None:
    desk.goto(address)
    expect(desk.locator(".welcome")).to_be_visible(timeout=FIRST)
    choice = desk.locator("#filter-scope input")
    expect(choice).to_have_value("All")
    choice.focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("old")
    desk.keyboard.press("Enter")
    expect(choice).to_have_value("old/")
    desk.wait_for_url("**scope=old**")
    desk.reload()
    expect(desk.locator("#filter-scope input")).to_have_value("old/", timeout=FIRST)
    desk.fill("#box textarea", "When does the ferry leave?")
    desk.press("#box textarea", "Enter")
    expect(desk.locator("#latest .answer")).to_contain_text("The old ferry leaves at nine.")
    expect(desk.locator("#latest .footer")).to_contain_text("scope: old/")
    desk.get_by_role("link", name="Mentions", exact=True).click()
    desk.fill("#mentions-box :is(input, textarea)", "ferry")
    desk.press("#mentions-box :is(input, textarea)", "Enter")
    expect(desk.locator("#mentions-results .card")).to_have_count(1)
