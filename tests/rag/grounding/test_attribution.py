"""Whatever the draft and the turns are, a citation quotes its turn word by word."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding.embedder import spread
from rag.citations import cite
from rag.grounding.attribution import Attribution
from rag.grounding.figures import bare_reply
from rag.grounding.verdict import Evidence
from rag.language.sentences import Span, tells_over, without_repeats
from rag.question.kind import read_wants
from tests.index.double import CountingEmbedder
from tests.rag.double import make_passages, make_question

WORDS = (
    "Ana Ben said that the ferry council pays sails not no 40 euros on May 2 “harbour tests” why ? ! . … \n\n".split(
        " "
    )
)
ANA, BEN = "Ana Reyes", "Ben Ode"
TEXT = st.lists(st.sampled_from(WORDS) | st.text(alphabet="aé语 .?\t", min_size=1, max_size=6), min_size=1, max_size=25)
NOTHING = Span(0, 0, "")
ENCODE = CountingEmbedder(dimension=64, limit=500).encode


def attribute(draft: str, *lines: str, prompting: str = "", **given: Any) -> Attribution:
    return attribute_to(draft, [Evidence.of(passage, prompting) for passage in make_passages(*lines)], **given)


def attribute_to(draft: str, evidence: Sequence[Evidence], *, question: str = "", **given: Any) -> Attribution:
    attribution = Attribution(
        evidence,
        [ANA, BEN],
        encode=CountingEmbedder(dimension=256).encode,
        cite=lambda marker, passage, span: cite(marker, passage, span, base_url=""),
        question=make_question(question),
        **given,
    )
    attribution.add(draft, last=True)
    return attribution


def test_a_few_words_are_near_what_says_them_of_the_question() -> None:
    lines = (
        f"{ANA}: The library opens in March.",
        f"{BEN}: We paint the town hall in March.",
        f"{ANA}: The ferry terminal reopens in March.",
    )
    found = attribute("In March.", *lines, question="When does the ferry terminal reopen?")

    assert [citation.quote for citation in found.citations] == ["The ferry terminal reopens in March."]


def test_a_quote_takes_in_the_sentence_beside_that_says_the_rest() -> None:
    line = f"{ANA}: The harbour froze. The county pays for the new ferry. It is half of eighty thousand euros. Thanks."
    draft = "The county pays half of eighty thousand euros for the new ferry."

    assert [citation.quote for citation in attribute(draft, line).citations] == [
        "The county pays for the new ferry. It is half of eighty thousand euros."
    ]
    assert [citation.quote for citation in attribute("The county pays for the new ferry.", line).citations] == [
        "The county pays for the new ferry."
    ]


def test_a_name_that_is_said_of_something_else_is_no_answer() -> None:
    question = "Who painted the harbour wall?"

    assert attribute("Cleo.", f"{BEN}: Cleo painted the wall of the harbour.", question=question).citations
    assert not attribute("Cleo.", f"{BEN}: Cleo, there you are again, late!", question=question).citations


def test_a_reply_is_read_with_its_question_where_two_turns_say_the_words() -> None:
    lines = (
        f"{BEN}: We carried forty-eight crates, and people helped.",
        f"{BEN}: How many people does the launch carry?",
        f"{ANA}: Forty-eight.",
    )
    passages = make_passages(*lines)
    evidence = [Evidence.of(passage, before) for passage, before in zip(passages, ("", "", lines[1]), strict=True)]
    found = attribute_to("Forty-eight.", evidence, question="How many people can the launch carry?")

    assert [citation.quote for citation in found.citations] == ["Forty-eight."]


def test_only_whom_the_question_is_about_says_the_rest_of_it() -> None:
    lines = (f"{ANA}: I paint harbours after a long day.", f"{BEN}: I paint, and I play the violin in the evenings.")
    draft = "She paints harbours and plays the violin in the evenings after a long day."

    assert [citation.speaker for citation in attribute(draft, *lines).citations] == [ANA, BEN]
    assert [citation.speaker for citation in attribute(draft, *lines, about=(ANA,), alone=True).citations] == [ANA]


def test_a_weak_guess_is_left_out_with_its_reason() -> None:
    line = f"{ANA}: We closed the harbour since the crane was broken."
    checked = attribute("The harbour was closed since a storm came, and waves rose.", line)

    assert not checked.sentences
    assert [(sentence.support, bool(sentence.why)) for sentence in checked.dropped] == [("weak", True)]


@pytest.mark.parametrize(
    ("reason", "holds"),
    [
        ("The crane was broken.", True),
        ("We closed the harbour since a storm broke the crane.", False),  # half of it is the question
        ("The harbour was closed since you closed it.", False),
    ],
)
def test_a_reason_is_what_the_turn_adds_to_the_question(reason: str, holds: bool) -> None:
    line = f"{ANA}: We closed the harbour since the crane was broken."

    assert bool(attribute(reason, line, question="Why did you close the harbour?").sentences) == holds


@pytest.mark.parametrize(
    ("question", "draft", "answers"),
    [
        ("What did Ana paint at the harbour?", "The harbour.", False),
        ("What did Ana paint at the harbour?", "A ferry.", True),
        ("Who painted at the harbour, Ana or Ben?", "Ana.", True),
        ("Did Ana paint a ferry at the harbour?", "Ana painted a ferry at the harbour.", True),
    ],
)
def test_what_the_question_says_already_is_no_answer(question: str, draft: str, answers: bool) -> None:
    line = f"{ANA}: I painted a ferry at the harbour."

    assert bool(attribute(draft, line, question=question).sentences) == answers


def test_a_list_names_nothing_twice() -> None:
    line = f"{ANA}: I keep a cat, two dogs and a bird."

    for again in ("a cat, two dogs.", "a cat, two dogs, a bird,"):
        assert [s.text for s in attribute(f"A cat, two dogs, a bird, {again}", line).sentences] == [
            "A cat, two dogs, a bird."
        ]


@pytest.mark.parametrize(
    "said",
    [
        "The flags are black and white, red and white.",
        "Ana trains on Monday and Friday, Ben on Tuesday and Friday.",
        "They sell fish and chips, pie and chips.",
        "Yes, she said, yes, the fares rise in May.",
        "Never, never, never, never.",
    ],
)
def test_a_sentence_that_says_a_word_again_stays_as_it_is(said: str) -> None:
    assert without_repeats(said) == said
    assert not tells_over(said)


def test_another_number_of_the_reply_is_no_answer_to_what_it_was_asked() -> None:
    asks, question = "How many people can she carry?", "How many people can the launch carry?"

    def verdict(draft: str, asked: str) -> list[str]:
        reply = f"{ANA}: Forty-eight. Eight crossings a day."
        return [s.text for s in attribute(draft, reply, prompting=asked, question=question).sentences]

    assert verdict("Forty-eight.", asks) == ["Forty-eight."]
    assert verdict("Eight crossings.", asks) == []


@pytest.mark.parametrize(
    ("question", "asked", "reply"),
    [
        ("How many passengers can it carry?", "How many can it carry?", "It carries 48 passengers. Up from thirty."),
        ("How many people came on May 5?", "How many people came?", "Two hundred. On May 5 it was 150."),
        ("How many hours does Ana train?", "How many hours do you train?", "I train twelve hours. Four days."),
        ("How many boats does the town have?", "How many people live here?", "Two hundred. And two boats."),
    ],
)
def test_a_reply_that_does_not_begin_with_a_bare_number_may_give_several(question: str, asked: str, reply: str) -> None:
    assert not read_wants(question).one_number or bare_reply(question, [asked], reply) == frozenset()


def test_of_what_two_said_the_one_asked_about_is_cited() -> None:
    lines = (f"{BEN}: I painted the harbour at sunset.", f"{ANA}: I painted the harbour at sunset too.")
    found = attribute("The harbour at sunset.", *lines, question="What did Ana paint?", about={ANA})

    assert [citation.speaker for citation in found.citations] == [ANA]


def test_what_only_the_other_of_two_said_is_no_answer() -> None:
    lines = (f"{BEN}: I painted the harbour at sunset.", f"{ANA}: How lovely, I never paint.")
    asked: dict[str, Any] = {"question": "What did Ana paint?", "about": {ANA}}

    assert attribute("The harbour at sunset.", *lines, **asked, alone=True).sentences == []
    assert attribute("The harbour at sunset.", *lines, **asked).citations[0].speaker == BEN
    credited = attribute("Ben Ode said that he painted the harbour at sunset.", *lines, **asked, alone=True)
    assert credited.citations[0].speaker == BEN


def test_what_turns_say_that_may_not_be_cited_is_dropped() -> None:
    said = ["Ana Reyes: The ferry leaves at nine tomorrow.", "Ben Ode: The library roof is leaking again."]
    draft = "The library roof is leaking again."
    first, second = ((passage, NOTHING) for passage in make_passages(*said))

    assert [s.text for s in attribute(draft, *said, quoted=[second]).sentences] == [draft]
    barred = attribute(draft, *said, quoted=[first])
    assert (barred.sentences, [s.text for s in barred.dropped]) == ([], [draft])


def test_a_quote_that_stands_there_already_is_what_sentences_from_it_cite() -> None:
    text = "It snowed. The ferry leaves at nine tomorrow. The fare stays at four euros. Thanks."
    (turn,) = make_passages(f"{ANA}: {text}")
    draft = "The ferry leaves at nine tomorrow. The fare stays at four euros."
    start, end = text.index("The ferry"), text.index(" Thanks")

    found = attribute(draft, f"{ANA}: {text}", quoted=[(turn, Span(start, end, text[start:end]))])
    assert [citation.quote for citation in found.citations] == [draft]
    assert [sentence.citations for sentence in found.sentences] == [(1,), (1,)]
    elsewhere = attribute(draft, f"{ANA}: {text}", quoted=[(turn, Span(0, 10, text[:10]))])
    assert [citation.quote for citation in elsewhere.citations] == [s.text for s in elsewhere.sentences]


def test_a_model_to_which_everything_is_near_supports_no_sentence_by_that() -> None:
    counting = CountingEmbedder(name="multilingual-e5-small", dimension=256)

    def encode(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        apart = counting.encode(texts)
        return np.hstack([np.full((len(apart), 1), 0.8**0.5, np.float32), 0.2**0.5 * apart]).astype(np.float32)

    def supports(**given: Any) -> list[str]:
        evidence = [Evidence.of(passage) for passage in make_passages(f"{ANA}: The school buys a bridge game.")]
        attribution = Attribution(evidence, [ANA], encode=encode, cite=partial(cite, base_url=""), **given)
        attribution.add("The old bridge closes tonight.", last=True)
        return [sentence.support for sentence in attribution.sentences]

    assert supports() != [], "as near as that would do"
    assert supports(spread=partial(spread, counting)) == []


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(TEXT.map(" ".join), min_size=1, max_size=4), TEXT.map(" ".join), st.data())
def test_every_quote_stands_in_its_turn_at_its_span_and_every_verdict_says_why(
    said: list[str], draft: str, data: st.DataObject
) -> None:
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
    assert all(sentence.why for sentence in (*attribution.sentences, *attribution.dropped))
