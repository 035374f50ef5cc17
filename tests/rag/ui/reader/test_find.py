"""Finding words in a transcript."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ui.reader.find import (
    LONGEST,
    MOST,
    Found,
    find,
    fold,
    utf16,
)


def spots(query: str, *texts: str) -> list[str]:
    """What was found, as it is written in the texts."""
    found = find(query, [(turn, fold(text)) for turn, text in enumerate(texts)])
    return [texts[turn][start:end] for turn, spans in found.places for start, end in spans]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("bridge", "The Bridge. A footbridge, two bridges.", ["Bridge", "bridge", "bridge"]),
        ("don't", "They don’t.", ["don’t"]),
        ("nunez", "Señor Núñez spoke.", ["Núñez"]),
        ("Núñez", "senor nunez", ["nunez"]),
        ("nunez", "Nu\u0301n\u0303ez", ["Nu\u0301n\u0303ez"]),
        ("sea  wall", "the sea\nwall", ["sea\nwall"]),
        ("1.5", "1.5 and 125", ["1.5"]),
        ("发展", "我们要发展，继续发展。", ["发展", "发展"]),
        ("が", "かが", ["が"]),
        ("(a)", "(A) b", ["(A)"]),
    ],
)
def test_it_is_found_as_people_type_it(query: str, text: str, found: list[str]) -> None:
    assert spots(query, text) == found


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_nothing_is_found_where_nothing_is_looked_for(query: str) -> None:
    assert find(query, [(0, "anything")]) == Found(0, ())


@given(st.text(max_size=60))
def test_a_folded_text_is_as_long_as_it_was(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_browser_counts_the_same_characters(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    ((wide_start, wide_end),) = utf16(text, [(start, end)])
    halves = text.encode("utf-16-le", "surrogatepass")
    assert halves[2 * wide_start : 2 * wide_end].decode("utf-16-le", "surrogatepass") == text[start:end]


def test_all_are_counted_though_not_all_are_told() -> None:
    found = find("a", [(0, "a" * MOST), (1, "aaa")])
    assert found.count == MOST + 3
    assert sum(len(spans) for _, spans in found.places) == MOST


def test_a_paste_of_a_whole_page_is_cut() -> None:
    assert find("x" * 10**6, [(0, "x" * LONGEST)]).count == 1
