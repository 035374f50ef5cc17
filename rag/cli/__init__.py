"""The `ontherecord` command. Heavy imports stand inside the commands, so that `--help` and `parse` answer at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from index.errors import EmptyLibrary, OnTheRecordError
from rag.cli.correct import correct, corrections
from rag.cli.eval import evaluation, feedback
from rag.cli.migrate import migrate
from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Model,
    Scope,
    User,
    filter_of,
    open_existing,
    print_values,
    settings_of,
    write,
)
from rag.cli.overview import overview
from rag.cli.pins import pins
from rag.cli.scopes import scopes
from rag.cli.show import show
from rag.cli.user import users
from rag.cli.visible import visible
from rag.cli.watch import watch
from rag.cores import share_cores

if TYPE_CHECKING:
    from index.sync.report import SyncReport

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
app.add_typer(pins, name="pins")
app.add_typer(scopes, name="scopes")
app.command()(watch)
app.command()(correct)
app.command()(corrections)
app.command()(migrate)
app.command()(overview)
app.command()(show)


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
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild everything, beside the index in use.")] = False,
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
    from rag.cli import printing, terminal
    from rag.opening import index_of

    settings = settings_of(library=library, index=index)
    opened = index_of(settings)
    failed = False

    def show(report: SyncReport) -> None:
        read = {*report.added, *report.updated}
        notes = [note for info in opened.catalog.transcripts() if info.id in read for note in info.warnings]
        print_values(values.synced(report), as_json, lambda _: printing.sync_report(report, notes))

    try:
        with terminal.progress(quiet=as_json) as progress:
            report = opened.sync(paths or (), rebuild=rebuild, allow_empty=allow_empty, progress=progress)
        show(report)
        failed = bool(report.failed)
    except EmptyLibrary:
        if not watch:  # the watcher says it, and waits for the files to come back
            raise
    if watch:
        watching.watch(
            opened,
            show,
            lambda error: typer.echo(f"Error: {visible(error, lines=True)}", err=True),
            allow_empty=allow_empty,
        )
    if failed:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    speaker: Speakers = None,
    transcript: TranscriptOption = None,
    after: After = None,
    before: Before = None,
    scope: Scope = None,
    user: User = "",
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
    from rag.cli import streamed, terminal

    settings = settings_of(library=library, index=index, model=model)
    opened = open_existing(settings)
    where = filter_of(opened, speaker, transcript, after, before, scope, user)
    with terminal.model_progress(quiet=as_json or events) as progress:
        assistant = open_assistant(settings, index=opened, progress=progress)
    try:
        if events:
            streamed.event_lines(assistant.stream(question, filter=where))
        elif as_json:
            print_values(assistant.ask(question, filter=where).to_dict(), as_json, print)
        else:
            streamed.stream_answer(assistant.stream(question, filter=where), note=assistant.model_note)
    finally:
        assistant.close()


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words, or a question.")],
    speaker: Speakers = None,
    transcript: TranscriptOption = None,
    after: After = None,
    before: Before = None,
    scope: Scope = None,
    user: User = "",
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
    where = filter_of(opened, speaker, transcript, after, before, scope, user)
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
    from rag.cli.parse import read_file, with_language_warning, with_sidecar

    sources = [Source(path.as_posix(), read_file(path)) for path in files]
    transcript = with_sidecar(read_transcript(sources, format=format, encoding=encoding), files[0])
    transcript = with_language_warning(transcript, settings_of().embedder)
    print_values(values.parsed(transcript), as_json, printing.parsed)


@app.command()
def transcripts(
    scope: Scope = None,
    user: User = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the transcripts of the index, with the files that could not be read."""
    from rag.api import values
    from rag.cli import printing

    opened = open_existing(settings_of(library=library, index=index))
    within = filter_of(opened, None, None, None, None, scope, user).transcripts
    listed = (info for info in opened.transcripts() if not scope or info.id in within)
    print_values(values.listing(listed), as_json, printing.transcripts)


