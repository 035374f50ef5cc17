"""What reads a question takes a time that grows with it, and no question is longer than one may be."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from index.transcript import Speaker
from rag.errors import BadArgument
from rag.language.names import Roster
from rag.question.bounds import BOUNDS, bounded
from rag.question.counting import asks_for_mentions
from rag.question.date_range import Event, date_range
from rag.question.followup import standalone
from rag.question.kind import kind_of, read_wants
from rag.question.library import asks_of_library

EVENTS = tuple(Event(f"20{year}-03-12", f"Council hearing {year}") for year in range(10, 26))
TODAY = date(2026, 11, 23)
ROSTER = Roster([Speaker("Ana Reyes", role="Mayor"), Speaker("Ben Ode"), Speaker("王小明")])
NASTY = (
    "2025 ", "in 2025 ", "may ", "in May ", "on 12 ", "last week ", "last hearing ", "between 2025 and ",
    "2025年 3 月 ", "differ ", "what ", "when, ", "and but so ", "   ", "\n", "the first ", "“a” ", "'s ", "mention ",
    "did x mention ",
    "list every mention of ", "how many ", "she ", "Ana ", "aaaaaaaaaa", "说", "1-1-", "?!",
)  # fmt: skip


def seconds(read: Callable[[str], object], text: str) -> float:
    """Of processor time, at best."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        read(text)
        best = min(best, time.process_time() - begun)
    return best


def dates(text: str) -> object:
    return date_range(text, EVENTS, today=TODAY)


@pytest.mark.slow
@pytest.mark.parametrize("piece", NASTY)
def test_dates_are_read_in_a_time_that_grows_with_the_question(piece: str) -> None:
    once = (piece * 4_000)[:4_000]
    for more in (2, 4, 8):
        assert seconds(dates, once * more) < 3 * more * seconds(dates, once) + 0.02, more


@pytest.mark.slow
@pytest.mark.parametrize("piece", NASTY)
def test_the_longest_question_is_read_in_no_time(piece: str) -> None:
    text = (piece * BOUNDS.longest)[: BOUNDS.longest]
    for read in (
        dates, read_wants, kind_of, asks_for_mentions, asks_of_library, ROSTER.named,
        lambda text: standalone(text, [(text, text)], ROSTER),
    ):  # fmt: skip
        assert seconds(read, text) < 0.5


def test_a_question_may_be_so_long_and_no_longer() -> None:
    assert bounded("x" * BOUNDS.longest) == "x" * BOUNDS.longest
    with pytest.raises(BadArgument, match=f"{BOUNDS.longest} characters, and this has {BOUNDS.longest + 1}"):
        bounded("x" * (BOUNDS.longest + 1))
