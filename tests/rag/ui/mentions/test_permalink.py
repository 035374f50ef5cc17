"""Addresses of searches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.concordance import KINDS
from rag.ui.mentions.permalink import MOST, Search, parse_search

some = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)


@given(
    some, st.sampled_from(KINDS), st.lists(some, max_size=4, unique=True), st.lists(some, max_size=4, unique=True), some
)
def test_an_address_names_the_search_it_was_made_of(
    query: str, kind: str, speakers: list[str], transcripts: list[str], day: str
) -> None:
    known = next(one for one in KINDS if one == kind)
    search = Search(query, known, tuple(speakers), tuple(transcripts), after=day)
    assert parse_search("?view=mentions&" + search.href()[1:]) == search


@pytest.mark.parametrize(
    "query", ["", "?mentions=", "?mentions=%20", "?speaker=Ana", "?" + "&".join(["mentions=a"] * 999)]
)
def test_what_names_no_search_is_none(query: str) -> None:
    assert parse_search(query) is None


def test_an_address_has_its_bounds() -> None:
    named = parse_search("?mentions=" + "x" * 5000 + "".join(f"&speaker={n}" for n in range(MOST + 20)))
    assert named is not None
    assert (len(named.query), len(named.speakers)) == (1000, MOST)
