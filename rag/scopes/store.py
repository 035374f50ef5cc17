"""Named collections of transcripts, kept beside the index: everybody's, or somebody's own. Folders are scopes by
themselves, named by their path with a slash behind: `council/`.

What is kept is paths in the library, no word of a transcript. Which transcripts a scope holds is read when it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import TypeAdapter
from rapidfuzz import process

from index.catalog.kept import Kept
from index.errors import LibraryError, NotFound
from index.library.json_lines import JsonLines
from rag.errors import BadArgument

FILE = "scopes.jsonl"
LONGEST = 80  # characters of a name
MOST = 200  # collections of one person, or of everybody
MOST_PARTS = 5000  # folders and transcripts of one


class Listed(Protocol):
    """A line of the library."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """A named collection: folders (`council/`), with what they hold at the time, and transcripts by id.

    `owner` is whose it is where it is not everybody's (`shared`); "" where nobody signs in.
    """

    name: str
    folders: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    shared: bool = True
    owner: str = ""

    def holds(self, identifier: str) -> bool:
        """Whether a transcript of this id is in it.

        >>> Scope("mine", folders=("council/",)).holds("council/2026/march.vtt")
        True
        """
        return identifier in self.transcripts or identifier.startswith(self.folders)


_SCOPES = JsonLines(FILE, TypeAdapter(Scope))


def folders(transcripts: Sequence[Listed]) -> tuple[str, ...]:
    """The folders that hold transcripts, and those above them, each with a slash behind."""
    found = set[str]()
    for one in transcripts:
        parts = one.id.split("/")[:-1] if one.state == "ready" else []
        found |= {"/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1)}
    return tuple(sorted(found))


def read(kept: Kept, owner: str) -> tuple[Scope, ...]:
    """The collections that this person may use: everybody's and their own, by name."""
    usable = (one for one in _SCOPES.read(kept) if one.shared or one.owner == owner)
    return tuple(sorted(usable, key=lambda one: (one.name.casefold(), one.shared)))


def find(kept: Kept, owner: str, name: str, transcripts: Sequence[Listed]) -> tuple[str, ...]:
    """The ids of the ready transcripts in a scope, their own before everybody's; a folder by its path. Raises NotFound
    for a name that is none, with those nearest to it, and for a scope in which no transcript is left."""
    known = {one.name.casefold(): one for one in reversed(read(kept, owner))}
    listed = folders(transcripts)
    path = f"{name.strip().strip('/')}/"
    scope = known.get(name.strip().casefold()) or (Scope(path, folders=(path,)) if path in listed else None)
    if scope is None:
        near = process.extract(name, [*(one.name for one in known.values()), *listed], limit=3, score_cutoff=50)
        hint = f"Did you mean: {', '.join(one for one, *_ in near)}?" if near else "See: ontherecord scopes list"
        raise NotFound(f"no scope {name[:LONGEST]!r}. {hint}", code="no_scope", name=repr(name[:LONGEST]))
    held = tuple(one.id for one in transcripts if one.state == "ready" and scope.holds(one.id))
    if not held:
        message = f"the scope {scope.name!r} holds no transcript any more. Change it: ontherecord scopes save"
        raise NotFound(message, code="empty_scope", name=repr(scope.name))
    return held


def save(kept: Kept, scope: Scope, transcripts: Sequence[Listed]) -> Scope:
    """Keep a collection, in the place of one of that name that was this person's, or everybody's. Raises BadArgument
    for a name or a part that is none, LibraryError where it cannot be kept."""
    name = " ".join(scope.name.split())
    if not name or len(name) > LONGEST or "/" in name or not name.isprintable():
        raise BadArgument(
            f"name: {scope.name[:LONGEST]!r} cannot name a collection. Give 1 to {LONGEST} characters, no slash"
        )
    if not scope.folders and not scope.transcripts:
        raise BadArgument(f"{name!r} would hold nothing. Name folders or transcripts")
    known, ids = set(folders(transcripts)), {one.id for one in transcripts if one.state == "ready"}
    paths = tuple(dict.fromkeys(f"{path.strip().strip('/')}/" for path in scope.folders))
    for part in (*(path for path in paths if path not in known), *(one for one in scope.transcripts if one not in ids)):
        raise BadArgument(f"{part[:200]!r} is no folder or transcript of the library. See: ontherecord scopes list")
    made = Scope(name, paths, tuple(dict.fromkeys(scope.transcripts)), scope.shared, scope.owner)
    with _SCOPES.changing(kept) as scopes:
        scopes[:] = [one for one in scopes if not _is_same_name(one, made)]
        beside = sum(one.shared == made.shared and (one.shared or one.owner == made.owner) for one in scopes)
        if beside >= MOST or len(made.folders) + len(made.transcripts) > MOST_PARTS:
            raise LibraryError(f"there are {MOST} collections already, or it has more than {MOST_PARTS} parts")
        scopes.append(made)
    return made


def remove(kept: Kept, owner: str, name: str, *, shared: bool) -> None:
    """Forget a collection of this person, or of everybody. Raises NotFound."""
    gone = Scope(name, shared=shared, owner=owner)
    with _SCOPES.changing(kept) as scopes:
        left = [one for one in scopes if not _is_same_name(one, gone)]
        if len(left) == len(scopes):
            raise NotFound(f"no scope {name[:LONGEST]!r}", code="no_scope", name=repr(name[:LONGEST]))
        scopes[:] = left


def _is_same_name(one: Scope, other: Scope) -> bool:
    own = one.shared or one.owner == other.owner
    return one.name.casefold() == other.name.casefold() and one.shared == other.shared and own
