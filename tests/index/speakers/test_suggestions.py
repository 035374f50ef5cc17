"""Who unnamed speakers may be, and which names may be one person's."""

import pytest

from index.speakers.suggestions import Variant, suggest, variants
from tests.index.double import make_transcript


def named(*lines: str) -> dict[str, str]:
    return {found.speaker: found.name for found in suggest(make_transcript(*lines).turns)}


@pytest.mark.parametrize(
    "words",
    [
        "Good morning, I'm Ana Reyes.",
        "I am Ana Reyes, of the council.",
        "My name is Ana Reyes and I chair this.",
        "Hello, this is Ana Reyes speaking.",
        "I’m Ana Reyes!",
    ],
)
def test_who_introduces_themselves_is_named(words: str) -> None:
    assert named(f"Speaker 1: {words}", "Speaker 2: Good morning.") == {"Speaker 1": "Ana Reyes"}


def test_who_is_thanked_spoke_before_and_who_is_called_speaks_next() -> None:
    said = ("Speaker 1: It leaves at nine.", "Speaker 2: Thanks, Ben. Over to you, Cleo.", "Speaker 3: From the quay.")
    assert named(*said) == {"Speaker 1": "Ben", "Speaker 3": "Cleo"}


@pytest.mark.parametrize(
    "asked", ["What do you think, Cleo?", "Cleo, which quay is it?", "Fine. Cleo?", "Go ahead, Cleo."]
)
def test_who_is_asked_by_name_speaks_next(asked: str) -> None:
    assert named(f"Speaker 1: {asked}", "Speaker 2: From the fish quay.") == {"Speaker 2": "Cleo"}


def test_the_turn_and_the_words_that_name_somebody_are_told() -> None:
    turns = make_transcript("Speaker 1: It leaves at nine.", "Speaker 2: Okay, thanks, Ben. And I'm Ana Reyes.").turns
    by = {found.speaker: found.evidence for found in suggest(turns)}
    (thanked,), (introduced,) = by["Speaker 1"], by["Speaker 2"]
    assert (thanked.turn, thanked.kind, turns[1].text[thanked.start : thanked.end]) == (
        1,
        "thanked",
        "Okay, thanks, Ben",
    )
    assert (introduced.kind, turns[1].text[introduced.start : introduced.end]) == ("introduces", "I'm Ana Reyes")


def test_a_first_name_speaks_for_the_full_one() -> None:
    said = ("Speaker 1: I'm Ana Reyes.", "Speaker 2: Thanks, Ana.", "Speaker 1: Yes.", "Speaker 2: Thank you, Ana.")
    (found,) = suggest(make_transcript(*said).turns)
    assert (found.name, [one.kind for one in found.evidence]) == ("Ana Reyes", ["introduces", "thanked", "thanked"])


@pytest.mark.parametrize(
    "said",
    [
        ("Speaker 1: I'm Sorry, I am sorry.", "Speaker 2: Fine."),  # a word, in small letters too
        ("Speaker 1: It leaves.", "Speaker 2: Thanks, Everyone."),
        ("Speaker 1: It leaves.", "Speaker 2: Thank you, Chair."),
        ("Ana Reyes: It leaves.", "Ben Ode: Thanks, Ana."),  # named already
        ("Speaker 1: It leaves.", "Ben Ode: Thanks, Ben."),  # that is himself
        ("Q: I'm Ana Reyes.", "Ben Ode: Yes?"),  # Q is whoever asks
        ("Speaker 1: He said thanks, Ben was late.", "Speaker 2: Yes."),
    ],
)
def test_what_names_nobody_suggests_nothing(said: tuple[str, ...]) -> None:
    assert named(*said) == {}


def test_two_names_for_one_voice_suggest_none() -> None:
    assert named("Speaker 1: Nine.", "Speaker 2: Thanks, Ben.", "Speaker 1: Ten.", "Speaker 2: Thanks, Cleo.") == {}


def test_one_name_for_two_voices_is_whose_more_says_it() -> None:
    said = ("Speaker 1: I'm Ben.", "Speaker 3: Nine.", "Speaker 2: Thanks, Ben.")
    assert named(*said) == {"Speaker 1": "Ben"}
    assert named("Speaker 1: Nine.", "Speaker 2: Thanks, Ben.", "Speaker 3: Ten.", "Speaker 2: Thanks, Ben.") == {}


def test_a_name_in_chinese() -> None:
    assert named("说话人 1: 大家好，我叫林国强。", "说话人 2: 你好。") == {"说话人 1": "林国强"}


@pytest.mark.parametrize(
    ("speakers", "found"),
    [
        ([("MR. KIRBY", 40), ("KIRBY", 3)], [Variant("KIRBY", "MR. KIRBY")]),
        ([("Ana Reyes", 2), ("ANA REYES", 7)], [Variant("Ana Reyes", "ANA REYES")]),
        ([("MR. LEE", 4), ("MS. LEE", 4), ("LEE", 1)], []),  # whose?
        ([("Ana Reyes", 2), ("Ben Ode", 7)], []),
        ([("Speaker 1", 2), ("speaker 1", 7), ("Q", 3), ("Q.", 1)], []),
        ([("Chair", 2), ("Vice Chair", 7)], []),
    ],
)
def test_names_that_may_be_one_persons(speakers: list[tuple[str, int]], found: list[Variant]) -> None:
    assert list(variants(speakers)) == found
