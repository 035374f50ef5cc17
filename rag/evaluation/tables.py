"""Reports as tables for people. Pure: a report in, something rich can print out."""

from collections import Counter
from collections.abc import Mapping

from rich.console import Group
from rich.table import Table
from rich.text import Text

from rag.evaluation.answers import AnswersReport
from rag.evaluation.bootstrap import Interval
from rag.evaluation.metrics import RETRIEVAL_METRICS
from rag.evaluation.retrieval import MODES, Report

_HEADINGS = {"per_transcript": "per transcript", "collection": "collection"}
_KIND_RETRIEVAL = ("R@10", "hit@10", "recall@200w", "recall@700w")
_KIND_ANSWERS = ("token_recall", "f1", "citation_f1_within_1", "abstention_recall", "false_refusals")


def retrieval_table(report: Report) -> Group:
    """Every metric with its interval in both modes; the main ones by kind of question, per transcript."""
    overall = _table(("metric", *(_HEADINGS[mode] for mode in MODES)))
    for metric in RETRIEVAL_METRICS:
        overall.add_row(metric, *(str(report.metrics[mode][metric]) for mode in MODES))
    sizes = Counter(score.kind for score in report.scores)
    kinds = {kind: modes["per_transcript"] for kind, modes in report.by_kind.items()}
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
    return Text(f"{what}: {config['data']}, split {config['split']}, {n} questions (mean, 95% interval)")


def _by_kind(kinds: Mapping[str, Mapping[str, Interval]], sizes: Mapping[str, int], metrics: tuple[str, ...]) -> Table:
    table = _table(("kind", "n", *metrics))
    for kind, intervals in kinds.items():
        table.add_row(kind, str(sizes[kind]), *(_figure(intervals[metric]) for metric in metrics))
    return table


def _figure(interval: Interval) -> str:
    return "-" if interval.mean is None else f"{interval.mean:.3f}"


def _table(columns: tuple[str, ...]) -> Table:
    table = Table()
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table
