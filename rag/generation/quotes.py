"""Which words of the turns found are quoted: the windows that answer best, one a turn. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rag.answer import Passage
from rag.citations import has_marker
from rag.language.sentences import Span
from rag.question.kind import Kind
from rag.retrieval.reader import Window, go_on, windows

_GATHERING: frozenset[Kind] = frozenset({"summary", "list", "agreement", "changed"})
_UNREAD = -20.0  # log odds of a window that the reader did not read

Quote = tuple[Passage, Span]


@dataclass(frozen=True, slots=True)
class Quoting:
    """How much is quoted. `fact`, `gathered`: turns for one fact, and for what is gathered from several; `behind`: log
    odds that a further quote may be behind the best; `words`: of a quote, the best window and its better neighbours.

    Of a library that the reader was not trained on, quotes of 45 words answer .63 of the questions rightly, of 80 words
    .72, of 100 words .745, of 120 words .77 (docs/reader.md).
    """

    fact: int = 3
    gathered: int = 8
    behind: float = 8.0
    words: int = 100


def choose_quotes(
    found: Sequence[Window], kind: Kind, *, quoting: Quoting | None = None, besides: Collection[str] = ()
) -> list[Quote]:
    """The best windows, best first, one a turn, of turns that are not `besides` (ids), which count among the most."""
    quoting = quoting or Quoting()
    most = (quoting.gathered if kind in _GATHERING else quoting.fact) - len({*besides})
    odds = {(window.passage.turn.id, window.span.start): window.odds for window in found}
    best: dict[str, Window] = {}
    for window in found:
        if window.score >= found[0].score - quoting.behind and window.passage.turn.id not in besides:
            best.setdefault(window.passage.turn.id, window)
    return [(w.passage, _with_neighbours(w, odds, quoting.words)) for w in list(best.values())[: max(most, 0)]]


def _with_neighbours(window: Window, odds: Mapping[tuple[str, int], float], words: int) -> Span:
    """A window and, while so many words are not full, the better one of those that stand beside it."""
    turn = window.passage.turn
    spans = windows(turn.text)
    first = last = spans.index(window.span)
    while beside := [place for place in (first - 1, last + 1) if 0 <= place < len(spans)]:
        place = max(beside, key=lambda place: odds.get((turn.id, spans[place].start), _UNREAD))
        low, high = min(first, place), max(last, place)
        text = turn.text[spans[low].start : spans[high].end]
        joined = go_on(spans[low], spans[low + 1]) if place < first else go_on(spans[high - 1], spans[high])
        if len(text.split()) > words or not joined or has_marker(text):
            break
        first, last = low, high
    return Span(spans[first].start, spans[last].end, turn.text[spans[first].start : spans[last].end])
