"""What a reply affirms, denies or leaves open, and what is agreed to."""

import pytest

from tests.rag.grounding.double import check


def test_a_short_reply_is_about_the_question_before_it() -> None:
    reply = ("Ana Reyes: Yes, in March.",)
    sentence = "Ana Reyes said the ferry reopens in March."

    assert check(sentence, reply).support == "unsupported"
    assert check(sentence, reply, prompting="Does the ferry reopen?").support == "supported"


@pytest.mark.parametrize(
    ("sentence", "reply", "support"),
    [
        ("Yes.", "I don't, the ferry is not safe.", "unsupported"),
        ("Yes.", "Nope, the ferry is not safe.", "unsupported"),
        ("Yes, the ferry is safe.", "I dont think the ferry is safe.", "unsupported"),
        ("No, the ferry is not safe.", "I dont think the ferry is safe.", "supported"),
        ("Yes, the ferry is safe.", "Yes, it is safe.", "supported"),
        ("No, the ferry is not safe.", "No, the ferry is not safe.", "verbatim"),
        ("No.", "Yes, the ferry is safe.", "unsupported"),
        ("Two.", "About half of the ferry.", "unsupported"),
    ],
)
def test_yes_and_no_are_what_the_turn_replies(sentence: str, reply: str, support: str) -> None:
    found = check(sentence, (f"Ana Reyes: {reply}",), prompting="Is the ferry safe?")

    assert found.support == support
    assert found.why


@pytest.mark.parametrize(
    ("reply", "holds"), [("Yes, it does, in March.", True), ("No, not in March.", False), ("No. We are late.", False)]
)
def test_a_reply_affirms_or_denies_what_was_asked(reply: str, holds: bool) -> None:
    grounded = check(
        "The ferry reopens in March.", (f"Ana Reyes: {reply}",), prompting="Does the ferry reopen in March?"
    )

    assert (grounded.support != "unsupported") is holds


def test_an_inference_that_somebody_else_denies_is_unsupported() -> None:
    turns = ("Ben Ode: So the ferry gets its money back.", "Ana Reyes: No. It goes to the harbour.")

    assert check("The ferry gets its money back.", (turns[0],)).support != "unsupported"
    assert check("The ferry company gets its money back.", turns).why.startswith("the next turn says no; nearest is")


@pytest.mark.parametrize(
    ("reply", "places"),
    [
        ("Ben Ode: The council should pay for the harbour tests.", ((0, 0), (1, 0))),
        ("Ben Ode: Absolutely. Let us get on.", ((0, 0), (1, 0))),
        ("Ben Ode: The library roof leaks.", ()),
        ("Ben Ode: The council should not pay for the harbour tests.", ()),
    ],
    ids=["says so too", "says yes", "says something else", "says no"],
)
def test_what_two_are_said_to_agree_on_is_said_by_both(reply: str, places: tuple[tuple[int, int], ...]) -> None:
    turns = ("Ana Reyes: The council should pay for the harbour tests.", reply)
    grounded = check("Ana Reyes and Ben Ode agree that the council should pay for the harbour tests.", turns)

    assert grounded.support == ("supported" if places else "unsupported")
    assert tuple(sorted(grounded.places)) == places or not places


def test_what_somebody_proposes_is_a_plan_of_both_where_the_other_agrees() -> None:
    proposal, sentence = "Ben Ode: Let's try the fresh pastries.", "Cleo and Ben plan to try the fresh pastries."

    agreed = check(sentence, (proposal, "Cleo Marsh: Sounds good, Ben!"), partners=("Cleo Marsh",))
    assert (agreed.support, agreed.places) == ("supported", ((0, 0), (1, 0)))
    for reply in ("Cleo Marsh: I would rather not.", "Ana Reyes: Sounds good!"):
        assert check(sentence, (proposal, reply), partners=("Cleo Marsh",)).support == "unsupported"


@pytest.mark.parametrize(
    "reply",
    [
        "Ben Ode: That is wrong.",
        "Ben Ode: Yes and no. I would rather not.",
        "Ben Ode: Sure, but later.",
        "Ben Ode: I painted the town hall.",
    ],
)
def test_a_reply_that_only_begins_like_a_yes_agrees_to_nothing(reply: str) -> None:
    turns = ("Ana Reyes: The council should pay for the harbour tests.", reply)

    sentence = "Ana Reyes and Ben Ode agree that the council should pay for the harbour tests."
    assert check(sentence, turns).support == "unsupported"


@pytest.mark.parametrize(
    "reply", ["I doubt it.", "Maybe.", "That's very unlikely.", "It depends.", "We can't say yet."]
)
def test_a_reply_that_leaves_open_what_is_asked_supports_neither_yes_nor_no(reply: str) -> None:
    for sentence in ("Yes, the ferry sails on Friday.", "The ferry sails.", "No, the ferry does not sail."):
        found = check(sentence, (f"Ana Reyes: {reply}",), prompting="Does the ferry sail on Friday?", near=0.7)
        assert found.support == "unsupported"
        assert found.why == f"the reply says neither yes nor no to this; nearest is Ana Reyes: “{reply.rstrip('.')}”"


def test_who_doubts_or_may_is_told_of_a_reply_that_leaves_it_open() -> None:
    for sentence in ("Ana Reyes doubts that the ferry sails.", "The ferry may sail."):
        found = check(sentence, ("Ana Reyes: I doubt it.",), prompting="Does the ferry sail?", near=0.7)
        assert found.support == "supported"


ASKED = ("Ben Ode: Is the ferry safe in winter?", "Ana Reyes: No, it is not.")


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ("Asked whether the ferry is safe in winter, Ana Reyes said no.", "supported"),
        ("Asked whether the ferry is safe in winter, she said no.", "supported"),
        ("Ana, asked by Ben whether the ferry is safe in winter, said that it is not.", "supported"),
        ("Ana said no when asked whether the ferry is safe in winter.", "supported"),
        ("Ben asked whether the ferry is safe in winter, and Ana said no.", "supported"),
        ("Asked whether the ferry is safe in winter, Ana said yes.", "unsupported"),
        ("Asked whether the bridge is closed in winter, Ana said no.", "unsupported"),
        ("Asked whether the ferry is safe in winter, Ben Ode said no.", "unsupported"),
        ("Cleo asked whether the ferry is safe in winter, and Ana said no.", "unsupported"),
        ("Ana asked whether the ferry is safe in winter, and Ana Reyes said no.", "unsupported"),
        ("Asked whether the ferry is safe in winter, Ana said that it was late.", "unsupported"),
    ],
)
def test_a_whole_exchange_in_other_words_cites_question_and_answer(sentence: str, support: str) -> None:
    found = check(sentence, ASKED, prompting=ASKED[0].partition(": ")[2], near=0.5)

    assert found.support == support
    if support == "supported":
        assert sorted(found.places) == [(0, 0), (1, 0)]
        assert found.why == "Ana Reyes, asked by Ben Ode, says it, word for word or nearly"


@pytest.mark.parametrize(
    ("reply", "support"),
    [("I will think about it.", "unsupported"), ("Okay, agreed.", "supported"), ("Agreed, but later.", "unsupported")],
)
def test_what_is_proposed_is_decided_only_where_somebody_agrees(reply: str, support: str) -> None:
    turns = ("Ana Reyes: I propose we close the market at six.", f"Ben Ode: {reply}")

    for sentence in ("The board decided to close the market at six.", "Ana Reyes decided to close the market at six."):
        assert check(sentence, turns, near=0.6).support == support
    assert check("Ana proposed to close the market at six.", turns, near=0.6).support == "supported"
