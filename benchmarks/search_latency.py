"""How long a search of all views takes: `python -m benchmarks.search_latency [--turns 100000] [--profile]`.

Ranks the turns of made-up meetings for made-up questions, as an answer does before its first source appears. The
question is embedded with the packaged model; the turns' vectors are made up, for they are the same work to search.
Milliseconds include the embedding. `--index FOLDER` keeps the meetings and their index there, for another run.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.progress import Progress

from benchmarks.index_texts import MadeUpEmbedder, embedder, questions, write_library
from index import open_index
from index.embedding.embedder import Vectors
from index.filter import Filter
from index.index import Index
from index.sync.report import SyncProgress
from rag.models import share_cores
from rag.retrieval.ranker import TurnRanker

_WARM = 5  # questions whose time is not counted


class _QuestionEmbedder(MadeUpEmbedder):
    """Made-up vectors for turns, the packaged model for a question."""

    def __init__(self) -> None:
        super().__init__()
        self._model = embedder(made_up=False)
        self._model.encode_query(["warm"])

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._model.encode_query(texts)


def main(arguments: Sequence[str] = ()) -> None:
    """Print p50 and p95 for each kind of filter."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_latency", description=__doc__)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    chosen = parser.parse_args(arguments)
    share_cores()
    with ExitStack() as stack:
        folder = chosen.index or Path(stack.enter_context(TemporaryDirectory()))
        if not (folder / "library").is_dir():
            write_library(folder / "library", chosen.turns)
        index = stack.enter_context(open_index(folder / "library", folder / "index", embedder=_QuestionEmbedder()))
        _sync(index)
        _measure(index, questions(chosen.questions + _WARM), profile=chosen.profile)


def _sync(index: Index) -> None:
    with Progress(transient=True) as bar:
        task = bar.add_task("indexing")

        def show(step: SyncProgress) -> None:
            bar.update(task, completed=step.done, total=step.total)

        index.sync(progress=show)


def _measure(index: Index, asked: Sequence[str], *, profile: bool) -> None:
    ranker, infos, (speaker, *_) = TurnRanker(index), index.transcripts(), index.speakers()
    kinds = {
        "all turns": Filter(),
        "one speaker's turns": Filter(speakers=(speaker[0],)),
        "one transcript's turns": Filter(transcripts=(infos[len(infos) // 2].id,)),
    }
    print("| searched | turns | p50 ms | p95 ms | of a processor, p50 ms |\n| --- | --- | --- | --- | --- |")
    for name, where in kinds.items():
        costs = [_cost(lambda q=q, w=where: ranker.rank(q, where=w)) for q in asked][_WARM:]  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        wall, own = np.array(costs).T * 1e3
        turns = index.admitted_counts(where)[1]
        print(f"| {name} | {turns:,} | {np.median(wall):.0f} | {np.quantile(wall, 0.95):.0f} | {np.median(own):.0f} |")
    for name, where in kinds.items() if profile else ():
        print(f"\n{name}")
        with cProfile.Profile() as profiler:
            for question in asked:
                ranker.rank(f"{question} Really?", where=where)
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(35)


def _cost(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that pass, and seconds of a processor (of several threads together)."""
    wall, own = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - wall, time.process_time() - own


if __name__ == "__main__":
    main(sys.argv[1:])
