"""The page in a real browser."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.ui.ask.view import ASKING_AT_ONCE
from tests.browser.conftest import PHONE, Served
from tests.rag.ui.double import HOSTILE, HOSTILE_TURN, LONG

pytestmark = pytest.mark.browser

QUESTION = "Which weight limit stays for the bridge, and what would the bearings cost?"


def ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")


def answered(page: Page) -> None:
    expect(page.locator("#latest .footer")).to_be_visible()


def position(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_sources_stand_beside_the_answer_before_its_prose(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    ask(desk, f"{QUESTION} Slowly, please.")  # else a slow browser draws both at once
    desk.wait_for_selector("#sources .card")
    assert desk.locator("#latest .sentence").count() == 0
    expect(desk.locator("#latest .draft:not(.waiting)")).to_be_visible()
    answered(desk)
    assert desk.locator("#latest .sentence").count() == 2
    expect(desk.locator("#sources h3").first).to_have_text("Cited in the answer")


def test_a_click_on_a_citation_shows_its_turn_highlighted_and_the_chat_keeps_its_place(
    served: Served, desk: Page
) -> None:
    desk.goto(served.address)
    ask(desk)
    answered(desk)
    before = position(desk, "#latest .question")
    marker = desk.locator("#latest a.cite").first
    marker.hover()
    quote_shown = marker.locator("q").inner_text()
    expect(marker.locator(".tip")).to_be_visible()
    marker.click()
    expect(desk.locator("#reader .turn.target mark")).to_have_text(quote_shown)
    expect(desk.locator("#reader .turn.target mark")).to_be_in_viewport()
    assert desk.locator("#reader .turn").count() > 6
    assert position(desk, "#latest .question") == before


def test_the_page_works_by_keyboard_alone(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    desk.locator("#box textarea").focus()
    desk.keyboard.type(QUESTION)
    desk.keyboard.press("Enter")
    answered(desk)
    desk.locator("#latest a.cite").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#reader h2")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#reader .transcript")).to_have_count(0)
    expect(desk.locator("#latest a.cite").first).to_be_focused()


def test_a_permalink_to_nothing_says_so(served: Served, desk: Page) -> None:
    desk.goto(f"{served.address}/?turn=gone.txt%233")
    expect(desk.locator("#reader .problem")).to_contain_text("gone.txt")


def test_hostile_markup_is_shown_as_text_everywhere(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    ask(desk, "zebra <img src=https://evil.example/q.png onerror=alert(1)> {{constructor}} ${alert(1)}")
    answered(desk)
    desk.goto(f"{served.address}/?turn={quote(HOSTILE.id + '#0', safe='')}")
    expect(desk.locator(".turn.target .words")).to_have_text(HOSTILE_TURN)
    expect(desk.locator("#reader h2")).to_have_text("<b>Bold</b> ${1+1} title")
    assert desk.title() == "On the Record"
    assert desk.locator("#reader img, #sources img, #chat img").count() == 0


def test_an_answer_can_be_stopped_and_asked_for_again(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    ask(desk, f"{QUESTION} Slowly, please.")
    desk.wait_for_selector("#latest .draft:not(.waiting)")
    desk.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.locator("#latest")).to_contain_text("this text was not checked")
    expect(desk.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Ask again").click()
    answered(desk)


def test_a_filter_limits_what_is_searched_and_the_page_says_so(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    desk.locator("#filters").get_by_label("Speaker").click()
    desk.get_by_role("option", name="Teodor Hale").click()
    desk.keyboard.press("Escape")
    ask(desk, "Who pays for the ferry?")
    answered(desk)
    expect(desk.locator("#latest .footer")).to_contain_text("speaker: Teodor Hale")
    assert set(desk.locator("#sources .speaker").all_inner_texts()) == {"Teodor Hale"}


def test_an_example_is_asked_with_one_click_and_a_new_conversation_forgets_it(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    example = desk.locator(".example").first
    text = example.inner_text()
    example.click()
    expect(desk.locator("#latest .question")).to_have_text(text)
    answered(desk)
    desk.get_by_role("button", name="New conversation").click()
    expect(desk.locator(".welcome")).to_be_visible()


def test_a_page_opened_too_early_tells_what_is_going_on_and_becomes_ready_by_itself(busy: Served, desk: Page) -> None:
    desk.goto(f"{busy.address}/?turn={quote(LONG.id + '#450', safe='')}")
    expect(desk.locator(".status")).to_have_text("Starting: reading the library, 3 of 9 files")
    ask(desk)
    expect(desk.locator("#latest .waiting")).to_contain_text("3 of 9 files. Your question is answered as soon as")
    busy.status_file.unlink()
    answered(desk)
    expect(desk.locator(".turn.target")).to_be_in_viewport()
    expect(desk.locator(".status")).to_have_count(0)


def test_any_number_wait_for_the_library_and_each_can_stop(busy: Served, chromium: Browser) -> None:
    pages = [chromium.new_page() for _ in range(ASKING_AT_ONCE + 1)]
    for page in pages:
        page.goto(busy.address)
        ask(page)
    for page in pages:
        expect(page.locator("#latest .waiting")).to_contain_text("3 of 9 files")
    pages[-1].get_by_role("button", name="Stop").click()
    expect(pages[-1].get_by_role("button", name="Ask again")).to_be_visible()
    busy.status_file.unlink()
    answered(pages[0])
    for page in pages:
        page.close()


def test_the_languages_stay_open_when_the_head_is_drawn_anew(busy: Served, phone: Page) -> None:
    phone.goto(busy.address)
    expect(phone.locator(".status")).to_have_text("Starting: reading the library, 3 of 9 files")
    phone.locator(".head .more").click()
    phone.get_by_label("Language: English").click()
    busy.status_file.write_text("Starting: reading the library, 9 of 9 files", "utf-8")
    expect(phone.locator(".status")).to_have_text("Starting: reading the library, 9 of 9 files")
    for language in phone.locator("[data-language]").all():
        expect(language).to_be_in_viewport(ratio=1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_phone_has_sources_under_the_chat_and_a_sheet_for_the_turn_without_sideways_scrolling(
    served: Served, phone: Page
) -> None:
    phone.goto(served.address)
    ask(phone)
    answered(phone)
    assert position(phone, "#sources .card") > position(phone, "#box")
    phone.locator("#latest a.cite").first.click()
    expect(phone.locator(".turn.target mark")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Close", exact=True).click()
    expect(phone.locator("#latest .question")).to_be_in_viewport()
