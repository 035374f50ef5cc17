"""The tables of docs/evaluation.md, made from the dated files in benchmarks/results/.

    python -m benchmarks.evaluation_page
    python -m benchmarks.evaluation_page real FOLDER [--model M] [--on MACHINE]
    COMMAND --json | python -m benchmarks.evaluation_page add KIND SET [--model M] [--command C] [--on MACHINE]

`real` measures the answers to a library set (`rag.evaluation.library_set`), `add` takes what another measurement
printed; both keep it as a file of its own, then write the page. Without them the page alone is written. The newest
result of each kind, set and model is shown; older ones stay in the folder.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rag.cli.eval_library import answers
from rag.settings import load_settings

PAGE = Path(__file__).parents[1] / "docs" / "evaluation.md"
RESULTS = Path(__file__).parent / "results"
TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Result:
    """What one measurement printed (`values`), of which set, by which model, when, with which command, on what."""

    kind: str
    set: str
    model: str
    date: str  # ISO, so that the newest sorts last
    command: str
    on: str
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its file's name."""
        parts = (self.date, self.kind, self.set, self.model)
        return "-".join(re.sub(r"[^\w.]+", "-", part) for part in parts if part) + ".json"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the keys that lead to its figure in `values`; `digits` after the point."""

    heading: str
    path: tuple[str, ...]
    digits: int = 3


def _columns(*pairs: tuple[str, str], inside: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(Column(heading, (*inside, key)) for heading, key in pairs)


_QUESTIONS = Column("questions", ("n",), 0)
_RETRIEVED = tuple((name, name) for name in ("R@10", "hit@10", "recall@200w", "recall@700w", "MRR"))
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "real": (
        Column("questions", ("config", "answerable"), 0),
        *_columns(
            ("right", "right"), ("partly", "partly"), ("wrong", "wrong"), ("abstained", "refused"), inside=("metrics",)
        ),
        Column("without an answer", ("config", "unanswerable"), 0),
        *_columns(("of these abstained", "refused_rightly"), ("trusted wrong", "trusted_wrong"), inside=("metrics",)),
        Column("first word, s", ("metrics", "first_word_p50"), 1),
        Column("whole answer, s", ("metrics", "whole_p50"), 1),
    ),
    "found": (
        _QUESTIONS,
        *_columns(*((f"any@{k}", f"any@{k}") for k in (1, 3, 5, 10, 50)), inside=("metrics", "collection")),
        Column("all@10", ("metrics", "collection", "all@10")),
        Column("reader: any@1", ("metrics", "read", "any@1")),
        Column("reader: any@10", ("metrics", "read", "any@10")),
    ),
    "grounding": (
        Column("sentences", ("n",), 0),
        *_columns(("kept", "kept"), ("paraphrases kept", "paraphrases_kept"), ("caught", "caught")),
        *_columns(("balanced accuracy", "balanced_accuracy"), ("precision", "precision")),
    ),
    "calibration": tuple(
        Column(heading, (verdict, key), digits)
        for verdict in ("verbatim", "supported", "weak", "unsupported")
        for heading, key, digits in ((f"`{verdict}`", "sentences", 0), ("hold", "hold", 3))
    ),
    "retrieval": (_QUESTIONS, *_columns(*_RETRIEVED, inside=("metrics", "per_transcript"))),
    "collection": _columns(*_RETRIEVED, inside=("metrics", "collection")),
    "answers": (
        _QUESTIONS,
        *_columns(
            ("citation precision", "citation_precision_within_1"),
            ("citation recall", "citation_recall_within_1"),
            ("token recall", "token_recall"),
            ("F1", "f1"),
            ("abstained rightly", "abstention_recall"),
            ("abstained falsely", "false_refusals"),
            inside=("metrics",),
        ),
        Column("first word, s", ("metrics", "seconds_first_word_p50"), 1),
        Column("last word, s", ("metrics", "seconds_last_word_p50"), 1),
    ),
}
# The two tables of one measurement.
_SHOWN_OF = {"collection": "retrieval"}


def main(arguments: Sequence[str]) -> None:
    """Keep a result where one is given, then write the page."""
    given = _parser().parse_args(arguments)
    if given.what == "add":
        _keep(Result(given.kind, given.set, given.model, given.date, given.command, given.on, json.load(sys.stdin)))
    if given.what == "real":
        values = _measured(given.folder, given.model)
        command = f"ontherecord eval answers --data {given.folder.name} --model {given.model} --json"
        _keep(Result("real", given.folder.resolve().name, given.model, given.date, command, given.on, values))
    PAGE.write_text(filled(PAGE.read_text("utf-8"), read_results(RESULTS)), "utf-8")


def _keep(result: Result) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / result.name).write_text(json.dumps(asdict(result), indent=1) + "\n", "utf-8")


def _measured(folder: Path, model: str) -> dict[str, Any]:
    """What `ontherecord eval answers` finds, with its progress shown."""
    settings = load_settings(model=model)
    report, _ = answers(settings, folder, index=None, limit=None, seed=0, record=None, rows=None, quiet=False)
    return report.to_dict()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what")
    measuring = commands.add_parser("real")
    measuring.add_argument("folder", type=Path)
    measuring.add_argument("--model", default="auto")
    measuring.add_argument("--on", default="")
    measuring.add_argument("--date", default=datetime.now(UTC).date().isoformat(), type=_iso_date)
    adding = commands.add_parser("add")
    adding.add_argument("kind", choices=sorted(set(COLUMNS) - set(_SHOWN_OF)))
    adding.add_argument("set")
    for name in ("--model", "--command", "--on"):
        adding.add_argument(name, default="")
    adding.add_argument("--date", default=datetime.now(UTC).date().isoformat(), type=_iso_date)
    return parser


def _iso_date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def read_results(folder: Path) -> list[Result]:
    """The results of a folder, oldest first."""
    found = (Result(**json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json")))
    return sorted(found, key=lambda result: result.date)


def filled(page: str, results: Sequence[Result]) -> str:
    """The page, each of its tables made from the results."""
    return TABLE.sub(lambda found: f"{found[1]}\n{table(found[2], results)}\n{found[3]}", page)


def table(kind: str, results: Iterable[Result]) -> str:
    """The newest result of each set and model, a row each; columns for which nobody has a figure are left out."""
    newest = {(r.set, r.model): r for r in results if r.kind == _SHOWN_OF.get(kind, kind)}
    rows = [newest[key] for key in sorted(newest)]
    columns = [column for column in COLUMNS[kind] if any(figure(row, column) for row in rows)]
    if not columns:
        return "No result is recorded yet.\n"
    named = any(row.model for row in rows)
    heads = ["set", *["model"] * named, *(column.heading for column in columns), "measured"]
    cells = [[row.set, *[row.model] * named, *(figure(row, column) for column in columns), row.date] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in (heads, ["---"] * len(heads), *cells))


def figure(result: Result, column: Column) -> str:
    """As the table shows it, with its interval where there is one; empty where it was not measured."""
    value: Any = result.values
    for key in column.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if isinstance(value, Mapping) and value["mean"] is not None:
        mean, low, high = (_number(value[name], column.digits) for name in ("mean", "low", "high"))
        return f"{mean} [{low}, {high}]"
    return "" if value is None or isinstance(value, Mapping) else _number(value, column.digits)


def _number(value: float, digits: int) -> str:
    """A figure; those under one without their nought.

    >>> _number(0.8254, 3), _number(1, 3), _number(577, 0), _number(3.25, 1)
    ('.825', '1.000', '577', '3.2')
    """
    return re.sub(r"^0\.", ".", f"{value:.{digits}f}")


if __name__ == "__main__":
    main(sys.argv[1:])
