"""The closed-book control: what the same model answers without any transcript. What it scores was not read there."""

from collections.abc import Mapping
from dataclasses import replace

from rag.answer import Answer, Coverage, Timings
from rag.assistant import Assistant
from rag.evaluation.answers import AnswerScores, AnswersReport, Ask
from rag.evaluation.bootstrap import Interval

METRICS = ("token_recall", "f1", "em")
PREFIX = "closed_book_"


def closed_book(assistant: Assistant) -> Ask:
    """A function that asks the assistant's model without transcripts; its answers have a text and nothing else."""

    def ask(question: str, _transcript: str) -> Answer:
        return Answer(
            question=question,
            text=assistant.without_transcripts(question),
            abstained=False,
            reason=None,
            sentences=(),
            citations=(),
            coverage=Coverage(0, 0),
            model=assistant.model_name,
            prompt_version=assistant.prompt_version,
            generation=0,
            timings_ms=Timings(),
        )

    return ask


def beside(report: AnswersReport, control: AnswersReport) -> AnswersReport:
    """The report with the control's word metrics beside its own, `closed_book_…`, overall, by kind and by question."""
    by_id = {score.qid: score for score in control.scores}
    return replace(
        report,
        metrics={**report.metrics, **_metrics_of_control(control.metrics)},
        by_kind={
            kind: {**metrics, **_metrics_of_control(control.by_kind[kind])} for kind, metrics in report.by_kind.items()
        },
        scores=tuple(_with_control(score, by_id[score.qid]) for score in report.scores),
        config={**report.config, "closed_book": True},
    )


def _metrics_of_control(metrics: Mapping[str, Interval]) -> dict[str, Interval]:
    return {f"{PREFIX}{metric}": metrics[metric] for metric in METRICS}


def _with_control(score: AnswerScores, control: AnswerScores) -> AnswerScores:
    own = {f"{PREFIX}{metric}": control.scores[metric] for metric in METRICS if metric in control.scores}
    return replace(score, scores={**score.scores, **own})
