"""The `ontherecord` command. Heavy imports stand inside the commands, so that `--help` and `parse` answer at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import OnTheRecordError
from rag.cli.eval import evaluation, feedback
from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Model,
    open_existing,
    print_values,
    settings_of,
)
from rag.cli.user import users
from rag.cli.visible import visible

if TYPE_CHECKING:
    from index.filter import Filter
    from index.index import Index

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
app.add_typer(evaluation, name="eval")
app.add_typer(users, name="user")
app.add_typer(feedback, name="feedback")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"ontherecord {version('ontherecord')}")
        raise typer.Exit


@app.callback()
def _program(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None: ...


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
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Where no transcript is left in the library, forget them all.")
    ] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Make the index hold what the library folder says: new and changed files in, removed ones out.

    Unchanged files cost nothing. A file that cannot be read is reported (exit 1); the others are indexed.
    """
    from index.library import watch as watching
    from rag.api import values
    from rag.cli import printing
    from rag.opening import index_of

    settings = settings_of(library=library, index=index)
    opened = index_of(settings)
    with printing.progress(quiet=as_json) as progress:
        report = opened.sync(paths or (), rebuild=rebuild, allow_empty=allow_empty, progress=progress)
    print_values(values.synced(report), as_json, lambda _: printing.sync_report(report))
    if watch:
        watching.watch(
            opened,
            lambda again: print_values(values.synced(again), as_json, lambda _: printing.sync_report(again)),
            lambda error: typer.echo(f"Error: {visible(error, lines=True)}", err=True),
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
    from rag.assistant import open_assistant
    from rag.cli import printing

    settings = settings_of(library=library, index=index, model=model)
    opened = open_existing(settings)
    where = _filter(opened, speaker, transcript, after, before)
    with printing.model_progress(quiet=as_json or events) as progress:
        assistant = open_assistant(settings, index=opened, progress=progress)
    try:
        if events:
            printing.event_lines(assistant.stream(question, filter=where))
        elif as_json:
            print_values(assistant.ask(question, filter=where).to_dict(), as_json, print)
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
    from rag.cli import printing
    from rag.retrieval import search as searching

    if mode not in searching.MODES:
        raise typer.BadParameter(f"{mode!r} is not one of: {', '.join(searching.MODES)}", param_hint="--mode")
    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    where = _filter(opened, speaker, transcript, after, before)
    found = searching.search(opened, query, where=where, mode=mode, k=k, settings=settings)
    print_values(found, as_json, printing.search_results)


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
    from rag.api import values
    from rag.cli import printing
    from rag.cli.parse import read_file, with_sidecar

    sources = [Source(path.as_posix(), read_file(path)) for path in files]
    transcript = with_sidecar(read_transcript(sources, format=format, encoding=encoding), files[0])
    print_values(values.parsed(transcript), as_json, printing.parsed)


@app.command()
def transcripts(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the transcripts of the index, with the files that could not be read."""
    from rag.api import values
    from rag.cli import printing

    opened = open_existing(settings_of(library=library, index=index))
    print_values(values.listing(opened.transcripts()), as_json, printing.transcripts)


@app.command()
def speakers(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the speakers of the index, those with most turns first."""
    from rag.cli import printing

    opened = open_existing(settings_of(library=library, index=index))
    listed = [{"speaker": s, "transcripts": n, "turns": turns} for s, n, turns in opened.speakers()]
    print_values({"speakers": listed}, as_json, printing.speakers)


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
    from rag.api import values
    from rag.cli import printing
    from rag.question import filters as scope

    opened = open_existing(settings_of(library=library, index=index))
    (identifier,) = scope.make_filter(opened, transcripts=(transcript,)).transcripts
    info = opened.info(identifier)
    turns = opened.turns(identifier, turn, turn)
    if not turns:
        raise NotFound(f"{identifier} has no turn {turn}: its turns are 0 to {info.turns - 1}")
    print_values(values.shown(info, turns), as_json, printing.turns)


@app.command()
def verify(
    answer: Annotated[Path, typer.Argument(help="An answer that `ask --json` printed.")],
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say which citations of a stored answer still hold in the transcripts as they are now."""
    from rag.cli import printing
    from rag.export import verify as verifying

    opened = open_existing(settings_of(library=library, index=index))
    checked = verifying.verify(verifying.load_answer(answer), opened)
    print_values({"citations": [asdict(c) for c in checked]}, as_json, printing.verified)


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
    from rag.export import FORMATS
    from rag.export import verify as verifying

    if to not in FORMATS:
        raise typer.BadParameter(f"{to!r} is not one of: {', '.join(FORMATS)}", param_hint="--to")
    text = FORMATS[to](verifying.load_answer(answer))
    print_values({"format": to, "text": text}, as_json, _print_export)


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Do what the checks advise.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check models, index, disk and versions, and say what to do."""
    from index import doctor as health
    from rag.cli import printing
    from rag.models import packaged
    from rag.opening import index_of
    from rag.retrieval import rerankers

    settings = settings_of(library=library, index=index)
    opened = index_of(settings)
    if repair:
        with printing.model_progress(quiet=as_json) as progress:
            health.repair(opened, progress=progress)
            health.verify_embedding_model(settings.embedder, settings.adapter, progress=progress)
            packaged.verify(progress=progress)
    checks = (
        *health.check(opened, embedder=settings.embedder, adapter=settings.adapter),
        packaged.check(),
        *map(rerankers.check, rerankers.open_rescorers(settings.rescorers)),
    )
    print_values({"checks": [asdict(c) for c in checks]}, as_json, printing.checks)
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

    settings = settings_of(library=library, index=index, model=model, open=open_to_all or None)
    launch(settings, host=host, port=port, mcp=mcp)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of these arguments (default: the process's); errors of ours go to standard error, exit 1."""
    from rag.models import share_cores

    share_cores()
    try:
        app(args=arguments)
    except OnTheRecordError as error:
        typer.echo(f"Error: {visible(error, lines=True)}", err=True)
        raise SystemExit(1) from error
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:  # typer ends so, without a word, on Ctrl-C
            typer.echo("Interrupted; what was finished is kept.", err=True)
        raise


def _print_export(values: dict[str, Any]) -> None:
    """Into a file as it is; on a terminal with nothing that it obeys."""
    text = values["text"]
    typer.echo(visible(text, lines=True) if sys.stdout.isatty() else text, nl=False)


def _filter(
    index: Index, speaker: list[str] | None, transcript: str | None, after: str | None, before: str | None
) -> Filter:
    from rag.question.filters import make_filter

    return make_filter(
        index,
        speakers=speaker or (),
        transcripts=(transcript,) if transcript else (),
        after=after,
        before=before,
    )


if __name__ == "__main__":
    main()
