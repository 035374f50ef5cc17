"""How well this and other packages find turns: same data, same embedding model, same number of words read.

    python -m benchmarks.compare_retrieval --data DIR --split dev --limit 60

Every system is asked about one transcript at a time. What it returns is read from the best on, up to 200 and to 700
words (labels not counted, no word twice, up to the first turn, or part of one, that does not fit); a turn was found
where at least half of its words were read. For a system that returns whole turns this is `recall@200w` and
`recall@700w` of `ontherecord eval retrieval`. The other packages need the extra `bench`.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import chain, groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from benchmarks.talk import DEPTH, Span, Talk
from index.filter import Filter
from rag.evaluation.bootstrap import Interval, mean_interval
from rag.evaluation.dataset import Dataset, Question, load_dataset, retrieval_questions, sample_questions
from rag.evaluation.dataset import to_transcripts as transcripts_of
from rag.evaluation.metrics import WORD_BUDGETS, recall
from rag.models import share_cores

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

_NEEDED = ("langchain_chroma", "langchain_text_splitters", "llama_index", "txtai")


class System(Protocol):
    """Something that finds places in transcripts."""

    name: str

    def index(self, talks: Sequence[Talk]) -> None:
        """Make everything that a search needs."""

    def find(self, question: str, talk: Talk) -> Iterable[Span]:
        """Where in the talk's text the answer may be, the best first."""


class OnTheRecord:
    """This program with its default settings: one index, a filter to the transcript."""

    name = "On the Record"

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        from index import open_index
        from rag.retrieval.ranker import TurnRanker

        self._index = open_index(folder=folder, embedder=embedder)
        self._ranker = TurnRanker(self._index)

    def index(self, talks: Sequence[Talk]) -> None:
        self._index.load([talk.transcript for talk in talks])

    def find(self, question: str, talk: Talk) -> Iterator[Span]:
        ranking = self._ranker.rank(question, where=Filter(transcripts=(talk.id,)), k=DEPTH)
        return (talk.spans[passage.turn.index] for passage in ranking.passages)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one system did: seconds for the index and those of them a processor worked (all cores together), seconds a
    question, and the recall of each by words read."""

    name: str
    indexing: float
    processor: float
    asking: tuple[float, ...]
    recalls: Mapping[int, tuple[float, ...]]

    def recall(self, words: int) -> Interval:
        return mean_interval(self.recalls[words])


def turns_read(talk: Talk, spans: Iterable[Span], *, budget: int) -> set[int]:
    """The turns at least half of whose words are among the first `budget` words that the spans hold."""
    starts = [start for start, _, _ in talk.words]
    read: set[int] = set()  # places in `talk.words`
    for start, end in spans:
        inside = range(*np.searchsorted(starts, [start, end]).tolist())
        held = (place for place in inside if talk.words[place][1] <= end)
        for _, part in groupby(held, key=lambda place: talk.words[place][2]):
            more = set(part) - read
            if len(read) + len(more) > budget:
                return _turns_of(talk, read)
            read |= more
    return _turns_of(talk, read)


def measure(system: System, talks: Sequence[Talk], questions: Sequence[Question]) -> Measured:
    """Index the talks, then ask the questions, after one that opens what is opened at the first."""
    by_id = {talk.id: talk for talk in talks}
    began, worked = perf_counter(), process_time()
    system.index(talks)
    indexing, processor = perf_counter() - began, process_time() - worked
    list(system.find("What was said?", talks[0]))
    asking: list[float] = []
    recalls: dict[int, list[float]] = {words: [] for words in WORD_BUDGETS}
    for question in questions:
        talk = by_id[question.transcript_id]
        began = perf_counter()
        spans = list(system.find(question.question, talk))
        asking.append(perf_counter() - began)
        for words, values in recalls.items():
            found = turns_read(talk, spans, budget=words)
            values.append(recall(found, question.gold_turns, mode=question.gold_mode))
    return Measured(
        system.name, indexing, processor, tuple(asking), {words: tuple(all) for words, all in recalls.items()}
    )


def table(measured: Iterable[Measured]) -> Iterator[str]:
    """Lines of a Markdown table, each as soon as its system is measured; ratios are to the first row."""
    heads = [f"recall@{words}w | ratio" for words in WORD_BUDGETS]
    columns = [
        "system",
        *" | ".join(heads).split(" | "),
        "indexing s",
        "processor s",
        "ratio",
        "query p50 ms",
        "p95 ms",
    ]
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    first: Measured | None = None
    for row in measured:
        first = first or row
        recalls = ((row.recall(words), first.recall(words)) for words in WORD_BUDGETS)
        cells = chain.from_iterable((str(own), _ratio(own.mean, base.mean)) for own, base in recalls)
        seconds = f"{row.indexing:.1f} | {row.processor:.1f} | {_ratio(row.processor, first.processor)}"
        p50, p95 = np.percentile(row.asking, [50, 95]) * 1000
        yield f"| {row.name} | {' | '.join(cells)} | {seconds} | {p50:.0f} | {p95:.0f} |"


def chosen(dataset: Dataset, *, limit: int | None, transcripts: int | None, seed: int) -> tuple[Question, ...]:
    """A seeded sample of the questions, of at most so many transcripts."""
    questions = retrieval_questions(dataset)
    about = sorted({question.transcript_id for question in questions})
    if transcripts is not None and transcripts < len(about):
        about = random.Random(seed).sample(about, transcripts)
    return sample_questions([q for q in questions if q.transcript_id in about], limit=limit, seed=seed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table. Ends with a message where a package is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare_retrieval")
    parser.add_argument("--data", type=Path, required=True, help="folder of a data set in the normal form")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, help="a seeded sample of so many questions")
    parser.add_argument("--transcripts", type=int, help="only so many transcripts, chosen by the seed")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        parser.exit(1, f"not installed: {', '.join(missing)}. Run: pip install -c constraints.txt -e '.[bench]'\n")
    dataset = load_dataset(options.data, options.split)
    questions = chosen(dataset, limit=options.limit, transcripts=options.transcripts, seed=options.seed)
    about = {question.transcript_id for question in questions}
    kept = tuple(source for source in dataset.transcripts if source.transcript_id in about)
    talks = [Talk(transcript) for transcript in transcripts_of(replace(dataset, transcripts=kept))]
    turns, words = (sum(map(len, each)) for each in zip(*((t.lines, t.words) for t in talks), strict=True))
    print(
        f"{dataset.name} {dataset.split}: {len(questions)} questions, "
        f"{len(talks)} transcripts, {turns:,} turns, {words:,} words\n",
        flush=True,
    )
    for line in table(_all_measured(talks, questions)):
        print(line, flush=True)


def _all_measured(talks: Sequence[Talk], questions: Sequence[Question]) -> Iterator[Measured]:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    share_cores()
    from benchmarks.compared_packages import PACKAGES
    from index.embedding.embedder import SentenceTransformerEmbedder
    from index.embedding.model_files import EMBEDDING_NAME, embedding_model

    embedder = SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME))
    with TemporaryDirectory() as folder:
        yield measure(OnTheRecord(embedder, Path(folder)), talks, questions)
    for package in PACKAGES:
        yield measure(package(embedder), talks, questions)


def _turns_of(talk: Talk, read: set[int]) -> set[int]:
    known = Counter(talk.words[place][2] for place in read)
    return {turn for turn, words in known.items() if 2 * words >= talk.lengths[turn]}


def _ratio(value: float | None, first: float | None) -> str:
    return f"{value / first:.2f}" if value is not None and first else "-"


if __name__ == "__main__":
    main()
