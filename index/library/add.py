"""A file to be added: its name made safe, what it would be as a transcript, and its way into the library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal
from unicodedata import category, normalize

from index.errors import LibraryError, TranscriptError
from index.library.atomic_write import create_file, replace_file
from index.library.root import root_of
from index.readers import SUFFIXES, Source, read_transcript
from index.speakers.aliases import is_alias_file
from index.sync import scan as folder
from index.sync.notes import Notes

if TYPE_CHECKING:
    from index.index import Index
    from index.transcript import Transcript


LONGEST_NAME = 120  # characters; every file system takes 255 bytes
_MOST_NAMESAKES = 1000

# Refused by one file system or another, or with a meaning in a glob or a section of an aliases file.
_UNSAFE = re.compile(r'[<>:"|?*\[\]#]')

IfThere = Literal["refuse", "keep both", "replace"]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would stand in the library; nothing is written yet.

    `transcript` is None where it cannot be read, and `problem` then says why and what to do. `there`: whether the
    library has a file of this name, and `same_as` the path of one with just these bytes.
    """

    name: str
    size: int
    transcript: Transcript | None = None
    problem: str | None = None
    there: bool = False
    same_as: str | None = None


def safe_name(name: str) -> str:
    """The name under which a file can stand in a library folder. Raises LibraryError where no reader takes its suffix.

    >>> safe_name("../July: hearing.VTT")
    'July_ hearing.VTT'
    """
    base = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    base = "".join(char for char in base if not category(char).startswith("C"))
    base = _UNSAFE.sub("_", " ".join(base.split())).lstrip(".~$ ").rstrip(". ")
    path = PurePosixPath(base or "_")
    if path.suffix.lower() not in SUFFIXES or not folder.may_matter(base) or is_alias_file(base):
        shown = base[:80] or name[:80]
        suffixes = ", ".join(sorted(SUFFIXES))
        message = f"{shown}: not a kind of file that holds a transcript. Taken are: {suffixes}"
        raise LibraryError(message, code="kind_of_file", name=shown, suffixes=suffixes)
    stem = path.stem[: LONGEST_NAME - len(path.suffix)].rstrip()
    return f"{stem}{path.suffix}"


def preview(index: Index, name: str, data: bytes) -> Preview:
    """What a file would be, names of the library's aliases files applied. Raises LibraryError for its name only."""
    name = safe_name(name)
    root = root_of(index)
    known = index.catalog.known_files()
    digest = sha256(data).hexdigest()
    same = next((path for path, file in sorted(known.items()) if file.sha256 == digest), None)
    found = Preview(name, len(data), there=(root / name).exists(), same_as=same)
    try:
        notes = Notes(
            root, folder.scan(root, known, skip=index.folder.resolve(), follow_links=index.follow_links).notes
        )
        transcript = notes.applied(read_transcript([Source(name, data)]))
    except TranscriptError as error:
        return _preview_with(found, problem=error.message)
    return _preview_with(found, transcript=transcript)


def add(index: Index, name: str, data: bytes, *, if_there: IfThere = "refuse") -> Path:
    """Put a file into the library folder, whole or not at all; where it is now. A sync limited to it indexes it.

    Raises LibraryError where the library has a file of that name and `if_there` says to refuse, or it cannot be
    written, TranscriptError where no reader can read it.
    """
    name = safe_name(name)
    read_transcript([Source(name, data)])
    root = root_of(index)
    try:
        if if_there == "replace":
            replace_file(root / name, data)
            return root / name
        return _created(root, name, data, number=_MOST_NAMESAKES if if_there == "keep both" else 1)
    except FileExistsError as error:
        raise LibraryError(f"{name}: the library has a file of that name. Keep both, or replace it") from error
    except OSError as error:
        raise LibraryError(
            f"{root / name}: cannot be written: {error.strerror}. Make room, or make the library folder writable"
        ) from error


def _created(root: Path, name: str, data: bytes, *, number: int) -> Path:
    """The file under its name or, of `number` names tried, the first that is free."""
    for count in range(1, number + 1):
        path = root / _numbered_name(name, count)
        try:
            create_file(path, data)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(name)


def _numbered_name(name: str, count: int) -> str:
    """A second file's name. In brackets: "talk-2" would be read as a part of "talk-1".

    >>> _numbered_name("talk.vtt", 2)
    'talk (2).vtt'
    """
    path = PurePosixPath(name)
    return name if count == 1 else f"{path.stem} ({count}){path.suffix}"


def _preview_with(found: Preview, *, transcript: Transcript | None = None, problem: str | None = None) -> Preview:
    return Preview(found.name, found.size, transcript, problem, found.there, found.same_as)
