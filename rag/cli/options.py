"""What several commands take and do alike: options, the index they open, the one way they print. No heavy imports."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.visible import escaped, visible

if TYPE_CHECKING:
    from index.filter import Filter
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
Speakers = Annotated[
    list[str] | None, typer.Option("--speaker", help="Only turns of this speaker; may be given again.")
]
TranscriptOption = Annotated[str | None, typer.Option("--transcript", help="Only this transcript: its id or title.")]
After = Annotated[str | None, typer.Option("--after", help="Only from this date on: 2026-03-04, 2026-03 or 2026.")]
Before = Annotated[str | None, typer.Option("--before", help="Only up to this date, itself included.")]
Scope = Annotated[
    str | None, typer.Option("--scope", help="Only this folder (council/) or collection: see `ontherecord scopes`.")
]
User = Annotated[str, typer.Option("--user", help="Whose collections and pins: the name they sign in with.")]


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


def write(content: bytes) -> None:
    """Write bytes: into a file or a pipe as they are; on a terminal without control characters."""
    if sys.stdout.isatty():
        typer.echo(visible(content.decode(), lines=True), nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def filter_of(
    index: Index,
    speaker: list[str] | None,
    transcript: str | None,
    after: str | None,
    before: str | None,
    scope: str | None,
    user: str,
) -> Filter:
    """The filter of a command's options. Raises NotFound or SettingsError."""
    from rag.question.filters import make_filter

    return make_filter(
        index,
        speakers=speaker or (),
        transcripts=(transcript,) if transcript else (),
        after=after,
        before=before,
        scope=scope,
        owner=user,
    )
