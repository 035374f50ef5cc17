"""Links to a turn, as the page writes them and as anyone may type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ui.permalink import Place, parse_place

spans = st.none() | st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda pair: (min(pair), max(pair)))
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)


@given(texts, st.integers(0, 10**6), spans)
def test_a_link_leads_back_to_its_place(transcript: str, index: int, quote: tuple[int, int] | None) -> None:
    place = Place(f"{transcript}#{index}", quote=quote)
    assert parse_place(place.href()) == place


@pytest.mark.parametrize(
    "query", ["", "?", "?turn=", "?turn=july.vtt", "?turn=july.vtt%23x", "?theme=dark", "?turn=%23"]
)
def test_an_address_that_names_no_turn_opens_none(query: str) -> None:
    assert parse_place(query) is None


@pytest.mark.parametrize("quote", ["x", "4", "9-4", "-1-3", "1-" + "9" * 5000, "٣-٤"])
def test_a_quote_that_is_no_span_is_left_out(quote: str) -> None:
    assert parse_place(f"?turn=a.txt%230&quote={quote}") == Place("a.txt#0")
