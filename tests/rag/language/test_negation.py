"""What is affirmed and what is denied, and when two texts contradict each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.negation import contradiction, leaves_open, says_no, signed

CONTRADICTING = [
    ("The terminal will reopen on Friday.", "The terminal will not reopen on Friday."),
    ("He would not support a tender.", "I will support a tender. I will not support a figure nobody has bid for."),
    ("The region pays a part.", "The region pays nothing."),
    ("The inspector dived.", "Nobody dived."),
    ("The crew is paid.", "They do it without being asked and without being paid."),
    ("Traffic is highest in winter.", "Traffic is lowest in winter."),
    ("The new ramp is weaker than the old one.", "Stronger, and mainly it is different."),
    ("The county accepted the offer.", "The offer was refused."),
    ("The fares will go up.", "There will be no fare increase."),
    ("People were taken on in May.", "People whom we would have taken on in May, and we did not."),
    ("The turbines hum in Lantern Street.", "Under water, a little. In Lantern Street, no."),
    ("He complained.", "He was not a man who complained."),
    ("The ferry no longer sails.", "The ferry sails every day."),
    ("The ferry will sail.", "The ferry is unlikely to sail."),
    ("The ferry sails.", "I doubt that the ferry sails."),
    ("The ferry does not sail.", "There is no doubt that the ferry sails."),
]
AGREEING = [
    ("The region does not pay anything.", "The region pays nothing."),
    ("The building would not close.", "It does not mean that the building closes."),
    ("The shop is not shut.", "The shop is open."),
    ("He would support a tender but not a figure.", "I will support a tender. I will not support a figure."),
    ("The county decides in October.", "Nothing is decided. The county decides in October."),
    ("The school is right and nine is wrong.", "One school is right. I think nine is wrong."),
    ("It reopened after nineteen weeks.", "It reopened after nineteen weeks, not eleven."),
    ("They pay not only the bridge.", "They pay the bridge and the ferry."),
    ("Lorries take a detour.", "If the bridge is not repaired, lorries take a detour."),
    ("The drilling went unnoticed.", "Nobody noticed the drilling."),
]


@pytest.mark.parametrize(("claim", "said"), CONTRADICTING)
def test_texts_that_contradict_each_other(claim: str, said: str) -> None:
    assert contradiction(signed(claim), signed(said))


@pytest.mark.parametrize(("claim", "said"), AGREEING)
def test_texts_that_may_both_be_so(claim: str, said: str) -> None:
    assert not contradiction(signed(claim), signed(said))


def test_a_question_answered_with_no_denies_what_it_asks() -> None:
    assert contradiction(signed("The ferry sails."), signed("Does the ferry sail?", denied=True))


@given(
    st.lists(st.sampled_from("the ferry not sails no shut open nobody , . but who paid never".split())).map(" ".join)
)
def test_no_text_contradicts_itself_by_denying_what_it_denies(text: str) -> None:
    found = signed(text)
    assert not any(clause.affirmed & clause.denied for clause in found.clauses)


def test_a_reply_says_no_at_its_beginning() -> None:
    assert says_no("No. It goes on.")
    assert says_no("No, we did not.")
    assert says_no("Nope.")
    assert not says_no("No staff were laid off.")
    assert not says_no("Nobody knows.")


@pytest.mark.parametrize("reply", ["I don't think so.", "Far from it.", "Well, of course not.", "Not yet.", "Never!"])
def test_a_reply_says_no_in_other_words(reply: str) -> None:
    assert says_no(reply)
    assert not leaves_open(reply)


@pytest.mark.parametrize(
    "reply", ["I doubt it.", "That's very unlikely.", "Maybe, we'll see.", "I'm not sure.", "We don't know yet."]
)
def test_a_reply_leaves_it_open(reply: str) -> None:
    assert leaves_open(reply)
    assert not says_no(reply)


@pytest.mark.parametrize("reply", ["Perhaps in May.", "I don't know him, but it sails.", "Not on Friday.", "Surely."])
def test_a_reply_that_tells_something_says_neither_no_nor_leaves_it_open(reply: str) -> None:
    assert not leaves_open(reply)
    assert not says_no(reply)
