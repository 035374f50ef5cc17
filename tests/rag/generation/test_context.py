"""What the model reads: within the budget, in the transcript's order, with the question an answer belongs to."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generation.context import ShownTurn, choose_context, excerpt, format_context
from tests.rag.double import make_passages, neighbours_of

SENTENCES = st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=6).map(
    lambda sizes: " ".join(" ".join(["Word", *["word"] * (size - 1)]) + "." for size in sizes)
)


def by_length(texts: Sequence[str]) -> list[float]:
    return [float(len(text)) for text in texts]


def used(shown: Sequence[ShownTurn]) -> int:
    return sum(len(turn.text.split()) for turn in shown)


@pytest.mark.slow
@given(
    texts=st.lists(SENTENCES.flatmap(lambda text: st.sampled_from([text, f"{text} Why?"])), max_size=10),
    words=st.integers(min_value=0, max_value=200),
    order=st.randoms(use_true_random=False),
)
def test_the_budget_holds_whatever_was_found(texts: list[str], words: int, order: Random) -> None:
    lines = [f"{('ANA', 'BEN')[i % 2]}: {text}" for i, text in enumerate(texts)]
    passages = make_passages(*lines)
    neighbours = neighbours_of(passages)
    order.shuffle(passages)

    shown = choose_context(passages, words=words, relevance=by_length, neighbours=neighbours)

    assert used(shown) <= max(words, 0)
    places = [turn.passage.turn.index for turn in shown]
    assert places == sorted(set(places))
    assert [turn.number for turn in shown] == list(range(1, len(shown) + 1))


def test_an_answer_brings_the_question_that_prompted_it() -> None:
    passages = make_passages("BEN: Who pays for the tests?", "ANA: The council does.", "BEN: Thank you.")

    shown = choose_context(passages[1:2], words=100, relevance=by_length, neighbours=neighbours_of(passages))

    assert [turn.text for turn in shown] == ["Who pays for the tests?", "The council does."]


def test_a_question_brings_its_answer() -> None:
    passages = make_passages("BEN: Who pays for the tests?", "ANA: The council does.")

    shown = choose_context(passages[:1], words=100, relevance=by_length, neighbours=neighbours_of(passages))

    assert [turn.passage.turn.speaker for turn in shown] == ["BEN", "ANA"]


def test_a_turn_that_asks_what_is_asked_here_brings_its_reply() -> None:
    passages = make_passages("BEN: The launch, the Petrel. How many people does she carry?", "ANA: Forty-eight.")

    def read_for(question: str) -> list[str]:
        beside = neighbours_of(passages)
        shown = choose_context(passages[:1], question=question, words=100, relevance=by_length, neighbours=beside)
        return [turn.text for turn in shown]

    assert read_for("How many people can the launch carry?")[1:] == ["Forty-eight."]
    assert len(read_for("Who built the Petrel's engine?")) == 1


def test_the_more_is_read_the_more_of_a_long_turn() -> None:
    passages = make_passages("ANA: " + "The council pays for ten tests. " * 15)  # 90 words

    def read(words: int) -> int:
        shown = choose_context(passages, words=words, relevance=by_length, neighbours={})
        return sum(len(turn.text.replace("…", "").split()) for turn in shown)

    assert [read(40), read(140), read(240), read(400)] == [30, 30, 60, 90]


def test_nobody_prompts_themselves() -> None:
    passages = make_passages("ANA: Who pays, you ask?", "ANA: The council does.")

    shown = choose_context(passages[1:], words=100, relevance=by_length, neighbours=neighbours_of(passages))

    assert [turn.text for turn in shown] == ["The council does."]


def test_of_a_long_turn_the_model_reads_the_sentences_nearest_the_question_with_gaps_marked() -> None:
    text = "The roof leaks badly. Ferries are paid by the council. Cats sleep. The council pays for tests."

    def about_paying(texts: Sequence[str]) -> list[float]:
        return [float("pa" in sentence) + float("council" in sentence) for sentence in texts]

    assert excerpt(text, words=11, relevance=about_paying) == (
        "Ferries are paid by the council. … The council pays for tests."
    )
    assert excerpt(text, words=2, relevance=about_paying) == "Cats sleep."
    assert excerpt(text, words=1, relevance=about_paying) == ""
    assert excerpt(text, words=100, relevance=about_paying) == text


def test_the_prompt_has_a_line_a_turn_under_its_transcript() -> None:
    first = make_passages("ANA: Yes.", "No label here", title="Hearing", date="2026-03-12", id="a.txt")
    second = make_passages("BEN: No.", title="Briefing", id="b.txt")
    shown = choose_context([*first, *second], words=50, relevance=by_length, neighbours={})

    assert format_context(shown).splitlines() == [
        "Briefing:",
        "[1] BEN: No.",
        "Hearing, 12 March 2026:",
        "[2] ANA: Yes.",
        "[3] Unnamed speaker: No label here",
    ]


def test_a_title_stands_once_and_a_model_that_cites_nothing_reads_no_numbers() -> None:
    first = make_passages("ANA: Yes.", title="Talk", date="2026-03-12", id="a.txt")
    second = make_passages("BEN: No.", title="Talk", date="2026-03-14", id="a.txt")
    later = replace(second[0], turn=replace(second[0].turn, id="a.txt#1", index=1))
    shown = choose_context([*first, later], words=50, relevance=by_length, neighbours={})

    assert format_context(shown, numbered=False).splitlines() == [
        "Talk, 12 March 2026:",
        "ANA: Yes.",
        "14 March 2026:",
        "BEN: No.",
    ]


def test_what_yesterday_was_is_worked_out_where_the_question_asks_when() -> None:
    passages = make_passages("ANA: We met yesterday.", title="Talk", date="2026-03-12")
    shown = choose_context(passages, words=50, relevance=by_length, neighbours={})

    assert format_context(shown, asks_when=True).endswith("ANA: We met yesterday (11 March 2026).")
    assert format_context(shown).endswith("ANA: We met yesterday.")


def test_a_question_that_nobody_answers_is_marked_so() -> None:
    passages = make_passages("BEN: Who pays for the tests?", "ANA: The council does.", "BEN: And who signed for it?")

    shown = choose_context(passages, words=100, relevance=by_length, neighbours=neighbours_of(passages))

    assert [turn.unanswered for turn in shown] == [False, False, True]
    assert "And who signed for it? (Nobody answers this.)" in format_context(shown)
