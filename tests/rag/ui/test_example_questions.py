"""Questions to begin with, out of the transcripts."""

from rag.ui.cached import Known
from rag.ui.example_questions import example_questions, examples_of
from tests.rag.ui.double import HEARING, LONG, library, tell


def test_example_questions_are_asked_in_the_library_and_can_be_understood_alone() -> None:
    asked = tell("a.txt", "A", "Bo Chen: And why is that? Why did the ferry ramp close in January? Is it?")
    assert example_questions([asked.info], lambda identifier: asked.spoken) == [
        "Why did the ferry ramp close in January?"
    ]


def test_a_library_where_nobody_asks_anything_has_no_examples() -> None:
    assert example_questions([LONG.info], lambda identifier: LONG.spoken) == []
    assert example_questions([], lambda identifier: ()) == []


def test_examples_are_looked_for_again_only_where_the_index_has_changed() -> None:
    index = library(HEARING)
    examples = Known(examples_of)
    first = examples.of(index)
    assert first
    del index.told[HEARING.id]
    assert examples.of(index) is first
    index.generation += 1
    assert examples.of(index) == []


def test_a_question_that_begins_as_one_comes_before_a_longer_remark_and_halves_of_quotations_never() -> None:
    said = (
        "Bo: Like supporting the lightning network to let high payments happen? "
        "People said “Oh, does the ferry run tonight? "
        "Supporting ferries through hard winters matters greatly today? How fast are ferry repairs done?"
    )
    asked = tell("a.txt", "A", said)
    assert example_questions([asked.info], lambda identifier: asked.spoken) == ["How fast are ferry repairs done?"]


def test_what_somebody_asks_and_answers_themselves_is_not_offered() -> None:
    said = [
        "Ana: What does the harbour repair cost? The harbour repair costs four million, and the council pays for it.",
        "Ana: Which contractor repairs the harbour bridge?",
        "Ana: Tolliver and Sons repair it.",
        "Ben: Which contractor repairs the northern quay? Thank you.",
        "Ana: Nobody yet.",
    ]
    asked = tell("a.txt", "A", "\n".join(said))
    assert example_questions([asked.info], lambda identifier: asked.spoken) == [
        "Which contractor repairs the northern quay?"
    ]
