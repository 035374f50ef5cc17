"""`ontherecord pins …`: quotes pinned, listed and made a sheet of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import AsJson, IndexFolder, Library, Scope, open_existing, print_values, settings_of, write
from rag.cli.visible import visible

if TYPE_CHECKING:
    from rag.pins.store import Pinned

pins = typer.Typer(no_args_is_help=True, help="Turns and quotes pinned with a note, as on the page.")

Owner = Annotated[str, typer.Option("--user", help="Whose pins: the name they sign in with. [default: nobody's]")]


@pins.command("list")
def pins_list(
    scope: Scope = None,
    user: Owner = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the pins, oldest first, with what their turns say now."""
    from rag.cli import printing

    print_values({"pins": [one.to_dict() for one in _pins_of(scope, user, library, index)]}, as_json, printing.pins)


@pins.command("add")
def pins_add(
    turn_id: Annotated[str, typer.Argument(help="As a citation has it: talk.vtt#12")],
    quote: Annotated[str, typer.Option("--quote", help="Only these words of the turn.")] = "",
    note: Annotated[str, typer.Option("--note", help="What to remember of it.")] = "",
    user: Owner = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Pin a turn, or words of it."""
    from rag.cli import printing
    from rag.pins import store

    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    span = store.span_of(opened, turn_id, quote) if quote else None
    kept = store.add(opened.kept, store.make_pin(opened, turn_id, owner=user, span=span, note=note))
    found = store.resolve([kept], opened, base_url=settings.base_url)
    print_values({"pins": [one.to_dict() for one in found]}, as_json, printing.pins)


@pins.command("remove")
def pins_remove(
    identifier: Annotated[str, typer.Argument(help="Of the pin, as `list` gives it.", metavar="ID")],
    user: Owner = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Forget a pin."""
    from rag.pins import store

    opened = open_existing(settings_of(library=library, index=index))
    store.remove(opened.kept, user, identifier)
    print_values({"removed": identifier}, as_json, lambda _: typer.echo(f"Removed {identifier}"))


@pins.command("export")
def pins_export(
    to: Annotated[str, typer.Option("--to", help="docx (Word), md, csv (a quote sheet) or json.")] = "md",
    scope: Scope = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; default: standard output.")] = None,
    user: Owner = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Write the pins as a quote sheet, each with who said it, where and when, and the link to its turn.

    Those whose words no turn says any more are left out.
    """
    from rag.export.sheet import SHEETS, Quote

    if to not in SHEETS:
        raise typer.BadParameter(f"{to!r} is not one of: {', '.join(SHEETS)}", param_hint="--to")
    if to == "docx" and out is None and (as_json or sys.stdout.isatty()):
        raise typer.BadParameter("a Word document is no text: name a file", param_hint="--out")
    found = _pins_of(scope, user, library, index)
    quotes = [Quote(one.citation, one.role, one.pin.note) for one in found if one.citation is not None]
    written = SHEETS[to](quotes)
    if out is not None:
        out.write_bytes(written)
        values = {"format": to, "quotes": len(quotes), "file": str(out)}
        print_values(values, as_json, lambda _: typer.echo(f"{visible(str(out))}: {len(quotes)} quotes"))
    else:
        text = {} if to == "docx" else {"text": written.decode()}
        print_values({"format": to, "quotes": len(quotes), **text}, as_json, lambda _: write(written))


def _pins_of(scope: str | None, user: str, library: Path | None, index: Path | None) -> tuple[Pinned, ...]:
    from rag.pins import store
    from rag.question.filters import make_filter

    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    kept = store.within(store.read(opened.kept, user), make_filter(opened, scope=scope, owner=user).transcripts)
    return store.resolve(kept, opened, base_url=settings.base_url)
