"""The `ontherecord` command. Heavy imports stand inside the commands, so that `--help` and `parse` answer at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import OnTheRecordError
from rag.user_commands import users

if TYPE_CHECKING:
    from index.filter import Filter
    from index.library import Index
    from rag.settings import Settings

_INTERRUPTED = 130

app = typer.Typer(
    name="ontherecord",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Ask questions of your transcripts; every sentence of an answer points at the speaker turn that says it.\n\n"
    "Begin with `ontherecord index --library FOLDER`, then `ontherecord ask QUESTION --library FOLDER`.",
)
evaluation = typer.Typer(no_args_is_help=True, help="Measure retrieval or answers on a question set.")
app.add_typer(evaluation, name="eval")
app.add_typer(users, name="user")
feedback = typer.Typer(
    no_args_is_help=True, help="What people said of answers on the page: right, wrong, wrong citation."
)
app.add_typer(feedback, name="feedback")

Library = Annotated[
    Path | None,
    typer.Option(
        "--library", help="Folder of transcripts. [default: OTR_LIBRARY, else ./transcripts]", show_default=False
    ),
]
IndexFolder = Annotated[
    Path | None,
    typer.Option("--index", help="Index folder. [default: OTR_INDEX, else LIBRARY/.ontherecord]", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", help="auto, local, extractive, openai:NAME, anthropic:NAME, google:NAME, ollama:NAME or a GGUF path."
    ),
]
Speakers = Annotated[
    list[str] | None, typer.Option("--speaker", help="Only turns of this speaker; may be given again.")
]
TranscriptOption = Annotated[str | None, typer.Option("--transcript", help="Only this transcript: its id or title.")]
After = Annotated[str | None, typer.Option("--after", help="Only from this date on: 2026-03-04, 2026-03 or 2026.")]
Before = Annotated[str | None, typer.Option("--before", help="Only up to this date, itself included.")]


@app.command("index")
def index_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders inside the library; default: all of it.", metavar="PATH"),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make everything anew, beside the index in use.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and index what changes, until interrupted.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Make the index hold what the library folder says: new and changed files in, removed ones out.

    Unchanged files cost nothing. A file that cannot be read is reported (exit 1); the others are indexed.
    """
    from index import watching
    from rag import printing, values

    settings = _settings(library=library, index=index)
    opened = _open(settings)
    with printing.progress(quiet=as_json) as progress:
        report = opened.sync(paths or (), rebuild=rebuild, progress=progress)
    _print(values.synced(report), as_json, lambda _: printing.sync_report(report))
    if watch:
        watching.watch(
            opened,
            lambda again: _print(values.synced(again), as_json, lambda _: printing.sync_report(again)),
            lambda error: typer.echo(f"Error: {error}", err=True),
        )
    if report.failed:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    speaker: Speakers = None,
    transcript: TranscriptOption = None,
    after: After = None,
    before: Before = None,
    model: Model = None,
    events: Annotated[
        bool, typer.Option("--events", help="Print events as they happen: a JSON object a line, see docs/answers.md.")
    ] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the index; every sentence cites the turns that say it.

    Example: `ontherecord ask "When does the ferry reopen?" --speaker "Mara Lindqvist" --after 2026-01`
    """
    from rag import printing
    from rag.assistant import open_assistant

    settings = _settings(library=library, index=index, model=model)
    opened = _existing(settings)
    where = _filter(opened, speaker, transcript, after, before)
    with printing.model_progress(quiet=as_json or events) as progress:
        assistant = open_assistant(settings, index=opened, progress=progress)
    try:
        if events:
            printing.event_lines(assistant.stream(question, filter=where))
        elif as_json:
            _print(assistant.ask(question, filter=where).to_dict(), as_json, print)
        else:
            printing.stream_answer(assistant.stream(question, filter=where), note=assistant.model_note)
    finally:
        assistant.close()


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words, or a question.")],
    speaker: Speakers = None,
    transcript: TranscriptOption = None,
    after: After = None,
    before: Before = None,
    mode: Annotated[
        str, typer.Option("--mode", help="passages: the turns that fit best; mentions: every turn with all the words.")
    ] = "passages",
    k: Annotated[int, typer.Option("-k", min=1, help="How many results to list.")] = 10,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find turns. `mentions` is exhaustive: its count is the whole number, whatever -k lists."""
    from rag import printing, searching

    if mode not in searching.MODES:
        raise typer.BadParameter(f"{mode!r} is not one of: {', '.join(searching.MODES)}", param_hint="--mode")
    settings = _settings(library=library, index=index)
    opened = _existing(settings)
    where = _filter(opened, speaker, transcript, after, before)
    found = searching.search(opened, query, where=where, mode=mode, k=k, settings=settings)
    _print(found, as_json, printing.search_results)


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(help="A transcript; several files are its parts.", metavar="FILE")],
    format: Annotated[str | None, typer.Option("--format", help="Read it as this format instead of looking.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Decode it so instead of guessing.")] = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show the speaker turns that a file gives, without indexing it."""
    del library, index  # accepted after every subcommand; parsing needs neither
    from index.readers import Source, read_transcript
    from rag import parsing

    sources = [Source(path.as_posix(), parsing.read_file(path)) for path in files]
    transcript = parsing.with_sidecar(read_transcript(sources, format=format, encoding=encoding), files[0])
    _print(parsing.to_values(transcript), as_json, parsing.show)


@app.command()
def transcripts(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the transcripts of the index, with the files that could not be read."""
    from rag import printing, values

    opened = _existing(_settings(library=library, index=index))
    _print(values.listing(opened.transcripts()), as_json, printing.transcripts)


