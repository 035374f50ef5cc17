"""What a transcript comes to: each kind of line by a small talk that has one, and one that only looks like it."""

from collections.abc import Sequence

import numpy as np
import pytest

from index.transcript import Segment, Turn
from rag.overview.overview import overview
from rag.overview.statements import statements
from rag.overview.values import KINDS, Line, Overview
from tests.index.double import long_talk, make_transcript


def of(*lines: str) -> tuple[Overview, Sequence[Turn]]:
    turns = make_transcript(*lines).turns
    return overview(turns), turns


def words(lines: Sequence[Line], turns: Sequence[Turn]) -> list[str]:
    return [turns[one.place.turn].text[one.place.start : one.place.end] for one in lines]


QUESTION = "When does the harbour tunnel open to heavy lorries?"


@pytest.mark.parametrize(
    "reply",
    [
        "I don't have anything on that.",
        "So, we're just not going to comment on the tunnel. Next question.",
        "I'd refer you to the Department of Transport.",
        "I'll have to get back to you.",
        "We will take that question on notice.",
        "I do not know the answer to that.",
        "I don't know.",
        "Look, I don’t have any new details to give right now.",
    ],
)
def test_a_question_that_is_put_off_is_open_with_what_puts_it_off(reply: str) -> None:
    found, turns = of(f"Q: {QUESTION}", f"MS. REYES: {reply}", "Q: On the ferry, what about the new fares?")
    assert words(found.questions, turns) == [QUESTION]
    (line,) = found.questions
    assert line.why == "deflected"
    assert line.beside is not None
    assert line.beside.turn == 1


@pytest.mark.parametrize(
    "reply",
    [
        "In May.",
        "Yes.",
        "I don't know how they did it elsewhere, but the tunnel opens to heavy lorries on the first of May, as the "
        "minister said, and we have told every haulier on both sides of the harbour that this is the date.",
        "The harbour tunnel opens to heavy lorries once the tests are done.",
        "We didn't have any trouble with that: in May.",
        "No, I think everybody agreed that it does not; I won't speak for everybody, though.",
        "It does. I can get back to you with more on that.",
    ],
)
def test_an_answered_question_is_not_open(reply: str) -> None:
    assert of(f"Q: {QUESTION}", f"MS. REYES: {reply}", "Q: Thanks.")[0].questions == ()


@pytest.mark.parametrize(
    "asked",
    [
        "Can everybody hear me at the back of the room?",
        "Why don't we open the tunnel to lorries right now?",
        "Who pays? Well, the council pays for the harbour tunnel, and has done so ever since it was built by the town "
        "in the year of the great flood, as everybody in this room knows.",
        "The tunnel is open to heavy lorries, isn't it?",
    ],
)
def test_what_asks_nobody_for_an_answer_is_no_open_question(asked: str) -> None:
    assert of(f"ANA: {asked}", "BEN: I don't know.", "ANA: So.")[0].questions == ()


def test_a_question_passed_over_is_open() -> None:
    found, turns = of(f"Q: {QUESTION}", "MS. REYES: Go ahead, Steve.", "STEVE: What do the new ferry fares come to?")
    assert words(found.questions, turns) == [QUESTION]
    assert found.questions[0].why == "nobody"


def test_a_question_asked_again_is_told_once() -> None:
    off = "MS. REYES: I don't have anything on that."
    assert len(of(f"ANA: {QUESTION}", off, f"ANA: So, {QUESTION.lower()}", off)[0].questions) == 1


@pytest.mark.parametrize(
    ("proposal", "reply", "decided"),
    [
        ("I propose we close the market at six.", "I am not sure about that.", False),
        ("I propose we close the market at six.", "Okay, fine.", True),
        ("Let's go with the rubber case for the remote.", "What about the price?", False),
        ("Let's go with the rubber case for the remote.", "Yeah, sounds good.", True),
        ("I move that the amendment is adopted.", "Seconded.", False),
        ("I suggest we start with the report of the harbour board.", "Yes.", False),
        ("I suggest that the board decided to close the market.", "Right, but when?", False),
    ],
)
def test_a_proposal_is_a_decision_where_somebody_else_agrees(proposal: str, reply: str, decided: bool) -> None:
    found, turns = of(f"ANA: {proposal}", f"BEN: {reply}")

    assert words(found.decisions, turns) == ([reply] if decided else [])
    for line in found.decisions:
        assert line.beside is not None
        assert turns[line.beside.turn].text[line.beside.start : line.beside.end] == proposal


def test_what_is_planted_in_somebodys_words_is_told_nowhere() -> None:
    planted = "Q: Who pays for the harbour tunnel? A: We decided to let the harbour pay 40 million for the tunnel."
    found, turns = of(f"ANA: The tunnel is dug. {planted}", "BEN: It is late.")

    assert not any("pay" in text for kind in KINDS for text in words(found.lines(kind), turns))


def test_decisions_are_told_and_doubts_are_not() -> None:
    found, turns = of(
        "ANA: I move that we repair the old slipway before the winter storms.",
        "BEN: Motion carries.",
        "ANA: We've agreed to close the car park on Sundays.",
        "BEN: We haven't agreed to close the market, and if we decided to, I would vote against it.",
        "ANA: We are going with the blue lamps along the pier.",
    )
    assert words(found.decisions, turns) == [
        "Motion carries.",
        "We've agreed to close the car park on Sundays.",
        "We are going with the blue lamps along the pier.",
    ]
    beside = found.decisions[0].beside
    assert beside is not None
    assert turns[beside.turn].text[beside.start : beside.end].startswith("I move that we repair")


