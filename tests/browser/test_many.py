"""A library of more transcripts than a filter offers at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from rag.ui.filters import OFFERED
from tests.browser.conftest import PATIENCE
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("many") / "library"
    folder.mkdir()
    for number in range(OFFERED + 20):
        said = f"Speaker {number}: The ferry leaves pier {number}.\n"
        (folder / f"2026-01-01 meeting {number:03}.txt").write_text(said, "utf-8")
    yield from serve_library(folder)


@pytest.mark.parametrize(("view", "prefix"), [("ask", "filter"), ("mentions", "mentions-filter")])
def test_any_transcript_is_chosen_and_stays_chosen(address: str, desk: Page, view: str, prefix: str) -> None:
    desk.goto(f"{address}/?view={view}")
    chooser = desk.locator(f"#{prefix}-transcript")
    expect(desk.locator(".head[data-generation='1'], .head[data-generation='2']")).to_be_attached(timeout=2 * PATIENCE)
    for number in ("003", "118"):  # the titles are alike: whichever lie beyond those offered
        chooser.locator("input").click()
        chooser.locator("input").press_sequentially(number)  # at once: those beyond come behind the ones that are drawn
        desk.get_by_role("option", name=number).click(timeout=20_000)
        desk.keyboard.press("Escape")
        chooser.locator("input").blur()
    expect(chooser.locator(".token")).to_have_count(2)
    chooser.locator("input").focus()  # back in it, before the few from before could come
    desk.wait_for_timeout(1_500)
    chooser.locator("input").press_sequentially("117")
    chooser.locator("input").press("ArrowDown")
    chooser.locator("input").press("Enter")
    expect(chooser.locator(".token").nth(2)).to_contain_text("meeting 117")
    chooser.locator("input").blur()
    desk.wait_for_timeout(1_500)
    expect(chooser.locator(".token")).to_have_count(3)
    if view == "ask":
        desk.fill("#box textarea", "Which pier does the ferry leave?")
        desk.press("#box textarea", "Enter")
        expect(desk.locator("#latest .footer")).to_contain_text("meeting 118")
