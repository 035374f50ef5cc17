"""Text that comes from elsewhere stays text."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.export.clock import clock
from rag.ui.markup import excerpt, marked, plain
from rag.ui.speaker_colours import voice

HOSTILE = [
    '<img src="https://evil.example/x.png" onerror=alert(1)>',
    "![x](https://evil.example/y.png)",
    "</p></div><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "{{constructor}} ${alert(1)} {{{value}}}",
    "[click](javascript:alert(1)) **bold** _slanted_ `code`",
    "&lt;b&gt; &#60;i&#62;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_leaves_no_character_that_markup_is_made_of(text: str) -> None:
    assert not re.search(r"[<>\"'`{}$*_\[\]()!=]", plain(text))


# Python's unescape drops what is no character, as U+FFFE, which a browser shows.
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"])))
def test_a_browser_shows_exactly_the_text(text: str) -> None:
    assert html.unescape(plain(text)) == text


@given(st.text(alphabet="ab <.", max_size=40), st.integers(0, 50), st.integers(0, 50))
def test_a_highlight_changes_no_character_wherever_its_offsets_fall(text: str, start: int, end: int) -> None:
    assert "".join(piece for piece, _ in marked(text, start, end)) == text


@given(st.text(alphabet="abc .", min_size=1, max_size=600), st.data())
def test_an_excerpt_holds_the_whole_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert [piece for piece, quoted in excerpt(text, start, end) if quoted] == [text[start:end]]


def test_a_short_turn_is_shown_whole_and_a_long_one_is_cut_around_its_quote() -> None:
    assert excerpt("One short turn.", 4, 9) == (("One ", False), ("short", True), (" turn.", False))
    long = "word " * 200 + "HERE " + "word " * 200
    shown = "".join(piece for piece, _ in excerpt(long, 1000, 1004))
    assert shown.startswith("… word")
    assert shown.endswith("word …")
    assert len(shown) < 320


def test_times_read_as_hours_and_minutes() -> None:
    assert [clock(0), clock(59.9), clock(3600), clock(None)] == ["0:00", "0:59", "1:00:00", ""]


def test_a_speaker_keeps_one_colour() -> None:
    assert voice("Ana Reyes") == voice("Ana Reyes")
    assert voice(None) == "voice-none"
