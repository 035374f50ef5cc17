"""What a store of the catalog gives to those who ask it: statements written once, which every store understands.

Values are `?`; `x AMONG ?` is whether x is in a list of values; `FIELD(column, key)` is what JSON text has under a key,
and `SANS(column, key)` that JSON without the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Transaction(Protocol):
    """Statements that see one committed state, or take effect together."""

    def all(self, statement: str, *values: Any) -> list[Any]:
        """Every row."""
        ...

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        ...

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that returns nothing."""
        ...

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement with the values of each row."""
        ...


class Database(Protocol):
    """A store's tables. Safe to use from several threads."""

    def all(self, statement: str, *values: Any) -> list[Any]:
        """Every row."""
        ...

    def one(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """Every statement sees the same committed state."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """Statements take effect together, when the block ends, or not at all."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
