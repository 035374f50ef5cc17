"""The library in a real browser: files added, speakers renamed, transcripts removed, over a real index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.conftest import PATIENCE
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

FIRST = 2 * PATIENCE  # milliseconds for the first page of a server that has just begun

TALK = "Ana Reyes: The ferry leaves at nine.\nBo Chen: From which quay?\n"
ZEBRA = """WEBVTT

00:01.000 --> 00:04.000
<v Speaker 1>The zebra crossing <b>is</b> to be repainted {{x}}.

00:05.000 --> 00:06.000
<v Speaker 2>When will the zebra crossing be repainted?

00:07.000 --> 00:09.000
<v Speaker 1>In October, says the council.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "talk.txt").write_text(TALK, "utf-8")
    return tmp_path / "library"


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    yield from serve_library(folder)


def payload(name: str, text: str) -> FilePayload:
    return FilePayload(name=name, mimeType="text/plain", buffer=text.encode())


def open_library(page: Page, address: str) -> None:
    page.goto(f"{address}/?view=library")
    expect(page.locator("table.library")).to_contain_text("talk", timeout=FIRST)


def send(page: Page, *files: FilePayload) -> None:
    page.locator("#library-files").set_input_files(list(files))
    expect(page.locator("#library-sheet")).to_be_focused()


def finished(page: Page, what: str) -> None:
    expect(page.locator("#library-work")).to_contain_text(what)


def test_a_file_is_previewed_added_asked_about_renamed_in_removed_and_gone(
    address: str, folder: Path, desk: Page
) -> None:
    open_library(desk, address)
    send(desk, payload("new.vtt", ZEBRA))
    preview = desk.locator(".preview")
    expect(preview).to_contain_text("3 turns")
    expect(preview).to_contain_text("The zebra crossing is to be repainted {{x}}.")
    assert not (folder / "new.vtt").exists()
    desk.get_by_role("button", name="Add it to the library").click()
    finished(desk, "1 transcript added")
    row = desk.locator("tr", has_text="new.vtt")
    expect(row).to_contain_text("webvtt")

    desk.get_by_role("link", name="Ask", exact=True).click()
    desk.fill("#box textarea", "When will the zebra crossing be repainted?")
    desk.press("#box textarea", "Enter")
    expect(desk.locator("#latest .footer")).to_be_visible()
    expect(desk.locator("#sources")).to_contain_text("Speaker 1")

    desk.get_by_role("link", name="Library", exact=True).click()
    row.get_by_role("button", name="Rename speakers of new").click()
    desk.get_by_role("button", name="Rename Speaker 1").click()
    desk.get_by_label("New name").fill("Ana Reyes")
    desk.get_by_label("New name").press("Enter")
    expect(desk.locator(".plan")).to_contain_text("2 turns will be attributed to Ana Reyes")
    expect(desk.locator(".plan pre")).to_contain_text("Speaker 1 = Ana Reyes")
    desk.get_by_role("button", name="Rename", exact=True).click()
    finished(desk, "1 transcript updated")
    expect(row).to_contain_text("Ana Reyes")
    assert "Speaker 1 = Ana Reyes" in (folder / "aliases").read_text("utf-8")

    row.get_by_role("button", name="Remove new").click()
    expect(desk.locator("#library-sheets .sheet")).to_contain_text(".removed")
    desk.locator("#library-sheets .sheet").get_by_role("button", name="Remove", exact=True).click()
    finished(desk, "1 transcript removed")
    expect(row).to_have_count(0)
    assert not (folder / "new.vtt").exists()
    assert len(list(folder.glob(".removed/*/new.vtt"))) == 1

    desk.goto(f"{address}/?view=mentions")
    desk.get_by_label("Word, phrase or idea").fill("zebra")
    desk.get_by_label("Word, phrase or idea").press("Enter")
    expect(desk.locator("#mentions-results .summary")).to_have_text("No turn says “zebra”.")


def test_a_bad_file_says_why_and_a_name_that_is_taken_is_kept(address: str, folder: Path, desk: Page) -> None:
    open_library(desk, address)
    send(desk, payload("bad.json", "[1, 2"), payload("talk.txt", "Eve Lund: Another talk.\nBo Chen: Indeed.\n"))
    expect(desk.locator(".preview").first).to_contain_text("bad.json:1:")
    expect(desk.locator(".preview").first).to_contain_text("It is not added.")
    expect(desk.get_by_label("Keep both")).to_be_checked()
    desk.get_by_role("button", name="Add it to the library").click()
    finished(desk, "1 transcript added")
    expect(desk.locator("table.library")).to_contain_text("talk (2).txt")
    assert (folder / "talk.txt").read_text("utf-8") == TALK


