"""A transcript taken out of the library: its files put aside or deleted. A sync limited to them then forgets it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from index.corrections.correction import corrections_name
from index.errors import LibraryError, no_transcript
from index.library.root import root_of
from index.readers.sidecar import sidecar_names
from index.sync import scan as folder

if TYPE_CHECKING:
    from index.index import Index


ASIDE = ".removed"  # in the library folder; no sync looks into a folder whose name begins with a dot


@dataclass(frozen=True, slots=True)
class Removed:
    """The files taken out, as library paths, and the folder where they now lie; None where they are deleted."""

    paths: tuple[str, ...]
    aside: Path | None


def files_of(index: Index, transcript_id: str) -> tuple[str, ...]:
    """The library paths of a transcript's files: its parts, the YAML files about just these, and what was corrected in
    them. Raises NotFound.

    A file that could not be read counts as a transcript.
    """
    known = index.catalog.known_files()
    entry = next((info for info in index.transcripts() if info.id == transcript_id), None)
    if entry is None or transcript_id not in known:
        raise no_transcript(transcript_id)
    parts = {transcript_id}
    if entry.state == "ready":
        parts |= {segment.file for turn in index.turns(transcript_id) for segment in turn.segments}
    # A transcript's id is its first part; what is in the list under its own name is another.
    parts = {part for part in parts if part in known}
    found = folder.scan(root_of(index), known, skip=index.folder.resolve(), follow_links=index.follow_links)
    others = {name for path in found.files if path not in parts for name in sidecar_names(path)}
    beside = [name for part in parts for name in sidecar_names(part) if name in found.notes and name not in others]
    beside += [name for part in parts if (name := corrections_name(part)) in found.notes]
    return (*sorted(parts), *sorted(set(beside)))


def remove(index: Index, transcript_id: str, *, keep: bool) -> Removed:
    """Take the files of a transcript out of the library: put aside (`keep`) under `.removed`, or deleted for good.

    Raises NotFound, and LibraryError where a file cannot be moved or deleted; those before it are gone then.
    """
    paths, root = files_of(index, transcript_id), root_of(index)
    aside = _new_folder(root / ASIDE) if keep else None
    done: list[str] = []
    for path in paths:
        try:
            _move_or_delete(root, path, aside)
        except FileNotFoundError:
            pass  # somebody was quicker
        except OSError as error:
            left = f" Taken out already: {', '.join(done)}." if done else ""
            raise LibraryError(
                f"{root / path}: cannot be removed: {error.strerror}.{left} Make the library folder writable"
            ) from error
        done.append(path)
    return Removed(tuple(done), aside)


def _move_or_delete(root: Path, path: str, aside: Path | None) -> None:
    place = root / path
    # The file itself may be a link, and goes as one; a folder on the way to it may not lead out of the library.
    if not place.parent.resolve().is_relative_to(root):
        raise PermissionError(1, "it is outside the library folder")
    if aside is None:
        place.unlink()
        return
    target = aside / PurePosixPath(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    place.rename(target)


def _new_folder(aside: Path) -> Path:
    """A folder of its own for each removal: names may come again."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    taken: Collection[str] = {path.name for path in aside.iterdir()} if aside.is_dir() else ()
    number = 1
    while (name := now if number == 1 else f"{now}-{number}") in taken:
        number += 1
    return aside / name
