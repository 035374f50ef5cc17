"""Which weights of the fused ranking find most: `python -m benchmarks.fusion DIR...`.

Every DIR is a question set in the normal form. Scores of all views are gathered once a question, per transcript and
over the whole collection; then the weights are moved one at a time, up and down, as long as the aim rises: the mean of
R@10, recall@200w and recall@700w of all sets and both modes, each counting alike. Prints the figures with the weights
as they are and as found, and what weights found on one half of the transcripts reach on the other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track
from rich.table import Table

from index.filter import Filter
from index.index import Index
from index.scoring import SEARCH_VIEWS, Scores, SearchView
from rag.cli.eval_runs import dataset_index
from rag.evaluation.dataset import Dataset, Question, load_dataset, retrieval_questions, sample_questions
from rag.evaluation.metrics import retrieval_scores
from rag.evaluation.retrieval import MODES, Mode
from rag.language.dialogue import answers
from rag.retrieval.ranker import Fusion, TurnRanker
from rag.settings import load_settings

METRICS = ("R@10", "recall@200w", "recall@700w")
STEPS = (0.0, 0.7, 0.85, 1.2, 1.45)
SHIFTS = (-0.5, -0.25, 0.25, 0.5)  # beside the steps, which leave a weight of 0 where it is
LEAST_GAIN = 0.0003
BONUSES = ("length", "speaker", "dates")
DEPTH = 100  # turns scored: more than fit in 700 words on any set

Floats = npt.NDArray[np.float64]
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates in one mode: standard scores by view, and what adds to them."""

    data: str
    mode: Mode
    transcript: str
    question: Question
    ids: tuple[str, ...]
    words: npt.NDArray[np.int64]
    gold: npt.NDArray[np.bool_]
    views: Floats  # (views, candidates)
    bonuses: Floats  # (BONUSES, candidates)
    asked_by: npt.NDArray[np.int64]  # the candidate that asks what this one answers, or -1

    def ranked(self, weights: Weights) -> npt.NDArray[np.int64]:
        """The best candidates with these weights."""
        fused = np.array([weights[view] for view in SEARCH_VIEWS]) @ self.views
        total = fused + np.array([weights[name] for name in BONUSES]) @ self.bonuses
        there = self.asked_by >= 0
        total[there] += weights["exchange"] * np.maximum(fused[self.asked_by[there]], 0.0)
        best: npt.NDArray[np.int64] = np.argsort(-total, kind="stable")[:DEPTH]
        return best

    def scores(self, weights: Weights) -> dict[str, float]:
        """The metrics of the ranking that these weights give."""
        best = [self.ids[place] for place in self.ranked(weights)]
        words = dict(zip(self.ids, self.words.tolist(), strict=True))
        return retrieval_scores(best, self.question.gold_ids, mode=self.question.gold_mode, words=words)

    def aim(self, weights: Weights) -> float:
        """The mean of METRICS, as `scores` has them, without its sets of names: it is asked a million times."""
        best = self.ranked(weights)
        gold, used = self.gold[best], np.cumsum(self.words[best])
        found = np.array([gold[:10].sum(), *(gold[used <= budget].sum() for budget in (200, 700))])
        wanted = len(self.question.gold_turns)
        return float((found / wanted if self.question.gold_mode == "all" else found > 0).mean())


class Gathering(TurnRanker):
    """A ranker that keeps the scores that it fused last."""

    turns: npt.NDArray[np.int64]
    views: Floats
    asked: Any

    def _fused_scores(self, found: Mapping[SearchView, Scores], turns: npt.NDArray[np.int64]) -> Floats:
        self.turns = turns
        self.views = np.stack([found[view].standardized(turns) for view in SEARCH_VIEWS])
        return super()._fused_scores(found, turns)

    def _passages(self, turns: npt.NDArray[np.int64], fused: Floats, question: Any) -> list[Any]:
        self.asked = question
        return super()._passages(turns, fused, question)


