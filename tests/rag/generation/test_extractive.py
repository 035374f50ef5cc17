"""An answer without a language model: the sentences that come nearest the question."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.generation.extractive import best_sentences, places
from tests.index.double import CountingEmbedder
from tests.rag.double import make_ranking


def similarity(first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.float32]:
    embedder = CountingEmbedder(dimension=256)
    return embedder.encode(first) @ embedder.encode(second).T


def best(question: str, *lines: str, named: tuple[str, ...] = ()) -> list[str]:
    ranking = make_ranking(*lines, asked=question, named=named)
    return [span.text for _, span in best_sentences(places(ranking, similarity, {}))]


def test_the_sentence_that_answers_is_taken_out_of_its_turn() -> None:
    talk = "ANA: Thank you all for coming here. The council pays 40,000 euros for the harbour tests. It was a long day."

    assert best("What does the council pay for the harbour tests?", talk)[0] == (
        "The council pays 40,000 euros for the harbour tests."
    )


def test_quotes_are_verbatim_and_two_at_most() -> None:
    lines = [f"ANA: The ferry of pier {n} ships on Friday from the harbour." for n in range(5)]
    ranking = make_ranking(*lines, asked="Which ferry ships on Friday?")

    chosen = best_sentences(places(ranking, similarity, {}))

    assert 1 <= len(chosen) <= 2
    assert all(passage.turn.text[span.start : span.end] == span.text for passage, span in chosen)


def test_a_question_is_no_answer_unless_somebody_who_asked_is_wanted() -> None:
    lines = ("BEN: Who pays for the harbour tests?", "ANA: The council pays for all of the harbour tests.")

    assert best("Is it known what the harbour tests cost?", *lines)[0] == lines[1].removeprefix("ANA: ")
    assert best("Who asked who pays for the harbour tests?", *lines)[0] == lines[0].removeprefix("BEN: ")


def test_a_stage_direction_was_said_by_nobody() -> None:
    photo = "[shares a photo of the harbour tests of the ferry]"
    spoken = "The harbour tests of the ferry were loud."

    assert best("What were the harbour tests of the ferry?", f"ANA: {photo}", f"BEN: {spoken}") == [spoken]
    assert best("What were the harbour tests of the ferry?", f"ANA: {photo}") == [photo]


def test_of_nothing_nothing_is_chosen() -> None:
    assert best("Who pays?") == []
