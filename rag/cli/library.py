"""`ontherecord transcripts`, `speakers`, `names` and `rename`: what the index holds, and who speaks in it."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.cli.options import (
    AsJson,
    IndexFolder,
    Library,
    Scope,
    TranscriptOption,
    User,
    filter_of,
    open_existing,
    print_values,
    settings_of,
)


def transcripts(
    scope: Scope = None,
    user: User = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the transcripts of the index, with the files that could not be read."""
    from rag.api import values
    from rag.cli import printing

    opened = open_existing(settings_of(library=library, index=index))
    within = filter_of(opened, None, None, None, None, scope, user).transcripts
    listed = (info for info in opened.transcripts() if not scope or info.id in within)
    print_values(values.listing(listed), as_json, printing.transcripts)


def speakers(library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the speakers of the index, those with most turns first."""
    from rag.cli import printing

    opened = open_existing(settings_of(library=library, index=index))
    listed = [{"speaker": s, "transcripts": n, "turns": turns} for s, n, turns in opened.speakers()]
    print_values({"speakers": listed}, as_json, printing.speakers)


def names(
    transcript: Annotated[str | None, typer.Argument(help="Its id or title; default: all.")] = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Suggest who unnamed speakers are, with the turns that say so, and which names may be one person's.

    Nothing is changed; see `ontherecord rename`.
    """
    from rag.api import values
    from rag.cli import printing
    from rag.question.filters import make_filter

    opened = open_existing(settings_of(library=library, index=index))
    chosen = make_filter(opened, transcripts=(transcript,)).transcripts if transcript else ()
    ready = (info.id for info in opened.transcripts() if info.state == "ready")
    print_values(values.names(opened, chosen or ready), as_json, printing.names)


def rename(
    speaker: Annotated[str, typer.Argument(help="The name now, as `ontherecord speakers` lists it.")],
    name: Annotated[str, typer.Argument(help="The new name; one that somebody has merges the two.")],
    role: Annotated[str | None, typer.Option("--role", help="The role, beside the name.")] = None,
    transcript: TranscriptOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it changes, and change nothing.")] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Give a speaker another name, in the library's `aliases` file, and index what that changes."""
    from index.library.follow import follow_at_once
    from index.library.rename_speaker import plan_rename, write_rename
    from index.speakers.labels import Name
    from rag.api import values
    from rag.cli import printing
    from rag.question.filters import make_filter

    opened = open_existing(settings_of(library=library, index=index))
    only = make_filter(opened, transcripts=(transcript,)).transcripts[0] if transcript else None
    plan = plan_rename(opened, speaker, Name(name, role), transcript=only)
    later = not dry_run and follow_at_once(opened, write_rename(opened, plan)) is None
    print_values(values.renamed(plan, done=not dry_run, later=later), as_json, printing.renamed)