def main() -> None:
    """Gather, search, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, metavar="N", help="a sample of so many questions of each set")
    given = parser.parse_args()
    cases = [case for folder in given.data for case in gathered(load_dataset(folder, given.split), given.limit)]
    console = Console(width=130)
    start = as_they_are()
    found = climbed(cases, start)
    console.print(_table(cases, {"as they are": start, "found": found}))
    for half in (0, 1):
        chosen = [case for case in cases if _half(case) == half]
        other = [case for case in cases if _half(case) != half]
        there = climbed(chosen, start)
        title = "Found on one half of the transcripts, measured on the other"
        console.print(_table(other, {"as they are": start, "found on the other half": there}, title))


def as_they_are() -> Weights:
    """The weights of the program by name; the views' by the view's."""
    fusion = Fusion()
    others = {name: getattr(fusion, name) for name in (*BONUSES, "exchange")}
    return {**{str(view): weight for view, weight in fusion.views.items()}, **others}


def gathered(dataset: Dataset, limit: int | None) -> Iterator[Case]:
    """The cases of a set, in both modes."""
    index = dataset_index(dataset, load_settings(), quiet=False)
    ranker = Gathering(index)
    words = {
        f"{source.transcript_id}#{turn.i}": len(turn.text.split())
        for source in dataset.transcripts
        for turn in source.turns
    }
    questions = sample_questions(retrieval_questions(dataset), limit=limit, seed=0)
    for question in track(questions, dataset.name):
        for mode in MODES:
            where = Filter(transcripts=(question.transcript_id,)) if mode == "per_transcript" else Filter()
            ranker.rank(question.question, where=where)
            yield _case(dataset.name, mode, question, index, ranker, words)


def _case(data: str, mode: Mode, question: Question, index: Index, ranker: Gathering, words: Mapping[str, int]) -> Case:
    keys = ranker.turns.tolist()
    located = index.located(keys)
    place = {key: n for n, key in enumerate(keys)}
    asked_by = np.full(len(keys), -1)
    for key, (transcript, turn) in located.items():
        before = located.get(key - 1)
        if before is not None and before[0].pk == transcript.pk and answers(before[1], turn):
            asked_by[place[key]] = place[key - 1]
    turns = [located[key][1] for key in keys]
    days = [located[key][1].date or located[key][0].date for key in keys]
    reading, gold = ranker.asked, set(question.gold_ids)
    return Case(
        data,
        mode,
        question.transcript_id,
        question,
        tuple(turn.id for turn in turns),
        np.array([words[turn.id] for turn in turns]),
        np.array([turn.id in gold for turn in turns]),
        ranker.views,
        np.array(
            [
                [float(np.log1p(min(turn.words, 40))) for turn in turns],
                [float(turn.speaker in reading.speakers) for turn in turns],
                [float(reading.dates is not None and reading.dates.holds(day)) for day in days],
            ]
        ),
        asked_by,
    )


def climbed(cases: Sequence[Case], start: Weights) -> Weights:
    """The weights from which no single step raises the aim any more."""
    best, aim = start, _aim(cases, start)
    moved = True
    while moved:
        moved = False
        for name in start:
            if name == "chunk_words" or not _matters(cases, name):  # one weight stays, since only ratios count
                continue
            values = [best[name] * step for step in STEPS] + [best[name] + shift for shift in SHIFTS]
            tried = [{**best, name: round(value, 3)} for value in values if value >= 0]
            reached = [_aim(cases, weights) for weights in tried]
            top = int(np.argmax(reached))
            if reached[top] > aim + LEAST_GAIN:
                best, aim, moved = tried[top], reached[top], True
    return best


def _matters(cases: Sequence[Case], name: str) -> bool:
    return name != "dates" or any(case.bonuses[BONUSES.index("dates")].any() for case in cases)


def figures(cases: Sequence[Case], weights: Weights) -> dict[tuple[str, Mode], dict[str, float]]:
    """The mean of each metric by set and mode."""
    found: dict[tuple[str, Mode], list[dict[str, float]]] = {}
    for case in cases:
        found.setdefault((case.data, case.mode), []).append(case.scores(weights))
    return {
        key: {metric: float(np.mean([score[metric] for score in scores])) for metric in (*METRICS, "MRR")}
        for key, scores in found.items()
    }


def _aim(cases: Sequence[Case], weights: Weights) -> float:
    """Every set and mode counts alike."""
    aims: dict[tuple[str, Mode], list[float]] = {}
    for case in cases:
        aims.setdefault((case.data, case.mode), []).append(case.aim(weights))
    return float(np.mean([np.mean(values) for values in aims.values()]))


def _half(case: Case) -> int:
    return sum(case.transcript.encode()) % 2


def _table(cases: Sequence[Case], named: Mapping[str, Weights], title: str | None = None) -> Table:
    table = Table("weights", "set", "searched", *METRICS, "MRR", title=title)
    for name, weights in named.items():
        for (data, mode), found in figures(cases, weights).items():
            table.add_row(name, data, mode, *(f"{found[metric]:.3f}" for metric in (*METRICS, "MRR")))
        table.add_row("", " ".join(f"{key} {value:g}" for key, value in weights.items()), end_section=True)
    return table


if __name__ == "__main__":
    main()
