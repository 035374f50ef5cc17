"""The folder that files are added to and removed from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryError

if TYPE_CHECKING:
    from index.index import Index


def root_of(index: Index) -> Path:
    """The library folder of an index, links in its path followed. Raises LibraryError where there is none."""
    if index.library is None or not index.library.is_dir():
        raise LibraryError(f"{index.library}: no such library folder. Make it, or name another with --library FOLDER")
    return index.library.resolve()
