"""Signing in and out in a real browser, over the command's own server with a file of users."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import grave_faults
from tests.rag.ui.running import ANA, BEN, add_users, make_library, served

pytestmark = pytest.mark.browser

QUESTION = "Who pays for the harbour tests?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("signing-in")
    with served(make_library(folder / "library"), auth=ANA, settings={"auth_file": add_users(folder)}) as found:
        yield found


def sign_in(page: Page, user: tuple[str, str]) -> None:
    page.get_by_label("Name").fill(user[0])
    page.get_by_label("Password").fill(user[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".head .who")).to_have_text(user[0])
    expect(page.locator(".welcome, #latest .question").first).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


def test_each_sees_who_they_are_and_their_own_conversations_until_they_sign_out(address: str, desk: Page) -> None:
    desk.goto(address)
    sign_in(desk, ANA)
    assert grave_faults(desk) == []
    desk.fill("#box textarea", QUESTION)
    desk.press("#box textarea", "Enter")
    expect(desk.locator("#latest .footer")).to_be_visible()
    expect(desk.locator("#talks [data-act='talk']")).to_have_count(1)
    sign_out(desk)
    sign_in(desk, BEN)
    expect(desk.locator(".welcome")).to_be_visible()
    expect(desk.locator("#talks [data-act='talk']")).to_have_count(0)
    desk.get_by_role("link", name="Library", exact=True).click()
    expect(desk.locator("#view-library")).to_contain_text("not change it")
    sign_out(desk)
    sign_in(desk, ANA)
    expect(desk.locator("#latest .question")).to_have_text(QUESTION)
    expect(desk.locator("#talks [data-act='talk']")).to_have_count(1)


def test_on_a_phone_the_way_out_is_within_its_width(address: str, phone: Page) -> None:
    phone.goto(address)
    sign_in(phone, BEN)
    phone.locator(".head .more").click()
    expect(phone.get_by_role("link", name="Sign out")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_whoever_was_signed_out_elsewhere_is_told_and_comes_back_to_where_they_were(
    address: str, chromium: Browser
) -> None:
    context = chromium.new_context()
    page, other = context.new_page(), context.new_page()
    page.goto(f"{address}/?view=mentions")
    page.get_by_label("Name").fill(BEN[0])
    page.get_by_label("Password").fill(BEN[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".head .who")).to_have_text("ben")
    expect(page.locator(".ended")).to_be_hidden()
    other.goto(f"{address}/logout")
    page.get_by_label("Word, phrase or idea").fill("harbour")
    page.get_by_label("Word, phrase or idea").press("Enter")
    expect(page.locator(".ended")).to_be_visible()
    page.get_by_role("button", name="Sign in again").click()
    page.get_by_label("Name").fill(BEN[0])
    page.get_by_label("Password").fill(BEN[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Word, phrase or idea")).to_be_visible()
    assert "view=mentions" in page.url
    context.close()
