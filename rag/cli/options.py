"""What several commands take and do alike: options, the index they open, the one way they print. No heavy imports."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.visible import escaped

if TYPE_CHECKING:
    from index.index import Index
    from rag.settings import Settings

Library = Annotated[
    Path | None,
    typer.Option(
        "--library", help="Folder of transcripts. [default: OTR_LIBRARY, else ./transcripts]", show_default=False
    ),
]
IndexFolder = Annotated[
    Path | None,
    typer.Option("--index", help="Index folder. [default: OTR_INDEX, else LIBRARY/.ontherecord]", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", help="auto, local, extractive, openai:NAME, anthropic:NAME, google:NAME, ollama:NAME or a GGUF path."
    ),
]


def settings_of(**flags: Any) -> Settings:
    """Flags, where they were given, over environment variables and defaults."""
    from rag.settings import load_settings

    return load_settings(**flags)


def open_existing(settings: Settings) -> Index:
    """The index that there is. Raises NoIndex, with the command that makes one, where there is none."""
    from rag.opening import index_of

    opened = index_of(settings)
    _ = opened.generation
    return opened


def print_values(values: dict[str, Any], as_json: bool, show: Callable[[dict[str, Any]], object]) -> None:
    """One JSON object and nothing else, or what `show` makes of the values for people."""
    if as_json:
        sys.stdout.write(escaped(json.dumps(values, ensure_ascii=False)) + "\n")
        sys.stdout.flush()
    else:
        show(values)
