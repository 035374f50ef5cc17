"""Which words are quoted, and which of them stand beside what is cited already."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.filter import Filter
from rag.citations import cite
from rag.generation.quotes import (
    Quote,
    Quoting,
    beside,
    best,
    choose_quotes,
    denial_of,
    overlaps,
    with_denial,
    with_replies,
)
from rag.language.sentences import Span
from rag.retrieval.reader import CUT, Window, read
from tests.rag.double import WordReader, make_passages, neighbours_of

LONG = " ".join(f"Sentence {n} is about the harbour and says no more." for n in range(20))
ASKED = "Who pays, the council?"


def found_in(*lines: str) -> tuple[Window, ...]:
    passages = make_passages(*lines)
    return read(ASKED, passages, WordReader(), neighbours_of(passages))


def test_a_quote_takes_in_what_stands_beside_its_window() -> None:
    found = found_in(f"ANA: {LONG} The council pays. {LONG}", "BEN: The council pays.")
    quotes = choose_quotes(found, "fact", quoting=Quoting(words=100, of_a_turn=1))

    assert len({passage.turn.id for passage, _ in quotes}) == len(quotes) == 2
    longest = max((span for _, span in quotes), key=lambda span: len(span.text))
    assert CUT.words < len(longest.text.split()) <= 100
    assert "The council pays." in longest.text


def test_a_long_turn_that_answers_in_two_places_is_quoted_twice_and_no_words_are() -> None:
    found = found_in(f"ANA: The council pays. {LONG} {LONG} The council pays for all.", "BEN: The roof leaks.")
    quotes = choose_quotes(found, "fact", quoting=Quoting(words=60))
    of_ana = [span for passage, span in quotes if passage.turn.speaker == "ANA"]

    assert [("The council pays" in span.text) for span in of_ana] == [True, True]
    assert not overlaps(of_ana[0], of_ana[1:])
    assert len(choose_quotes(found, "fact", quoting=Quoting(words=60, of_a_turn=1))) == 1


def test_another_turn_that_is_nearly_as_good_comes_before_a_second_place_of_the_best() -> None:
    found = found_in(f"ANA: The council pays. {LONG} {LONG} The council pays.", "BEN: The council pays.")
    least, most = (
        [passage.turn.speaker for passage, _ in choose_quotes(found, "fact", quoting=Quoting(words=60, again=again))]
        for again in (0.0, 99.0)
    )
    assert (least.count("ANA"), most) == (2, [most[0], "BEN" if most[0] == "ANA" else "ANA", "ANA"])


def test_beside_what_is_cited_stand_the_quotes_that_share_no_words_with_it() -> None:
    ana, ben = make_passages("ANA: The council pays for it all.", "BEN: The roof leaks again.")
    quotes = [(passage, Span(0, len(passage.turn.text), passage.turn.text)) for passage in (ana, ben)]
    cited = [cite(1, ana, Span(4, 11, "council"), base_url="")]

    assert beside(quotes, []) == quotes
    assert beside(quotes, cited) == quotes[1:]
    assert beside(quotes, cited * 2) == []


def replied(*lines: str, quoted: int = 1, within: Sequence[Filter] = ()) -> list[Quote]:
    """The first turns of a talk as quotes, with the replies to what they ask."""
    passages = make_passages(*lines)
    quotes = [(passage, Span(0, len(passage.turn.text), passage.turn.text)) for passage in passages]
    return with_replies(quotes[:quoted], {passage.turn.id: passage.turn for passage in passages}, within)


def test_a_quote_that_asks_is_followed_by_how_the_reply_begins() -> None:
    quotes = replied("ANA: Who pays?", f"BEN: The council pays. {LONG}")

    assert [passage.turn.speaker for passage, _ in quotes] == ["ANA", "BEN"]
    words = quotes[1][1].text
    assert words.startswith("The council pays.")
    assert len(words.split()) <= Quoting().words
    assert best(quotes) == quotes


def test_a_quote_that_tells_or_that_nobody_else_replies_to_stands_alone() -> None:
    told, asked_back, own, last = (
        replied("ANA: The council pays.", "BEN: It does."),
        replied("ANA: Who pays?", "BEN: Who asks?"),
        replied("ANA: Who pays?", "ANA: The council pays."),
        replied("ANA: Who pays?"),
    )
    assert [len(quotes) for quotes in (told, asked_back, own, last)] == [1, 1, 1, 1]
    assert best(told) == told


def test_whoever_is_not_searched_is_not_quoted_for_replying() -> None:
    talk = ("ANA: Who pays?", "BEN: The council pays.")

    assert len(replied(*talk, within=[Filter(speakers=("ANA", "BEN")), Filter(speakers=("ANA",))])) == 1
    assert len(replied(*talk, within=[Filter(speakers=("BEN",))])) == 2


def test_a_reply_that_is_quoted_already_comes_once_and_one_quote_more_at_most() -> None:
    both = replied("ANA: Who pays?", "BEN: The council pays.", quoted=2)
    passages = make_passages("ANA: Who?", "BEN: Ben.", "CY: When?", "DAN: Now.", "EVE: So.")
    chosen = [(p, Span(0, len(p.turn.text), p.turn.text)) for p in passages if p.turn.speaker in ("ANA", "CY", "EVE")]
    many = with_replies(chosen, {p.turn.id: p.turn for p in passages}, ())

    assert [passage.turn.index for passage, _ in both] == [0, 1]
    assert [passage.turn.speaker for passage, _ in many] == ["ANA", "BEN", "CY", "EVE"]


def test_of_a_comparison_the_sides_take_turns() -> None:
    found = found_in("ANA: The council pays, who else?", "ANA: The council pays.", "BEN: It rains.", "CLEO: It snows.")
    sides = [Filter(speakers=("BEN",)), Filter(speakers=("ANA",))]

    speakers = [passage.turn.speaker for passage, _ in choose_quotes(found, "changed", sides=sides)]
    assert speakers == ["BEN", "ANA"]


PLAN = "ANA: We plan to reopen the terminal on September 1. That is this year, 2025."


def told_on(first: str, other: str, *days: str) -> list[Window]:
    """Windows of two turns, as said on two days, the first answering best."""
    made = [
        (replace(passage, date=day), Span(0, len(passage.turn.text), passage.turn.text))
        for passage, day in zip(make_passages(first, f"BEN: {other}"), days, strict=True)
    ]
    return [Window(passage, span, -number, -number) for number, (passage, span) in enumerate(made)]


def test_a_day_that_a_later_turn_denies_is_followed_by_the_denial() -> None:
    found = told_on(PLAN, "It will not reopen on September 1. The new date is November 15.", "2025-03-12", "2025-06-18")
    first, second = ((window.passage, window.span) for window in found)

    assert denial_of([first], found) == second
    assert with_denial([first], second) == [first, second]
    assert with_denial([first, second], second) == [first, second]
    assert len(with_denial([first, first, first], second)) == 3


@pytest.mark.parametrize(
    ("other", "day"),
    [
        ("It will not reopen on September 1.", "2025-01-10"),  # said before
        ("It will not reopen on October 1.", "2025-06-18"),  # another day
        ("It will reopen on September 1.", "2025-06-18"),
        ("I do not agree. It is September 1.", "2025-06-18"),
        ("It will not reopen.", "2025-06-18"),
    ],
)
def test_nothing_else_takes_a_day_back(other: str, day: str) -> None:
    found = told_on(PLAN, other, "2025-03-12", day)
    assert denial_of([(found[0].passage, found[0].span)], found) is None
    assert denial_of([], found) is None
