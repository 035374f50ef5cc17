"""`ontherecord index`, `parse` and `doctor`: files read, the index made and looked after."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import EmptyLibrary
from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    print_values,
    settings_of,
)
from rag.cli.visible import visible

if TYPE_CHECKING:
    from index.sync.report import SyncReport


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
