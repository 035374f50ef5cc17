"""Which of the best quotes answers, and whether any does: the language model's judgement beside the reader's. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.generation.quotes import Quote, overlaps
from rag.retrieval.reader import Window


@dataclass(frozen=True, slots=True)
class Judging:
    """How the best quotes are judged (docs/decisions/035).

    `quotes`: how many, and `words`: of each that the model reads. `odds`, `rank`: what the reader's log odds, and what
    it is ranked by beside them, count beside the model's log odds. `sure`: all together from which no further quote is
    asked about. `least`: those under which none is an answer. `weight`: what the model's log odds count in the order of
    the windows.
    """

    quotes: int = 3
    words: int = 60
    odds: float = 0.2
    rank: float = 0.4
    sure: float = 2.0
    least: float = 0.9
    weight: float = 1.0


JUDGING = Judging()


def judged(
    found: Sequence[Window], quotes: Sequence[Quote], answers: Callable[[Quote], float]
) -> tuple[tuple[Window, ...], float]:
    """The windows in a new order, best first, and how likely the best of the `quotes` answers, by all that judge it.

    `answers`: the log odds of a quote by the model's judgement. The quotes, best first, are asked about until one
    surely answers; windows that are in none of them count as the least likely one.
    """
    said: list[tuple[Quote, float]] = []
    best = float("-inf")
    for quote in quotes:
        said.append((quote, answers(quote)))
        window = max((window for window in found if _is_in(window, quote)), key=lambda window: window.score)
        read = JUDGING.odds * window.odds + JUDGING.rank * (window.score - window.odds)
        best = max(best, said[-1][1] + read)
        if best >= JUDGING.sure:
            break
    if len(said) < 2:  # there is nothing to order by
        return tuple(found), best
    least = min(likely for _, likely in said)

    def anew(window: Window) -> Window:
        likely = max((likely for quote, likely in said if _is_in(window, quote)), default=least)
        return replace(window, score=window.score + JUDGING.weight * likely)

    return tuple(sorted(map(anew, found), key=lambda window: -window.score)), best


def _is_in(window: Window, quote: Quote) -> bool:
    passage, span = quote
    return window.passage.turn.id == passage.turn.id and overlaps(window.span, [span])
