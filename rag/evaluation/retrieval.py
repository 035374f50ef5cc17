"""How well turns are found: per transcript (the product's own path) and over the whole collection."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from index.transcript import turn_id
from rag.errors import DatasetError
from rag.evaluation.bootstrap import Interval, mean_interval
from rag.evaluation.dataset import Dataset, Question, retrieval_questions, sample_questions
from rag.evaluation.metrics import retrieval_scores

Mode = Literal["per_transcript", "collection", "read"]
Rank = Callable[[str, str | None, int], Sequence[str]]  # question, transcript id or None, k -> turn ids, best first
Progress = Callable[[int, int], None]  # questions done, questions in all

MODES: tuple[Mode, ...] = ("per_transcript", "collection")  # of a data set in the normal form
DEPTH = 1000  # turns asked for: only MRR looks deeper, and gains less than 0.001 there


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """The metrics of one question by mode; a metric that does not apply to it is left out."""

    qid: str
    kind: str
    modes: Mapping[Mode, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Report:
    """Metrics by mode, overall and by kind of question; `scores` has each question's, for pairing."""

    metrics: Mapping[Mode, Mapping[str, Interval]]
    by_kind: Mapping[str, Mapping[Mode, Mapping[str, Interval]]]
    config: Mapping[str, Any]
    scores: tuple[RetrievalScores, ...]

    @property
    def n(self) -> int:
        return len(self.scores)

    def values(self, mode: Mode, metric: str) -> dict[str, float]:
        """The metric of each question by its id: what `paired_difference` takes."""
        return {score.qid: score.modes[mode][metric] for score in self.scores if metric in score.modes[mode]}

    def to_dict(self) -> dict[str, Any]:
        """The command line's `--json`; a kind of question also says how many it has."""
        counts = {kind: sum(score.kind == kind for score in self.scores) for kind in self.by_kind}
        return {
            "n": self.n,
            "metrics": _plain_values(self.metrics),
            "by_kind": {kind: {"n": counts[kind], **_plain_values(modes)} for kind, modes in self.by_kind.items()},
            "config": dict(self.config),
        }

    def by_question(self) -> dict[str, dict[str, dict[str, float]]]:
        """The metrics of each question by its id and mode, for a record that later runs are compared with."""
        return {score.qid: {mode: dict(of) for mode, of in score.modes.items()} for score in self.scores}


def evaluate_retrieval(
    dataset: Dataset,
    rank: Rank,
    *,
    limit: int | None = None,
    seed: int = 0,
    depth: int = DEPTH,
    config: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Rank the turns for each question in both modes and score the rankings.

    A turn ranked twice counts once, at its better rank. Raises DatasetError where the data set has no
    question for retrieval, or a ranking holds a turn that the data set does not have.
    """
    questions = sample_questions(retrieval_questions(dataset), limit=limit, seed=seed)
    if not questions:
        raise DatasetError(
            f"{dataset.name}, split {dataset.split}: no question is answerable and has gold turns, "
            "so retrieval cannot be measured; `eval answers` can"
        )
    words = _turn_words(dataset)
    scores = []
    for done, question in enumerate(questions, start=1):
        scores.append(_score(question, rank, words=words, depth=depth))
        if progress:
            progress(done, len(questions))
    run = {"data": dataset.name, "split": dataset.split, "limit": limit, "seed": seed, "depth": depth}
    return summarize(tuple(scores), config=run | dict(config or {}), seed=seed)


def _turn_words(dataset: Dataset) -> dict[str, int]:
    return {
        turn_id(source.transcript_id, turn.i): len(turn.text.split())
        for source in dataset.transcripts
        for turn in source.turns
    }


def _score(question: Question, rank: Rank, *, words: Mapping[str, int], depth: int) -> RetrievalScores:
    def of(transcript_id: str | None) -> dict[str, float]:
        ranked = list(dict.fromkeys(rank(question.question, transcript_id, depth)))
        unknown = next((turn for turn in ranked if turn not in words), None)
        if unknown is not None:
            raise DatasetError(
                f"question {question.qid!r}: turn {unknown!r} was found, which the data set does not have; "
                "build the index from this split's transcripts only"
            )
        return retrieval_scores(ranked, question.gold_ids, mode=question.gold_mode, words=words)

    return RetrievalScores(
        question.qid, question.kind, {"per_transcript": of(question.transcript_id), "collection": of(None)}
    )


def summarize(scores: tuple[RetrievalScores, ...], *, config: Mapping[str, Any], seed: int) -> Report:
    """The means of some questions' metrics, all of which have the same modes."""
    kinds = sorted({score.kind for score in scores})
    return Report(
        metrics=_intervals(scores, seed),
        by_kind={kind: _intervals([score for score in scores if score.kind == kind], seed) for kind in kinds},
        config=config,
        scores=scores,
    )


def _intervals(scores: Iterable[RetrievalScores], seed: int) -> dict[Mode, dict[str, Interval]]:
    scores = tuple(scores)
    return {
        mode: {
            metric: mean_interval([s.modes[mode][metric] for s in scores if metric in s.modes[mode]], seed=seed)
            for metric in dict.fromkeys(metric for score in scores for metric in score.modes[mode])
        }
        for mode in scores[0].modes
    }


def _plain_values(modes: Mapping[Mode, Mapping[str, Interval]]) -> dict[str, dict[str, dict[str, float | None]]]:
    return {
        mode: {metric: interval.to_dict() for metric, interval in metrics.items()} for mode, metrics in modes.items()
    }
