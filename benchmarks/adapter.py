"""What an adapter of the embedding model is worth: `python -m benchmarks.adapter DIR...`.

Every DIR is a question set in the normal form. Measures each dense view alone and the default ranking, without an
adapter and with one, per transcript and over the whole collection; the difference is taken question by question, with a
bootstrap over questions. Texts are embedded once for each set and adapter, into the cache folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from index.filter import Filter
from index.index import Index
from index.scoring import SearchView
from rag.cli.eval_runs import dataset_index
from rag.evaluation.bootstrap import Interval, mean_interval, paired_difference
from rag.evaluation.dataset import Dataset, load_dataset
from rag.evaluation.retrieval import MODES, Mode, Rank, Report, evaluate_retrieval
from rag.retrieval.ranker import TurnRanker
from rag.settings import load_settings

System = Literal["turn dense", "chunk dense", "default"]
SYSTEMS: dict[System, SearchView | None] = {"turn dense": "turn_dense", "chunk dense": "chunk_dense", "default": None}
METRICS = ("R@10", "recall@200w", "recall@700w", "MRR")  # R@10 of questions that any one turn answers is hit@10


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric of a system on a set, without the adapter and with it, and the paired difference."""

    data: str
    system: System
    mode: Mode
    metric: str
    before: Interval
    after: Interval
    gain: Interval


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adapter", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--before", default="none", metavar="ADAPTER", help="as OTR_ADAPTER; default: none")
    parser.add_argument("--after", default="auto", metavar="ADAPTER", help="as OTR_ADAPTER; default: auto")
    parser.add_argument("--limit", type=int, metavar="N", help="a sample of so many questions of each set")
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    given = parser.parse_args()
    found = [
        line
        for folder in given.data
        for line in compare(
            load_dataset(folder, given.split), given.before, given.after, systems=given.systems, limit=given.limit
        )
    ]
    Console(width=130).print(_table(found, given.before, given.after))


def compare(
    dataset: Dataset, before: str, after: str, *, systems: Sequence[System] = tuple(SYSTEMS), limit: int | None = None
) -> Iterator[Comparison]:
    """Every metric of every system on a set, with each of two adapters."""
    indexes = [dataset_index(dataset, load_settings(adapter=name), quiet=False) for name in (before, after)]
    for system in systems:
        first, second = (_report(dataset, index, system, limit) for index in indexes)
        for mode in MODES:
            for metric in METRICS:
                one, other = first.values(mode, metric), second.values(mode, metric)
                intervals = (mean_interval(list(one.values())), mean_interval(list(other.values())))
                yield Comparison(dataset.name, system, mode, metric, *intervals, paired_difference(one, other))


def _report(dataset: Dataset, index: Index, system: System, limit: int | None) -> Report:
    with Progress(transient=True) as bar:
        task = bar.add_task(f"{dataset.name}, {system}", total=None)
        return evaluate_retrieval(
            dataset,
            ranked_by(index, system),
            limit=limit,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def ranked_by(index: Index, system: System) -> Rank:
    """A ranking of turns by one view alone, or the program's own."""
    view = SYSTEMS[system]
    ranker = TurnRanker(index)

    def rank(question: str, transcript: str | None, k: int) -> list[str]:
        where = Filter(transcripts=(transcript,)) if transcript else Filter()
        if view is None:
            return [passage.turn.id for passage in ranker.rank(question, where=where, k=k).passages]
        scores = index.search(view, question, where, k)
        best = scores.turns[np.argsort(-scores.scores, kind="stable")][:k]
        located = index.located(best.tolist())
        return [located[key][1].id for key in best.tolist()]

    return rank


def _table(found: Sequence[Comparison], before: str, after: str) -> Table:
    table = Table("set", "system", "searched", "metric", f"adapter {before}", f"adapter {after}", "difference")
    for line in found:
        searched = "transcript" if line.mode == "per_transcript" else "collection"
        gain = str(line.gain)
        table.add_row(line.data, line.system, searched, line.metric, str(line.before), str(line.after), gain)
    return table


if __name__ == "__main__":
    main()
