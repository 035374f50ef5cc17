"""The sheet of the models in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 60_000  # milliseconds for the first page of a server that has just begun, on a busy machine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    (folder / "talk.txt").write_text("Ana Reyes: The ferry leaves at nine.\nBo Chen: From which quay?\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    yield from serve_library(folder)


@pytest.fixture(scope="module")
def reading(folder: Path) -> Iterator[str]:
    """The same page for somebody who may only read."""
    yield from serve_library(folder, "read")


def open_sheet(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".head").wait_for(timeout=FIRST)
    if page.locator(".head .more").is_visible():  # on a phone
        page.locator(".head .more").click()
    page.locator('[data-act="models"]').click(timeout=FIRST)
    expect(page.locator("dialog#models")).to_be_visible()


def test_a_model_is_chosen_without_a_restart_and_answers(address: str, desk: Page) -> None:
    open_sheet(desk, address)
    sheet = desk.locator("dialog#models")
    expect(sheet).to_contain_text("Nothing leaves this machine")
    expect(sheet).to_contain_text("No Ollama answers at")
    sheet.get_by_label("Another model, by its name").fill("ollama:chosen")
    sheet.get_by_label("Another model, by its name").press("Enter")
    expect(sheet).to_contain_text("Answers are by ollama:chosen.")
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(desk.locator('.head [data-act="models"]')).to_have_text("Answers by ollama:chosen")
    expect(desk.locator('[data-act="models"]')).to_be_focused()
    desk.fill("#box textarea", "When does the ferry leave?")
    desk.press("#box textarea", "Enter")
    expect(desk.locator("#latest .footer")).to_contain_text("answered by ollama:chosen")


def test_what_cannot_be_opened_is_told_and_the_old_model_goes_on(address: str, desk: Page) -> None:
    open_sheet(desk, address)
    before = desk.locator(".head .model").inner_text()
    desk.get_by_label("Another model, by its name").fill("/none.gguf")
    desk.get_by_label("Another model, by its name").press("Enter")
    expect(desk.locator("dialog#models .problem")).to_contain_text("/none.gguf: no such file")
    desk.keyboard.press("Escape")
    expect(desk.locator(".head .model")).to_have_text(before)


def test_a_reader_sees_the_models_and_no_button(reading: str, phone: Page) -> None:
    open_sheet(phone, reading)
    sheet = phone.locator("dialog#models")
    expect(sheet).to_contain_text("Only users who may manage the library can choose the model.")
    expect(sheet.locator("[data-act], form.another")).to_have_count(0)
    box = sheet.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_grave_fault_of_accessibility(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    open_sheet(desk, address)
    assert grave_faults(desk) == []
