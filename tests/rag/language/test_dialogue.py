from index.transcript import Turn
from rag.language.dialogue import answers, is_unanswered, turn_asks


def turn(index: int, speaker: str | None, text: str) -> Turn:
    return Turn(f"a.txt#{index}", index, speaker, text)


PRICE = turn(0, "Ana", "What does it cost?")
REPLY = turn(1, "Ben", "Four million.")


def test_a_turn_asks_where_its_end_does() -> None:
    assert turn_asks("Could you explain the plans? Thank you.")
    assert not turn_asks("Why? I will tell you. " + "It is a long story about ferries. " * 10)


def test_the_next_turn_of_somebody_else_answers_a_question() -> None:
    assert answers(PRICE, REPLY)
    assert not answers(PRICE, turn(1, "Ana", "I mean the bridge."))
    assert not answers(REPLY, turn(2, "Ana", "Thank you."))


def test_a_question_is_unanswered_where_only_questions_follow_or_the_talk_ends() -> None:
    assert not is_unanswered(PRICE, [REPLY])
    assert not is_unanswered(PRICE, [turn(1, "Cem", "And who pays?"), turn(2, "Ben", "Four million. The county.")])
    assert is_unanswered(PRICE, [])
    assert is_unanswered(PRICE, [turn(1, "Cem", "Is lunch ready?")])
    assert not is_unanswered(REPLY, [])
