"""Which of the best quotes answers by the language model's judgement beside the reader's, and whether any does."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.generation.judgement import JUDGING, judged
from rag.generation.quotes import Quote
from rag.retrieval.reader import Window, windows
from tests.rag.double import make_passages

LINES = ("ANA: The quay is old.", "BEN: The quay costs two million.", "CY: The quay is long.", "DEE: The quay is wet.")


def found_with(*odds: float) -> tuple[list[Window], list[Quote]]:
    """A window a turn with these log odds, best first, and all but the last as quotes."""
    found = [
        Window(passage, windows(passage.turn.text)[0], one, one)
        for passage, one in zip(make_passages(*LINES), odds, strict=True)
    ]
    return found, [(window.passage, window.span) for window in found[:-1]]


def speakers(found: Sequence[Window]) -> list[str | None]:
    return [window.passage.turn.speaker for window in found]


def test_the_quote_that_the_model_takes_for_an_answer_comes_first() -> None:
    found, quotes = found_with(1.0, 0.5, 0.25, 0.0)
    anew, best = judged(found, quotes, lambda quote: 2.0 if "two million" in quote[1].text else -3.0)

    assert speakers(anew) == ["BEN", "ANA", "CY", "DEE"]
    assert best == pytest.approx(2.0 + JUDGING.odds * 0.5)


def test_what_was_not_asked_about_counts_as_the_least_likely_quote() -> None:
    found, quotes = found_with(1.0, 0.5, 0.25, 0.0)
    anew, _ = judged(found, quotes, lambda quote: -1.0)
    assert speakers(anew) == speakers(found)


def test_after_a_quote_that_surely_answers_no_other_is_asked_about() -> None:
    found, quotes = found_with(6.0, 5.0, 4.0, 3.0)
    asked: list[str] = []

    def answers(quote: Quote) -> float:
        asked.append(quote[1].text)
        return JUDGING.sure

    anew, best = judged(found, quotes, answers)
    assert (asked, list(anew)) == ([quotes[0][1].text], found)
    assert best > JUDGING.sure


def test_where_the_reader_is_sure_a_doubtful_model_still_answers() -> None:
    sure, unsure = (judged(*found_with(odds, *(-9.0,) * 3), lambda quote: JUDGING.least)[1] for odds in (5.0, -5.0))
    assert unsure < JUDGING.least < sure


def test_what_a_window_is_ranked_by_beside_its_odds_counts_too() -> None:
    found, quotes = found_with(1.0, 0.5, 0.25, 0.0)
    ranked = [replace(window, score=window.score + 3.0) for window in found]
    plain, near = (judged(windows_found, quotes, lambda quote: -1.0)[1] for windows_found in (found, ranked))
    assert near == pytest.approx(plain + JUDGING.rank * 3.0)


def test_without_a_quote_nothing_answers() -> None:
    assert judged([], [], lambda quote: 9.0) == ((), float("-inf"))
