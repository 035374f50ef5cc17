"""The index brought up to what was written beside a transcript: at once, or when other work on it has ended.

What was written stays written, and whichever sync comes next takes it up: that another one runs is no failure.
"""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from index.errors import IndexBusy

if TYPE_CHECKING:
    from index.index import Index
    from index.sync.report import SyncReport

SOON = 5.0  # seconds that somebody waits for other work on the index to end
LATER = 3600.0  # seconds that what they wrote waits for it


def follow(index: Index, path: Path) -> SyncReport | None:
    """A sync limited to the path, for somebody who waits; None where it comes later, in a thread of its own."""
    report = follow_at_once(index, path, wait=SOON)
    if report is None:
        Thread(target=follow_at_once, args=(index, path), kwargs={"wait": LATER}, name="follow", daemon=True).start()
    return report


def follow_at_once(index: Index, path: Path, *, wait: float = 30.0) -> SyncReport | None:
    """A sync limited to the path; None where something else writes for more than `wait` seconds: the next one does."""
    try:
        return index.sync([path], wait=wait)
    except IndexBusy:
        return None
