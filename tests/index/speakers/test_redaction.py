"""People hidden in a transcript: their labels, and their names wherever anybody says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import NotFound
from index.speakers.redaction import Redaction, redaction
from index.transcript import Speaker, Turn

SPEAKERS = (Speaker("Ana Reyes", ("MS. REYES",)), Speaker("Ben Ode"), Speaker("Ana Lopez"))


def hiding(*asked: str, said: str = "Ana Reyes spoke.", speakers: tuple[Speaker, ...] = SPEAKERS) -> Redaction:
    turns = [Turn("t#0", 0, speakers[-1].canonical, said)]
    return redaction(asked, speakers, turns)


@pytest.mark.parametrize(
    "named",
    [
        "Ana Reyes", "ANA REYES", "ana reyes", "Ana  Reyes", "Ana\nReyes", "Ana\u00a0Reyes", "Ana\u200b Re\u00adyes",
        "Ana M. Reyes", "A. Reyes", "Reyes, Ana", "Ms. Reyes", "Dr. Ana Reyes", "Ana", "Reyes", "REYES", "reyes",
        "A\u0301na Re\u0301yes", "Ána Réyes", "Ana-Reyes", "ana_reyes", "ana.reyes", "anareyes", "areyes", "Reyeses",
    ],
)  # fmt: skip
def test_every_form_of_a_name_becomes_the_same_letter(named: str) -> None:
    assert hiding("Ana Reyes").text(f"I asked {named} twice") == "I asked Speaker A twice"


def test_what_surrounds_a_name_stays() -> None:
    hidden = hiding("Ana Reyes")
    assert hidden.text("I'm Ana Reyes, and it’s Reyes's plan.") == "I'm Speaker A, and it’s Speaker A's plan."
    assert hidden.text("Write to ana.reyes@city.org (Ana!).") == "Write to Speaker A@city.org (Speaker A!)."
    assert hidden.text("Thanks, Ms. Reyes. Ana, go on.") == "Thanks, Speaker A. Speaker A, go on."
    assert hidden.text("Bananas for Anastasia") == "Bananas for Anastasia"


def test_labels_and_their_variants_are_hidden_and_no_other() -> None:
    speakers = (*SPEAKERS, Speaker("MR. KIRBY"), Speaker("Kirby"), Speaker("John Kirby"))
    hidden = hiding("kirby", "MS. REYES", speakers=speakers)
    assert [hidden.speaker(name) for name in ("Kirby", "MR. KIRBY", "John Kirby")] == ["Speaker A"] * 3
    assert hidden.speaker("Ana Reyes") == "Speaker B"
    assert [hidden.speaker(name) for name in ("Ben Ode", "Ana Lopez", None)] == ["Ben Ode", "Ana Lopez", None]
    assert hidden.text("Ana Lopez thanks Ana and Kirby") == "Ana Lopez thanks Speaker B and Speaker A"


def test_a_letter_that_a_recognizer_gave_is_not_given_again() -> None:
    assert hiding("Ana Reyes", speakers=(*SPEAKERS, Speaker("Speaker A"))).speaker("Ana Reyes") == "Speaker B"


def test_a_voice_is_hidden_by_the_name_it_says_and_is_called_by() -> None:
    said = ("Hello, I'm Will Rose.", "We will go if they will and you will, Will. A rose!", "A rose is a rose.")
    turns = [Turn(f"t#{n}", n, "Ben" if n else "Speaker 1", text) for n, text in enumerate(said)]
    hidden = redaction(["Speaker 1"], [Speaker("Speaker 1"), Speaker("Ben")], turns)
    assert hidden.speaker("Speaker 1") == "Speaker A"
    assert [hidden.text(turn.text) for turn in turns] == [
        "Hello, I'm Speaker A.", "We will go if they will and you will, Speaker A. A rose!", "A rose is a rose."
    ]  # fmt: skip


def test_a_nickname_and_whoever_is_only_spoken_of() -> None:
    hidden = hiding("Annie = Ana Reyes", "Tom Dale", said="Annie met Tom. Mr. Dale left Ana.")
    assert hidden.text("Annie met Tom. Mr. Dale left Ana.") == "Speaker A met Person B. Person B left Speaker A."


def test_where_all_is_written_small_no_name_passes_for_a_word() -> None:
    said = "will said that rose will come, and will came with rose"
    assert "will" not in hiding("Will Rose", said=said).text(said)


def test_names_without_blanks() -> None:
    hidden = hiding("李小明", speakers=(Speaker("李小明"), Speaker("王芳")))
    assert hidden.text("李先生说，小明和李小明都来了。") == "Speaker A说，Speaker A和Speaker A都来了。"


def test_a_name_within_the_word_of_a_file() -> None:
    assert hiding("Ana Reyes").inside("2026 reyesinterview2 anareyes") == "2026 Speaker Ainterview2 Speaker A"


@pytest.mark.parametrize(("asked", "why"), [("Ana", "several"), ("Tom Dale", "nobody"), ("x" * 201, "more than")])
def test_whoever_is_not_clearly_meant_is_told_of(asked: str, why: str) -> None:
    with pytest.raises(NotFound, match=why):
        hiding(asked)


@given(st.text(alphabet="Ana Reyés.,-'\u0301\u200b\n李明RX", max_size=40))
def test_nothing_is_left_of_a_name_and_what_is_hidden_once_is_hidden(text: str) -> None:
    hidden = hiding("Ana Reyes", said="Ana Reyes")
    once = hidden.text(text)
    assert not hidden.found(once)
    assert hidden.piece(text, 0, len(text), ()) == text


MAYOR = (
    Speaker("Ana Reyes", role="Mayor of Port Ellery"),
    Speaker("Ben Ode", role="Councillor"),
    Speaker("Cy Low", role="Councillor"),
    Speaker("THE CHAIR"),
)


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Thank you, Mayor. The mayor of Port Ellery agrees.", "Thank you, Speaker A. The Speaker A agrees."),
        ("I asked our mayor whether Mayor Reyes came.", "I asked our Speaker A whether Speaker A came."),
        ("Any mayor would. Mayor Lee of Cork did, and the deputy mayor.", None),
        ("The Councillor and a chair.", None),
    ],
)
def test_a_role_that_nobody_else_has_gives_nobody_away(said: str, hidden: str | None) -> None:
    assert hiding("Ana Reyes", said=said, speakers=MAYOR).text(said) == (hidden or said)


def test_a_label_that_is_an_office_is_hidden_where_it_is_said() -> None:
    said = "Thank you, Madam Chair. The chair may sit on a chair."
    hidden = hiding("THE CHAIR", said=said, speakers=MAYOR)
    assert hidden.speaker("THE CHAIR") == "Speaker A"
    assert hidden.text(said) == "Thank you, Speaker A. The Speaker A may sit on a chair."


def test_a_role_that_two_have_tells_neither() -> None:
    assert (
        hiding("Ben Ode", said="Councillor, go on.", speakers=MAYOR).text("Councillor, go on.") == "Councillor, go on."
    )