@app.command()
def speakers(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the speakers of the index, those with most turns first."""
    from rag.cli import printing

    opened = open_existing(settings_of(library=library, index=index))
    listed = [{"speaker": s, "transcripts": n, "turns": turns} for s, n, turns in opened.speakers()]
    print_values({"speakers": listed}, as_json, printing.speakers)


@app.command()
def names(
    transcript: Annotated[str | None, typer.Argument(help="Its id or title; default: all.")] = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Suggest who unnamed speakers are, with the turns that say so, and which names may be one person's.

    Nothing is changed; see `ontherecord rename`.
    """
    from rag.api import values
    from rag.cli import printing
    from rag.question.filters import make_filter

    opened = open_existing(settings_of(library=library, index=index))
    chosen = make_filter(opened, transcripts=(transcript,)).transcripts if transcript else ()
    ready = (info.id for info in opened.transcripts() if info.state == "ready")
    print_values(values.names(opened, chosen or ready), as_json, printing.names)


@app.command()
def rename(
    speaker: Annotated[str, typer.Argument(help="The name now, as `ontherecord speakers` lists it.")],
    name: Annotated[str, typer.Argument(help="The new name; one that somebody has merges the two.")],
    role: Annotated[str | None, typer.Option("--role", help="The role, beside the name.")] = None,
    transcript: TranscriptOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it changes, and change nothing.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Give a speaker another name, in the library's `aliases` file, and index what that changes."""
    from index.library.rename_speaker import plan_rename, write_rename
    from index.speakers.labels import Name
    from rag.api import values
    from rag.cli import printing
    from rag.question.filters import make_filter

    opened = open_existing(settings_of(library=library, index=index))
    only = make_filter(opened, transcripts=(transcript,)).transcripts[0] if transcript else None
    plan = plan_rename(opened, speaker, Name(name, role), transcript=only)
    if not dry_run:
        opened.sync([write_rename(opened, plan)])
    print_values(values.renamed(plan, done=not dry_run), as_json, printing.renamed)


@app.command()
def verify(
    answer: Annotated[Path, typer.Argument(help="An answer that `ask --json` printed.")],
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say which citations and sentences of a stored answer still hold in the transcripts as they are now."""
    from rag.cli import printing
    from rag.export import verify as verifying
    from rag.generation.recheck import check_again

    opened, stored = open_existing(settings_of(library=library, index=index)), verifying.load_answer(answer)
    citations, sentences = verifying.verify(stored, opened), check_again(stored, opened)
    values = {"citations": [asdict(c) for c in citations], "sentences": [asdict(s) for s in sentences]}
    print_values(values, as_json, printing.verified)


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
    print_values({"format": to, "text": text}, as_json, lambda _: write(text.encode()))


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Do what the checks advise.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check models, index, disk and versions, and say what to do."""
    from index import doctor as health
    from rag.cli import printing, terminal
    from rag.models import packaged
    from rag.opening import index_of
    from rag.retrieval import rerankers

    settings = settings_of(library=library, index=index)
    opened = index_of(settings)
    if repair:
        with terminal.model_progress(quiet=as_json) as progress:
            health.repair(opened, progress=progress)
            health.verify_embedding_model(settings.embedder, settings.adapter, progress=progress)
            packaged.verify(progress=progress)
    checks = (
        *health.check(opened, embedder=settings.embedder, adapter=settings.adapter),
        packaged.check(),
        *map(rerankers.check, rerankers.open_rerankers(settings.rerankers)),
    )
    print_values({"checks": [asdict(c) for c in checks]}, as_json, printing.checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


@app.command()
def models(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the language models to choose from: packaged, a running Ollama's, hosted; what each lacks and sends.

    Take one with `--model NAME` or `OTR_MODEL`.
    """
    del library, index  # accepted after every subcommand; the models need neither
    from rag.cli import printing
    from rag.models.offers import offers

    print_values(asdict(offers()), as_json, printing.models)


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


@cache
def _command() -> Callable[..., object]:
    """The tree of commands, built once: it costs more than most commands do."""
    return get_command(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of these arguments (default: the process's); its own errors go to standard error, exit 1."""
    share_cores()
    try:
        _command()(args=arguments)
    except OnTheRecordError as error:
        typer.echo(f"Error: {visible(error, lines=True)}", err=True)
        raise SystemExit(1) from error
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:  # typer ends so, without a word, on Ctrl-C
            typer.echo("Interrupted; what was finished is kept.", err=True)
        raise


if __name__ == "__main__":
    main()