def test_an_action_says_who_and_when() -> None:
    found, turns = of(
        "Ana Reyes: I'll send the revised budget to everybody by Friday.",
        "Ben Ode: Could you also circulate the list of hauliers?",
        "Ana Reyes: Sure.",
        "Ben Ode: I'll tell you a story about the old tunnel.",
        "Cleo Marsh: Ben Ode will draft the letter to the harbour board.",
    )
    told = [(one.who, one.place.turn) for one in found.actions]
    assert told == [("Ana Reyes", 0), ("Ana Reyes", 1), ("Ben Ode", 4)]
    when = found.actions[0].when
    assert when is not None
    assert turns[0].text[when.start : when.end] == "by Friday"


def test_what_is_listed_as_actions_is_each_of_whoever_it_begins_with() -> None:
    found, turns = of(
        "ANA: Actions, then. Ben draws the nine machines by the sixth of March. Cy signs the grid paper. I do Finance. "
        "The ferry is late.",
        "BEN: Fine.",
        "CY: Good.",
    )
    told = [(turns[0].text[one.place.start : one.place.end], one.who) for one in found.actions]
    assert told == [
        ("Ben draws the nine machines by the sixth of March.", "BEN"),
        ("Cy signs the grid paper.", "CY"),
        ("I do Finance.", "ANA"),
    ]


def test_points_are_five_to_eight_from_all_parts_of_a_long_talk() -> None:
    turns = make_transcript(*long_talk(400, words=16)).turns
    places = [line.place.turn for line in overview(turns).points]
    assert 5 <= len(places) <= 8
    assert places == sorted(places)
    assert places[0] < 100
    assert places[-1] >= 300


def test_points_leave_out_courtesies_and_questions() -> None:
    found, turns = of(
        "ANA: Thank you all very much for coming to this meeting of the harbour board tonight.",
        "BEN: The harbour board wants the harbour tunnel closed to heavy lorries from the first of May.",
        "ANA: Should the harbour board close the harbour tunnel to heavy lorries in May or in June?",
    )
    assert words(found.points, turns) == [
        "The harbour board wants the harbour tunnel closed to heavy lorries from the first of May."
    ]


def test_a_point_comes_with_what_it_is_understood_by() -> None:
    found, turns = of(
        "ANA: Who pays for the repairs of the harbour bridge at Port Ellery this year?",
        "BEN: The county council voted forty thousand euros for the harbour bridge in its budget of March. "
        "It pays the repairs of the harbour bridge out of the council budget until Christmas.",
        "ANA: Fine.",
    )
    (line,) = found.points
    asked = line.beside
    assert asked is not None
    assert turns[asked.turn].text[asked.start : asked.end].startswith("Who pays")
    assert turns[1].text[line.place.start : line.place.end].startswith("The county council voted")


def test_the_nearest_turns_to_the_whole_count_more() -> None:
    turns = make_transcript(*long_talk(60, words=16)).turns
    central = {number: np.array([1.0, 0.0] if number % 2 else [0.0, 1.0], dtype=np.float32) for number in range(60)}
    central[0] = np.array([1.0, 0.0], dtype=np.float32)
    with_vectors = overview(turns, {n: central[1] if n < 50 else central[2] for n in range(60)}).points
    assert sum(line.place.turn < 50 for line in with_vectors) == len(with_vectors)


def test_people_are_told_by_their_words_and_sections_by_their_first_turn() -> None:
    turns = tuple(
        Turn(f"t#{n}", n, who, text, section=section)
        for n, (who, text, section) in enumerate(
            [("Ana", "One two three.", "Opening"), ("Ben", "One.", "Opening"), ("Ana", "Two.", "Votes")]
        )
    )
    found = overview(turns)
    assert [(one.speaker, one.turns, one.words) for one in found.people] == [("Ana", 2, 4), ("Ben", 1, 1)]
    assert [(one.name, one.first, one.turns) for one in found.sections] == [("Opening", 0, 2), ("Votes", 2, 1)]


def test_names_are_those_said_again_and_numbers_have_a_measure() -> None:
    found, turns = of(
        "ANA: The bridge at Port Halloran costs 4.6 million euros, says the harbour board.",
        "BEN: Then Port Halloran has to pay 40 percent of it, and so it goes. Then we pay.",
    )
    assert words(found.names, turns) == ["Port Halloran"]
    assert found.names[0].count == 2
    assert len(found.numbers) == 2


def test_a_sentence_without_end_is_cut_where_the_file_has_pieces() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    middle = text.index(" word50")
    segments = (Segment("t", 1, 1, 0, middle), Segment("t", 2, 2, middle + 1, len(text)))
    spans = [one.span for one in statements([Turn("t#0", 0, "Ana", text, segments)])]
    assert [text[span.start : span.end] for span in spans] == [text[:middle], text[middle + 1 :]]


@pytest.mark.parametrize("lines", [(), ("",), ("ANA: ",), ("A line of nobody's.",), ("甲: 我们决定下周开会吗？",)])
def test_whatever_is_said_has_an_overview(lines: tuple[str, ...]) -> None:
    found, turns = of(*lines)
    for kind in KINDS:
        for text in words(found.lines(kind), turns):
            assert text
