"""`ontherecord ask` and `search`: what is said, asked and looked up."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.cli.options import (
    After,
    AsJson,
    Before,
    IndexFolder,
    Library,
    Model,
    Scope,
    Speakers,
    TranscriptOption,
    User,
    filter_of,
    open_existing,
    print_values,
    settings_of,
)


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    speaker: Speakers = None,
    transcript: TranscriptOption = None,
    after: After = None,
    before: Before = None,
    scope: Scope = None,
    user: User = "",
    model: Model = None,
    events: Annotated[
        bool, typer.Option("--events", help="Print events as they happen: a JSON object a line, see docs/answers.md.")
    ] = False,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the index; every sentence cites the turns that say it.

    Example: `ontherecord ask "When does the ferry reopen?" --speaker "Mara Lindqvist" --after 2026-01`
    """
    from rag.assistant import open_assistant
    from rag.cli import streamed, terminal

    settings = settings_of(library=library, index=index, model=model)
    opened = open_existing(settings)
    where = filter_of(opened, speaker, transcript, after, before, scope, user)
    with terminal.model_progress(quiet=as_json or events) as progress:
        assistant = open_assistant(settings, index=opened, progress=progress)
    try:
        if events:
            streamed.event_lines(assistant.stream(question, filter=where))
        elif as_json:
            print_values(assistant.ask(question, filter=where).to_dict(), as_json, print)
        else:
            streamed.stream_answer(assistant.stream(question, filter=where), note=assistant.model_note)
    finally:
        assistant.close()


def search(
    query: Annotated[str, typer.Argument(help="Words, or a question.")],
    speaker: Speakers = None,
    transcript: TranscriptOption = None,
    after: After = None,
    before: Before = None,
    scope: Scope = None,
    user: User = "",
    mode: Annotated[
        str, typer.Option("--mode", help="passages: the turns that fit best; mentions: every turn with all the words.")
    ] = "passages",
    k: Annotated[int, typer.Option("-k", min=1, help="How many results to list.")] = 10,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find turns. `mentions` is exhaustive: its count is the whole number, whatever -k lists."""
    from rag.cli import printing
    from rag.retrieval import search as searching

    if mode not in searching.MODES:
        raise typer.BadParameter(f"{mode!r} is not one of: {', '.join(searching.MODES)}", param_hint="--mode")
    settings = settings_of(library=library, index=index)
    opened = open_existing(settings)
    where = filter_of(opened, speaker, transcript, after, before, scope, user)
    found = searching.search(opened, query, where=where, mode=mode, k=k, settings=settings)
    print_values(found, as_json, printing.search_results)
