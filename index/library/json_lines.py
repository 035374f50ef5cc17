"""What people keep beside an index: values of one kind in a file, a JSON line each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from index.errors import LibraryError
from index.library.atomic_write import replace_file

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class JsonLines(Generic[T]):
    """The file `name` of a folder. `what` its values are called where they cannot be kept ("pins")."""

    name: str
    kind: TypeAdapter[T]
    what: str

    def read(self, folder: Path) -> list[T]:
        """The values in the order of their lines; a line that is none is left out."""
        return self._read(folder)[0]

    @contextmanager
    def changing(self, folder: Path) -> Iterator[list[T]]:
        """The values, to be changed in place: rewritten in one piece, under a lock, when the block ends well.

        Lines that are none stay, for somebody to see. Raises LibraryError where they cannot be kept.
        """
        try:
            with FileLock(folder / f"{self.name}.lock"):
                values, others = self._read(folder)
                yield values
                lines = [*others, *(self.kind.dump_json(value).decode() for value in values)]
                replace_file(folder / self.name, "".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            raise LibraryError(f"{folder}: {self.what} cannot be kept there: {error.strerror}") from error

    def _read(self, folder: Path) -> tuple[list[T], list[str]]:
        values, others, path = [], [], folder / self.name
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            try:
                values.append(self.kind.validate_json(line))
            except ValidationError:
                others += [line] if line.strip() else []
        return values, others
