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

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        help="Folder with questions.SPLIT.jsonl and transcripts.SPLIT.jsonl, or one with questions.jsonl and the "
        "library that they are about, lib/.",
    ),
]
Split = Annotated[str | None, typer.Option("--split", help="dev, dev.small, …: where the files are named by one.")]
OwnIndex = Annotated[
    Path | None,
    typer.Option("--index", help="Index folder of lib/. [default: one in the cache folder]", show_default=False),
]
Elsewhere = Annotated[Path | None, typer.Option("--transcripts", help="Folder that has the transcripts instead.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="A seeded sample of so many questions.")]
Seed = Annotated[int, typer.Option("--seed", help="Of the sample and the bootstrap.")]
Record = Annotated[Path | None, typer.Option("--record", help="Folder or file for a dated record of the run.")]


@evaluation.command("retrieval")
def eval_retrieval(
    data: Data,
    split: Split = None,
    transcripts: Elsewhere = None,
    limit: Limit = None,
    seed: Seed = 0,
    record: Record = None,
    reader: Annotated[
        bool, typer.Option("--reader/--no-reader", help="Of lib/: measure how the reader reorders what is found, too.")
    ] = True,
    library: Library = None,
    index: OwnIndex = None,
    as_json: AsJson = False,
) -> None:
    """How well turns are found: per transcript and over the whole collection, or, by words, in a whole library."""
    from rag.evaluation import tables
    from rag.evaluation.library_set import is_library_set

    settings = settings_of(library=library, index=index)
    if is_library_set(data):
        from rag.cli import eval_library

        report = eval_library.retrieval(
            settings, data, index=index, limit=limit, seed=seed, record=record, reader=reader, quiet=as_json
        )
    else:
        from rag.cli import eval_runs as command

        report = command.retrieval(
            settings,
            data,
            _split_or_refuse(split, data),
            transcripts,
            limit=limit,
            seed=seed,
            record=record,
            quiet=as_json,
        )
    print_values(report.to_dict(), as_json, lambda _: _rich(tables.retrieval_table(report)))


@evaluation.command("answers")
def eval_answers(
    data: Data,
    split: Split = None,
    transcripts: Elsewhere = None,
    limit: Limit = None,
    seed: Seed = 0,
    record: Record = None,
    rows: Annotated[
        Path | None,
        typer.Option(
            "--answers", help="Of lib/: file that keeps every answer, a JSON line each; continues where it stopped."
        ),
    ] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="Of lib/: show what is not right, to be read.")] = False,
    model: Model = None,
    closed_book: Annotated[
        bool,
        typer.Option("--closed-book", help="Ask the model without transcripts too, and put that beside: a control."),
    ] = False,
    library: Library = None,
    index: OwnIndex = None,
    as_json: AsJson = False,
) -> None:
    """How good answers are: words, citations, credited speakers, abstaining, time; of lib/, how many are right."""
    from rag.evaluation import tables
    from rag.evaluation.library_set import is_library_set

    settings = settings_of(library=library, index=index, model=model)
    if is_library_set(data):
        from rag.cli import eval_library

        report, judged = eval_library.answers(
            settings, data, index=index, limit=limit, seed=seed, record=record, rows=rows, quiet=as_json
        )
    else:
        from rag.cli import eval_runs as command

        report, judged = (
            command.answers(
                settings,
                data,
                _split_or_refuse(split, data),
                transcripts,
                limit=limit,
                seed=seed,
                record=record,
                quiet=as_json,
                closed_book=closed_book,
            ),
            (),
        )
    print_values(report.to_dict(), as_json, lambda _: _rich(tables.answers_table(report)))
    if wrong and not as_json:
        _rich(tables.not_right(judged))


def _split_or_refuse(split: str | None, data: Path) -> str:
    if split is None:
        raise typer.BadParameter(
            f"{data} has no questions.jsonl beside a folder lib/: name its files' split", param_hint="--split"
        )
    return split


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
    exported = kept.export(opened.kept, opened, folder)
    print_values({"folder": str(folder), **asdict(exported)}, as_json, printing.exported_feedback)


def _rich(table: Any) -> None:
    from rich.console import Console

    Console().print(table)
