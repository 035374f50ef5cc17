"""Sync again whenever the library folder changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter
from watchfiles import watch as watch_folder

from index.errors import OnTheRecordError
from index.folder import may_matter

if TYPE_CHECKING:
    from index.library import Index
    from index.sync import SyncReport

_SETTLE_MS = 1000  # a file still being written is left alone until it has been quiet for so long


class _Transcripts(DefaultFilter):
    """Only files that may be transcripts or be about them, and none that a program is writing under another name."""

    def __call__(self, change: Change, path: str) -> bool:  # noqa: ARG002 - watchfiles passes it
        hidden = any(part.startswith(".") for part in Path(path).parts[-3:])
        return not hidden and may_matter(Path(path).name)


def watch(index: Index, report: Callable[[SyncReport], None], fault: Callable[[OnTheRecordError], None]) -> None:
    """Sync after every change until interrupted; `report` hears what each did, `fault` why one could not."""
    assert index.library is not None
    for _ in watch_folder(index.library, watch_filter=_Transcripts(), debounce=_SETTLE_MS, raise_interrupt=False):
        try:
            report(index.sync())
        except OnTheRecordError as error:  # a full disk now is no reason to miss the next file
            fault(error)
