"""What is found out once for each state of the index, since every page asks for it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from rag.ui.protocol import Index

T = TypeVar("T")


class Known(Generic[T]):
    """What `find` says of an index, until that changes. Safe from several threads: at worst it is found out twice."""

    def __init__(self, find: Callable[[Index], T]) -> None:
        self._find = find
        self._last: tuple[int, T] | None = None

    def of(self, index: Index) -> T:
        """What it says of the index as it is now."""
        generation = index.generation
        if self._last is None or self._last[0] != generation:
            self._last = generation, self._find(index)
        return self._last[1]
