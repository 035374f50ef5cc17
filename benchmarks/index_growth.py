"""How an index grows: `python -m benchmarks.index_growth [--turns 1000 10000 100000] [--made-up-vectors]`.

Indexes made-up meetings of each size, and beside it puts what a tutorial gives (LangChain and Chroma) on the same text
with the same model, in the same run. Every measurement is a process of its own. An exponent of 1 grows with the turns,
one of 0 not at all. `--made-up-vectors` costs no model: for the largest sizes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from benchmarks.index_texts import write_library

ROOT = Path(__file__).parents[1]
GROWING = ("seconds", "disk B", "memory B", "open s", "no-change sync s")  # whose growth an exponent says

Figures = dict[str, float]


def main(arguments: Sequence[str] = ()) -> None:
    """Print a table a size, and how each figure grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.index_growth", description=__doc__)
    parser.add_argument("--turns", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--made-up-vectors", action="store_true")
    parser.add_argument("--without-tutorial", action="store_true", help="measure the index alone")
    chosen = parser.parse_args(arguments)
    ours: dict[int, Figures] = {}
    theirs: dict[int, Figures] = {}
    with _bar(len(chosen.turns) * (2 if chosen.without_tutorial else 4)) as run, TemporaryDirectory() as folder:
        vectors = "made-up" if chosen.made_up_vectors else "real"
        for turns in chosen.turns:
            library, places = Path(folder) / f"{turns}", [Path(folder) / f"{turns}-{name}" for name in "it"]
            write_library(library, turns)
            ours[turns] = run("build", library, places[0], vectors) | _disk(places[0])
            ours[turns] |= run("open", library, places[0], vectors)
            if not chosen.without_tutorial:
                theirs[turns] = run("build-tutorial", library, places[1], vectors) | _disk(places[1])
                theirs[turns] |= run("open-tutorial", library, places[1], vectors)
    for turns in chosen.turns:
        _print_size(turns, ours[turns], theirs.get(turns, {}))
    _print_growth(ours, theirs)


class _Runner:
    """Runs measurements, each in a process of its own, and shows how far they are."""

    def __init__(self, bar: Progress, number: int) -> None:
        self._bar, self._all, self._this = bar, bar.add_task("all", total=number), bar.add_task("", total=None)

    def __call__(self, task: str, library: Path, folder: Path, vectors: str) -> Figures:
        self._bar.reset(self._this, description=f"{task} {library.name}", total=None)
        command = [sys.executable, "-m", "benchmarks.index_measured", task, str(library), str(folder), vectors]
        said: dict[str, Any] = {}
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                said = json.loads(line)
                if "done" in said:
                    self._bar.update(self._this, completed=said["done"], total=said["total"])
        if process.returncode:
            raise SystemExit(f"{task} of {library.name} turns failed")
        self._bar.advance(self._all)
        return said


@contextmanager
def _bar(number: int) -> Iterator[_Runner]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as bar:
        yield _Runner(bar, number)


def _disk(folder: Path) -> Figures:
    """Bytes of a store on disk; of an index its catalog and its vector store by themselves too."""
    sizes = {file.relative_to(folder): file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    chroma = sum(size for file, size in sizes.items() if file.parts[0] == "chroma")
    total = sum(sizes.values())
    return {"disk B": total, "catalog B": total - chroma, "Chroma B": chroma} if chroma else {"disk B": total}


def _print_size(turns: int, ours: Figures, theirs: Figures) -> None:
    print(f"\n{turns:,} turns: {ours['embedded']:,.0f} texts embedded; the tutorial's {theirs.get('chunks', 0):,.0f}\n")
    print("| | index | tutorial | index / tutorial |\n| --- | --- | --- | --- |")
    for name, own, other in _rows(turns, ours, theirs):
        print(f"| {name} | {_number(own)} | {_number(other)} | {_number(own / other if other else None)} |")


def _rows(turns: int, ours: Figures, theirs: Figures) -> Iterator[tuple[str, float, float | None]]:
    yield "turns a second", turns / ours["seconds"], turns / theirs["seconds"] if theirs else None
    for kind in ("memory B", "disk B", "catalog B", "Chroma B"):
        other = theirs[kind] / turns if kind in theirs else None
        yield f"{kind.removesuffix(' B')}, bytes a turn", ours[kind] / turns, other
    yield "first search of a process, s", ours["open s"], theirs.get("open s")
    yield "sync without changes, s (the tutorial: all again)", ours["no-change sync s"], theirs.get("seconds")
    for name, value in ours.items():
        if name.endswith(" ms"):
            spread = name[name.rindex(" p") :]
            yield name.replace("_", " "), value, theirs.get(f"search{spread}") if "chunk_dense" in name else None


def _print_growth(ours: Mapping[int, Figures], theirs: Mapping[int, Figures]) -> None:
    if len(ours) < 2:
        return
    print("\nGrowth: exponents from the smallest to the largest size, and between the two largest\n")
    print("| | index | tutorial |\n| --- | --- | --- |")
    for name in (*GROWING, *(key for key in next(iter(ours.values())) if key.endswith("p50 ms"))):
        cells = [
            _exponents({turns: found[name] for turns, found in of.items() if name in found}) for of in (ours, theirs)
        ]
        print(f"| {name.replace('_', ' ')} | {cells[0]} | {cells[1]} |")


def _exponents(values: Mapping[int, float]) -> str:
    sizes = sorted(values)
    if len(sizes) < 2:
        return ""
    pairs = [(sizes[0], sizes[-1])] if len(sizes) == 2 else [(sizes[0], sizes[-1]), (sizes[-2], sizes[-1])]
    return ", ".join(
        f"{np.log(values[b] / values[a]) / np.log(b / a):.2f}" for a, b in pairs if values[a] > 0 < values[b]
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main(sys.argv[1:])
