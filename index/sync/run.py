"""What one sync is about and has done so far, which its steps pass to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from index.catalog.catalog import VIEWS, Half, KnownFile, View
from index.chroma.store import VectorStore
from index.sync.notes import Notes
from index.sync.report import Failure

if TYPE_CHECKING:
    from index.sync.scan import Inside

_COMMIT_SECONDS = 0.5  # finished transcripts go live so often: each commit makes every reader look again
_COMMIT_SHARE = 0.2  # of the time at most: Chroma writes its table of all keys again for each


@dataclass(frozen=True, slots=True)
class Target:
    """Where a sync writes: the live collection, or one beside it that takes over at the end."""

    vectors: VectorStore
    collection: str
    beside: bool


@dataclass(slots=True)
class Run:
    """What a run is about and what it has done so far."""

    target: Target
    before: dict[str, str]  # live transcript id -> revision, when the run began
    collection: str  # the live one then
    about: Inside = field(default=lambda _: True)
    leave: frozenset[str] = frozenset()
    hidden: Inside = field(default=lambda _: False)
    notes: Notes = field(default_factory=lambda: Notes(Path(), {}))
    waiting: dict[View, list[tuple[list[int], Half]]] = field(default_factory=lambda: {view: [] for view in VIEWS})
    embedded: int = 0  # texts
    written: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    staged: list[int] = field(default_factory=list)
    files: list[KnownFile] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    committed: float = 0.0  # when something was last committed
    commit_took: float = 0.0  # seconds, the last time

    def is_commit_due(self) -> bool:
        """Whether it is time for what is finished to go live."""
        return monotonic() - self.committed > max(_COMMIT_SECONDS, self.commit_took / _COMMIT_SHARE)

    def gone(self, path: str) -> bool:
        """Whether a path whose file is gone is this run's to remove."""
        return (self.about(path) or path in self.touched) and not self.hidden(path)

    def take(self) -> tuple[list[int], list[KnownFile]]:
        """What is to be published next."""
        staged, files = self.staged, self.files
        self.staged, self.files = [], []
        return staged, files
