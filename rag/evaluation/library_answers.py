"""Answers to real questions over a real library, judged one by one (see `judge`).

Metrics, each over the questions it applies to:

- `right`, `partly`, `wrong`, `refused`: shares of the questions that have an answer. `fault`: of all, those that
  ended in an error.
- `refused_rightly`: of the questions that nobody answers.
- `trusted_wrong`: of all, those answered wrongly with a sentence that is marked as holding.
- `first_word_p50`, `whole_p50`: medians of the seconds until the first word, and until the whole answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from pydantic.dataclasses import dataclass as checked

from rag.answer import Answer, Done, SentenceChecked, StreamEvent, Token
from rag.evaluation.answers import AnswerScores, AnswersReport, summarize, values_of
from rag.evaluation.bootstrap import Interval, mean_interval, median_interval
from rag.evaluation.judge import VERDICTS, Verdict, is_trusted, judge
from rag.evaluation.library_set import LibraryQuestion, LibrarySet
from rag.evaluation.retrieval import Progress
from rag.evaluation.workfile import append_row, open_rows

Stream = Callable[[LibraryQuestion], Iterable[StreamEvent]]
SaidIn = Callable[[str], "Said"]  # turn id -> who said what there

SHARES = (*VERDICTS, "refused_rightly", "trusted_wrong")
SECONDS = ("first_word", "whole")


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that an answer cites."""

    speaker: str | None
    text: str


@checked(frozen=True)
class Row:
    """An answer with the turns that it cites, and the seconds it took; `problem` where there is none."""

    qid: str
    seconds: float
    first: float | None = None
    problem: str | None = None
    answer: Answer | None = None
    turns: Mapping[str, Said] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what it got, and what that is."""

    question: LibraryQuestion
    row: Row
    verdict: Verdict


def evaluate_library_answers(
    dataset: LibrarySet,
    stream: Stream,
    said: SaidIn,
    *,
    limit: int | None = None,
    seed: int = 0,
    work: Path | None = None,
    config: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> tuple[AnswersReport, tuple[Judged, ...]]:
    """Ask each question of the whole library and judge what comes: the figures, and each question's answer.

    With `work`, rows are kept in that file, and a run that was cut short continues there. A question that ends in
    an error is a `fault`, as it is for users. Raises DatasetError where `work` is of another run.
    """
    given = {"data": dataset.name, **(config or {})}
    # A row that is no question's, for programs that read the rows by `qid`.
    kept = {row.qid: row for row in open_rows(work, {"qid": None, "config": given}, Row)} if work else {}
    judged: list[Judged] = []
    questions = dataset.sample(limit, seed)
    for done, question in enumerate(questions, start=1):
        row = kept.get(question.qid)
        if row is None:
            row = _ask(question, stream, said)
            if work:
                append_row(work, asdict(row) | {"answer": row.answer and row.answer.to_dict()})
        judged.append(Judged(question, row, verdict_of(question, row)))
        if progress:
            progress(done, len(questions))
    return report_of(judged, config=given | {"limit": limit, "seed": seed}, seed=seed), tuple(judged)


def verdict_of(question: LibraryQuestion, row: Row) -> Verdict:
    """What the row's answer is."""
    return judge(question, row.answer, {name: turn.text for name, turn in (row.turns or {}).items()})


def report_of(judged: Sequence[Judged], *, config: Mapping[str, Any], seed: int = 0) -> AnswersReport:
    """The metrics, overall and by kind of question."""
    return summarize(tuple(_scores(each) for each in judged), _intervals, config=config, seed=seed)


def _ask(question: LibraryQuestion, stream: Stream, said: SaidIn) -> Row:
    begun, first, answer = monotonic(), None, None

    def passed() -> float:
        return round(monotonic() - begun, 2)

    try:
        for event in stream(question):
            if isinstance(event, Token | SentenceChecked) and first is None:
                first = passed()
            if isinstance(event, Done):
                answer = event.answer
        turns = {c.turn_id: said(c.turn_id) for c in answer.citations} if answer else {}
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody got an answer, and the other questions are asked
        return Row(question.qid, passed(), first, f"{type(error).__name__}: {error}")
    return Row(question.qid, passed(), first, None, answer, turns)


def _scores(judged: Judged) -> AnswerScores:
    question, row, verdict = judged.question, judged.row, judged.verdict
    shares: dict[str, float] = {name: float(verdict == name) for name in VERDICTS}
    if not question.answerable:
        shares = {"fault": shares["fault"], "refused_rightly": shares["right"]}
    shares["trusted_wrong"] = float(verdict == "wrong" and is_trusted(row.answer))
    seconds = {name: value for name, value in zip(SECONDS, (row.first, row.seconds), strict=True) if value is not None}
    return AnswerScores(question.qid, question.kind, question.answerable, shares | seconds, 0, {})


def _intervals(scores: Sequence[AnswerScores], seed: int) -> dict[str, Interval]:
    values = partial(values_of, scores)
    shares = {metric: mean_interval(values(metric), seed=seed) for metric in SHARES}
    return shares | {f"{metric}_p50": median_interval(values(metric), seed=seed) for metric in SECONDS}
