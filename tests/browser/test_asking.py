"""Working with conversations in a real browser: kept, gone back to, edited, judged, saved."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index.catalog.kept import KeptInFolder
from rag.feedback import store as feedback
from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.conftest import Served
from tests.browser.test_page import QUESTION, answered, ask

pytestmark = pytest.mark.browser

OTHER = "Who pays for the ferry?"


def finished(page: Page) -> None:
    """The answer is there and kept, and another question can be asked."""
    answered(page)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def begin(page: Page, served: Served, *questions: str) -> None:
    page.goto(served.address)
    page.wait_for_selector(".welcome")
    for question in questions:
        ask(page, question)
        expect(page.locator("#latest .question")).to_have_text(question)
        finished(page)


def test_a_reload_finds_the_conversation_with_working_citations(served: Served, desk: Page) -> None:
    begin(desk, served, OTHER, QUESTION)
    prose = desk.locator("#latest .sentence").first.inner_text()
    desk.reload()
    expect(desk.locator("#latest .sentence").first).to_have_text(prose, use_inner_text=True)
    expect(desk.locator("#past .question")).to_have_text(OTHER)
    expect(desk.locator("#sources h3").first).to_have_text("Cited in the answer")
    marker = desk.locator("#latest a.cite").first
    quote = marker.locator("q").text_content() or "nothing"
    marker.click()
    expect(desk.locator("#reader .turn.target mark")).to_have_text(quote)


def test_conversations_are_listed_gone_back_to_and_deleted(served: Served, desk: Page) -> None:
    begin(desk, served, OTHER)
    desk.get_by_role("button", name="New conversation").click()
    desk.wait_for_selector(".welcome")
    ask(desk)
    finished(desk)
    menu = desk.locator("#talks")
    menu.locator("summary").click()
    expect(menu.locator('[data-act="talk"]')).to_have_text([QUESTION, OTHER])
    menu.get_by_role("button", name=OTHER, exact=True).click()
    expect(desk.locator("#latest .question")).to_have_text(OTHER)
    menu.locator("summary").click()
    desk.once("dialog", lambda dialog: dialog.accept())
    menu.get_by_role("button", name=f"Delete: {OTHER}").click()
    expect(desk.locator(".welcome")).to_be_visible()
    expect(menu.locator('[data-act="talk"]')).to_have_count(1)


def test_what_somebody_wrote_into_the_browsers_store_is_text_or_nothing(served: Served, desk: Page) -> None:
    begin(desk, served, QUESTION)
    desk.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.startsWith("ontherecord.talk."));
        const entry = JSON.parse(localStorage.getItem(key));
        const record = JSON.parse(entry.record);
        const attack = '<img src=x onerror="document.title=1">';
        record.exchanges[0].question = attack;
        record.exchanges[0].answer.sentences[0][0] = attack;
        record.exchanges[0].answer.citations[0][4] = "words that nobody said";
        localStorage.setItem(key, JSON.stringify({ ...entry, record: JSON.stringify(record) }));
    }""")
    desk.reload()
    expect(desk.locator("#latest .question")).to_contain_text("<img src=x")
    expect(desk.locator("#latest .cite.lost")).to_have_text("1?")
    assert desk.locator("#chat img, #talks img").count() == 0
    assert desk.title() == "On the Record"


def test_a_question_is_edited_in_its_place_and_an_earlier_one_leaves_its_conversation_whole(
    served: Served, desk: Page
) -> None:
    begin(desk, served, OTHER, "And the bearings?")
    desk.locator("#latest").get_by_role("button", name="Edit").click()
    box = desk.get_by_role("textbox", name="The question in other words")
    expect(box).to_be_focused()
    box.fill(QUESTION)
    box.press("Enter")
    expect(desk.locator("#latest .question")).to_have_text(QUESTION)
    finished(desk)
    expect(desk.locator("#past .question")).to_have_text([OTHER])
    desk.locator("#past").get_by_role("button", name="Edit").click()
    box.fill("Who runs the ferry?")
    box.press("Enter")
    expect(desk.locator("#latest .question")).to_have_text("Who runs the ferry?")
    finished(desk)
    expect(desk.locator("#past .question")).to_have_count(0)
    desk.locator("#talks summary").click()
    expect(desk.locator('#talks [data-act="talk"]')).to_have_text(["Who runs the ferry?", OTHER])


