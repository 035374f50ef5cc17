"""How far a sync is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is: `done` of `total` files read (in stage "vectors": vectors written), and the texts embedded."""

    stage: Literal["reading", "embedding", "vectors", "done"]
    done: int
    total: int
    path: str = ""
    embedded: int = 0
    to_embed: int = 0


Progress = Callable[[SyncProgress], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `turns` and `chunks`: what the index holds now; `embedded`: texts embedded this time."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    turns: int = 0
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()  # of the library as a whole
    model: str = ""  # the embedding model, where it was chosen by the languages of the library