def test_a_file_dropped_is_previewed_and_cancelled_by_keyboard(address: str, folder: Path, desk: Page) -> None:
    open_library(desk, address)
    transfer = desk.evaluate_handle(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "dropped.vtt", { type: "text/vtt" }));
          return data;
        }""",
        ZEBRA,
    )
    desk.dispatch_event("#view-library .drop", "drop", {"dataTransfer": transfer})
    expect(desk.locator("#library-sheet")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#library-sheets .sheet")).to_have_count(0)
    assert not (folder / "dropped.vtt").exists()


def test_a_phone_shows_the_list_without_sideways_scrolling_and_axe_finds_nothing_serious(
    address: str, phone: Page
) -> None:
    open_library(phone, address)
    send(phone, payload("new.vtt", ZEBRA))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert grave_faults(phone) == []
    phone.get_by_role("button", name="Cancel").click()
    phone.get_by_role("button", name="Rename speakers of talk").click()
    phone.get_by_role("button", name="Rename Bo Chen").click()
    expect(phone.get_by_label("New name")).to_be_visible()
    phone.emulate_media(color_scheme="dark")
    expect(phone.locator(".head h1")).to_have_css("color", "rgb(235, 231, 224)")  # colours change over a moment
    assert grave_faults(phone) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious_in_any_state(address: str, folder: Path, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    (folder / "broken.json").write_text("[1, 2", "utf-8")
    open_library(desk, address)
    assert grave_faults(desk) == []
    desk.get_by_role("button", name="Look for changes in the folder").click()
    finished(desk, "could not be read")
    expect(desk.locator(".failed")).to_be_visible()
    assert grave_faults(desk) == []
    send(desk, payload("new.vtt", ZEBRA), payload("talk.txt", TALK), payload("bad.json", "[1, 2"))
    assert grave_faults(desk) == []
    desk.get_by_role("button", name="Cancel").click()
    desk.get_by_role("button", name="Rename speakers of talk").click()
    desk.get_by_role("button", name="Rename Bo Chen").click()
    desk.get_by_label("New name").fill("Bo Chan")
    desk.get_by_label("New name").press("Enter")
    expect(desk.locator(".plan")).to_be_visible()
    assert grave_faults(desk) == []
    desk.keyboard.press("Escape")
    for button in ("Remove talk", "Rebuild the index"):
        desk.get_by_role("button", name=button).click()
        expect(desk.locator("#library-sheet")).to_be_focused()
        assert grave_faults(desk) == []
        desk.get_by_role("button", name="Cancel").click()


def test_whoever_may_only_read_sees_the_list_and_can_send_nothing(folder: Path, desk: Page) -> None:
    serving = serve_library(folder, "read")
    address = next(serving)
    open_library(desk, address)
    expect(desk.locator("#view-library")).to_contain_text("not change it")
    # The overview of all transcripts is for whoever reads.
    sending = "#view-library button:not(.overview *), #view-library input[type=file]"
    assert desk.locator(sending).count() == 0
    assert grave_faults(desk) == []
    desk.goto("about:blank")  # before its server goes
    serving.close()


def test_a_name_that_is_offered_is_taken_with_two_clicks(folder: Path, address: str, desk: Page) -> None:
    send_from = payload("call.txt", "Speaker 1: Good morning, I'm Cleo Marsh.\nSpeaker 2: Yes.\n")
    open_library(desk, address)
    send(desk, send_from)
    desk.get_by_role("button", name="Add it to the library").click()
    finished(desk, "1 transcript added")
    desk.get_by_role("button", name="Rename speakers of call").click()
    offer = desk.locator(".offer")
    expect(offer).to_contain_text("May be Cleo Marsh:")
    expect(offer.locator("a")).to_have_text("I'm Cleo Marsh")
    assert grave_faults(desk) == []
    offer.get_by_role("button", name="Name them Cleo Marsh").click()
    expect(desk.locator(".plan")).to_contain_text("1 turn will be attributed to Cleo Marsh")
    desk.get_by_role("button", name="Rename", exact=True).click()
    finished(desk, "1 transcript updated")
    assert "Speaker 1 = Cleo Marsh" in (folder / "aliases").read_text("utf-8")
