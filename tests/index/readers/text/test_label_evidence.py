"""Labels by evidence over the whole file: where they stand, whether they come again, how the others are printed."""

import pytest

from tests.index.readers.reading_helpers import read, said

TALK = [("Rosa Tey", "Shall we begin?"), ("Ben Ode", "Please. It is late."), ("Rosa Tey", "Then we do.")]


@pytest.mark.parametrize(
    "label",
    [
        "[{}]: ",
        "{{{}}}: ",
        "[{}] ",
        "({}) ",
        "**[{}]** ",
        "*{}:* ",
        "▲{}：",
        "{}. – ",
        "{} (PPE). – ",
        "{} – waving a paper –: ",
    ],
)
def test_labels_come_in_many_prints(label: str) -> None:
    text = "\n\n".join(label.format(name) + words for name, words in TALK)
    assert said(read("talk.txt", text)) == TALK


def test_a_surname_in_capitals_before_a_full_stop_is_a_label() -> None:
    text = "CHAIR YALE. Good day.\n\nMs. TEY. Thank you.\n\nCHAIR YALE. Go on.\n\nMs. TEY. I do.\n"
    assert [turn.speaker for turn in read("talk.txt", text).turns] == ["CHAIR YALE", "Ms. TEY"] * 2


def test_names_alone_on_their_lines_need_no_colon() -> None:
    text = "Results call\n\nOperator\n\nGood day.\n\nRosa Tey - Chief Executive\n\nThank you.\n\nOperator\n\n"
    text += "A question.\n\nRosa Tey\n\nThey sail.\n"
    transcript = read("call.txt", text)
    assert [turn.speaker for turn in transcript.turns] == ["Operator", "Rosa Tey"] * 2
    assert transcript.turns[1].role == "Chief Executive"


def test_a_talk_may_stand_on_one_line() -> None:
    text = "Me: Shall we begin? Them: Please. Me: Then item one. It is: late. Them: Again?"
    assert said(read("talk.txt", text)) == [
        ("Me", "Shall we begin?"),
        ("Them", "Please."),
        ("Me", "Then item one. It is: late."),
        ("Them", "Again?"),
    ]


@pytest.mark.parametrize("word", ["Palestine", "Venezuela", "the people of the Harbour", "Thursday"])
def test_a_wrapped_line_opens_with_no_label(word: str) -> None:
    text = f"MS. TEY:  We say to the people of East\n{word}: We will be here.\n\nQ    Thank you.\n\nMS. TEY:  Yes.\n"
    assert [turn.speaker for turn in read("b.txt", text).turns] == ["MS. TEY", "Q", "MS. TEY"]


def test_words_without_full_stops_do_not_hide_the_labels_below_them() -> None:
    text = "Ana: so we begin\nBo: yes\nAna: with item one\nBo: the ferry\nAna: mhm\n"
    assert [turn.speaker for turn in read("m.txt", text).turns] == ["Ana", "Bo", "Ana", "Bo", "Ana"]


def test_one_small_word_among_many_capital_labels_is_speech() -> None:
    lines = [f"MS. TEY:  Answer {n}.\n\nMR. ODE:  Question {n}.\n" for n in range(6)]
    text = "\n".join([*lines, "Tomorrow's plan: we meet.", "", "Harbour: it opens.", "", "Caller: I ask."])
    assert {turn.speaker for turn in read("b.txt", text).turns} == {"MS. TEY", "MR. ODE", "Caller"}


@pytest.mark.parametrize("mark", ["#00:01:23-4#", "[00:01:23]", "(01:23)", "[01:23 - 01:25]"])
def test_time_marks_behind_the_words_are_no_words(mark: str) -> None:
    text = f"I: Tell me about the harbour. {mark}\n\nB: It was small. {mark}\n\nI: And the first? {mark}\n"
    assert [turn.text for turn in read("f4.txt", text).turns] == [
        "Tell me about the harbour.",
        "It was small.",
        "And the first?",
    ]


@pytest.mark.parametrize("closing", ["2:22 P.M. EST", "\\###", "END  2:22 P.M. EST", "# # #", "2:22 p.m. EDT\n\n###"])
def test_closing_marks_are_not_the_last_words(closing: str) -> None:
    text = "Briefing\n\n1:43 P.M. EST\n\nMS. TEY:  Good day.\n\nQ    News?\n\nMS. TEY:  None <s>at</s> yet.\n\n"
    text += closing + "\n"
    assert read("b.md", text).turns[-1].text == "None at yet."


def test_the_caption_of_a_court_names_nobody() -> None:
    text = "IN THE COURT\nA. KNOTT,          :\n     Petitioner    :\n  v.               :  No. 7\nB. MIRA.      :\n\n"
    text += "CHIEF JUSTICE ROBB:  Mr. Marsh.\nMR. MARSH:  The judgment must fall.\nCHIEF JUSTICE ROBB:  Why?\n"
    assert {turn.speaker for turn in read("c.txt", text).turns} == {"CHIEF JUSTICE ROBB", "MR. MARSH"}


def test_a_comma_in_brackets_is_part_of_no_name() -> None:
    text = "Hon. Rosa Tey (Harbour East, Lib.): It is closed.\n\nThe Speaker: The minister.\n\n"
    text += "Some hon. members: Oh, oh!\n"
    assert [turn.speaker for turn in read("h.txt", text).turns] == ["Rosa Tey", "The Speaker", "Some hon. members"]
