"""What `ontherecord search` finds: the turns that fit best, or every turn with all the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from index.filter import Filter
from rag.answer import Passage
from rag.citations import cite, nearest_sentence
from rag.question.bounds import bounded
from rag.retrieval.ranker import open_ranker

if TYPE_CHECKING:
    from index.index import Index
    from rag.settings import Settings

Mode = Literal["passages", "mentions"]
MODES: tuple[Mode, ...] = get_args(Mode)


def search(index: Index, query: str, *, where: Filter, mode: Mode, k: int, settings: Settings) -> dict[str, Any]:
    """The results with the keys of `search --json`. In `mentions`, `count` is the number of all turns found.

    Raises BadArgument for a query that is too long.
    """
    bounded(query)
    if mode == "mentions":
        keys = index.mentions(query, where)
        found, count = turns_of(index, keys[:k]), len(keys)
    else:
        found = list(open_ranker(index, settings).rank(query, where=where, k=k).passages)
        count = len(found)
    return {
        "query": query,
        "mode": mode,
        "count": count,
        "results": [
            _result(marker, passage, query, settings.base_url) for marker, passage in enumerate(found, start=1)
        ],
    }


def turns_of(index: Index, keys: Sequence[int]) -> list[Passage]:
    """The turns with these keys, in their order, as passages without a score of their own."""
    located = index.located(keys)
    return [
        Passage(turn, live.id, live.title, turn.date or live.date, 1.0)
        for key in keys
        if key in located
        for live, turn in (located[key],)
    ]


def _result(marker: int, passage: Passage, query: str, base_url: str) -> dict[str, Any]:
    citation = cite(marker, passage, nearest_sentence(query, passage.turn.text), base_url=base_url)
    return {**citation.to_dict(), "text": passage.turn.text, "score": round(passage.score, 4)}
