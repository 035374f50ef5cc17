"""When an answer is right: the rules of `judge`, one test a rule."""

from typing import Any

import pytest

from rag.answer import Answer, Sentence
from rag.evaluation.judge import Verdict, holds, is_trusted, judge
from rag.evaluation.library_set import Gold, LibraryQuestion
from tests.rag.evaluation.factories import make_answer, make_citation, make_source

SAID = (
    "The new ferry sails on Friday at noon, if the wind allows it.",
    "The quay costs two million euros.",
    "Nobody wants a bridge.",
    "The market stays on the square.",
    "The school gets a second gym.",
    "The library closes at eight.",
    "The road is mended in May.",
    "The pool opens in June.",
    "The mayor goes on leave.",
)
SOURCE = make_source("council", *(f"Ana: {text}" for text in SAID))
TEXTS = {f"council#{n}": text for n, text in enumerate(SAID)}


def asked(*quotes: str, key: tuple[str, ...] = ("Friday",), **fields: Any) -> LibraryQuestion:
    gold = tuple(Gold(quote) for quote in quotes or ("sails on Friday at noon",))
    values: dict[str, Any] = {"answerable": True, "gold": gold, "key": key} | fields
    return LibraryQuestion("q", "When does the ferry sail?", "when", **values)


def cites(*turns: int, text: str | None = None, **fields: Any) -> Answer:
    """An answer of one sentence a turn, each with its marker; `text` says something else in the first."""
    sentences = [Sentence(SAID[turn], "verbatim", (n,)) for n, turn in enumerate(turns, start=1)]
    if text is not None:
        sentences[0] = Sentence(text, "supported", (1,))
    citations = [make_citation(SOURCE, turn, marker=n) for n, turn in enumerate(turns, start=1)]
    return make_answer(*sentences, citations=citations, **fields)


def verdict(question: LibraryQuestion, answer: Answer | None) -> Verdict:
    return judge(question, answer, TEXTS)


def test_right_is_the_turn_that_holds_the_quote_and_the_words_that_are_key() -> None:
    assert verdict(asked(), cites(0)) == "right"
    assert verdict(asked(key=("Friday", "noon")), cites(0)) == "right"


def test_partly_is_one_of_the_two_and_wrong_is_neither() -> None:
    assert verdict(asked(key=("Monday",)), cites(0)) == "partly"
    assert verdict(asked(), cites(1, text="It sails on Friday.")) == "partly"
    assert verdict(asked(), cites(1)) == "wrong"


def test_every_key_must_be_said_and_any_of_its_ways_will_do() -> None:
    assert verdict(asked(key=("Friday", "Monday")), cites(0)) == "partly"
    assert verdict(asked(key=("Freitag|friday",)), cites(0)) == "right"


def test_a_short_key_is_a_whole_word_and_a_long_one_may_be_part_of_one() -> None:
    assert verdict(asked(key=("noo",)), cites(0)) == "partly"
    assert verdict(asked(key=("frida",)), cites(0)) == "right"


def test_of_the_citations_the_first_three_count() -> None:
    assert verdict(asked(), cites(1, 2, 0)) == "right"
    assert verdict(asked(), cites(1, 2, 3, 0)) == "wrong"  # what a later citation supports was not said either


def test_what_is_said_without_a_citation_counts() -> None:
    answer = make_answer(Sentence("On Friday.", "weak"), citations=[make_citation(SOURCE, 1)])
    assert verdict(asked(), answer) == "partly"


def test_of_several_gold_turns_half_will_do_and_the_first_eight_citations_count() -> None:
    several = asked("costs two million", "wants a bridge", "stays on the square", "a second gym", gold_mode="all")
    several_keys = asked(
        "costs two million", "wants a bridge", "stays on the square", "a second gym",
        gold_mode="all", key=("million", "bridge", "square", "gym"),
    )  # fmt: skip
    assert verdict(several_keys, cites(1, 2)) == "right"
    assert verdict(several_keys, cites(1)) == "wrong"
    assert verdict(several_keys, cites(0, 5, 6, 7, 8, 0, 1, 2)) == "right"
    assert verdict(several_keys, cites(0, 5, 6, 7, 8, 0, 0, 1, 2)) == "wrong"
    assert verdict(several, cites(1, 2)) == "partly"  # its key is missing


def test_abstaining_refuses_what_has_an_answer_whatever_is_nearest() -> None:
    nearest = make_answer(abstained=True, nearest=(make_citation(SOURCE, 0),))
    assert verdict(asked(), nearest) == "refused"
    assert verdict(asked(answerable=False, gold=(), key=()), nearest) == "right"
    assert verdict(asked(answerable=False, gold=(), key=()), cites(0)) == "wrong"


def test_no_answer_at_all_is_a_fault() -> None:
    assert verdict(asked(), None) == "fault"
    assert verdict(asked(answerable=False), None) == "fault"


@pytest.mark.parametrize(("support", "trusted"), [("verbatim", True), ("computed", True), ("weak", False)])
def test_an_answer_is_trusted_by_the_mark_of_any_sentence(support: Any, trusted: bool) -> None:
    assert is_trusted(make_answer(Sentence("A.", "weak"), Sentence("B.", support))) is trusted


def test_a_turn_holds_a_quote_that_markup_interrupts_once_or_twice() -> None:
    quote = "the ferry that the council bought last year in spring sails on friday at noon from the old quay"
    interrupted = quote.replace("noon", "[applause] noon")
    assert holds(interrupted, quote)
    assert not holds(interrupted.replace("council", "[music] council").replace("spring", "[music] spring"), quote)
    assert holds("Né à Paris, en été", "ne a paris")