@app.command()
def speakers(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the speakers of the index, those with most turns first."""
    from rag import printing

    opened = _existing(_settings(library=library, index=index))
    listed = [{"speaker": s, "transcripts": n, "turns": turns} for s, n, turns in opened.speakers()]
    _print({"speakers": listed}, as_json, printing.speakers)


@app.command()
def show(
    transcript: Annotated[str, typer.Argument(help="Its id or title.")],
    turn: Annotated[int | None, typer.Option("--turn", min=0, help="Only this turn.")] = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print a transcript, or one turn of it."""
    from index.errors import NotFound
    from rag import printing, scope, values

    opened = _existing(_settings(library=library, index=index))
    (identifier,) = scope.make_filter(opened, transcripts=(transcript,)).transcripts
    info = opened.info(identifier)
    turns = opened.turns(identifier, turn, turn)
    if not turns:
        raise NotFound(f"{identifier} has no turn {turn}: its turns are 0 to {info.turns - 1}")
    _print(values.shown(info, turns), as_json, printing.turns)


@app.command()
def verify(
    answer: Annotated[Path, typer.Argument(help="An answer that `ask --json` printed.")],
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say which citations of a stored answer still hold in the transcripts as they are now."""
    from rag import printing, verifying

    opened = _existing(_settings(library=library, index=index))
    checked = verifying.verify(verifying.load_answer(answer), opened)
    _print({"citations": [asdict(c) for c in checked]}, as_json, printing.verified)


@app.command()
def export(
    answer: Annotated[Path, typer.Argument(help="An answer that `ask --json` printed.")],
    to: Annotated[str, typer.Option("--to", help="md (with footnotes), csv (a quote sheet) or json.")] = "md",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print a stored answer in another form."""
    del library, index  # accepted after every subcommand; a stored answer needs neither
    from rag import verifying
    from rag.export import FORMATS

    if to not in FORMATS:
        raise typer.BadParameter(f"{to!r} is not one of: {', '.join(FORMATS)}", param_hint="--to")
    text = FORMATS[to](verifying.load_answer(answer))
    _print({"format": to, "text": text}, as_json, lambda values: typer.echo(values["text"], nl=False))


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Do what the checks advise.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check models, index, disk and versions, and say what to do."""
    from index import health
    from rag import printing, rescoring

    settings = _settings(library=library, index=index)
    opened = _open(settings)
    if repair:
        with printing.model_progress(quiet=as_json) as progress:
            health.repair(opened, progress=progress)
            health.verify_models(settings.embedder, settings.adapter, progress=progress)
    models = map(rescoring.check, rescoring.open_rescorers(settings.rescorers))
    checks = (*health.check(opened, embedder=settings.embedder, adapter=settings.adapter), *models)
    _print({"checks": [asdict(c) for c in checks]}, as_json, printing.checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; beyond this machine only if you say so.")
    ] = "127.0.0.1",
    port: Annotated[int | None, typer.Option("--port", help="[default: the first free one from 7860]")] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Serve MCP tools too, at ADDRESS/gradio_api/mcp.")] = False,
    open_to_all: Annotated[
        bool, typer.Option("--open", help="Listen beyond this machine although nobody has to sign in.")
    ] = False,
    model: Model = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Open the chat page, with the same functions for programs (docs/api.md), as `python app.py` does.

    Beyond this machine (`--host 0.0.0.0`) people have to sign in: see `ontherecord user add --help`.
    """
    del as_json  # accepted after every subcommand; a page prints its address
    from rag.ui import launch

    settings = _settings(library=library, index=index, model=model, open=open_to_all or None)
    launch(settings, host=host, port=port, mcp=mcp)


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
    from rag.evaluation import command, tables

    settings = _settings(library=library, index=index)
    report = command.retrieval(settings, data, split, transcripts, limit=limit, seed=seed, record=record, quiet=as_json)
    _print(report.to_dict(), as_json, lambda _: _rich(tables.retrieval_table(report)))


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
    from rag.evaluation import command, tables

    settings = _settings(library=library, index=index, model=model)
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
    _print(report.to_dict(), as_json, lambda _: _rich(tables.answers_table(report)))


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
    from rag import feedback as kept
    from rag import printing

    opened = _existing(_settings(library=library, index=index))
    exported = kept.export(opened.folder, opened, folder)
    _print({"folder": str(folder), **asdict(exported)}, as_json, printing.exported_feedback)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of these arguments (default: the process's); errors of ours go to standard error, exit 1."""
    from rag.models import share_cores

    share_cores()
    try:
        app(args=arguments)
    except OnTheRecordError as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from error
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:  # typer ends so, without a word, on Ctrl-C
            typer.echo("Interrupted; what was finished is kept.", err=True)
        raise


def _settings(**flags: Any) -> Settings:
    from rag.settings import load_settings

    return load_settings(**flags)


def _open(settings: Settings) -> Index:
    from index import open_index
    from rag.settings import resolve_index, resolve_library

    library = resolve_library(settings) if settings.library is not None or settings.index is None else None
    return open_index(
        library,
        resolve_index(settings),
        embedder=settings.embedder,
        adapter=settings.adapter,
        threads=settings.threads,
        chroma_url=settings.chroma_url,
        chroma_token=settings.chroma_token,
    )


def _existing(settings: Settings) -> Index:
    opened = _open(settings)
    _ = opened.generation  # raises NoIndex, with the command that makes one
    return opened


def _filter(
    index: Index, speaker: list[str] | None, transcript: str | None, after: str | None, before: str | None
) -> Filter:
    from rag.scope import make_filter

    return make_filter(
        index,
        speakers=speaker or (),
        transcripts=(transcript,) if transcript else (),
        after=after,
        before=before,
    )


def _print(values: dict[str, Any], as_json: bool, show: Any) -> None:
    if as_json:
        sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    else:
        show(values)


def _rich(table: Any) -> None:
    from rich.console import Console

    Console().print(table)


if __name__ == "__main__":
    main()
