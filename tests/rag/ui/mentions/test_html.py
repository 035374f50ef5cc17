"""What was found in Mentions, as HTML."""

import re
from collections.abc import Sequence

import pytest

from index.catalog.fulltext import matches
from rag.ui.i18n import ENGLISH, LANGUAGES, Words
from rag.ui.markup import Piece
from rag.ui.mentions.html import PAGE, excerpt_around, render_concordance
from tests.rag.ui.double import HEARING, HOSTILE, LONG, MemoryConcordances, library


def rendered(query: str, *, first: int = 0, say: Words = ENGLISH, kind: str = "words") -> str:
    finder = MemoryConcordances(library(HEARING, HOSTILE, LONG))
    found = finder.find(query, "meaning" if kind == "meaning" else "words")
    return render_concordance(found, finder.listed(found, first, PAGE), first, say)


def test_the_whole_number_is_told_and_one_page_is_listed_with_the_way_to_the_others() -> None:
    html = rendered("remark")
    assert "900 turns say" in html
    assert html.count('class="card"') == PAGE
    assert 'data-first="25">' in html
    assert "Turns 1 to 25 of 900" in html
    assert 'data-first="0" disabled' in html


def test_the_last_page_has_no_next_one() -> None:
    html = rendered("remark", first=875)
    assert 'data-first="900" disabled' in html
    assert '<ol class="cards" start="876">' in html


def test_each_turn_links_to_its_place_with_the_word_marked() -> None:
    html = rendered("zebra")
    assert re.search(r'href="[^"]*turn&#61;odd[^"]*quote&#61;', html)
    assert "<mark>zebra</mark>" in html


def test_words_of_a_transcript_are_text_wherever_they_stand() -> None:
    html = rendered("zebra")
    assert set(re.findall(r"<(\w+)", html)) <= set(
        "div p section h3 ul li button span ol a mark details summary table nav figure data".split()
    )
    assert "onerror" not in re.sub(r"&#\d+;", "", html).split("<mark>")[0] or "<img" not in html
    assert "{{" not in html
    assert "${" not in html


def test_an_idea_is_never_called_all() -> None:
    html = rendered("zebra", kind="meaning")
    assert "nearest to" in html
    assert "not all there are" in html
    assert "These are all" not in html


def test_nothing_found_is_said_with_what_was_searched() -> None:
    html = rendered("dolphin")
    assert "No turn says" in html
    assert "3 transcripts" in html
    assert "card" not in html


@pytest.mark.parametrize("say", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_can_say_it(say: Words) -> None:
    assert rendered("remark", say=say)


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(text for text, _ in pieces)


def test_a_long_turn_is_cut_around_the_first_place_and_every_place_in_it_is_marked() -> None:
    text = "far away words " * 60 + "here a bridge and there a bridge " + "more words " * 80 + "bridge"
    (spans,) = matches("bridge", [text])
    shown = excerpt_around(text, spans)
    assert shown.count(("bridge", True)) == 2
    assert text_of(shown).strip("… ") in text
    assert len(text_of(shown)) < 600


@pytest.mark.parametrize("text", ["", "bridge", "x" * 3000, "bridge " * 500, "桥" * 900])
def test_any_turn_can_be_shown(text: str) -> None:
    for query in ("bridge", "桥", "missing"):
        (spans,) = matches(query, [text])
        assert text_of(excerpt_around(text, spans)).strip("… ") in text
