"""`ontherecord eval …`, and `ontherecord feedback …`, which makes an evaluation set of what people said of answers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Model,
    open_existing,
    print_values,
    settings_of,
)

evaluation = typer.Typer(no_args_is_help=True, help="Measure retrieval or answers on a question set.")
feedback = typer.Typer(
    no_args_is_help=True, help="What people said of answers on the page: right, wrong, wrong citation."
)

Data = Annotated[Path, typer.Option("--data", help="Folder with questions.SPLIT.jsonl and transcripts.SPLIT.jsonl.")]
Split = Annotated[str, typer.Option("--split", help="dev, dev.small, …")]
Elsewhere = Annotated[Path | None, typer.Option("--transcripts", help="Folder that has the transcripts instead.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="A seeded sample of so many questions.")]
Seed = Annotated[int, typer.Option("--seed", help="Of the sample and the bootstrap.")]
Record = Annotated[Path | None, typer.Option("--record", help="Folder or file for a dated record of the run.")]


@evaluation.command("retrieval")
def eval_retrieval(
    data: Data,
    split: Split,
    transcripts: Elsewhere = None,
    limit: Limit = None,
    seed: Seed = 0,
    record: Record = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """How well turns are found, per transcript and over the whole collection."""
    from rag.cli import eval_runs as command
    from rag.evaluation import tables

    settings = settings_of(library=library, index=index)
    report = command.retrieval(settings, data, split, transcripts, limit=limit, seed=seed, record=record, quiet=as_json)
    print_values(report.to_dict(), as_json, lambda _: _rich(tables.retrieval_table(report)))


@evaluation.command("answers")
def eval_answers(
    data: Data,
    split: Split,
    transcripts: Elsewhere = None,
    limit: Limit = None,
    seed: Seed = 0,
    record: Record = None,
    model: Model = None,
    closed_book: Annotated[
        bool,
        typer.Option("--closed-book", help="Ask the model without transcripts too, and put that beside: a control."),
    ] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """How good answers are: words, citations, credited speakers, abstaining, time."""
    from rag.cli import eval_runs as command
    from rag.evaluation import tables

    settings = settings_of(library=library, index=index, model=model)
    report = command.answers(
        settings,
        data,
        split,
        transcripts,
        limit=limit,
        seed=seed,
        record=record,
        quiet=as_json,
        closed_book=closed_book,
    )
    print_values(report.to_dict(), as_json, lambda _: _rich(tables.answers_table(report)))


@feedback.command("export")
def feedback_export(
    folder: Annotated[Path, typer.Argument(help="Folder for the two files; made where there is none.", metavar="DIR")],
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Write the feedback as an evaluation set in the normal form, for `ontherecord eval`.

    Then: `ontherecord eval retrieval --data DIR --split feedback`. Questions whose gold turns nobody knows (of wrong
    answers) are marked `"clean": false` and left out of measuring until somebody completes them.
    """
    from rag.cli import printing
    from rag.feedback import store as kept

    opened = open_existing(settings_of(library=library, index=index))
    exported = kept.export(opened.folder, opened, folder)
    print_values({"folder": str(folder), **asdict(exported)}, as_json, printing.exported_feedback)


def _rich(table: Any) -> None:
    from rich.console import Console

    Console().print(table)
