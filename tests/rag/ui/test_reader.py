"""A transcript opened at a turn."""

import re

from hypothesis import given
from hypothesis import strategies as st

from rag.ui.place import Place
from rag.ui.reader import AROUND, LARGEST, open_place, window_of
from tests.rag.ui.double import HEARING, HOSTILE, LONG, library


def shown_turns(html: str) -> list[int]:
    return [int(number) for number in re.findall(r"Link to turn (\d+)", html)]


def test_the_turn_stands_among_the_turns_around_it_with_its_quote_highlighted() -> None:
    html = open_place(library(), Place("hearings/bridge hearing.vtt#13", quote=(0, 14)))
    assert shown_turns(html) == list(range(13 - AROUND, 13 + AROUND + 1))
    target = re.search(r'<article class="turn target".*?</article>', html)
    assert target is not None
    assert "<mark>For comparison</mark>" in target[0]
    assert html.count("<mark>") == 1


def test_earlier_and_later_turns_are_offered_where_there_are_any() -> None:
    start = open_place(library(), Place(f"{HEARING.id}#0"))
    middle = open_place(library(), Place(f"{HEARING.id}#12"))
    end = open_place(library(), Place(f"{HEARING.id}#25"))
    assert [("more earlier" in html, "more later" in html) for html in (start, middle, end)] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_the_link_to_earlier_turns_keeps_turn_and_quote_and_shows_more() -> None:
    html = open_place(library(), Place(f"{LONG.id}#450", quote=(0, 4)))
    link = re.search(r'<a class="more earlier" href="([^"]*)"', html)
    assert link is not None
    assert "window&#61;424&#45;456" in link[1]
    assert "quote&#61;0&#45;4" in link[1]


@given(st.integers(0, 99), st.none() | st.tuples(st.integers(0, 10**8), st.integers(0, 10**8)))
def test_any_window_holds_the_turn_and_stays_inside_the_transcript(
    position: int, window: tuple[int, int] | None
) -> None:
    first, last = window_of(Place("a#0", window=window), position, count=100)
    assert 0 <= first <= position <= last <= 99


def test_an_address_cannot_ask_for_a_whole_archive() -> None:
    first, last = window_of(Place("a#0", window=(0, 10**8)), 5000, count=10**6)
    assert last - first <= 2 * LARGEST


def test_a_turn_that_is_gone_is_said_to_be_gone() -> None:
    assert "has no turn 99" in open_place(library(), Place(f"{HEARING.id}#99"))
    assert "Not in the library" in open_place(library(), Place("gone.txt#0"))


def test_hostile_names_titles_and_words_are_text() -> None:
    html = open_place(library(), Place(f"{HOSTILE.id}#0"))
    assert not re.search(r"<(script|img|i|b)\b", html)
    assert "{{" not in html
    assert "${" not in html
