"""What was worked out of a transcript and is kept beside the index: it goes with the revision that it was made of.

A folder for each revision of a transcript, which never changes; every sync removes those of revisions that are live no
longer, so that nothing stays of a transcript that was removed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from index.library.atomic_write import replace_file

FOLDER = "derived"
MOST = 200  # values of one revision; the oldest go first

Revision = tuple[str, int]  # as the catalog names it


class Catalog(Protocol):
    """Which revisions are live."""

    def live_revisions(self) -> Collection[Revision]: ...


def path_of(folder: Path, revision: Revision, name: str) -> Path:
    """The file of what is kept by this name of a revision; `folder` is the index's."""
    return folder / FOLDER / "-".join(map(str, revision)) / f"{name}.json"


def kept(folder: Path, revision: Revision, name: str) -> Any:
    """What is kept, as plain values; None where nothing is, or nothing that can be read."""
    try:
        return json.loads(path_of(folder, revision, name).read_bytes())
    except (OSError, ValueError):
        return None


def keep(folder: Path, catalog: Catalog, revision: Revision, name: str, values: Any) -> None:
    """Keep plain values of a revision; nothing of one that is not live, or in an index that may only be read."""
    path = path_of(folder, revision, name)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, json.dumps(values, ensure_ascii=False).encode())
        for old in sorted(path.parent.glob("*.json"), key=lambda file: -file.stat().st_mtime)[MOST:]:
            old.unlink(missing_ok=True)
    if revision not in catalog.live_revisions():  # removed or changed while it was worked out
        shutil.rmtree(path.parent, ignore_errors=True)


def sweep(folder: Path, catalog: Catalog) -> None:
    """Remove what is kept of revisions that are no longer live."""
    there = [path for path in (folder / FOLDER).glob("*") if path.is_dir()]
    live = {"-".join(map(str, revision)) for revision in catalog.live_revisions()} if there else set()
    for path in there:
        if path.name not in live:
            shutil.rmtree(path, ignore_errors=True)
