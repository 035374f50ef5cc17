"""What a designer looks at, in every width: nothing runs out of the page, everything begins at one edge, small print is
small, and sources stand under their transcripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.accessibility import SCHEMES, dress, grave_faults
from tests.browser.conftest import PATIENCE
from tests.browser.serving import serve_library

pytestmark = pytest.mark.browser

WIDTHS = (390, 768, 1280, 1920)
QUESTION = "When does the ferry leave?"
SAID = "Ana Reyes: The ferry leaves at {n}.\nBo Chen: When does the ferry leave, and\n\nfrom which quay?\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("looks") / "library"
    (folder / "council").mkdir(parents=True)
    for n, name in enumerate(("council/march", "council/april", "a-very-long-name-of-a-file-that-nobody-gave-a-title")):
        (folder / f"{name}.txt").write_text(SAID.format(n=n + 7) * 3, "utf-8")
    yield from serve_library(folder)


def asked(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".welcome")).to_be_visible(timeout=2 * PATIENCE)
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    expect(page.locator("#latest .footer")).to_be_visible()


def shown(page: Page, selector: str, what: str) -> str:
    return str(page.locator(selector).first.evaluate(f"(part) => getComputedStyle(part).{what}"))


@pytest.mark.parametrize("language", ["en-US", "de-DE"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_out_of_the_page_and_all_begins_at_one_edge(
    address: str, chromium: Browser, width: int, language: str
) -> None:
    page = chromium.new_page(viewport=ViewportSize(width=width, height=900), locale=language)
    page.set_default_timeout(PATIENCE)
    asked(page, address)
    edges = {"header.head", ".bar", "#chips" if width < 860 else "#filters", "#box"}
    assert len({page.locator(part).evaluate("(part) => part.getBoundingClientRect().x") for part in edges}) == 1
    for view, part in (("ask", "#sources .card"), ("mentions", ".empty"), ("pins", ".empty"), ("library", "tbody tr")):
        page.locator(f'.head a[data-view="{view}"]').click()
        expect(page.locator(f"#view-{view} {part}, #side {part}").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
    page.close()


def test_small_print_is_small_and_what_a_box_is_for_is_not_taken_for_what_is_in_it(address: str, desk: Page) -> None:
    asked(desk, address)
    assert float(shown(desk, ".sentence .badge", "fontSize")[:-2]) < 13
    assert "\n" not in desk.locator(".sentence q").first.inner_text()
    ink = shown(desk, ".head h1", "color")
    for box in ("#box textarea", "#mentions-box textarea, #mentions-box input", "input[data-field='wanted']"):
        if desk.locator(box).count():
            assert desk.locator(box).first.evaluate("(box) => getComputedStyle(box, '::placeholder').color") != ink


@pytest.mark.parametrize("scheme", SCHEMES)
def test_sources_stand_under_their_transcripts_and_open_by_keyboard(address: str, desk: Page, scheme: str) -> None:
    dress(desk, scheme)
    asked(desk, address)
    expect(desk.locator("#sources h3").first).to_have_text("Cited in the answer")
    for head in desk.locator("#sources h4").all():
        expect(head.locator("xpath=following-sibling::*[1]")).to_have_class("cards")
    assert desk.locator("#sources h4").count() < desk.locator("#sources .card").count()
    assert grave_faults(desk) == []
    last = desk.locator("#sources .card a").last
    last.focus()
    expect(last).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator("#reader .turn.target")).to_be_in_viewport()
    assert grave_faults(desk) == []


def test_what_is_asked_next_is_brought_to_the_top_on_a_phone_and_on_a_desk(
    address: str, phone: Page, desk: Page
) -> None:
    for page in (phone, desk):
        asked(page, address)
        for question in ("When does the ferry leave?", "At what time does the ferry leave?", "The ferry leaves when?"):
            page.fill("#box textarea", question)
            page.press("#box textarea", "Enter")
            expect(page.locator("#latest .question")).to_have_text(question)
            expect(page.locator("#latest .footer")).to_be_visible()
            expect(page.locator("#latest .question")).to_be_in_viewport(ratio=1)
            expect(page.locator("#latest .sentence").first).to_be_in_viewport()
        page.mouse.move(200, 300)
        page.mouse.wheel(0, -5000)
        expect(page.locator("#past .question").first).to_be_in_viewport()
        assert grave_faults(page) == []


def test_the_library_beside_a_reader_breaks_no_name(address: str, desk: Page) -> None:
    desk.goto(f"{address}/?view=library")
    expect(desk.locator("tbody tr")).to_have_count(3)
    desk.locator("tbody th a").first.click()
    expect(desk.locator("#reader .turn").first).to_be_visible()
    for name in desk.locator("#library-list .speaker").all():
        assert name.evaluate("(name) => name.getClientRects().length") == 1


def test_a_phone_lists_a_transcript_in_a_few_lines(address: str, phone: Page) -> None:
    phone.goto(f"{address}/?view=library")
    expect(phone.locator("tbody tr")).to_have_count(3)
    assert all(row.evaluate("(row) => row.offsetHeight") < 190 for row in phone.locator("tbody tr").all())
