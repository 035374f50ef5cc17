"""`ontherecord show`: a transcript to read, or as a document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import AsJson, IndexFolder, Library, open_existing, print_values, settings_of, write
from rag.cli.visible import visible

if TYPE_CHECKING:
    from index.index import Index


def show(
    transcript: Annotated[str, typer.Argument(help="Its id or title.")],
    turn: Annotated[int | None, typer.Option("--turn", min=0, help="Only this turn.")] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="As a document: docx (Word), md, vtt (WebVTT) or json.")
    ] = None,
    redact: Annotated[
        list[str] | None,
        typer.Option(
            "--redact",
            help="Hide this person in the document, where they speak and where they are named; may be given again. "
            "A nickname: --redact 'Annie = Ana Reyes'.",
            metavar="NAME",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; default: standard output.")] = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Print a transcript, or one turn of it, or write it as a document.

    Example: `ontherecord show talk.vtt --to docx --redact "Ana Reyes" --out talk.docx`
    """
    from index.errors import NotFound
    from rag.api import values
    from rag.cli import printing
    from rag.question import filters as scope

    if to is None and (redact or out is not None):
        raise typer.BadParameter("needs a document: give --to docx, md, vtt or json", param_hint="--redact, --out")
    if to is not None and turn is not None:
        raise typer.BadParameter("a document has all turns: leave it out", param_hint="--turn")
    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    (identifier,) = scope.make_filter(opened, transcripts=(transcript,)).transcripts
    if to is not None:
        _write_down(opened, identifier, to, redact or [], out, as_json, settings.base_url)
        return
    info = opened.info(identifier)
    turns = opened.turns(identifier, turn, turn)
    if not turns:
        raise NotFound(f"{identifier} has no turn {turn}: its turns are 0 to {info.turns - 1}")
    print_values(values.shown(info, turns), as_json, printing.turns)


def _write_down(
    opened: Index, identifier: str, to: str, redact: list[str], out: Path | None, as_json: bool, base_url: str
) -> None:
    from rag.export.transcript import FORMS, write_down

    if to not in FORMS:
        raise typer.BadParameter(f"{to!r} is not one of: {', '.join(FORMS)}", param_hint="--to")
    if to == "docx" and out is None and (as_json or sys.stdout.isatty()):
        raise typer.BadParameter("a Word document is no text: name a file", param_hint="--out")
    written = write_down(opened, identifier, hide=redact, base_url=base_url)
    content = FORMS[to](written)
    told = {"format": to, "turns": len(written.said), "hidden": list(written.hidden)}
    if out is not None:
        out.write_bytes(content)
        print_values(
            {**told, "file": str(out)},
            as_json,
            lambda _: typer.echo(f"{visible(str(out))}: {len(written.said)} turns, {len(written.hidden)} hidden"),
        )
    else:
        text = {} if to == "docx" else {"text": content.decode()}
        print_values({**told, **text}, as_json, lambda _: write(content))
