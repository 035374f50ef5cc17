"""`ontherecord migrate`: the catalog moved between the index folder and a PostgreSQL database."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from rag.cli.options import AsJson, IndexFolder, Library, print_values, settings_of

_SQLITE = "sqlite"


def migrate(
    to: Annotated[str, typer.Option("--to", help="postgresql://USER@HOST/DATABASE, or sqlite: the index folder.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put an index there aside; its pins go.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Copy the catalog to another store, without embedding, and compare the copy with it by counts and hashes.

    Pins, collections, watched searches and feedback go along.
    It is copied from where `OTR_CATALOG_URL` says, else from the index folder, and stays there. Interrupted, it goes on
    where it was. A password is better kept in `~/.pgpass` than in the command, which everybody on the machine can read.
    """
    from index.catalog.copying import copy
    from index.catalog.places import place_of
    from rag.cli import terminal
    from rag.errors import SettingsError
    from rag.settings import resolve_index

    settings = settings_of(library=library, index=index)
    folder, url = resolve_index(settings), None if to == _SQLITE else to
    if url == settings.catalog_url:
        raise SettingsError(
            "migrate: the catalog is there already. Name another place with --to, or set OTR_CATALOG_URL"
        )
    source, target = place_of(folder, settings.catalog_url), place_of(folder, url)
    with terminal.counted("Copying", quiet=as_json) as report:
        copied = copy(source, target, replace=replace, report=report)
    values = {"from": source.name, "to": target.name, **asdict(copied)}
    print_values(values, as_json, lambda _: typer.echo(_next_step(values, on_server=url is not None)))


def _next_step(values: dict[str, object], *, on_server: bool) -> str:
    next_step = "Set OTR_CATALOG_URL to it" if on_server else "Unset OTR_CATALOG_URL"
    return (
        f"{values['to']}: {values['transcripts']} transcripts, {values['turns']} turns, {values['entries']} vectors, "
        f"the same as in {values['from']} (hash {str(values['hash'])[:12]}). {next_step}, and run: ontherecord index"
    )
