"""Opens the vector store in a process of its own: a broken HNSW file can take the process that opens it down with it.

`python -m index.chroma.probe INDEX_FOLDER`, with the catalog's URL or nothing on standard input, prints how many
entries of each view are there, or ends with the reason why they cannot be relied on. A server cannot harm this process,
and is examined from it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.catalog.catalog import VIEWS, Catalog, View
from index.catalog.places import place_of
from index.chroma.store import VectorStore
from index.errors import OnTheRecordError, VectorStoreError

_SECONDS = 120.0
_SAMPLE, _FOUND = 64, 0.9  # searches for entries' own vectors, and the share of them that must find it
_SAME = 0.995  # cosine of a vector with itself, after rounding


@dataclass(frozen=True, slots=True)
class Probe:
    """What the vector store said in a process of its own: entries a view, or why it could not say."""

    counts: dict[str, int]
    fault: str = ""


def probe(folder: Path, catalog_url: str | None = None) -> Probe:
    """Have another process count and search the vectors of the index in a folder."""
    command = [sys.executable, "-m", "index.chroma.probe", str(folder.absolute())]
    root = str(Path(__file__).parents[2])  # found even where the project is not installed
    try:
        ended = subprocess.run(
            command,
            input=catalog_url or "",  # not an argument: those everybody on the machine can read
            cwd=root,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Probe({}, f"did not open within {_SECONDS:.0f} s")
    if ended.returncode < 0:
        return Probe({}, f"the process that opened it died of signal {-ended.returncode}")
    if ended.returncode:
        return Probe({}, (ended.stderr.strip().splitlines() or ["did not open"])[-1])
    return Probe(json.loads(ended.stdout.splitlines()[-1]))


def examine(catalog: Catalog, store: VectorStore) -> Probe:
    """Count and search the vectors of a store, which may end this process where the store is embedded."""
    try:
        live = {view: catalog.entry_keys_live(view) for view in VIEWS}
        # A server may have come back with the data of another day: as many, but not the same.
        counts: dict[str, int] = {
            view: len(store.keys(view) & live[view]) if store.remote else store.count(view) for view in VIEWS
        }
        for view in VIEWS:
            if counts[view] >= len(live[view]):  # else that is what is wrong
                _search(catalog, store, view, sorted(live[view])[:: len(live[view]) // _SAMPLE + 1])
    except VectorStoreError as error:
        return Probe({}, str(error))
    return Probe(counts)


def _probe(folder: Path, catalog_url: str, say: Callable[[str], object]) -> None:
    place = place_of(folder, catalog_url)
    catalog = place.open()
    store = VectorStore(place.vectors_folder, name=catalog.about("collection") or "")
    found = examine(catalog, store)
    store.close()
    catalog.close()
    if found.fault:
        raise VectorStoreError(found.fault)
    say(json.dumps(found.counts) + "\n")


def _search(catalog: Catalog, store: VectorStore, view: View, sample: list[int]) -> None:
    """Raises VectorStoreError where entries are not found by their own vectors, though they are counted."""
    _, vectors = catalog.vectors.of(sample)
    found = sum(any(score > _SAME for _, score in store.search(view, vector, k=3)) for vector in vectors)
    if found < _FOUND * len(sample):
        raise VectorStoreError(f"only {found} of {len(sample)} {view} vectors are found by a search for themselves")


if __name__ == "__main__":
    try:
        _probe(Path(sys.argv[1]), sys.stdin.read(), sys.stdout.write)
    except OnTheRecordError as error:
        sys.exit(" ".join(str(error).split()))
