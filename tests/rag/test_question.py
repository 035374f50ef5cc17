import pytest

from rag.question import asks_who_asked, speakers_named, turn_asks, words

SPEAKERS = ("Zhao Zeliang", "Ana Reyes", "Ben Reyes", "Speaker 1", "Speaker 2", "The Mayor")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did Zhao say about chips?", ("Zhao Zeliang",)),
        ("What was Zeliang’s plan?", ("Zhao Zeliang",)),
        ("What did ANA REYES promise?", ("Ana Reyes",)),
        ("What did Reyes promise?", ()),  # two people
        ("What did Ben and Zhao agree on?", ("Zhao Zeliang", "Ben Reyes")),
        ("What did Speaker 2 ask?", ("Speaker 2",)),
        ("What is banana bread?", ()),
    ],
)
def test_a_speaker_is_named_by_the_label_or_by_a_word_of_it_that_is_theirs_alone(
    question: str, named: tuple[str, ...]
) -> None:
    assert speakers_named(question, SPEAKERS) == named


def test_a_title_alone_names_nobody() -> None:
    assert speakers_named("What did the mayor say?", ["Mayor Alder", "Mayor Birch"]) == ()


def test_possessives_and_letter_case_do_not_change_a_word() -> None:
    assert words("The Mayor’s cyber-power plans") == ["the", "mayor", "cyber-power", "plans"]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who asked about the bridge?", True),
        ("Which reporter raised the bridge?", True),
        ("Who else wanted to know about it?", True),
        ("Who was asked to leave?", False),
        ("When did Ana ask about it?", False),
    ],
)
def test_a_question_for_whoever_asked_is_known(question: str, asked: bool) -> None:
    assert asks_who_asked(question) == asked


def test_a_turn_asks_where_its_end_does() -> None:
    assert turn_asks("Could you explain the plans? Thank you.")
    assert not turn_asks("Why? I will tell you. " + "It is a long story about ferries. " * 10)