def test_an_opinion_is_kept_and_stays_at_the_answer(served: Served, desk: Page) -> None:
    begin(desk, served, QUESTION)
    button = desk.locator("#latest").get_by_role("button", name="Wrong citation")
    button.focus()
    desk.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("checkbox", name="2").check()
    desk.get_by_role("textbox", name="Note").fill("the chair says nothing of it")
    desk.get_by_role("button", name="Save the note").click()
    expect(desk.get_by_role("textbox", name="Note")).to_have_attribute("value", "the chair says nothing of it")
    desk.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(desk.get_by_role("textbox", name="Note")).to_have_value("the chair says nothing of it")
    (kept,) = feedback.read(KeptInFolder(served.status_file.parent))
    assert (kept.verdict, kept.wrong, kept.note) == ("citation", (2,), "the chair says nothing of it")


@pytest.mark.parametrize(
    ("form", "begins"), [("Markdown", f"# {QUESTION}"), ("Quote sheet", '"marker","speaker"'), ("JSON", "{")]
)
def test_an_answer_is_saved_as_a_file(served: Served, desk: Page, form: str, begins: str, tmp_path: Path) -> None:
    begin(desk, served, QUESTION)
    exports = desk.locator("#latest .menu")
    exports.locator("summary").click()
    with desk.expect_download() as saved:
        exports.get_by_role("button", name=form).click()
    assert saved.value.suggested_filename.startswith("which-weight-limit-stays")
    saved.value.save_as(tmp_path / "file")
    assert (tmp_path / "file").read_text("utf-8").startswith(begins)


def test_a_conversation_is_saved_whole(served: Served, desk: Page, tmp_path: Path) -> None:
    begin(desk, served, OTHER, QUESTION)
    desk.locator(".bar .menu", has_text="Export").locator("summary").click()
    with desk.expect_download() as saved:
        desk.locator(".bar").get_by_role("button", name="JSON").click()
    saved.value.save_as(tmp_path / "file")
    answers = json.loads((tmp_path / "file").read_text("utf-8"))["answers"]
    assert [answer["question"] for answer in answers] == [OTHER, QUESTION]


def test_a_limit_read_from_the_question_is_a_chip_that_can_be_taken_away(served: Served, desk: Page) -> None:
    begin(desk, served, "What did Marta Lindqvist say of the bearings?")
    desk.get_by_role("button", name="Ask again without speaker: Marta Lindqvist").click()
    expect(desk.locator("#latest .chip")).to_have_count(0)
    finished(desk)
    expect(desk.locator("#latest .question")).to_have_text("What did Marta Lindqvist say of the bearings?")


def test_days_are_chosen_or_typed(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    desk.wait_for_selector(".welcome")
    desk.locator('#filters input[type="date"]').first.fill("2026-03-01")
    ask(desk)
    finished(desk)
    expect(desk.locator("#latest .footer")).to_contain_text("2026-03-01")


def test_a_key_leads_to_the_question_and_another_out_of_a_menu(served: Served, desk: Page) -> None:
    begin(desk, served, QUESTION)
    desk.locator("#chat").focus()
    desk.keyboard.press("a")
    expect(desk.locator("#box textarea")).to_be_focused()
    menu = desk.locator("#talks summary")
    menu.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#talks .sheet")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#talks .sheet")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_page_speaks_chinese_where_the_browser_does_and_english_where_it_is_asked_to(
    served: Served, chromium: Browser
) -> None:
    page = chromium.new_page(locale="zh-CN")
    page.goto(served.address)
    expect(page.locator(".welcome h2")).to_have_text("向您的记录提问")
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    languages = page.get_by_label("语言: Chinese")
    languages.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="German · Deutsch")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="German · Deutsch")).to_be_hidden()
    languages.click()
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.locator(".welcome h2")).to_have_text("Ask your transcripts")
    page.reload()
    expect(page.locator(".welcome h2")).to_have_text("Ask your transcripts")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_serious_is_wrong_with_the_accessibility_of_any_state(served: Served, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    begin(desk, served)
    assert grave_faults(desk) == []
    ask(desk, "What did Marta Lindqvist say of the bearings?")
    finished(desk)
    desk.locator("#latest [data-verdict='citation']").click()
    desk.wait_for_selector("form.opinion")
    desk.locator("#talks summary").click()
    assert grave_faults(desk) == []
    desk.keyboard.press("Escape")
    desk.locator("#latest a.cite").first.click()
    desk.wait_for_selector(".turn.target")
    desk.locator("#latest [data-act='edit']").click()
    assert grave_faults(desk) == []


def test_a_phone_has_every_menu_within_its_width(served: Served, phone: Page) -> None:
    begin(phone, served, QUESTION)
    for summary in phone.locator(".menu summary").all():
        folded = not summary.is_visible()
        if folded:
            phone.locator(".head .more").click()
        summary.click()
        sheet = phone.locator(".menu[open] .sheet").bounding_box()
        assert sheet is not None
        assert sheet["x"] >= 0
        assert sheet["x"] + sheet["width"] <= 390
        summary.click()
        if folded:
            phone.locator(".head .more").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
