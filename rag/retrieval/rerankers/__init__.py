"""Models that score the best turns once more, named by a setting: `cross-encoder:NAME`, `sparse:NAME`, `dense:NAME`.

A new kind is one file with an opener (a name -> a Reranker) and one line in `_KINDS`.
"""

from __future__ import annotations

from rag.errors import SettingsError
from rag.retrieval.rerankers.base import Reranker, check
from rag.retrieval.rerankers.blending import BEST, reranked
from rag.retrieval.rerankers.cross_encoder import open_cross_encoder
from rag.retrieval.rerankers.dense import open_dense
from rag.retrieval.rerankers.sparse import open_sparse

_KINDS = {
    "cross-encoder": open_cross_encoder,
    "sparse": open_sparse,
    "dense": open_dense,
}


def open_rerankers(names: str | None) -> tuple[Reranker, ...]:
    """The rerankers of the setting OTR_RERANKERS, in its order; none where it is empty.

    Their models are loaded when they first score. Raises SettingsError where a kind is not known or a name is missing,
    WeightsError where a name is a path without a folder.
    """
    named = [name.strip() for name in (names or "").split(",")]
    return tuple(_open(name) for name in named if name)


def _open(named: str) -> Reranker:
    kind, _, name = named.partition(":")
    if kind not in _KINDS or not name:
        ways = ", ".join(f"{kind}:NAME" for kind in _KINDS)
        raise SettingsError(f"setting rerankers (OTR_RERANKERS): {named!r} is not one of {ways}")
    return _KINDS[kind](name)


__all__ = ["BEST", "Reranker", "check", "open_rerankers", "reranked"]
