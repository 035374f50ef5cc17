"""What people keep beside an index (pins, collections, watched searches, feedback), and who is signed in: in files of
the index folder, or where the catalog is on a server there, so that every app server has the same.

Nothing of it comes from the library: no rebuild touches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from index.errors import LibraryError
from index.library.atomic_write import replace_file


class Kept(Protocol):
    """Lists of lines by name (`pins.jsonl`). Safe to use from several threads and processes."""

    def place(self, name: str) -> str:
        """Where a list is, as messages name it."""
        ...

    def names(self) -> list[str]:
        """The lists that there are."""
        ...

    def lines(self, name: str) -> list[str]:
        """The lines of a list; none where there is no list of this name. Raises CatalogError, LibraryError."""
        ...

    def changing(self, name: str) -> AbstractContextManager[list[str]]:
        """The lines, to be changed in place: kept all together, while nobody else changes them, when the block ends
        well. Raises CatalogError, LibraryError."""
        ...


class Sessions(Protocol):
    """Who is signed in, by the token that their browser has. Of tokens only digests are kept."""

    remote: bool  # whether asking takes a way over the network
    page: str  # by which its browsers know the page, whichever app server they ask; "" for one by its port

    def begin(self, token: str, name: str, mark: str, *, seconds: float) -> None:
        """Keep for so long that this token is the user's; `mark` is what is found with the name."""
        ...

    def find(self, token: str) -> tuple[str, str] | None:
        """Name and mark; None for a token of nobody, or of a session that ended."""
        ...

    def end(self, token: str) -> None:
        """Forget a session."""
        ...


class KeptInFolder:
    """Files of a folder, a list each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, name: str) -> str:
        return str(self.folder / name)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.jsonl"))

    def lines(self, name: str) -> list[str]:
        try:
            text = (self.folder / name).read_text("utf-8")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LibraryError(f"{self.place(name)}: cannot be read: {error.strerror}") from error
        return text.removesuffix("\n").split("\n") if text else []  # a value may have other ends of lines in it: U+2028

    @contextmanager
    def changing(self, name: str) -> Iterator[list[str]]:
        try:
            with FileLock(self.folder / f"{name}.lock"):
                lines = self.lines(name)
                yield lines
                replace_file(self.folder / name, "".join(f"{line}\n" for line in lines).encode())
        except OSError as error:
            raise LibraryError(f"{self.place(name)}: cannot be kept there: {error.strerror}") from error
