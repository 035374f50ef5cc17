"""Fit and measure which sentence answers: `python -m benchmarks.extraction DIR...`.

Every DIR is a question set in the normal form with a `dev` split. Fits the weights of `rag.generation.extractive` by
conditional
logistic regression: of the sentences of the turns found, which one is of a gold turn and says most of a gold answer's
words. Every set counts alike. Prints the weights and, for each set, how often those chosen are of a gold turn or
next to one, once with weights fitted on all and once with those fitted on the other transcripts.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track
from rich.table import Table

from index.filter import Filter
from index.index import Index
from index.transcript import Turn
from rag.cli.eval_runs import dataset_index
from rag.evaluation.dataset import Question, load_dataset, retrieval_questions, sample_questions
from rag.evaluation.metrics import citation_scores, token_recall
from rag.generation import extractive as extraction
from rag.generation.extractive import Place
from rag.retrieval import answerability as abstaining
from rag.retrieval.ranker import Ranking, TurnRanker
from rag.settings import load_settings

Floats = npt.NDArray[np.float64]

_FOUND = 12  # turns found, as an answer looks at them
_STEPS = 25  # of Newton's method
_RIDGE = 3e-3
_FOLDS = 4  # of transcripts
_SECONDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # how much less a second sentence may score


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the measures of its sentences (n, k), which of them answer, and the turns that they are of."""

    data: str
    question: Question
    measures: Floats
    right: npt.NDArray[np.bool_]
    turns: tuple[int, ...]

    def scores(self, weights: Floats) -> Floats:
        return self.measures @ weights


def main() -> None:
    """Measure, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, help="questions of each set")
    given = parser.parse_args()
    cases = [case for folder in given.data for case in measured(folder, given.split, given.limit)]
    console = Console(width=110)
    weights = fit(cases)
    console.print({name: round(float(w), 2) for name, w in zip(extraction.WEIGHTS, weights, strict=True)})
    console.print(_table(cases, [weights] * len(cases), "Fitted on all"))
    console.print(_table(cases, _held_out(cases), "Fitted on other transcripts"))
    now = np.array(list(extraction.WEIGHTS.values()))
    console.print(_table(cases, [now] * len(cases), "As it is"))


def measured(folder: Path, split: str, limit: int | None) -> list[Case]:
    """The questions of a set that are answered, with the sentences of the turns found."""
    dataset = load_dataset(folder, split)
    index = dataset_index(dataset, load_settings(), quiet=False)
    ranker = TurnRanker(index)
    cases = []
    for question in track(sample_questions(retrieval_questions(dataset), limit=limit), folder.name):
        ranking = ranker.rank(question.question, where=Filter(transcripts=(question.transcript_id,)), k=_FOUND)
        if abstaining.reason(ranking) is None:
            cases.append(_case(folder.name, question, _places(ranking, index)))
    return cases


def _places(ranking: Ranking, index: Index) -> Sequence[Place]:
    before: dict[str, Turn] = {
        turn.id: turn
        for passage in ranking.passages
        for turn in index.turns(passage.transcript_id, passage.turn.index - 1, passage.turn.index - 1)
    }

    def similarity(first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = index.embedder.encode([*first, *second])
        return vectors[: len(first)] @ vectors[len(first) :].T

    return extraction.places(ranking, similarity, before)


def _case(data: str, question: Question, places: Sequence[Place]) -> Case:
    gold = set(question.gold_turns)
    says = [token_recall(place.span.text, question.answers) if question.answers else 1.0 for place in places]
    best: dict[int, float] = {}
    for place, share in zip(places, says, strict=True):
        best[place.passage.turn.index] = max(best.get(place.passage.turn.index, 0.0), share)
    right = [
        place.passage.turn.index in gold and share >= best[place.passage.turn.index]
        for place, share in zip(places, says, strict=True)
    ]
    return Case(
        data=data,
        question=question,
        measures=np.array([[place.measures[name] for name in extraction.WEIGHTS] for place in places]),
        right=np.array(right),
        turns=tuple(place.passage.turn.index for place in places),
    )


def fit(cases: Sequence[Case]) -> Floats:
    """Weights that make the right sentences likeliest, by Newton's method with a ridge; questions that have one."""
    usable = [case for case in cases if case.right.any() and not case.right.all()]
    size = {data: sum(case.data == data for case in usable) for data in {case.data for case in usable}}
    every = np.concatenate([case.measures for case in usable])
    deviation = np.maximum(every.std(axis=0), 1e-6)
    beta = np.zeros(every.shape[1])
    for _ in range(_STEPS):
        gradient, curvature = -_RIDGE * beta, _RIDGE * np.eye(len(beta))
        for case in usable:
            weight = 1.0 / size[case.data] / len(size)
            x = case.measures / deviation
            p = _softmax(x @ beta)
            q = np.where(case.right, p, 0.0)
            q = q / q.sum()
            gradient = gradient + weight * (q - p) @ x
            centred = x - p @ x
            curvature = curvature + weight * (centred * p[:, None]).T @ centred
        beta = beta + np.linalg.solve(curvature, gradient)
    weights: Floats = beta / deviation
    return weights


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    likely: Floats = raised / raised.sum()
    return likely


def _held_out(cases: Sequence[Case]) -> list[Floats]:
    """For every case the weights fitted without its fold of transcripts."""
    names = sorted({case.question.transcript_id for case in cases})
    fold = {name: place % _FOLDS for place, name in enumerate(names)}
    fitted = [fit([case for case in cases if fold[case.question.transcript_id] != n]) for n in range(_FOLDS)]
    return [fitted[fold[case.question.transcript_id]] for case in cases]


def _table(cases: Sequence[Case], weights: Sequence[Floats], title: str) -> Table:
    table = Table(title=f"{title}: citation precision / recall within one turn of what is answered")
    for column in ("data", "n", "in reach", *(f"second within {s}" for s in _SECONDS)):
        table.add_column(column, justify="right")
    for data in sorted({case.data for case in cases}):
        own = [(case, w) for case, w in zip(cases, weights, strict=True) if case.data == data]
        reach = np.mean([case.right.any() for case, _ in own])
        cells = [_cell([_scores(case, w, second) for case, w in own]) for second in _SECONDS]
        table.add_row(data, str(len(own)), f"{reach:.3f}", *cells)
    return table


def _cell(scores: Sequence[Mapping[str, float]]) -> str:
    return " / ".join(f"{np.mean([s[name] for s in scores]):.3f}" for name in ("precision", "recall"))


def _scores(case: Case, weights: Floats, second: float) -> dict[str, float]:
    scored = case.scores(weights)
    best = np.argsort(-scored, kind="stable")[:2]
    chosen = {case.turns[place] for place in best if place == best[0] or scored[place] >= scored[best[0]] - second}
    name = case.question.transcript_id
    found = citation_scores(
        [(name, turn) for turn in chosen],
        [(name, turn) for turn in case.question.gold_turns],
        mode=case.question.gold_mode,
        tolerance=1,
    )
    return {"precision": found.precision, "recall": found.recall}


if __name__ == "__main__":
    main()
