"""The processes of `benchmarks.kill_index`: one writes and is killed, another reads what is left and completes it.

Each is told what to do by a JSON object, the first line of its standard input. The writer notes in a file what it is
doing, so that the kills can be told apart afterwards, and can kill itself at a named point.
"""

from __future__ import annotations

import functools
import inspect
import json
import mmap
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import index.chroma.seal
import index.sync.run
import index.sync.scan
import index.sync.staging
import index.sync.sync
from index import open_index
from index.catalog.catalog import Catalog
from index.catalog.sqlite.catalog import SqlitePlace
from index.chroma.store import VectorStore
from index.index import Index
from index.scoring import SEARCH_VIEWS
from tests.index.double import CountingEmbedder
from tests.index.sameness import ALL, assert_same

NAME = 64  # bytes of the file in which the writer notes what it is doing
Said = list[str]


class Watched(CountingEmbedder):
    """Quick, so that the kills land in everything else too."""

    def __init__(self) -> None:
        super().__init__(dimension=128)


def opened(library: str) -> Index:
    return open_index(library, embedder=Watched())


# -- writing -----------------------------------------------------------------------------------------------------------


class Points:
    """Which call of which store is under way; `fatal` is the one at which the process ends itself."""

    def __init__(self, note: str, fatal: str) -> None:
        self._note = mmap.mmap(os.open(note, os.O_RDWR), NAME)
        self._fatal, self.calls = fatal, Counter[str]()

    def watch(self, owner: type | ModuleType, *names: str) -> None:
        for name in names:
            original = inspect.getattr_static(owner, name)
            label = f"{owner.__name__.rpartition('.')[2]}.{name}"
            wrapped = self._watched(label, getattr(original, "__func__", original))
            setattr(owner, name, classmethod(wrapped) if isinstance(original, classmethod) else wrapped)

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def noted(*args: Any, **kwargs: Any) -> Any:
            self.calls[name] += 1
            point = f"{name}:{self.calls[name]}"
            self._die_at(f"{point}:before")
            outer = self._note[:]
            self._note[:] = name.encode().ljust(NAME)
            try:
                return call(*args, **kwargs)
            finally:
                self._note[:] = outer
                self._die_at(f"{point}:after")

        return noted

    def _die_at(self, point: str) -> None:
        if point == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def write(library: str, *, rebuild: bool, note: str, fatal: str) -> None:
    """Sync, once told to go on; says what was finished."""
    index.sync.run._COMMIT_SECONDS, index.sync.run._COMMIT_SHARE = 0.1, 1e9  # more commits to be killed in
    points = Points(note, fatal)
    points.watch(SqlitePlace, "create")
    points.watch(Catalog, "stage", "publish", "sweep")
    points.watch(VectorStore, *(n for n, f in vars(VectorStore).items() if callable(f) and n in _STORE))
    points.watch(Watched, "count_tokens", "encode")
    points.watch(index.sync.scan, "scan", "read")
    points.watch(index.sync.sync, "read_group")
    points.watch(index.sync.staging, "turn_entries", "chunk_entries")
    points.watch(index.chroma.seal, "seal")
    target = opened(library)
    import chromadb  # noqa: F401 - loaded now, so that the clock runs over the sync alone

    print("ready", flush=True)
    sys.stdin.readline()
    started = time.monotonic()
    report = target.sync(rebuild=rebuild)
    seconds = time.monotonic() - started
    print(json.dumps({"removed": report.removed, "seconds": seconds, "calls": points.calls}), flush=True)


_STORE = {"upsert", "delete", "drop", "sweep", "keys", "count", "search", "catch_up"}

# -- reading what is left ----------------------------------------------------------------------------------------------


def check(
    library: str,
    *,
    allowed: dict[str, list[Said]],
    needed: list[str],
    gone: list[str],
    reference: str = "",
    marks: Sequence[str] = (),
) -> dict[str, Any]:
    """What is wrong with what a reader finds now, and how long it waited for it.

    `allowed`: what each transcript may say, before or after the change; `needed`: those that must be there; `gone`:
    words that only removed ones had. With a `reference`, an index made from nothing, a sync completes this one, which
    must then equal it; no file may then hold any of the `marks`.
    """
    with opened(library) as found:
        started = time.monotonic()
        listed = [info.id for info in found.transcripts()] if found.exists else []
        texts = {name: [turn.text for turn in found.turns(name)] for name in listed}
        faults = [f"{name} is missing" for name in needed if name not in listed]
        faults += [f"{name} is listed" for name in listed if name not in allowed]
        faults += [f"{name} says something else" for name in listed if texts[name] not in allowed.get(name, ())]
        if listed:
            found.search("turn_dense", "word17")
        seconds = time.monotonic() - started
        if found.exists:
            faults += _found(found, texts, gone)
        started = time.monotonic()
        faults += _completed(found, reference, marks) if reference else []
        return {"faults": faults, "seconds": seconds, "completing": [time.monotonic() - started] if reference else []}


def _found(found: Index, texts: dict[str, Said], gone: list[str]) -> list[str]:
    faults = [f"{word} is mentioned" for word in gone if found.mentions(word)]
    total = sum(map(len, texts.values()))
    for view in SEARCH_VIEWS:
        faults += [f"{view}: {fault}" for fault in _searched(found, view, " ".join(["word17", *gone]), texts)]
        if view.endswith("dense") and (number := len(found.search(view, "word17", k=ALL).turns)) != total:
            faults.append(f"{view}: {number} of {total} turns")
    for name, said in texts.items():
        scores = found.search("turn_dense", f"ANA: {said[0]}", k=5)
        if not len(scores.turns) or scores.scores.max() < 0.99:
            faults.append(f"turn_dense: a turn of {name} is not found by its own words")
    return faults


def _searched(found: Index, view: Any, query: str, texts: dict[str, Said]) -> list[str]:
    keys = found.search(view, query, k=20).turns.tolist()
    located = found.located(keys)
    faults = [] if len(located) == len(keys) else [f"{len(keys) - len(located)} turns that are not there"]
    for transcript, turn in located.values():
        if turn.index >= len(said := texts.get(transcript.id, [])) or said[turn.index] != turn.text:
            faults.append(f"{turn.id} is not what the transcript says")
    return faults


# -- completing --------------------------------------------------------------------------------------------------------


def _completed(target: Index, reference: str, marks: Sequence[str]) -> list[str]:
    faults = [f"completed, {failure.path}: {failure.error}" for failure in target.sync().failed]
    with open_index(folder=reference, embedder=Watched()) as other:
        try:
            assert_same(target, other, ["word17 word99 word200"])
        except AssertionError as error:
            faults.append(f"completed, differs from a new index: {str(error)[:500]}")
    if again := target.sync().embedded:
        faults.append(f"{again} texts embedded by a second sync")
    target.close()
    files = [file for file in target.folder.rglob("*") if file.is_file()]
    return faults + [
        f"{file.name} holds {mark}" for file in files for mark in marks if mark.encode() in file.read_bytes()
    ]


def make(library: str, *, folder: str) -> dict[str, Any]:
    """An index from nothing in another folder."""
    with open_index(library, folder, embedder=Watched()) as index:
        return {"turns": index.sync().turns}


def main() -> None:
    """Do what the argument says; print the result as JSON."""
    order = json.loads(sys.stdin.readline())
    work = order.pop("do")
    if work == "write":
        write(**order)
    else:
        works: dict[str, Callable[..., dict[str, Any]]] = {"check": check, "make": make}
        print(json.dumps(works[work](**order)))


if __name__ == "__main__":
    main()
