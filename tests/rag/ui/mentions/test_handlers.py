"""What happens in Mentions."""

from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from rag.ui.i18n import Words
from rag.ui.markup import plain
from rag.ui.mentions.handlers import Mentioning
from rag.ui.mentions.html import PAGE
from tests.rag.ui.double import HEARING, HOSTILE, LONG, WordAssistant, library

ENGLISH_BROWSER: Any = SimpleNamespace(headers={"accept-language": "en"})
NOTHING: tuple[list[str], list[str], str, str] = ([], [], "", "")


def starting(say: Words) -> str:
    return say("status.opening")


def mentioning() -> Mentioning:
    assistant = WordAssistant(library(HEARING, HOSTILE, LONG))
    return Mentioning(lambda: assistant, lambda say: "")


def clicked(**values: Any) -> Any:
    return SimpleNamespace(**values)


def library_event(query: str = "") -> Any:
    return SimpleNamespace(query=query)


def test_a_word_is_found_and_its_first_page_drawn() -> None:
    found, html = mentioning().find("zebra", "words", *NOTHING, ENGLISH_BROWSER)
    assert found is not None
    assert found.count == 2
    assert html.count('class="card"') == 2


def test_nothing_typed_looks_for_nothing() -> None:
    found, html = mentioning().find("  ", "words", *NOTHING, ENGLISH_BROWSER)
    assert found is None
    assert "Every turn" in html


def test_a_date_that_is_none_is_said_in_place() -> None:
    found, html = mentioning().find("zebra", "words", [], [], "soon", "", ENGLISH_BROWSER)
    assert found is None
    assert 'role="alert"' in html


def test_a_library_that_is_still_being_opened_says_so() -> None:
    early = Mentioning(lambda: None, starting)
    found, html = early.find("zebra", "words", *NOTHING, ENGLISH_BROWSER)
    assert found is None
    assert "opening the library" in html
    assert len(early.offer(None, "words", *NOTHING, library_event(), ENGLISH_BROWSER)) == 8


def test_another_page_is_within_what_was_found_whatever_the_browser_says() -> None:
    acting = mentioning()
    found, _ = acting.find("remark", "words", *NOTHING, ENGLISH_BROWSER)
    for first, start in (("50", 51), ("60", 51), ("-5", 1), ("99999", 900 - PAGE + 1)):
        assert f'start="{start}"' in acting.turn_page(found, clicked(first=first), ENGLISH_BROWSER)


def test_a_click_on_a_count_limits_the_search_to_it() -> None:
    acting = mentioning()
    found, _ = acting.find("remark", "words", *NOTHING, ENGLISH_BROWSER)
    event = clicked(speaker="Bo Chen", transcript=None, after=7)
    speakers, transcripts, after, before, narrowed, _ = acting.narrow(found, *NOTHING, event, ENGLISH_BROWSER)
    assert (speakers["value"], transcripts["value"], after, before) == (["Bo Chen"], [], "", "")
    assert narrowed.count == 300


def test_a_library_that_changed_is_searched_again_without_the_speakers_it_lost() -> None:
    acting = mentioning()
    found, _ = acting.find("zebra", "words", *NOTHING, ENGLISH_BROWSER)
    _, _, speakers, transcripts, _, _, again, html = acting.offer(
        found, "words", ["Gone"], ["gone.txt"], "", "", library_event("?mentions=remark"), ENGLISH_BROWSER
    )
    assert (speakers["value"], transcripts["value"]) == ([], [])
    assert again.count == 2
    assert "card" in html


def test_an_address_opens_its_search_with_what_the_library_has_no_more_as_a_limit() -> None:
    query = "?mentions=remark&speaker=Bo+Chen&after=2026-01-01"
    box, kind, speakers, transcripts, after, before, found, html = mentioning().offer(
        None, "words", *NOTHING, library_event(query), ENGLISH_BROWSER
    )
    assert (box, kind, after, before) == ("remark", "words", "2026-01-01", "")
    assert (speakers["value"], transcripts["value"]) == (["Bo Chen"], [])
    assert found.count == 300
    assert f'value="{plain(query)}"' in html
    gone = mentioning().offer(
        None, "words", *NOTHING, library_event("?mentions=remark&transcript=gone.txt&speaker=Gone"), ENGLISH_BROWSER
    )
    assert "Gone" in gone[2]["choices"]
    assert ("gone.txt", "gone.txt") in gone[3]["choices"]
    assert gone[6].count == 0


def test_a_page_opened_by_the_address_of_a_search_does_not_clear_what_it_finds() -> None:
    fresh: Any = SimpleNamespace(headers={}, query_params="mentions=remark")
    assert mentioning().dress(fresh)[-2] == gr.skip()
    plain_page: Any = SimpleNamespace(headers={}, query_params="view=mentions")
    assert "Every turn" in mentioning().dress(plain_page)[-2]


def test_whoever_looks_for_somebody_who_speaks_is_told_where() -> None:
    _, shown = mentioning().find("teodor hale", "words", *NOTHING, ENGLISH_BROWSER)
    assert plain("Where teodor hale speaks:") in shown
    assert HEARING.title in shown.split('class="fine speaks"')[1].split("</p>")[0]
    _, shown = mentioning().find("ferry", "words", *NOTHING, ENGLISH_BROWSER)
    assert 'class="fine speaks"' not in shown


@pytest.mark.parametrize("limits", [([], [LONG.id], "", ""), ([], [], "2030-01-01", ""), (["Ana Reyes"], [], "", "")])
def test_where_somebody_speaks_keeps_to_what_the_search_is_limited_to(
    limits: tuple[list[str], list[str], str, str],
) -> None:
    _, shown = mentioning().find("teodor hale", "words", *limits, ENGLISH_BROWSER)
    assert 'class="fine speaks"' not in shown
