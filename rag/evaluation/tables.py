"""Reports as tables for people. Pure: a report in, something rich can print out."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from rag.evaluation.answers import AnswersReport
from rag.evaluation.bootstrap import NOTHING, Interval
from rag.evaluation.library_answers import Judged
from rag.evaluation.retrieval import Report

_HEADINGS = {"per_transcript": "per transcript", "collection": "collection", "read": "after the reader"}
# By kind of question; those of a library set are others than those of one in the normal form.
_KIND_RETRIEVAL = ("R@10", "hit@10", "recall@200w", "recall@700w", "any@1", "any@10", "any@50")
_KIND_ANSWERS = (
    "token_recall", "f1", "citation_f1_within_1", "abstention_recall", "false_refusals",
    "right", "partly", "wrong", "refused", "refused_rightly", "trusted_wrong",
)  # fmt: skip


def retrieval_table(report: Report) -> Group:
    """Every metric with its interval in every mode; the main ones by kind of question, in the first of them."""
    modes = tuple(report.metrics)
    overall = _table(("metric", *(_HEADINGS[mode] for mode in modes)))
    for metric in report.metrics[modes[0]]:
        overall.add_row(metric, *(str(report.metrics[mode][metric]) for mode in modes))
    sizes = Counter(score.kind for score in report.scores)
    kinds = {kind: of[modes[0]] for kind, of in report.by_kind.items()}
    return Group(_title("Retrieval", report.n, report.config), overall, _by_kind(kinds, sizes, _KIND_RETRIEVAL))


def answers_table(report: AnswersReport) -> Group:
    """Every metric that was measured with its interval, then the main ones by kind of question."""
    overall = _table(("metric", "figure"))
    for metric, interval in report.metrics.items():
        if interval.mean is not None:
            overall.add_row(metric, str(interval))
    sizes = Counter(score.kind for score in report.scores)
    return Group(_title("Answers", report.n, report.config), overall, _by_kind(report.by_kind, sizes, _KIND_ANSWERS))


def _title(what: str, n: int, config: Mapping[str, object]) -> Text:
    # Text, not markup: a folder's name may hold brackets.
    split = f", split {config['split']}" if "split" in config else ""
    return Text(f"{what}: {config['data']}{split}, {n} questions (mean, 95% interval)")


def _by_kind(kinds: Mapping[str, Mapping[str, Interval]], sizes: Mapping[str, int], metrics: tuple[str, ...]) -> Table:
    there = [metric for metric in metrics if any(metric in intervals for intervals in kinds.values())]
    table = _table(("kind", "n", *there))
    for kind, intervals in kinds.items():
        table.add_row(kind, str(sizes[kind]), *(_figure(intervals.get(metric, NOTHING)) for metric in there))
    return table


def _figure(interval: Interval) -> str:
    return "-" if interval.mean is None else f"{interval.mean:.3f}"


def _table(columns: Sequence[str]) -> Table:
    table = Table()
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table


def not_right(judged: Sequence[Judged]) -> Group:
    """What is not right, to be read: the question, what was said, and what is right."""
    lines = (
        f"{j.question.qid} {j.question.kind} [{j.verdict}] {j.question.question}\n"
        f"    said: {j.row.answer.text if j.row.answer else j.row.problem}\n"
        f"    right: {j.question.answer or 'not said'}"
        for j in judged
        if j.verdict != "right"
    )
    return Group(*map(Text, lines))
