"""Reading a transcript in a real browser."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.conftest import Served
from tests.browser.serve import RECORDED
from tests.rag.ui.double import HEARING, HOSTILE, HOSTILE_TURN, LONG

pytestmark = pytest.mark.browser


def go(page: Page, served: Served, turn: str, *, spot: str = "") -> None:
    page.goto(f"{served.address}/?turn={quote(turn, safe='')}{f'&quote={spot}' if spot else ''}")
    expect(page.locator(".turn.target")).to_be_in_viewport()


def clipboard(page: Page) -> str:
    """What was copied, pasted where one writes."""
    page.locator("#box textarea").fill("")
    page.locator("#box textarea").focus()
    page.keyboard.press("Control+V")
    return page.locator("#box textarea").input_value()


def test_a_permalink_opens_in_a_fresh_browser_and_any_place_can_be_scrolled_to(served: Served, desk: Page) -> None:
    go(desk, served, f"{LONG.id}#450", spot="8-25")
    expect(desk.locator(".turn.target mark")).to_have_text("remark number 450")
    assert desk.locator(".turn").count() < 300
    desk.locator(".turns").evaluate("list => list.scrollTo(0, 0)")
    expect(desk.locator('.turn[data-turn="0"]')).to_be_in_viewport()
    desk.locator(".turns").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(desk.locator('.turn[data-turn="899"]')).to_be_in_viewport()


def test_what_is_read_stands_in_the_address_until_it_is_closed(served: Served, desk: Page) -> None:
    desk.goto(f"{served.address}/?view=ask&turn={quote(HEARING.id + '#13', safe='')}")
    desk.locator('.turn[data-turn="15"] .permalink').click()
    expect(desk.locator('.turn[data-turn="15"]')).to_have_class(re.compile("target"))
    assert quote(HEARING.id + "#15", safe="").replace("%20", "+") in desk.url
    desk.reload()
    expect(desk.locator('.turn.target[data-turn="15"]')).to_be_in_viewport()
    desk.keyboard.press("Escape")
    expect(desk.locator(".transcript")).to_have_count(0)
    assert "turn=" not in desk.url
    assert "view=ask" in desk.url


def test_another_turn_of_the_open_transcript_is_gone_to_without_drawing_all_anew(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#13", spot="0-3")
    desk.locator(".transcript").evaluate("section => (section.kept = true)")
    desk.locator('.turn[data-turn="10"] .permalink').click()
    expect(desk.locator(".turn.target")).to_have_attribute("data-turn", "10")
    expect(desk.locator(".turn.target")).to_be_focused()
    expect(desk.locator(".turn.asked")).to_have_attribute("data-turn", "9")
    expect(desk.locator(".turn mark")).to_have_count(0)
    assert desk.locator(".transcript").evaluate("section => section.kept")


def test_a_transcript_that_was_closed_can_be_opened_again(served: Served, desk: Page) -> None:
    desk.goto(served.address)
    desk.fill("#box textarea", "Which weight limit stays for the bridge?")
    desk.keyboard.press("Enter")
    expect(desk.locator("#latest .footer")).to_be_visible()
    for _ in range(2):
        desk.locator("#latest a.cite").first.click()
        expect(desk.locator(".turn.target mark")).to_be_in_viewport()
        desk.keyboard.press("Escape")
        expect(desk.locator(".transcript")).to_have_count(0)


def test_the_question_that_prompted_the_turn_is_shown_with_it(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#5")
    asked = desk.locator(".turn.asked")
    expect(asked).to_contain_text("The question")
    expect(asked).to_contain_text("Is the bridge safe to drive on tonight?")
    expect(asked).to_be_in_viewport()


def test_words_are_found_in_turns_that_are_not_drawn(served: Served, desk: Page) -> None:
    go(desk, served, f"{LONG.id}#3")
    desk.keyboard.press("/")
    desk.keyboard.type("Number 8")
    expect(desk.locator(".count")).to_have_text("1 of 111")  # 8, 80 to 89, 800 to 899
    desk.keyboard.press("Shift+Enter")
    expect(desk.locator(".count")).to_have_text("111 of 111")
    expect(desk.locator('.turn[data-turn="899"]')).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator('.turn[data-turn="8"]')).to_be_in_viewport()
    found = desk.evaluate("[...CSS.highlights.get('found-now')].map(range => range.toString())")
    assert found == ["number 8"]
    desk.get_by_label("Find in transcript").fill("zeppelin")
    expect(desk.locator(".count")).to_have_text("Not found")
    desk.keyboard.press("Escape")
    expect(desk.locator(".count")).to_have_text("")
    expect(desk.locator(".transcript")).to_be_visible()


def test_the_turns_of_one_speaker_can_be_gone_through(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#8")
    people = desk.get_by_label("Speaker").locator("visible=true").and_(desk.locator("select"))
    expect(people.locator("option")).to_have_text(
        ["Speaker", "Chair Okafor (7)", "Marta Lindqvist (8)", "Councillor Bright (5)", "Teodor Hale (4)",
         "Ines Duarte (2)"],
    )  # fmt: skip
    desk.keyboard.press("s")
    expect(desk.locator('.turn[data-turn="10"]')).to_be_focused()
    people.select_option(label="Marta Lindqvist (8)")
    expect(desk.locator('.turn[data-turn="13"]')).to_be_focused()
    desk.keyboard.press("S")
    expect(desk.locator('.turn[data-turn="7"]')).to_be_focused()
    desk.get_by_role("button", name="Next turn of this speaker").click()
    expect(desk.locator('.turn[data-turn="13"]')).to_be_focused()


def test_a_speaker_has_one_colour_everywhere_and_nobody_elses(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#13")
    desk.wait_for_function("document.querySelector('#voices style')?.textContent !== undefined")
    colour = "spans => Object.fromEntries(spans.map(one => [one.textContent, getComputedStyle(one).color]))"
    in_transcript = desk.locator(".turn .speaker").evaluate_all(colour)
    assert len(set(in_transcript.values())) == 5
    desk.fill("#box textarea", "Which weight limit stays for the bridge?")
    desk.keyboard.press("Enter")
    expect(desk.locator("#latest .footer")).to_be_visible()
    beside = desk.locator("#sources .speaker").evaluate_all(colour)
    assert beside.items() <= in_transcript.items()


def test_a_quote_is_copied_with_speaker_title_date_time_and_link(served: Served, desk: Page) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(desk, served, f"{HEARING.id}#13", spot="0-14")
    desk.locator(".turn.target .copy").click()
    expect(desk.locator(".said")).to_contain_text("Copied")
    link = f"{served.address}/?turn={quote(HEARING.id + '#13', safe='')}"
    assert clipboard(desk) == (
        f"“For comparison”\n— Marta Lindqvist · Harbour bridge hearing · 2026-03-12 · 4:20\n{link}&quote=0-14"
    )
    desk.locator('.turn[data-turn="14"]').focus()
    desk.keyboard.press("c")  # the page says "Copied" still from before
    # Not wait_for_function: to that, the promise that an asynchronous function returns is true already.
    for _ in range(100):
        if "When can you" in desk.evaluate("navigator.clipboard.readText()"):
            break
        desk.wait_for_timeout(50)
    assert clipboard(desk).startswith("“When can you begin?”\n— Chair Okafor")


def test_a_quote_is_copied_where_the_browser_has_no_clipboard_for_the_page(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#14")
    desk.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    desk.locator(".turn.target .copy").click()
    expect(desk.locator(".said")).to_contain_text("Copied")
    desk.evaluate("document.execCommand = () => false")
    desk.locator(".turn.target .copy").click()
    by_hand = desk.locator(".by-hand")
    expect(by_hand).to_be_focused()
    assert by_hand.input_value().startswith("“When can you begin?”")


def test_what_was_selected_is_what_is_copied(served: Served, desk: Page) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(desk, served, f"{HEARING.id}#5")
    desk.evaluate(
        """() => {
            const text = document.querySelector('.turn[data-turn="5"] .words').firstChild;
            getSelection().setBaseAndExtent(text, 0, text, 9);
        }"""
    )
    desk.locator(".turn.target .copy").click()
    expect(desk.locator(".said")).to_contain_text("Copied")
    copied = clipboard(desk)
    assert copied.startswith("“For cars,”")
    assert copied.endswith("&quote=0-9")


def test_date_and_lines_of_a_turn_can_be_seen(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#13")
    desk.get_by_label("About turn 13").click()
    expect(desk.locator(".turn.target dl")).to_contain_text("hearings/bridge hearing.vtt, lines 53–55")
    expect(desk.locator(".turn.target dl")).to_contain_text("2026-03-12")


def test_a_recording_plays_from_the_turns_time_and_is_followed_until_somebody_scrolls(
    served: Served, desk: Page
) -> None:
    go(desk, served, f"{RECORDED}#2")
    desk.locator('.turn[data-turn="3"] button.time').click()
    expect(desk.locator(".turn.speaking")).to_have_attribute("data-turn", "3")
    assert desk.locator("audio").evaluate("player => player.currentTime") >= 3
    expect(desk.locator(".turn.speaking")).to_have_attribute("data-turn", "4")
    follow = desk.get_by_role("button", name="Follow")
    expect(follow).to_have_attribute("aria-pressed", "true")
    desk.locator(".turns").hover()
    desk.mouse.wheel(0, -2000)
    expect(follow).to_have_attribute("aria-pressed", "false")
    desk.locator("audio").evaluate("player => (player.currentTime = 30)")
    expect(desk.locator(".turn.speaking")).to_have_attribute("data-turn", "30")
    expect(desk.locator(".turn.speaking")).not_to_be_in_viewport()
    follow.click()
    expect(desk.locator(".turn.speaking")).to_be_in_viewport()


def test_the_keys_are_told_and_do_nothing_while_one_writes(served: Served, desk: Page) -> None:
    go(desk, served, f"{HEARING.id}#13")
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Next turn of the same speaker")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(desk.locator(".transcript")).to_be_visible()
    desk.keyboard.press("j")
    expect(desk.locator('.turn[data-turn="14"]')).to_be_focused()
    desk.keyboard.press("a")
    desk.keyboard.type("jks?")
    expect(desk.locator("#box textarea")).to_have_value("jks?")
    expect(dialog).to_be_hidden()


def test_hostile_markup_is_shown_as_text_found_as_text_and_copied_as_text(served: Served, desk: Page) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(desk, served, f"{HOSTILE.id}#0")
    expect(desk.locator(".turn.target .words")).to_have_text(HOSTILE_TURN)
    expect(desk.locator(".people option").nth(1)).to_have_text("<i>Mallory</i> {{x}} (1)")
    desk.get_by_label("Find in transcript").fill("<script>")
    expect(desk.locator(".count")).to_have_text("1 of 1")
    desk.locator(".turn.target .copy").click()
    expect(desk.locator(".said")).to_contain_text("Copied")
    desk.locator('.turn[data-turn="1"] .permalink').click()
    expect(desk.locator(".turn.target")).to_have_attribute("data-turn", "1")
    expect(desk.locator('.turn[data-turn="0"] .words')).to_have_text(HOSTILE_TURN)
    assert desk.locator("#reader :is(img, script, i:not(.stage), b)").count() == 0
    assert desk.title() == "On the Record"


def test_on_a_phone_the_transcript_is_a_sheet_with_all_its_tools(served: Served, phone: Page) -> None:
    go(phone, served, f"{LONG.id}#450", spot="8-25")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for tool in (".query", ".people", '[data-act="close"]'):
        expect(phone.locator(f"#reader {tool}")).to_be_in_viewport()
    header = phone.locator("#reader header").bounding_box()
    assert header is not None
    assert header["height"] < 125, "one line of tools, until something is looked for"
    expect(phone.locator('#reader [data-act="find-on"]')).to_be_hidden()
    phone.get_by_label("Find in transcript").fill("number 899")
    expect(phone.locator('.turn[data-turn="899"]')).to_be_in_viewport()
    expect(phone.locator('#reader [data-act="find-on"]')).to_be_visible()
    box = phone.locator(".turns").bounding_box()
    assert box is not None
    assert box["height"] > 300


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious_in_any_state(served: Served, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    go(desk, served, f"{HEARING.id}#5", spot="0-9")
    desk.locator(".turn.target .about summary").click()
    desk.keyboard.press("/")
    desk.keyboard.type("the")
    expect(desk.locator(".count")).to_contain_text("of")
    assert grave_faults(desk) == []
    go(desk, served, f"{RECORDED}#3")
    desk.locator('.turn[data-turn="3"]').get_by_role("button", name="Play").click()
    expect(desk.locator(".turn.speaking")).to_be_visible()
    assert grave_faults(desk) == []
    desk.keyboard.press("m")
    desk.goto(f"{served.address}/?turn=nothing.txt%230")
    expect(desk.locator(".transcript .problem")).to_be_visible()
    assert grave_faults(desk) == []
    desk.get_by_role("button", name="Keys").click()
    expect(desk.locator("#keys")).to_be_visible()
    assert grave_faults(desk) == []
