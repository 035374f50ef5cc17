"""`ontherecord verify` and `export`: an answer that `ask --json` printed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    open_existing,
    print_values,
    settings_of,
    write,
)


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
