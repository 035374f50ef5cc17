"""Asking on a phone, and dark or light as somebody chose it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.conftest import PHONE
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 60_000  # milliseconds for the first page of a server that has just begun, on a busy machine
TALK = "".join(f"Ana Reyes: The ferry number {n} leaves at nine.\nBo Chen: From which quay, Ana?\n" for n in range(12))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("phone") / "library"
    folder.mkdir()
    (folder / "talk.txt").write_text(TALK, "utf-8")
    yield from serve_library(folder)


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible(timeout=FIRST)
    expect(page.locator("#chips button").first).to_have_text("Speaker")


def in_sight(page: Page) -> None:
    """The question box, whole, without scrolling."""
    box = page.locator("#box").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= PHONE["height"] - box["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_box_is_in_sight_before_a_question_and_after_an_answer(address: str, phone: Page) -> None:
    opened(phone, address)
    assert phone.evaluate("scrollY") == 0
    in_sight(phone)
    phone.fill("#box textarea", "When does the ferry leave?")
    phone.press("#box textarea", "Enter")
    expect(phone.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    in_sight(phone)


def test_the_head_takes_one_line_and_opens_by_keyboard(address: str, phone: Page) -> None:
    opened(phone, address)
    places = [phone.locator(".head a[data-view]").nth(n).bounding_box() for n in range(4)]
    assert len({place["y"] for place in places if place}) == 1
    head = phone.locator(".head").bounding_box()
    assert head is not None
    assert head["height"] < 60
    expect(phone.locator(".head .model")).to_be_hidden()
    phone.locator(".head .more").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".head .model")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator(".head .model")).to_be_hidden()
    expect(phone.locator(".head .more")).to_be_focused()


def test_a_filter_is_a_chip_that_opens_and_tells_what_was_chosen(address: str, phone: Page) -> None:
    opened(phone, address)
    chip = phone.locator('#chips [data-filter="filter-from"]')
    expect(phone.locator("#filter-from")).to_be_hidden()
    chip.focus()
    phone.keyboard.press("Enter")
    day = phone.locator("#filter-from input")
    expect(day).to_be_focused()
    day.fill("2026-03-04")
    expect(chip).to_have_text("From: 2026-03-04")
    expect(chip).to_have_attribute("aria-expanded", "true")
    chip.click()
    expect(phone.locator("#filter-from")).to_be_hidden()
    expect(chip).to_have_text("From: 2026-03-04")


def test_mentions_folds_its_filters_too_and_has_the_same_calendar(address: str, phone: Page) -> None:
    phone.goto(f"{address}/?view=mentions")
    chip = phone.locator('#mentions-filters-chips [data-filter="mentions-filter-from"]')
    expect(chip).to_have_text("From", timeout=FIRST)
    expect(phone.locator("#mentions-filter-from")).to_be_hidden()
    chip.focus()
    phone.keyboard.press("Enter")
    day = phone.locator("#mentions-filter-from input")
    expect(day).to_be_focused()
    expect(day).to_have_attribute("type", "date")
    day.fill("2026-03-04")
    expect(chip).to_have_text("From: 2026-03-04")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert grave_faults(phone) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_dark_or_light_is_chosen_and_kept(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    desk.goto(address)
    expect(desk.locator(".welcome")).to_be_visible(timeout=FIRST)

    def paper() -> str:
        return str(desk.evaluate("getComputedStyle(document.body).backgroundColor"))

    before = paper()
    desk.get_by_role("button", name="Dark or light").click()
    after = paper()
    assert before != after
    desk.reload()
    expect(desk.locator(".welcome")).to_be_visible(timeout=FIRST)
    expect(desk.get_by_role("button", name="Dark or light")).to_have_attribute(
        "aria-pressed", str(scheme == "light").lower()
    )
    assert paper() == after
    assert grave_faults(desk, ".head") == []


def test_an_answer_is_copied_with_its_footnotes(address: str, chromium: Browser) -> None:
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible(timeout=FIRST)
    page.fill("#box textarea", "When does the ferry leave?")
    page.press("#box textarea", "Enter")
    copy = page.get_by_role("button", name="Copy", exact=True)
    expect(copy).to_be_visible()
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied, with footnotes")).to_be_visible()
    text = str(page.evaluate("navigator.clipboard.readText()"))
    assert text.startswith("# When does the ferry leave?")
    assert "[^1]: “" in text
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_grave_fault_of_accessibility(address: str, phone: Page, scheme: str) -> None:
    dress(phone, scheme)
    opened(phone, address)
    phone.locator(".head .more").click()
    assert grave_faults(phone) == []
