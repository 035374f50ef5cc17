"""Overviews in a real browser: of the transcript that is open, and of the library."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 90_000  # milliseconds for the first page of a server that has just begun, on a busy machine
TALK = """ANA REYES: I'll send the revised budget to everybody by Friday.

Q: When does the harbour tunnel open to heavy lorries?

BEN ODE: I don't have anything on that.

ANA REYES: We've agreed to close the car park at the harbour on Sundays.
"""
OTHER = "Q: What does the ferry cost the council in a year?\n\nCLEO MARSH: I'd refer you to the treasurer.\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library: Path = tmp_path_factory.mktemp("overview") / "library"
    library.mkdir()
    (library / "2026-03-04_march.txt").write_text(TALK, "utf-8")
    (library / "2026-05-04_may.txt").write_text(OTHER, "utf-8")
    yield from serve_library(library)


def opened(page: Page, address: str) -> None:
    page.goto(f"{address}/?turn=2026-03-04_march.txt%230")
    expect(page.locator(".turn.target")).to_be_visible(timeout=FIRST)
    page.locator(".transcript .overview:not(.export) > summary").click()
    expect(page.locator(".transcript .overview:not(.export) .questions li")).to_have_count(1)


def test_an_open_question_leads_to_its_turn(address: str, desk: Page) -> None:
    opened(desk, address)
    overview = desk.locator(".transcript .overview:not(.export)")
    expect(overview.locator(".actions .chip")).to_have_text(["ANA REYES", "by Friday"])
    expect(overview.locator(".questions .beside")).to_contain_text("I don't have anything on that.")
    overview.locator(".questions a.words").click()
    expect(desk.locator('.turn.target[data-turn="1"] mark')).to_have_text(
        "When does the harbour tunnel open to heavy lorries?"
    )
    with desk.expect_download() as waiting:
        overview.get_by_role("link", name="Save as Markdown").click()
    assert "## Questions nobody answered" in Path(waiting.value.path()).read_text("utf-8")


def test_the_keyboard_opens_it(address: str, desk: Page) -> None:
    desk.goto(f"{address}/?turn=2026-03-04_march.txt%230")
    expect(desk.locator(".turn.target")).to_be_visible(timeout=FIRST)
    desk.locator(".transcript .overview:not(.export) > summary").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".transcript .overview:not(.export) .decisions li")).to_have_count(1)


def test_open_questions_since_a_day_over_the_library(address: str, desk: Page) -> None:
    desk.goto(f"{address}/?view=library")
    scope = desk.locator("#library-overview")
    scope.locator("summary").click(timeout=FIRST)
    scope.get_by_role("button", name="Show").click()
    expect(scope.locator(".questions li")).to_have_count(2)
    scope.get_by_label("From").fill("2026-05-01")
    scope.get_by_role("button", name="Show").click()
    expect(scope.locator(".questions li")).to_have_count(1)
    scope.locator(".questions a.words").click()
    expect(desk.locator("#reader .turn.target mark")).to_have_text("What does the ferry cost the council in a year?")


def test_on_a_phone_nothing_is_wider_than_the_screen_and_a_line_shows_its_turn(address: str, phone: Page) -> None:
    opened(phone, address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator(".transcript .overview:not(.export) .questions a.words").click()
    expect(phone.locator('.turn.target[data-turn="1"] mark')).to_be_in_viewport()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_grave_fault_of_accessibility(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    opened(desk, address)
    assert grave_faults(desk, ".transcript .overview:not(.export)") == []
    desk.goto(f"{address}/?view=library")
    desk.locator("#library-overview summary").click(timeout=FIRST)
    desk.locator("#library-overview").get_by_role("button", name="Show").click()
    expect(desk.locator("#library-overview .questions li")).to_have_count(2)
    assert grave_faults(desk, "#library-overview") == []
