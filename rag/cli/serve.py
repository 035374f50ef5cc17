"""`ontherecord serve` and `models`: the page, and what may answer on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Model,
    print_values,
    settings_of,
)


def models(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the language models to choose from: packaged, a running Ollama's, hosted; what each lacks and sends.

    Take one with `--model NAME` or `OTR_MODEL`.
    """
    del library, index  # accepted after every subcommand; the models need neither
    from rag.cli import printing
    from rag.models.offers import offers

    print_values(asdict(offers()), as_json, printing.models)


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
