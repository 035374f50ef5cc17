"""Whether the files of an embedded vector store are as the last writer that ended without a fault left them.

Chroma reads its HNSW files without checking them: one that a kill left half written, or that something else wrote into,
takes the process that opens it down, or answers wrongly without a word. So a sync that ends well notes every such
file's size, time and number on the disk; readers open the store only where the note fits, and a sync refills it
where it does not. A copy has other numbers: files that a stranger made, and a note that fits them, are never opened.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

_NOTE, _DATABASE = "sealed.json", "chroma.sqlite3"
_Files = dict[str, list[int]]


def seal(folder: Path) -> None:
    """Note that the files of a store are sound. Where that cannot be written the store stays unsealed."""
    found = _files(folder)
    if found != _sealed_files(folder):
        fresh = folder / f"{_NOTE}.new"
        with suppress(OSError):
            fresh.write_text(json.dumps(found), encoding="utf-8")
            fresh.replace(folder / _NOTE)


def unseal(folder: Path) -> None:
    """Forget that the files were sound."""
    with suppress(OSError):
        (folder / _NOTE).unlink(missing_ok=True)


def is_sealed(folder: Path) -> bool:
    """Whether the files were sealed, and nothing has touched them since."""
    return _files(folder) == _sealed_files(folder)


def _sealed_files(folder: Path) -> _Files | None:
    with suppress(OSError, ValueError):
        noted: _Files = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        return noted
    return None


def _files(folder: Path) -> _Files:
    found: _Files = {}
    with suppress(FileNotFoundError):  # which reading may change
        found[_DATABASE] = [(folder / _DATABASE).stat().st_ino]
    # Only what Chroma reads again: where it has written no metadata yet, it rewrites the others whenever it opens.
    for metadata in folder.rglob("index_metadata.pickle"):
        for path in (metadata, *metadata.parent.glob("*.bin")):
            with suppress(FileNotFoundError):  # a writer is at work
                status = path.stat()
                found[path.relative_to(folder).as_posix()] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return found
