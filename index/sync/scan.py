"""What is in a library folder now, and which of it has changed since it was last read.

Transcripts, and what people wrote about them: `aliases` files, sidecars (`talk.yaml` or `talk.vtt.yaml` beside
`talk.vtt`) and corrections (`talk.vtt.corrections`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from time import time_ns
from typing import BinaryIO

from index.catalog.catalog import KnownFile
from index.corrections.correction import SUFFIX, corrections_name
from index.errors import TooLarge, TranscriptError
from index.readers import SUFFIXES, Source
from index.readers.shared.limits import MAX_BYTES, SPLIT
from index.readers.sidecar import SIDECARS, sidecar_names
from index.speakers.aliases import is_alias_file

# A file changed within this time of being looked at may change again without a new time stamp (as in git's index).
_RACY_NS = 2_000_000_000
_BESIDE = (*SIDECARS, SUFFIX)  # of files that are about one transcript each
_NOT_TRANSCRIPTS = frozenset({"readme.md"})

Inside = Callable[[str], bool]  # whether a library path is one that a sync is about


@dataclass(frozen=True, slots=True)
class Seen:
    """A library file as it is now."""

    path: str
    size: int
    stamp: int
    sha256: str
    follow: bool = False  # whether it may be a link that leads out of the library

    def known(self, parts: str, error: str | None = None) -> KnownFile:
        """What the index is to remember of it."""
        return KnownFile(self.path, self.size, self.stamp, self.sha256, parts, error)


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a library by path, and the folders and files that could not be looked at, with the reason.

    `notes`: aliases files, and the sidecars and corrections of these files.
    """

    files: Mapping[str, Seen]
    unreadable: Mapping[str, str]
    notes: Mapping[str, Seen]

    def hides(self, path: str) -> bool:
        """Whether the path is in a folder that could not be looked at: whether it still exists is not known."""
        return bool(self.unreadable) and inside(list(self.unreadable))(path)


def scan(
    library: Path, known: Mapping[str, KnownFile], *, skip: Path | None = None, follow_links: bool = False
) -> Scan:
    """Every file of a library that may be a transcript or is about one. Only what seems changed is read; `skip` is
    left out. Files that are links are followed inside the library, out of it only where `follow_links` says so."""
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
    beside = {note for name in transcripts for note in (*sidecar_names(name), corrections_name(name))}
    notes = [name for name in found if _is_note(name) and (name in beside or not name.endswith(_BESIDE))]
    seen = {name: _look(library, name, known.get(name), follow_links) for name in (*transcripts, *notes)}
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
    return path.endswith(_BESIDE) or is_alias_file(path.rpartition("/")[2])


def read(library: Path, seen: Seen) -> Source:
    """The bytes of a file. Raises TranscriptError where it cannot be read, TooLarge over the cap."""
    if seen.size > MAX_BYTES:
        size, cap = seen.size / 1e6, MAX_BYTES / 1e6
        raise TooLarge(seen.path, f"is {size:.0f} MB; the limit is {cap:.0f} MB.", way_out=SPLIT)
    try:
        with _opened(library, seen.path, seen.follow) as file:
            return Source(seen.path, file.read())
    except _LeadsOut as error:
        way_out = "Copy the file there, or have such links followed with OTR_FOLLOW_LINKS=true"
        raise TranscriptError(seen.path, "is a link that leads out of the library.", way_out=way_out) from error
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


def _look(library: Path, name: str, old: KnownFile | None, follow: bool) -> Seen:
    path = library / name
    try:
        if not follow and path.is_symlink() and not _is_inside(path, library):
            return Seen(name, -1, 0, "a link that leads out")
        status = path.stat()
        # A copied or restored file may bring its old modification time; the change time cannot be set.
        stamp = max(status.st_mtime_ns, status.st_ctime_ns)
        settled = time_ns() - stamp > _RACY_NS
        if settled and old is not None and (old.size, old.mtime_ns) == (status.st_size, stamp):
            return Seen(name, old.size, stamp, old.sha256, follow)
        # The time stamp of a file that may still change is not worth remembering.
        digest = _digest(library, name, status.st_size, follow)
        return Seen(name, status.st_size, stamp if settled else 0, digest, follow)
    except _LeadsOut:
        return Seen(name, -1, 0, "a link that leads out")
    except OSError as error:
        return Seen(name, -1, 0, f"unreadable: {error.strerror}")


class _LeadsOut(Exception):
    """The file that was opened is outside the library."""


def _opened(library: Path, name: str, follow: bool) -> BinaryIO:
    """A file of the library, open. It is the open file that is looked at: a path may become a link at any moment."""
    file = (library / name).open("rb")
    try:
        opened = Path(f"/proc/self/fd/{file.fileno()}")
        if not follow and not _is_inside(opened if opened.exists() else library / name, library):
            raise _LeadsOut
    except BaseException:
        file.close()
        raise
    return file


def _is_inside(place: Path, library: Path) -> bool:
    # Unlike Path.resolve this raises nothing for a link to itself.
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(library))


def _digest(library: Path, name: str, size: int, follow: bool) -> str:
    if size > MAX_BYTES:
        return f"size {size}"
    digest = sha256()
    with _opened(library, name, follow) as file:
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
