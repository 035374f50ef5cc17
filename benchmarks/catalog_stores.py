"""The catalog in a file and on a PostgreSQL server, in one run: a first index, a sync of nothing, and questions.

    python -m benchmarks.catalog_stores --catalog-url postgresql://USER@HOST/DATABASE?schema=measured [--turns 2000]

Made-up meetings and vectors (`benchmarks.index_texts`): what is measured is the stores, not a model. The stores take
turns, question by question. The schema is written over and stays, for anybody who wants to look at it. With `--data DIR
--split dev` the questions of a data set are asked of both, to count for how many the first ten are the same.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.index_texts import MadeUpEmbedder, meeting
from index import open_index
from index.catalog.places import place_of
from index.filter import Filter
from index.index import Index
from index.scoring import SEARCH_VIEWS, SearchView
from rag.evaluation.dataset import Dataset, load_dataset, to_transcripts
from rag.retrieval.ranker import TurnRanker

_MEETING = 100  # turns
_QUESTIONS = 100


def main() -> None:
    """Print a line for each figure: file, server, ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--catalog-url", default=os.environ.get("OTR_CATALOG_URL"), required=False)
    parser.add_argument("--turns", type=int, default=2_000)
    parser.add_argument("--data", type=Path, help="a data set in the normal form, asked of both instead")
    parser.add_argument("--split", default="dev")
    given = parser.parse_args()
    if not given.catalog_url:
        parser.error("--catalog-url or OTR_CATALOG_URL is needed")
    if given.data:
        _same_on(load_dataset(given.data, given.split), given.catalog_url)
        return
    with TemporaryDirectory() as folder, ExitStack() as stack:
        library = Path(folder) / "library"
        library.mkdir()
        texts = [meeting(number, _MEETING) for number in range(max(given.turns // _MEETING, 1))]
        for number, text in enumerate(texts):
            (library / f"{number:05}.txt").write_text(text, encoding="utf-8")
        place = place_of(library, given.catalog_url)
        place.create(library=library, fingerprint="").close()
        stores = [
            stack.enter_context(open_index(library, Path(folder) / name, embedder=MadeUpEmbedder(), catalog_url=url))
            for name, url in (("file", None), ("server", given.catalog_url))
        ]
        print(f"{given.turns} turns in {len(texts)} meetings; load {os.getloadavg()[0]:.1f}")
        _line("first index, s", *(_seconds(partial(index.sync, rebuild=True)) for index in stores))
        _line("sync of nothing, s", *(_seconds(index.sync) for index in stores))
        _questions(stores, _asked(texts))


def _same_on(data: Dataset, url: str) -> None:
    """For how many questions both stores have the same first ten, by words and as turns are ranked."""
    asked = [one.question for one in data.questions]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        place_of(Path(folder), url).create(library=Path(folder), fingerprint="").close()
        stores = [
            stack.enter_context(open_index(None, Path(folder) / name, embedder=MadeUpEmbedder(), catalog_url=where))
            for name, where in (("file", None), ("server", url))
        ]
        for index in stores:
            index.load(to_transcripts(data))
        for name, first_ten in (("by words", _first_ten), ("as ranked", _ranked)):
            same = sum(first_ten(stores[0], query) == first_ten(stores[1], query) for query in asked)
            print(f"the same first ten {name}: {same} of {len(asked)}")


def _asked(texts: list[str]) -> list[str]:
    """Questions of five words that stand in the meetings."""
    words = " ".join(texts).split()
    step = max(len(words) // _QUESTIONS, 6)
    return [" ".join(words[at : at + 5]) for at in range(0, len(words) - 5, step)][:_QUESTIONS]


def _questions(stores: list[Index], asked: list[str]) -> None:
    one = stores[0].transcripts()[0].id
    for view in SEARCH_VIEWS:
        _both(f"{view}, p50 ms", stores, asked, _searching(view, None))
        _both(f"{view} in one transcript, p50 ms", stores, asked, _searching(view, Filter(transcripts=(one,))))
    _both("mentions of a word, p50 ms", stores, [query.split()[0] for query in asked], Index.mentions)
    _both("all four views, p50 ms", stores, asked, _in_every_view)
    same = sum(_first_ten(stores[0], query) == _first_ten(stores[1], query) for query in asked)
    print(f"the same first ten by words: {same} of {len(asked)}")


def _searching(view: SearchView, where: Filter | None) -> Callable[[Index, str], object]:
    return lambda index, query: index.search(view, query, where)


def _in_every_view(index: Index, query: str) -> None:
    for view in SEARCH_VIEWS:
        index.search(view, query)


def _first_ten(index: Index, query: str) -> list[str]:
    found = index.search("turn_words", query)
    best = sorted(zip(-found.scores.round(9), found.turns.tolist(), strict=True))[:10]
    located = index.located([key for _, key in best])
    return [located[key][1].id for _, key in best]


def _ranked(index: Index, query: str) -> list[str]:
    return [passage.turn.id for passage in TurnRanker(index).rank(query, k=10).passages]


def _both(name: str, stores: list[Index], asked: list[str], work: Callable[[Index, str], object]) -> None:
    times: list[list[float]] = [[] for _ in stores]
    for query in asked:
        for index, taken in zip(stores, times, strict=True):
            taken.append(1_000 * _seconds(partial(work, index, query)))
    _line(name, *map(median, times))


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _line(name: str, file: float, server: float) -> None:
    print(f"{name:44} file {file:9.3f}   server {server:9.3f}   ratio {server / file:6.2f}")


if __name__ == "__main__":
    main()
