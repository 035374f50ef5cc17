"""Whatever the draft and the turns are, a citation quotes its turn word by word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.attribution import Attribution
from rag.citing import cite
from rag.grounding import Evidence
from tests.index.double import CountingEmbedder
from tests.rag.double import make_passages

WORDS = (
    "Ana Ben said that the ferry council pays sails not no 40 euros on May 2 “harbour tests” why ? ! . … \n\n".split(
        " "
    )
)
TEXT = st.lists(st.sampled_from(WORDS) | st.text(alphabet="aé语 .?\t", min_size=1, max_size=6), min_size=1, max_size=25)
ENCODE = CountingEmbedder(dimension=64, limit=500).encode


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXT.map(" ".join), min_size=1, max_size=4), TEXT.map(" ".join), st.data())
def test_every_quote_stands_in_its_turn_at_its_span(said: list[str], draft: str, data: st.DataObject) -> None:
    passages = make_passages(*(f"Ana Reyes: {text}" for text in said))
    copied = data.draw(st.sampled_from(said))  # a model copies too
    attribution = Attribution(
        [Evidence.of(passage) for passage in passages],
        ["Ana Reyes", "Ben Ode"],
        encode=ENCODE,
        cite=lambda marker, passage, span: cite(marker, passage, span, base_url=""),
    )
    attribution.add(f"{draft} {copied}. {draft}", last=True)

    turns = {passage.turn.id: passage.turn for passage in passages}
    for citation in attribution.citations:
        assert citation.quote
        assert turns[citation.turn_id].text[citation.quote_start : citation.quote_end] == citation.quote
    markers = {citation.marker for citation in attribution.citations}
    assert all(set(sentence.citations) <= markers for sentence in attribution.sentences)
    assert all(sentence.citations for sentence in attribution.sentences)
