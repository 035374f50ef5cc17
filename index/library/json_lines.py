"""What people keep beside an index: values of one kind, a JSON line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

if TYPE_CHECKING:
    from index.catalog.kept import Kept

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class JsonLines(Generic[T]):
    """The list `name` of what is kept."""

    name: str
    kind: TypeAdapter[T]

    def read(self, kept: Kept) -> list[T]:
        """The values in the order of their lines; a line that is none is left out."""
        return self._values(kept.lines(self.name))[0]

    @contextmanager
    def changing(self, kept: Kept) -> Iterator[list[T]]:
        """The values, to be changed in place: kept all together, while nobody else changes them, when the block ends
        well.

        Lines that are none stay, for somebody to see. Raises LibraryError or CatalogError where they cannot be kept.
        """
        with kept.changing(self.name) as lines:
            values, others = self._values(lines)
            yield values
            lines[:] = [*others, *(self.kind.dump_json(value).decode() for value in values)]

    def _values(self, lines: Iterable[str]) -> tuple[list[T], list[str]]:
        values, others = [], []
        for line in lines:
            try:
                values.append(self.kind.validate_json(line))
            except ValidationError:
                others += [line] if line.strip() else []
        return values, others
