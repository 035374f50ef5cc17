"""Whom a sentence says to have spoken."""

import pytest

from index.transcript import Speaker
from rag.grounding.credited_speaker import credit
from rag.language.names import Roster

ROSTER = Roster(
    [
        Speaker("Ana Reyes", role="County Engineer"),
        Speaker("Ben Ode", role="Mayor"),
        Speaker("Cleo Marsh", ("Director of the Harbour Board",)),
    ]
)


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("Ana Reyes said that Ben was late.", ("Ana Reyes",)),
        ("The engineer explained the delay.", ("Ana Reyes",)),
        ("The mayor wanted an answer.", ("Ben Ode",)),
        ("It leaks, said Cleo Marsh.", ("Cleo Marsh",)),
        ("It leaks, the mayor said.", ("Ben Ode",)),
        ("The fund is small, according to Ana, but it grows.", ("Ana Reyes",)),
        ("Asked by Ana, Ben replied that it leaks.", ("Ben Ode",)),
        ("He said that it leaks.", ()),
        ("It was found that Ana is late.", ()),
        ("The ship will be named after Ana.", ()),
        ("Ana's office said nothing.", ()),
        ("The Harbour Board sent forms when he asked for money.", ()),
        ("The roof leaks.", ()),
    ],
)
def test_a_sentence_credits_the_subject_of_its_reporting_verb(sentence: str, by: tuple[str, ...]) -> None:
    assert credit(sentence, ROSTER).by == by


def test_a_line_copied_with_its_label_credits_the_label() -> None:
    assert credit("Ana Reyes: I bought the bridge.", ROSTER).by == ("Ana Reyes",)
    assert credit("Ana Reyes: Who pays?", ROSTER).asks
    assert credit("At half past ten: Ana left.", ROSTER).by == ()


def test_what_is_claimed_leaves_out_who_said_it() -> None:
    assert credit("Ana said that it leaks.", ROSTER).body == "that it leaks."


def test_a_verb_that_takes_sides_is_part_of_what_is_claimed() -> None:
    assert credit("Ana refused the offer.", ROSTER).body == "refused the offer."
    assert credit("Ana never said that it leaks.", ROSTER).body == "Ana never said that it leaks."


def test_a_sentence_may_credit_somebody_with_a_question() -> None:
    assert credit("Ana asked who pays.", ROSTER).asks
    assert not credit("Ana said who pays.", ROSTER).asks
