"""A turn corrected in a real browser: the mark, what the file says one click away, and the way back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.serving import serve_library
from tests.browser.test_pins import open_turn

pytestmark = pytest.mark.browser

TALK = """Ana Reyes: The fery leaves at nine 🚢 sharp, they say. From which quay?
Bo Chen: From the fish quay.
Ana Reyes: Thank you.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "talk.txt").write_text(TALK, "utf-8")
    return tmp_path / "library"


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    yield from serve_library(folder)


@pytest.fixture
def as_reader(folder: Path) -> Iterator[str]:
    yield from serve_library(folder, "read")


def edit(page: Page, turn: int) -> None:
    page.locator(f'.turn[data-turn="{turn}"] .about summary').click()
    page.locator(f'.turn[data-turn="{turn}"]').get_by_role("button", name="Correct", exact=True).click()
    expect(page.get_by_role("textbox", name="Words")).to_be_focused()


def test_words_are_corrected_marked_cited_as_corrected_and_undone(address: str, desk: Page, folder: Path) -> None:
    open_turn(desk, address, 0)
    edit(desk, 0)
    words = desk.get_by_role("textbox", name="Words")
    words.fill(words.input_value().replace("fery", "ferry"))
    desk.get_by_role("button", name="Save").click()
    turn = desk.locator('.turn[data-turn="0"]')
    expect(turn.locator(".words")).to_contain_text("The ferry leaves at nine")
    expect(desk.locator(".said")).to_contain_text("Done")
    expect(turn.locator(".original blockquote")).to_be_hidden()
    turn.locator(".original summary").click()
    expect(turn.locator(".original blockquote")).to_contain_text("The fery leaves at nine")
    assert (folder / "talk.txt").read_text("utf-8") == TALK

    desk.get_by_role("link", name="Mentions", exact=True).click()
    desk.locator("#view-mentions").get_by_role("textbox").first.fill("ferry")
    desk.keyboard.press("Enter")
    expect(desk.locator("#mentions-results .card .corrected-mark")).to_have_text("corrected")

    desk.goto(f"{address}/?turn=talk.txt%230")
    turn.locator(".original summary").click()
    turn.get_by_role("button", name="Undo the last correction").click()
    expect(turn.locator(".words")).to_contain_text("The fery leaves at nine")
    expect(turn.locator(".original")).to_have_count(0)


def test_a_turn_is_split_by_keyboard_where_somebody_else_goes_on(address: str, phone: Page) -> None:
    open_turn(phone, address, 0)
    phone.locator(".turn.target").focus()
    phone.keyboard.press("e")
    words = phone.get_by_role("textbox", name="Words")
    expect(words).to_be_focused()
    phone.get_by_role("combobox", name="Speaker", exact=True).last.fill("Bo Chen")
    words.evaluate("field => field.setSelectionRange(field.value.indexOf('From'), field.value.indexOf('From'))")
    split = phone.get_by_role("button", name="Split at the cursor")
    split.focus()
    phone.keyboard.press("Enter")
    second = phone.locator('.turn[data-turn="1"]')
    expect(second.locator(".words")).to_have_text("From which quay?")
    expect(second.locator(".head .speaker")).to_have_text("Bo Chen")
    expect(phone.locator(".turn")).to_have_count(4)
    phone.locator(".turn.target").focus()
    phone.keyboard.press("e")
    phone.keyboard.press("Escape")
    expect(phone.locator(".turns .editor")).to_have_count(0)
    expect(phone.locator(".transcript")).to_have_count(1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_editor_and_the_mark_can_be_used_by_everybody(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    open_turn(desk, address, 1)
    edit(desk, 1)
    assert grave_faults(desk, "#reader") == []
    desk.get_by_role("textbox", name="Words").fill("From the old quay.")
    desk.get_by_role("button", name="Save").click()
    desk.locator('.turn[data-turn="1"] .original summary').click()
    assert grave_faults(desk, "#reader") == []


def test_who_may_not_manage_finds_nothing_to_correct_with(as_reader: str, desk: Page) -> None:
    open_turn(desk, as_reader, 0)
    desk.locator(".turn.target .about summary").click()
    expect(desk.locator(".turn.target .about dl")).to_be_visible()
    expect(desk.get_by_role("button", name="Correct", exact=True)).to_have_count(0)
    desk.keyboard.press("e")
    expect(desk.locator(".turns .editor")).to_have_count(0)
