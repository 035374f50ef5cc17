"""`ontherecord overview`: what a transcript comes to, or several."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Scope,
    User,
    filter_of,
    open_existing,
    print_values,
    settings_of,
)
from rag.cli.visible import visible


def overview(
    transcript: Annotated[str | None, typer.Argument(help="Its id or title; default: all.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Only these: points, decisions, actions, questions, names or numbers."),
    ] = None,
    speaker: Annotated[list[str] | None, typer.Option("--speaker", help="Only what these say or are to do.")] = None,
    after: Annotated[str | None, typer.Option("--after", "--from", help="Only from this date on.")] = None,
    before: Annotated[str | None, typer.Option("--before", "--to", help="Only up to this date, included.")] = None,
    scope: Scope = None,
    user: User = "",
    most: Annotated[int, typer.Option("-k", min=1, help="How many lines of each kind to list.")] = 200,
    markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown, to keep or to send on.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show who speaks how much, the main points, decisions, actions, and questions that nobody answered.

    Every line is words of a turn. Example: `ontherecord overview --from 2026-03-01 --kind questions`
    """
    from rag.api import values
    from rag.cli import printing
    from rag.overview.library import kinds_of, look

    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    where = filter_of(opened, speaker, transcript, after, before, scope, user)
    found = look(opened, where, kinds=kinds_of(kind or ()), most=most, base_url=settings.base_url)
    print_values(values.overview(found), as_json, _write if markdown else printing.overview)


def _write(values: dict[str, Any]) -> None:
    """Write a text: into a file as it is; on a terminal without control characters."""
    from rag.export.overview import export

    text = export(values)
    typer.echo(visible(text, lines=True) if sys.stdout.isatty() else text, nl=False)
