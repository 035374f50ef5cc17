"""A scope in a real browser: chosen by keyboard, in the address, after a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import dress, grave_faults
from tests.browser.conftest import DESK
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


@pytest.mark.parametrize(("scheme", "language"), [("light", "en-GB"), ("dark", "de-DE")])
def test_a_collection_is_made_by_keyboard_and_every_view_follows_it(
    address: str, chromium: Browser, scheme: str, language: str
) -> None:
    context = chromium.new_context(viewport=DESK, locale=language)
    page = context.new_page()
    dress(page, scheme)
    page.goto(f"{address}/?view=library")
    words = {"en-GB": ("Collections", "Put in"), "de-DE": ("Sammlungen", "Aufnehmen")}[language]
    tick = page.locator('[data-pick="new/talk.txt"]')
    expect(tick).to_be_visible(timeout=FIRST)
    tick.focus()
    page.keyboard.press("Space")
    page.locator('[data-act="ask-collect"]').focus()
    expect(page.locator('[data-act="ask-collect"]')).to_contain_text(words[0])
    page.keyboard.press("Enter")
    name = page.locator('[name="collection"]')
    name.fill(f"Spring {scheme}")
    assert grave_faults(page) == []
    name.press("Enter")
    expect(page.locator("#library-sheets .sheet")).to_have_count(0)
    tag = page.locator(".tag", has_text=f"Spring {scheme}")
    tag.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-pick]")).to_have_count(1)
    assert grave_faults(page) == []
    page.locator('.head a[data-view="mentions"]').click()
    page.wait_for_url("**view=mentions&scope=Spring*")
    page.fill("#mentions-box :is(input, textarea)", "ferry")
    page.press("#mentions-box :is(input, textarea)", "Enter")
    expect(page.locator("#mentions-results .card")).to_have_count(1)
    page.locator("#mentions-results .card a").click()
    page.locator(".turn.target .pin").click()
    page.locator('.head a[data-view="pins"]').click()
    expect(page.locator("#pins-list .card")).to_have_count(1)
    page.locator('[data-act="unpin"]').click()
    expect(page.locator("#pins-list .card")).to_have_count(0)
    context.close()
