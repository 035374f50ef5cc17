"""What a follow-up is put into: by its first words, its pronouns, its brevity, another person or another date."""

import pytest

from index.transcript import Speaker
from rag.language.names import Roster
from rag.question.followup import Standalone, goes_on, standalone

ROSTER = Roster(
    [
        Speaker("Ana Reyes", role="County Engineer"),
        Speaker("Ben Okafor"),
        Speaker("Carla Vance", role="Mayor"),
    ]
)
ASKED = ("What did Ana Reyes say about the bridge in March 2025?", "Ana Reyes: It will be shut for eleven weeks.")


def full(question: str, *history: tuple[str, str]) -> Standalone:
    return standalone(question, history or (ASKED,), ROSTER)


@pytest.mark.parametrize(
    "question",
    [
        "And the price?",
        "Why?",
        "How much?",
        "Since when?",
        "No, the other ferry.",
        "What about the pier?",
        "Does it save any money?",
        "Who asked that?",
        "Are there any birds there?",
        "What did she say about the cost of the new pier?",
        "Are they paid for taking patients?",
        "When is the next one due?",
        "What became of the four?",
        "What did Okafor tell him?",
        "他说了什么?",
        "那桥呢?",
    ],
)
def test_a_question_that_needs_the_one_before_is_known(question: str) -> None:
    assert goes_on(question, ROSTER)


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor say about her salary?",
        "Why has Carla Vance not left the island since she came?",
        "How many pets does Okafor have?",
        "Is the bridge that was built in 1934 still the one that opens for ships and ferries?",
        "How many seals are there in the bay?",
        "Do both Reyes and Okafor vote?",
        "Where did Whitlow hide what he had found?",
        "What did the team of the harbour report about their progress?",
        "What is the name of the boat that was sold?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    assert full(question) == Standalone(question, "")


def test_a_question_of_words_that_everybody_says_needs_the_one_before() -> None:
    question = "How many people can the event draw?"
    common = {"peopl": 4.0, "event": 3.5, "draw": 4.4}

    assert not goes_on(question, ROSTER)
    assert not goes_on(question, ROSTER, common.__getitem__)
    assert goes_on(question, ROSTER, lambda stem: common[stem] - 1.0)


def test_the_first_question_of_a_conversation_stays_as_it_is() -> None:
    assert standalone("And the price?", (), ROSTER) == Standalone("And the price?", "")


def test_a_person_is_named_and_the_question_before_searched_with_it() -> None:
    found = full("And what does she want?")
    assert found.question == "And what does Ana Reyes want?"
    assert found.search == f"{ASKED[0]} And what does Ana Reyes want?"


def test_a_possessive_stays_one() -> None:
    assert full("What is her plan?").question == "What is Ana Reyes's plan?"


def test_they_may_be_anybody() -> None:
    assert full("What do they pay?").question == "What do they pay?"


def test_a_person_whom_only_the_answer_names_is_meant() -> None:
    assert full("What did he promise?", ("Who objected?", "Ben Okafor: I do.")).question == (
        "What did Ben Okafor promise?"
    )


def test_the_same_pronoun_again_means_the_same_person() -> None:
    asked = [ASKED, ("What did Okafor answer her?", "Ben Okafor: Too long.")]
    assert full("What does she think now?", *asked).question == "What does Ana Reyes think now?"


def test_of_two_people_named_neither_is_guessed() -> None:
    asked = ("What did Reyes and Okafor agree on?", "Eleven weeks.")
    assert full("What did she want?", asked).question == "What did she want?"


def test_each_question_of_a_conversation_has_the_person_it_had_then() -> None:
    later = ("And what did she say to Okafor?", "Ben Okafor: She was clear.")
    assert "And what did Ana Reyes say to Okafor?" in full("Why?", ASKED, later).about


def test_a_third_question_leans_on_the_first_as_far_as_the_second_did() -> None:
    first, second = ASKED, ("And the price?", "4.6 million")
    alone = ("How many seals were counted in the bay last January?", "212")
    assert full("Who pays it?", first, second).about == f"{first[0]} {second[0]}"
    assert full("Where do they swim?", first, alone).about == alone[0]


@pytest.mark.parametrize("question", ["And Okafor?", "No, I meant Ben Okafor.", "What about Mr. Okafor?"])
def test_another_person_is_asked_the_same(question: str) -> None:
    assert full(question).search == "What did Ben Okafor say about the bridge in March 2025?"


def test_another_person_asked_something_else_is_not_put_in_the_place_of_the_first() -> None:
    found = full("And what does Okafor say to that?")
    assert found.search == f"{ASKED[0]} And what does Okafor say to that?"


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("And in June?", "in June"),
        ("And in June 2026?", "in June 2026"),
        ("And a year later?", "in 2026"),
        ("What about a year before?", "in 2024"),
    ],
)
def test_another_date_is_put_in_the_place_of_the_first(question: str, date: str) -> None:
    assert full(question).search == f"What did Ana Reyes say about the bridge {date}?"


def test_another_date_of_a_question_without_one_is_searched_with_it() -> None:
    assert full("And in 2027?", ("Do the fares rise?", "No.")).search == "Do the fares rise? And in 2027?"


def test_the_place_of_the_answer_before_is_searched_by_its_first_words() -> None:
    found = full("Why?", ("Do the fares rise?", " ".join(["word"] * 50)))
    assert found.near == " ".join(["word"] * 20) + " Why?"


@pytest.mark.parametrize("question", ["Why?", "And Okafor?", "Who is the head of the county roads department?"])
def test_without_an_answer_nothing_is_searched_near_it(question: str) -> None:
    assert full(question, (ASKED[0], "")).near == ""
