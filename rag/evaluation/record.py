"""Writes what an evaluation found, dated, with its configuration, so that later runs can be compared."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from rag.evaluation.answers import AnswersReport
from rag.evaluation.retrieval import Report


def write_record(path: Path, report: Report | AnswersReport, *, now: datetime) -> Path:
    """Write the report, its configuration and each question's metrics as JSON; return the file.

    A path that ends in `.json` is the file, replaced as a whole; any other is a folder, in which the file is
    named for the moment, what was measured and the data set.
    """
    what: Literal["retrieval", "answers"] = "retrieval" if isinstance(report, Report) else "answers"
    file = path if path.suffix == ".json" else path / _name(what, report.config, now)
    found = {"date": now.isoformat(timespec="seconds"), "what": what}
    record: dict[str, Any] = {**found, **report.to_dict(), "questions": report.by_question()}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)
    return file


def _name(what: str, config: Mapping[str, Any], now: datetime) -> str:
    of = "-".join(str(config[part]) for part in ("data", "split") if part in config)
    return f"{now:%Y-%m-%d-%H%M%S}-{what}-{of}.json"
