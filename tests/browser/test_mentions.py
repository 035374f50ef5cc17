"""Mentions in a real browser, over a real index."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser


MARCH = """---
title: March hearing
date: 2026-03-12
---

Ana Reyes: The sea wall leaks, and the wall will not wait.
Bo Chen: Which wall?
Ana Reyes: The wall <img src=x> the sea {{x}}.
"""
MAY = "---\ntitle: May hearing\ndate: 2026-05-02\n---\n\nBo Chen: No wall leaks now.\nAna Reyes: Good.\n"
LONG = "\n".join(f"Speaker {n % 3}: Remark number {n} about a lantern." for n in range(60))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("mentions")
    for name, text in {"march.txt": MARCH, "may.txt": MAY, "2026-06-01-long.txt": LONG}.items():
        (folder / name).write_text(text, "utf-8")
    yield from serve_library(folder)


def look_for(page: Page, address: str, query: str) -> None:
    page.goto(f"{address}/?view=mentions")
    page.get_by_label("Word, phrase or idea").fill(query)
    page.get_by_label("Word, phrase or idea").press("Enter")
    expect(page.locator("#mentions-results .summary")).to_contain_text(query)


def test_every_turn_with_the_word_is_counted_and_a_click_opens_it_highlighted(address: str, desk: Page) -> None:
    look_for(desk, address, "walls")
    results = desk.locator("#mentions-results")
    expect(results.locator(".summary")).to_have_text("4 turns say “walls”, in 2 transcripts, by 2 speakers.")
    expect(results.locator(".timeline button")).to_have_count(2)
    expect(results.locator(".card")).to_have_count(4)
    expect(results.locator(".card").first.locator("mark")).to_have_text(["wall", "wall"])
    expect(results.locator(".card").nth(2)).to_contain_text("The wall <img src=x> the sea {{x}}.")
    results.locator(".card a").nth(3).click()
    expect(desk.locator("#reader .turn.target mark")).to_have_text("wall")
    expect(desk.locator("#reader h2")).to_have_text("May hearing")
    desk.keyboard.press("Escape")
    expect(results.locator(".card a").nth(3)).to_be_focused()


def test_a_count_and_a_bar_narrow_the_search_and_the_filter_widens_it_again(address: str, desk: Page) -> None:
    look_for(desk, address, "wall")
    summary = desk.locator("#mentions-results .summary")
    desk.locator(".tally button", has_text="Bo Chen").click()
    expect(summary).to_have_text("2 turns say “wall”, in 2 transcripts, by 1 speaker.")
    desk.get_by_role("button", name="2026-05: 1 turn").click()
    expect(summary).to_have_text("1 turn says “wall”, in 1 transcript, by 1 speaker.")
    expect(desk.locator("#view-mentions").get_by_label("From")).to_have_value("2026-05-01")
    desk.locator("#view-mentions").get_by_label("From").fill("")
    desk.locator("#view-mentions").get_by_label("From").press("Enter")
    expect(summary).to_have_text("2 turns say “wall”, in 2 transcripts, by 1 speaker.")


def test_a_phrase_is_not_its_words_and_an_idea_says_that_it_is_not_all(address: str, desk: Page) -> None:
    look_for(desk, address, "sea wall")
    summary = desk.locator("#mentions-results .summary")
    expect(summary).to_contain_text("2 turns say")
    desk.get_by_label("the exact phrase").check()
    expect(summary).to_contain_text("1 turn says")
    desk.get_by_label("an idea").check()
    expect(summary).to_contain_text("nearest to “sea wall”")
    expect(desk.locator("#mentions-results")).to_contain_text("not all there are")
    expect(desk.locator("#mentions-results .card").first).to_contain_text("The sea wall leaks")


def test_a_search_has_an_address_that_opens_it_in_a_fresh_browser(address: str, desk: Page, phone: Page) -> None:
    look_for(desk, address, "sea wall")
    desk.get_by_label("the exact phrase").check()
    expect(desk.locator("#mentions-results .summary")).to_contain_text("1 turn says")
    desk.get_by_label("all the words").check()
    expect(desk.locator("#mentions-results .summary")).not_to_contain_text("1 turn says")
    desk.locator(".tally button", has_text="March hearing").click()
    expect(desk.locator("#mentions-results .summary")).to_contain_text("in 1 transcript, by 1 speaker")
    expect(desk).to_have_url(re.compile("transcript=march"))  # the filters of what was clicked are all there
    expect(desk.locator("#view-mentions")).to_contain_text("March hearing")
    desk.locator("#view-mentions").get_by_label("From").fill("2026-03-01")
    desk.locator("#view-mentions").get_by_label("From").press("Enter")
    expect(desk.locator("#mentions-results .fine").first).to_contain_text("after: 2026-03-01")
    desk.get_by_role("link", name="Library", exact=True).click()
    expect(desk).not_to_have_url(re.compile("mentions="))
    desk.get_by_role("link", name="Mentions", exact=True).click()
    expect(desk).to_have_url(re.compile(re.escape("mentions=sea+wall")))
    phone.goto(desk.url.replace("view=mentions&", ""))
    expect(phone.locator("#mentions-results .summary")).to_contain_text("in 1 transcript, by 1 speaker")
    expect(phone.get_by_label("Word, phrase or idea")).to_have_value("sea wall")
    expect(phone.locator("#view-mentions").get_by_label("From")).to_have_value("2026-03-01")
    expect(phone.locator("#view-mentions")).to_contain_text("March hearing")
    phone.reload()
    expect(phone.locator("#mentions-results .summary")).to_contain_text("in 1 transcript, by 1 speaker")
    phone.goto(f"{address}/?mentions=wall&speaker=Nobody")
    expect(phone.locator("#mentions-results .summary")).to_have_text("No turn says “wall”.")
    expect(phone.locator("#mentions-results")).to_contain_text("speaker: Nobody")


def test_many_turns_come_in_pages_and_the_page_turned_to_begins_at_its_head(address: str, desk: Page) -> None:
    look_for(desk, address, "lantern")
    expect(desk.locator("#mentions-turns")).to_have_text("Turns 1 to 25 of 60")
    desk.get_by_role("button", name="Next page").click()
    expect(desk.locator("#mentions-turns")).to_have_text("Turns 26 to 50 of 60")
    expect(desk.locator("#mentions-turns")).to_be_focused()
    desk.get_by_role("button", name="Next page").click()
    expect(desk.locator("#mentions-results .card")).to_have_count(10)
    expect(desk.get_by_role("button", name="Next page")).to_be_disabled()


def test_what_nobody_says_and_a_date_that_is_none_are_said_in_place(address: str, desk: Page) -> None:
    look_for(desk, address, "dolphin")
    expect(desk.locator("#mentions-results .summary")).to_have_text("No turn says “dolphin”.")
    desk.goto(f"{address}/?view=mentions&mentions=dolphin&after=soon")
    expect(desk.locator("#mentions-results .problem")).to_contain_text("soon")


def test_a_phone_shows_counts_and_turns_without_sideways_scrolling(address: str, phone: Page) -> None:
    look_for(phone, address, "wall")
    expect(phone.locator("#mentions-results .card").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#mentions-results .card a").first.click()
    expect(phone.locator("#reader .turn.target mark")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_serious_in_any_state(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    desk.goto(f"{address}/?view=mentions")
    expect(desk.locator("#mentions-results p")).to_be_visible()
    assert grave_faults(desk) == []
    look_for(desk, address, "lantern")
    assert grave_faults(desk) == []
    look_for(desk, address, "wall")
    desk.locator(".timeline summary").click()
    desk.locator(".tally button", has_text="Bo Chen").click()
    expect(desk.locator("#mentions-results .summary")).to_contain_text("by 1 speaker")
    desk.locator("#mentions-results .card a").first.click()
    expect(desk.locator("#reader .turn.target mark")).to_be_visible()
    assert grave_faults(desk) == []
    desk.keyboard.press("Escape")
    desk.goto(f"{address}/?view=mentions&mentions=dolphin&after=soon")
    expect(desk.locator("#mentions-results .problem")).to_be_visible()
    assert grave_faults(desk) == []
