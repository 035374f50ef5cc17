"""`ontherecord scopes …`: folders and named collections of transcripts."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rag.cli.options import AsJson, IndexFolder, Library, open_existing, print_values, settings_of
from rag.cli.visible import visible

scopes = typer.Typer(no_args_is_help=True, help="Folders and named collections, for --scope.")

Owner = Annotated[str, typer.Option("--user", help="The name they sign in with. [default: nobody's]")]
Own = Annotated[bool, typer.Option("--own", help="For --user alone, instead of for everybody.")]


@scopes.command("list")
def scopes_list(user: Owner = "", library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the folders of the library, and the collections that this person may use."""
    from rag.api import values

    print_values(values.scopes(open_existing(settings_of(library=library, index=index)), user), as_json, _show)


@scopes.command("save")
def scopes_save(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    folder: Annotated[
        list[str] | None, typer.Option("--folder", help="With what this folder holds, now and later.")
    ] = None,
    transcript: Annotated[
        list[str] | None, typer.Option("--transcript", help="With this transcript: id or title.")
    ] = None,
    own: Own = False,
    user: Owner = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Keep a collection, in the place of the one that has the name."""
    from rag.api import values
    from rag.question.filters import make_filter
    from rag.scopes import store

    opened = open_existing(settings_of(library=library, index=index))
    chosen = make_filter(opened, transcripts=transcript or ()).transcripts
    scope = store.Scope(name, tuple(folder or ()), chosen, shared=not own, owner=user if own else "")
    store.save(opened.kept, scope, opened.transcripts())
    print_values(values.scopes(opened, user), as_json, _show)


@scopes.command("remove")
def scopes_remove(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    own: Own = False,
    user: Owner = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Forget a collection; its transcripts stay."""
    from rag.scopes import store

    opened = open_existing(settings_of(library=library, index=index))
    store.remove(opened.kept, user if own else "", name, shared=not own)
    print_values({"removed": name}, as_json, lambda _: typer.echo(f"Removed {visible(name)}"))


def _show(values: dict[str, Any]) -> None:
    for one in values["scopes"]:
        kind = "folder" if one["kind"] == "folder" else "everybody's" if one["shared"] else "own"
        typer.echo(f"{visible(one['name'])}  {one['transcripts']} transcripts ({kind})")
    if not values["scopes"]:
        typer.echo("No folders and no collections. Make one: ontherecord scopes save NAME --transcript TITLE")
