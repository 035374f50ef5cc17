"""What stands in a library folder now, and which of it has changed since it was last read.

Transcripts, and what people wrote about them: `aliases` files, and sidecars (`talk.yaml` or `talk.vtt.yaml` beside
`talk.vtt`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from time import time_ns

from index.catalog.catalog import KnownFile
from index.errors import TooLarge, TranscriptError
from index.readers import SUFFIXES, Source
from index.readers.shared.limits import MAX_BYTES, SPLIT
from index.readers.sidecar import SIDECARS, sidecar_names
from index.speakers.aliases import is_alias_file

# A file changed within this time of being looked at may change again without a new time stamp (as in git's index).
_RACY_NS = 2_000_000_000
_NOT_TRANSCRIPTS = frozenset({"readme.md"})

Inside = Callable[[str], bool]  # whether a library path is one that a sync is about


@dataclass(frozen=True, slots=True)
class Seen:
    """A library file as it stands now."""

    path: str
    size: int
    stamp: int
    sha256: str

    def known(self, parts: str, error: str | None = None) -> KnownFile:
        """What the index is to remember of it."""
        return KnownFile(self.path, self.size, self.stamp, self.sha256, parts, error)


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a library by path, and the folders and files that could not be looked at, with the reason.

    `notes`: aliases files, and the sidecars of these files.
    """

    files: Mapping[str, Seen]
    unreadable: Mapping[str, str]
    notes: Mapping[str, Seen]

    def hides(self, path: str) -> bool:
        """Whether the path is in a folder that could not be looked at: whether it still exists is not known."""
        return bool(self.unreadable) and inside(list(self.unreadable))(path)


def scan(library: Path, known: Mapping[str, KnownFile], *, skip: Path | None = None) -> Scan:
    """Every file of a library that may be a transcript or is about one. Only what seems changed is read; `skip` is
    left out."""
    unreadable: dict[str, str] = {}
    found: list[str] = []
    for path in _walk(library, skip, unreadable):
        name = path.relative_to(library).as_posix()
        if _is_utf8(name):
            found.append(name)
        else:
            shown = name.encode("utf-8", "backslashreplace").decode()
            unreadable[shown] = f"{shown}: its name is not UTF-8. Rename it"
    transcripts = [name for name in found if not _is_note(name)]
    beside = {sidecar for name in transcripts for sidecar in sidecar_names(name)}
    notes = [name for name in found if _is_note(name) and (name in beside or not name.endswith(SIDECARS))]
    seen = {name: _look(library / name, name, known.get(name)) for name in (*transcripts, *notes)}
    return Scan(
        {name: seen[name] for name in transcripts},
        {_relative(library, path): reason for path, reason in unreadable.items()},
        {name: seen[name] for name in notes},
    )


def may_matter(name: str) -> bool:
    """Whether a file of this name may be a transcript, or be about one."""
    hidden = name.startswith((".", "~$")) or name.lower() in _NOT_TRANSCRIPTS
    return not hidden and (_is_note(name) or PurePosixPath(name).suffix.lower() in SUFFIXES)


def _is_note(path: str) -> bool:
    return path.endswith(SIDECARS) or is_alias_file(path.rpartition("/")[2])


def read(library: Path, seen: Seen) -> Source:
    """The bytes of a file. Raises TranscriptError where it cannot be read, TooLarge over the cap."""
    if seen.size > MAX_BYTES:
        size, cap = seen.size / 1e6, MAX_BYTES / 1e6
        raise TooLarge(seen.path, f"is {size:.0f} MB; the limit is {cap:.0f} MB.", way_out=SPLIT)
    try:
        return Source(seen.path, (library / seen.path).read_bytes())
    except OSError as error:
        raise TranscriptError(
            seen.path, f"cannot be read: {error.strerror}.", way_out="Check its permissions"
        ) from error


def inside(paths: Collection[str]) -> Inside:
    """Whether a library path is one of these, or in one of these folders; every path is where none are given."""
    chosen = [PurePosixPath(path) for path in paths]
    if not chosen:
        return lambda _: True
    return lambda name: any(PurePosixPath(name).is_relative_to(path) for path in chosen)


def unmatched(paths: Sequence[str], names: Collection[str]) -> list[str]:
    """Those of the paths that none of the names is inside."""
    return [path for path in paths if not any(map(inside([path]), names))]


def _walk(folder: Path, skip: Path | None, unreadable: dict[str, str]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        unreadable[str(folder)] = f"{folder}: the folder cannot be read: {error.strerror}. Check its permissions"
        return
    for entry in found:
        path = Path(entry.path)
        if entry.name.startswith((".", "~$")) or path == skip:
            continue
        if entry.is_dir(follow_symlinks=False):  # a link may lead round in a circle, or out of the library
            yield from _walk(path, skip, unreadable)
        elif may_matter(entry.name) and _is_file(entry):
            yield path


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself: reported when it is read, and no reason to miss the other files
        return True


def _look(path: Path, name: str, old: KnownFile | None) -> Seen:
    try:
        status = path.stat()
        # A copied or restored file may bring its old modification time; the change time cannot be set.
        stamp = max(status.st_mtime_ns, status.st_ctime_ns)
        settled = time_ns() - stamp > _RACY_NS
        if settled and old is not None and (old.size, old.mtime_ns) == (status.st_size, stamp):
            return Seen(name, old.size, stamp, old.sha256)
        # The time stamp of a file that may still change is not worth remembering.
        return Seen(name, status.st_size, stamp if settled else 0, _digest(path, status.st_size))
    except OSError as error:
        return Seen(name, -1, 0, f"unreadable: {error.strerror}")


def _digest(path: Path, size: int) -> str:
    if size > MAX_BYTES:
        return f"size {size}"
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _relative(library: Path, path: str) -> str:
    return Path(path).relative_to(library).as_posix() if Path(path).is_absolute() else path
