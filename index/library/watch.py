"""Sync again whenever the library folder changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from watchfiles import Change
from watchfiles import watch as watch_folder
from watchfiles.main import FileChange

from index.catalog.places import file_identity
from index.errors import OnTheRecordError
from index.sync import scan as folder

if TYPE_CHECKING:
    from index.index import Index
    from index.sync.report import Failure, SyncReport

_QUIET = 1.0  # seconds without a change after which a file is taken for finished
_LOOK_MS = 250


def watch(
    index: Index,
    report: Callable[[SyncReport], None],
    fault: Callable[[OnTheRecordError], None],
    *,
    allow_empty: bool = False,
    stop: Event | None = None,
) -> None:
    """Sync whenever files have changed and are quiet again, until interrupted or asked to `stop`.

    A file that is still being written is left as it was and keeps no other waiting. `report` hears of every sync that
    changed something or met a bad file that is new, `fault` why one could not be done: it goes on, also where the
    library is empty (unless that is allowed) or not there, and notices when it is back. The first is done at once:
    files may have changed since the caller's own.
    """
    assert index.library is not None
    failed: tuple[Failure, ...] | None = None
    for restless in _unquiet_files(index.library.resolve(), index.folder.resolve(), stop or Event()):
        try:
            done = index.sync(leave=restless, allow_empty=allow_empty)
        except OnTheRecordError as error:  # a full disk now is no reason to miss the next file
            fault(error)
            continue
        if done.added or done.updated or done.removed or (failed is not None and done.failed != failed):
            report(done)
        failed = done.failed


def _unquiet_files(library: Path, index: Path, stop: Event) -> Iterator[set[str]]:
    """The changed files that still change, whenever another has become quiet; the first time at once."""
    changed: dict[str, float] = {"": -_QUIET}
    for changes in _changes(library, _Wanted(library, index), stop):
        changed |= {Path(path).relative_to(library).as_posix(): monotonic() for _, path in changes}
        restless = {path for path, when in changed.items() if monotonic() - when < _QUIET}
        if changed.keys() != restless:
            changed = {path: changed[path] for path in restless}
            yield restless


def _changes(library: Path, wanted: _Wanted, stop: Event) -> Iterator[set[FileChange]]:
    """What changed, every quarter of a second; the library itself where another folder stands in its place.

    The system reports nothing more of a folder that was unmounted or replaced: it is watched again.
    """
    while not stop.is_set():
        watched = file_identity(library)
        for changes in _watched(library, wanted, stop) if watched else _no_changes(stop):
            yield changes
            if file_identity(library) != watched:
                break
        else:
            return
        yield {(Change.modified, str(library))}


def _watched(library: Path, wanted: _Wanted, stop: Event) -> Iterator[set[FileChange]]:
    return watch_folder(
        library,
        watch_filter=wanted,
        debounce=_LOOK_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        stop_event=stop,
    )


def _no_changes(stop: Event) -> Iterator[set[FileChange]]:
    while not stop.wait(_LOOK_MS / 1000):
        yield set()


class _Wanted:
    """Whether a change matters: to a file that a sync looks at, or to a folder that came or went as a whole."""

    def __init__(self, library: Path, index: Path) -> None:
        self._library, self._index = library, index

    def __call__(self, change: Change, path: str) -> bool:
        place = Path(path)
        if place == self._library or place.is_relative_to(self._index):  # what a sync writes must not call for another
            return False
        if any(part.startswith((".", "~$")) for part in place.relative_to(self._library).parts):
            return False
        return folder.may_matter(place.name) or (change != Change.modified and (place.is_dir() or not place.suffix))
