"""`ontherecord correct` and `ontherecord corrections`: what a turn should say, kept beside its file."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.cli.options import AsJson, IndexFolder, Library, open_existing, print_values, settings_of


def correct(
    transcript: Annotated[str, typer.Argument(help="Its id or title.")],
    turn: Annotated[int, typer.Argument(min=0, help="The turn's number, as `ontherecord show` prints it.")],
    words: Annotated[str | None, typer.Option("--words", help="What the turn says, all of it.")] = None,
    speaker: Annotated[str | None, typer.Option("--speaker", help="Who says it; with --split-at, the rest.")] = None,
    split_at: Annotated[
        str | None, typer.Option("--split-at", metavar="WORDS", help="Make two of it; the second begins with these.")
    ] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Join the next turn to it.")] = False,
    user: Annotated[str, typer.Option("--user", help="Who corrects it.")] = "",
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Correct a turn: its words, its speaker, where it is split. The file stays as it is, and each can be undone.

    Kept in `TRANSCRIPT.corrections` beside the file; it holds for a new version too, where the turn is still there.
    """
    from index.library import correct as correcting
    from index.library.follow import follow_at_once
    from index.transcript import turn_id
    from rag.api import values
    from rag.cli import printing
    from rag.question.filters import make_filter

    opened = open_existing(settings_of(library=library, index=index))
    (identifier,) = make_filter(opened, transcripts=(transcript,)).transcripts
    change = correcting.Change(words, speaker, split_at, merge)
    report = follow_at_once(opened, correcting.correct(opened, turn_id(identifier, turn), change, by=user))
    last = turn + (split_at is not None)
    found = values.corrected(opened.info(identifier), opened.turns(identifier, turn, last), report)
    print_values(found, as_json, printing.corrected)


def corrections(
    transcript: Annotated[str | None, typer.Argument(help="Its id or title; default: all.")] = None,
    undo: Annotated[str | None, typer.Option("--undo", metavar="ID", help="Take this one back.")] = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """List what was corrected, with what the file says, and what applies no longer because the file has changed."""
    from index.library import correct as correcting
    from index.library.follow import follow_at_once
    from rag.api import values
    from rag.cli import printing
    from rag.question.filters import make_filter

    opened = open_existing(settings_of(library=library, index=index))
    if undo is not None:
        told = values.undone(undo, follow_at_once(opened, correcting.undo(opened, undo)))
        print_values(told, as_json, printing.undone)
        return
    only = make_filter(opened, transcripts=(transcript,)).transcripts[0] if transcript else None
    print_values(values.corrections(correcting.listed(opened, only)), as_json, printing.corrections)
