"""One measurement in a process of its own, so that memory and first uses are counted by themselves.

`python -m benchmarks.index_measured TASK LIBRARY FOLDER real|made-up` prints JSON lines: {"done", "total"} now and
then, and the figures last. Tasks: `build` and `open` an index, `build-tutorial` and `open-tutorial`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.index_texts import RememberingEmbedder, embedder, questions
from index import open_index
from index.embedding.embedder import Embedder
from index.scoring import SEARCH_VIEWS
from index.sync.report import SyncProgress

_QUESTIONS = 60
_K = 300  # of each view, as the retriever asks
_RACY = 2.1  # seconds: files younger than that are read again

Figures = dict[str, float]


def build(library: Path, folder: Path, model: Embedder) -> Figures:
    """A first sync."""
    with open_index(library, folder, embedder=model) as index:
        report = index.sync(progress=_said)
    return {"seconds": report.seconds, "turns": report.turns, "chunks": report.chunks, "embedded": report.embedded}


def open_(library: Path, folder: Path, model: Embedder) -> Figures:
    """A first search of every view, the next ones, what they leave in memory, and a sync without changes."""
    asked, before = questions(_QUESTIONS), _resident()
    found: Figures = {}
    with open_index(library, folder, embedder=RememberingEmbedder(model)) as index:
        found["open s"] = _timed(lambda: [index.search(view, asked[0], k=_K) for view in SEARCH_VIEWS])
        found["memory B"] = _resident() - before
        for view in SEARCH_VIEWS:
            found |= _spread(view, [_timed(lambda v=view, q=q: index.search(v, q, k=_K)) for q in asked[1:]])  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        time.sleep(_RACY)
        index.sync()
        found["no-change sync s"] = _timed(index.sync)
    return found


def build_tutorial(library: Path, folder: Path, model: Embedder) -> Figures:
    """Every file split and embedded."""
    from benchmarks import index_tutorial

    total, started = len(list(library.rglob("*.txt"))), time.monotonic()
    chunks = index_tutorial.build(library, folder, model, lambda done: _say(done=done, total=total))
    return {"seconds": time.monotonic() - started, "chunks": chunks}


def open_tutorial(library: Path, folder: Path, model: Embedder) -> Figures:  # noqa: ARG001 - as the others
    """A first search, the next ones, and what they leave in memory."""
    from benchmarks import index_tutorial

    asked, before = questions(_QUESTIONS), _resident()
    model = RememberingEmbedder(model)
    started = time.monotonic()
    store = index_tutorial.open_store(folder, model)
    store.similarity_search(asked[0], k=10)
    found = {"open s": time.monotonic() - started, "memory B": _resident() - before}
    model.encode(asked[1:2])
    return found | _spread("search", [_timed(lambda q=q: store.similarity_search(q, k=10)) for q in asked[1:]])  # type: ignore[misc]  # mypy cannot infer a lambda with defaults


TASKS: dict[str, Callable[[Path, Path, Embedder], Figures]] = {
    "build": build, "open": open_, "build-tutorial": build_tutorial, "open-tutorial": open_tutorial,
}  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Do one task and print its figures."""
    task, library, folder, vectors = arguments
    model = embedder(made_up=vectors == "made-up")
    model.encode(["warm"])
    import chromadb  # noqa: F401 - imports are no part of what is measured

    _say(**TASKS[task](Path(library), Path(folder), model))


def _spread(name: str, seconds: Sequence[float]) -> Figures:
    return {
        f"{name} p50 ms": float(np.median(seconds)) * 1e3,
        f"{name} p95 ms": float(np.quantile(seconds, 0.95)) * 1e3,
    }


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _resident() -> int:
    """Bytes of this process in memory."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def _said(step: SyncProgress) -> None:
    _say(done=step.done, total=step.total)


def _say(**values: float) -> None:
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
