from dataclasses import replace

import pytest

from rag.language.names import Naming
from rag.retrieval import answerability as abstaining
from rag.retrieval.ranker import Ranking
from tests.rag.double import make_question, make_ranking

LINES = ("ANA: The council pays for the harbour tests.", "BEN: The roof leaks.")


@pytest.mark.parametrize(
    ("question", "cosine", "near"),
    [
        ("Who pays for the harbour tests?", 0.6, True),
        ("Who pays for the harbour tests?", 0.2, False),  # the words are there, the meaning is not
        ("Which penguins migrate?", 0.4, False),  # near everything, and nobody said a word of it
        ("How will the penguins of the harbour fare?", 0.5, True),
        ("What was said?", 0.5, True),  # no words of its own
    ],
)
def test_a_question_is_near_where_its_meaning_and_its_words_are(question: str, cosine: float, near: bool) -> None:
    ranking = make_ranking(*LINES, asked=question, cosine=cosine)

    assert (abstaining.reason(ranking) is None) == near


def test_the_name_asked_about_does_not_count_as_a_word_that_was_said() -> None:
    asked = "What did Ana Reyes say about climate change?"
    ranking = make_ranking("Ana Reyes: The council pays.", asked=asked, cosine=0.4, named=("Ana Reyes",))

    assert abstaining.spoken_share(ranking) == 0.0
    assert abstaining.reason(ranking)


def test_where_no_turn_fits_the_filters_the_reason_says_so() -> None:
    assert abstaining.reason(Ranking((), 0.0)) == "No turn fits the question and its filters."


def test_what_others_said_more_clearly_is_not_theirs() -> None:
    asked = "What did Ben say about the harbour tests?"
    said = make_ranking(*LINES, asked=asked, named=("BEN",), lead=-1.0)

    assert abstaining.reason(said) == "What comes near it was said by others, not by BEN."


def test_who_is_named_by_a_role_may_be_another_who_has_it() -> None:
    said = make_ranking(*LINES, asked="What did the mayor say about the harbour tests?", named=("BEN",), lead=-1.0)
    naming = Naming("mayor", ("BEN",), "role", certain=False)

    assert abstaining.reason(replace(said, question=replace(said.question, people=(naming,)))) is None


@pytest.mark.parametrize(
    ("question", "best", "lacks"),
    [
        ("How many drones were sold?", "We are not giving out a figure yet.", True),
        ("How many drones were sold?", "The one thing I can say is that drones were sold.", True),
        ("How many of the 40 drones were sold?", "There were forty, and I cannot say more.", True),
        ("How many of the 40 drones were sold?", "Twenty-two of the forty.", False),
        ("How many drones were sold?", "None, I am afraid.", False),
        ("What does a drone sell for?", "They are cheap.", True),
        ("What share of the drones flew?", "About half.", False),
        ("How big a problem is that?", "A serious one.", False),
        ("Why were drones sold?", "They were old.", False),
    ],
)
def test_a_number_that_is_asked_for_is_missed_where_the_nearest_words_have_none(
    question: str, best: str, lacks: bool
) -> None:
    assert abstaining.lacks_number(make_question(question), best) == lacks
