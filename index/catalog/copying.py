"""A catalog copied from one store to another, row by row: nothing is read again from the library, nothing embedded.

A transcript at a time, so that an interrupted copy continues where it stopped; what the other store then holds is read
back and compared, transcript by transcript, by a hash of all that is kept of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalog.staging import without_nul
from index.errors import CatalogError, NoIndex

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.catalog.places import CatalogPlace
    from index.catalog.staging import Rows

_COPYING = "copied_from"  # a fact of a catalog that is not complete yet: the identity of the other
_AT_ONCE = 50  # transcripts that go live together
# What a catalog says of itself and of its place, and what it says of its vector store, which is to be filled again.
_OWN = frozenset(
    "schema identity collection generation made writer home way library_inode vectors_home stale purge claims".split()
) | {_COPYING}
_WAIT = 5.0  # seconds for a writer that is at work


@dataclass(frozen=True, slots=True)
class Copied:
    """What the copy holds, one hash over the hashes of all its transcripts, and how many lines of what people keep."""

    transcripts: int
    turns: int
    entries: int
    files: int
    hash: str
    kept: int


def copy(
    source: CatalogPlace, target: CatalogPlace, *, replace: bool = False, report: Callable[[int, int], object] = max
) -> Copied:
    """Make the catalog at `target` hold what the one at `source` does; `report` gets (transcripts copied, in all).

    The source stays as it is. Raises CatalogError where there is a catalog at the target already (unless it is to be
    put aside: `replace`) or the copy differs; IndexBusy where somebody writes to either.
    """
    with (
        source.writer.writing(_WAIT),
        target.writer.writing(_WAIT),
        closing(source.open()) as old,
        closing(_catalog_to_fill(old, target, replace=replace)) as new,
    ):
        new.sweep(new.dead())
        _copy_transcripts(old, new, report)
        hashes = _hashes(old)
        _compare(old, new, same=hashes == _hashes(new) and old.counts() == new.counts())
        kept = _copy_kept(source, target, replace=replace)
        _copy_facts(old, new)
        files = old.known_files()
        _compare(old, new, same=files == new.known_files())
        one = sha256("".join(hashes[key] for key in sorted(hashes)).encode()).hexdigest()
        return Copied(len(hashes), new.counts()["turns"], sum(new.live_entries().values()), len(files), one, kept)


def digest(rows: Rows) -> str:
    """A hash of all that is kept of a revision but its keys, and without NUL, which not every store keeps."""
    rows = without_nul(rows)
    fields = (rows.id, rows.revision, rows.title, rows.date, rows.first_date, rows.last_date, rows.record)
    lines = [fields, *rows.turns, *rows.entries]
    return sha256("\n".join(repr(tuple(line)) for line in lines).encode("utf-8", "backslashreplace")).hexdigest()


def _catalog_to_fill(old: Catalog, target: CatalogPlace, *, replace: bool) -> Catalog:
    """The catalog to be filled: a new one, or one that a copy of the same began with."""
    identity = old.about("identity") or old.name
    try:
        found = target.open()
        if not replace and found.about(_COPYING) == identity:
            return found
        found.close()
        if not replace:
            raise CatalogError(
                f"{target.name}: there is an index already. To put the copy in its place, give --replace; it is "
                "then kept aside until something is removed from the library"
            )
        target.set_aside()
    except NoIndex:
        pass
    library, fingerprint = Path(old.about("library") or ""), old.about("fingerprint") or ""
    made = target.create(library=library, fingerprint=fingerprint)
    made.settle(library if library.is_dir() else None)
    made.note({_COPYING: identity})
    return made


def _copy_transcripts(old: Catalog, new: Catalog, report: Callable[[int, int], object]) -> None:
    there, staged = new.revisions(), []
    live = sorted(old.live_keys().items())
    for done, (identifier, pk) in enumerate(live, start=1):
        if identifier not in there:
            staged.append(new.stage_rows(old.rows(pk)).pk)
        if len(staged) == _AT_ONCE:
            new.publish(added=staged)
            staged.clear()
        report(done, len(live))
    new.publish(added=staged)


def _hashes(catalog: Catalog) -> dict[str, str]:
    return {identifier: digest(catalog.rows(pk)) for identifier, pk in catalog.live_keys().items()}


def _compare(old: Catalog, new: Catalog, *, same: bool) -> None:
    if not same:
        raise CatalogError(f"{new.name}: differs from {old.name}. Copy it again with --replace")


def _copy_kept(source: CatalogPlace, target: CatalogPlace, *, replace: bool) -> int:
    """Put what people keep beside what they keep there already, or in its place; how many lines came."""
    came = 0
    for name in source.kept.names():
        with target.kept.changing(name) as lines:
            there = [] if replace else lines.copy()
            new = [line for line in source.kept.lines(name) if line not in there]
            lines[:] = [*there, *new]
            came += len(new)
    return came


def _copy_facts(old: Catalog, new: Catalog) -> None:
    """What is known of files and of the index as a whole goes last: with it the copy is complete."""
    facts = {key: value for key, value in old.facts_of_itself().items() if key not in _OWN}
    new.publish(files=list(old.known_files().values()), facts=facts | {_COPYING: ""})
