"""Fit and measure the score that says whether the transcripts answer: `python -m benchmarks.answerability DIR...`.

Every DIR is a question set in the normal form with a `dev` split. Prints the two logistic regressions of
`rag.retrieval.answerability` and, for each set, the curve of abstentions on unanswerable questions over false refusals.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track
from rich.table import Table

from index.filter import Filter
from rag.cli.eval_runs import dataset_index
from rag.evaluation.dataset import answer_questions, load_dataset
from rag.retrieval import answerability as abstaining
from rag.retrieval.answerability import Logistic
from rag.retrieval.ranker import Ranking, TurnRanker
from rag.settings import load_settings

Floats = npt.NDArray[np.float64]

_FOUND = 12  # turns found, as an answer looks at them
_STEPS = 50  # of Newton's method, which needs about ten
_RIDGE = 1e-4
_REFUSALS = (0.02, 0.05, 0.1, 0.15, 0.2)  # false refusals at which the curve is printed


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a set with what is measured of it."""

    data: str
    answerable: bool
    near: tuple[float, float]
    theirs: tuple[float, float] | None  # None where nobody in particular must have said it


def main() -> None:
    """Measure, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answerability", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--transcripts", type=Path, metavar="DIR", help="of the sets that have none of their own")
    given = parser.parse_args()
    cases = [case for folder in given.data for case in measured(folder, given.split, given.transcripts)]
    near = fit(*_of_near(cases))
    theirs = fit(*_of_theirs(cases))
    console = Console(width=110)
    console.print(f"NEAR = {near}\nTHEIRS = {theirs}")
    console.print(_curves(cases, near, theirs))
    as_it_is = abstaining.NEAR_UNADAPTED if load_settings().adapter == "none" else abstaining.NEAR
    console.print(_curves(cases, as_it_is, abstaining.THEIRS, title="As it is"))


def measured(folder: Path, split: str, transcripts: Path | None) -> list[Case]:
    """Every question of a set with what the retriever's ranking says of it."""
    own = any(folder.glob("transcripts.*.jsonl"))
    dataset = load_dataset(folder, split, None if own else transcripts)
    ranker = TurnRanker(dataset_index(dataset, load_settings(), quiet=False))
    cases = []
    for question in track(answer_questions(dataset), folder.name):
        where = Filter(transcripts=(question.transcript_id,))
        ranking = ranker.rank(question.question, where=where, k=_FOUND)
        cases.append(_case(folder.name, ranking, answerable=question.answerable))
    return cases


def _case(data: str, ranking: Ranking, *, answerable: bool) -> Case:
    concerned = abstaining.concerns_speakers(ranking)
    theirs = abstaining.speaker_measures(ranking) if concerned else None
    return Case(data, answerable, abstaining.near_measures(ranking), theirs)


def _of_near(cases: Sequence[Case]) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Measures, labels and weights.

    Unanswerable questions of a set that names wrong speakers say nothing of nearness: what they ask was talked about.
    """
    misattributing = {case.data for case in cases if not case.answerable and case.theirs is not None}
    chosen = [case for case in cases if case.answerable or case.data not in misattributing]
    return _matrix([case.near for case in chosen], chosen)


def _of_theirs(cases: Sequence[Case]) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    chosen = [case for case in cases if case.theirs is not None]
    return _matrix([case.theirs for case in chosen if case.theirs is not None], chosen)


def _matrix(rows: Sequence[tuple[float, float]], cases: Sequence[Case]) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Every set counts alike, and answerable questions together as much as the others."""
    labels = np.array([case.answerable for case in cases])
    names = np.array([case.data for case in cases])
    weights = np.zeros(len(cases))
    for label in (True, False):
        for name in set(names[labels == label]):
            chosen = (labels == label) & (names == name)
            weights[chosen] = 1.0 / chosen.sum() / len(set(names[labels == label]))
    return np.array(rows), labels, weights


def fit(measures: Floats, labels: npt.NDArray[np.bool_], weights: Floats) -> Logistic:
    """The weighted logistic regression of labels on measures (n, k), by Newton's method with a slight ridge."""
    mean, deviation = measures.mean(axis=0), measures.std(axis=0)
    design = np.column_stack([np.ones(len(measures)), (measures - mean) / deviation])
    beta = np.zeros(design.shape[1])
    ridge = _RIDGE * np.diag([0.0, *np.ones(measures.shape[1])])
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-design @ beta))
        gradient = design.T @ (weights * (labels - p)) - ridge @ beta
        curvature = (design * (weights * p * (1 - p))[:, None]).T @ design + ridge
        beta = beta + np.linalg.solve(curvature, gradient)
    slopes = beta[1:] / deviation
    return Logistic(round(float(beta[0] - slopes @ mean), 2), tuple(round(float(s), 2) for s in slopes))


def _curves(cases: Sequence[Case], near: Logistic, theirs: Logistic, title: str = "Fitted") -> Table:
    table = Table(title=f"{title}: share of unanswerable questions abstained on, at false refusals of …")
    columns = ("data", "answerable", "not", "AUC", *map(str, _REFUSALS), f"at {abstaining.LEAST}: refused", "abstained")
    for column in columns:
        table.add_column(column, justify="right")
    for name in sorted({case.data for case in cases}):
        scores = {
            label: np.array([_score(c, near, theirs) for c in cases if c.data == name and c.answerable is label])
            for label in (True, False)
        }
        table.add_row(name, *_curve(scores[True], scores[False]))
    return table


def _score(case: Case, near: Logistic, theirs: Logistic) -> float:
    return min(near(*case.near), theirs(*case.theirs) if case.theirs is not None else 1.0)


def _curve(good: Floats, bad: Floats) -> list[str]:
    refused = f"{(good < abstaining.LEAST).mean():.2f}" if len(good) else ""
    abstained = f"{(bad < abstaining.LEAST).mean():.2f}" if len(bad) else ""
    if not len(good) or not len(bad):
        return [str(len(good)), str(len(bad)), "", *("" for _ in _REFUSALS), refused, abstained]
    area = ((good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean()).item()
    shares = [f"{(bad < np.quantile(good, refusals)).mean():.2f}" for refusals in _REFUSALS]
    return [str(len(good)), str(len(bad)), f"{area:.3f}", *shares, refused, abstained]


if __name__ == "__main__":
    main()
