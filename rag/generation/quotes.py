"""Which words of the turns found are quoted: the windows that answer best, one a turn. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.answer import Passage
from rag.language.sentences import Span
from rag.question.kind import Kind
from rag.retrieval.reader import Window

_GATHERING: frozenset[Kind] = frozenset({"summary", "list", "agreement", "changed"})


@dataclass(frozen=True, slots=True)
class Quoting:
    """How many turns are quoted: for one fact, and for what is gathered from several; `behind`: log odds that a further
    quote may be behind the best. Chosen on the tuning sets (docs/reader.md).
    """

    fact: int = 3
    gathered: int = 8
    behind: float = 4.0


def choose_quotes(
    found: Sequence[Window], kind: Kind, *, quoting: Quoting | None = None, besides: Collection[str] = ()
) -> list[tuple[Passage, Span]]:
    """The best windows, best first, one a turn, of turns that are not `besides` (ids), which count among the most."""
    quoting = quoting or Quoting()
    most = quoting.gathered if kind in _GATHERING else quoting.fact
    quotes: dict[str, tuple[Passage, Span]] = {}
    for window in found:
        if window.score < found[0].score - quoting.behind or len(quotes) + len({*besides}) >= most:
            break
        if window.passage.turn.id not in besides:
            quotes.setdefault(window.passage.turn.id, (window.passage, window.span))
    return list(quotes.values())
