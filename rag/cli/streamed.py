"""An answer on the command line: its sources at once, the draft as it is written, then the checked answer."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Iterator

from rich.console import Console

from rag.answer import Answer, Citation, Done, Reading, Sources, StreamEvent, Token
from rag.cli.terminal import errors, shown
from rag.cli.visible import escaped, visible
from rag.export.clock import clock


def stream_answer(events: Iterator[StreamEvent], *, note: str | None) -> None:
    """The sources as soon as they are found, the draft as it is written, then the checked answer with its quotes."""
    console = Console()
    if note:
        errors().print(shown(note, style="yellow"))
    drafting: bool | None = None  # whether the line that stands there is the draft's, or says which part is read
    for event in events:
        if isinstance(event, Sources):
            found = ", ".join(dict.fromkeys(c.speaker or "unnamed" for c in event.citations))
            errors().print(shown(f"Sources: {len(event.citations)} turns ({found})", style="dim"))
        elif isinstance(event, Reading) and sys.stderr.isatty():
            new_line = "\n" if drafting else "\r"
            sys.stderr.write(f"{new_line}Reading {event.part} of {event.parts} parts")
            sys.stderr.flush()
            drafting = False
        elif isinstance(event, Token) and sys.stderr.isatty():
            new_line = "" if drafting or drafting is None else "\n"
            sys.stderr.write(new_line + visible(event.text, lines=True))
            sys.stderr.flush()
            drafting = True
        elif isinstance(event, Done):
            if sys.stderr.isatty():
                sys.stderr.write("\n\n")
            _answer(console, event.answer)


def event_lines(events: Generator[StreamEvent, None, None]) -> None:
    """Each event as a JSON object on a line of its own; where nobody reads them any longer, the answer is stopped."""
    try:
        for event in events:
            sys.stdout.write(escaped(json.dumps(event.to_dict(), ensure_ascii=False)) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        events.close()
        # Python flushes standard output once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answer(console: Console, answer: Answer) -> None:
    console.print(shown(answer.text))
    console.print()
    for citation in answer.citations:
        console.print(shown(f"[{citation.marker}] {source_line(citation)}", style="cyan"))
        console.print(shown(f"    “{citation.quote}”"))
    for sentence in answer.sentences:
        if sentence.support == "weak":
            console.print(shown(f"weakly supported: {sentence.text}", style="yellow"))
    for sentence in answer.dropped:
        console.print(shown(f"left out, no turn says it: {sentence.text}", style="dim"))
    searched = "" if answer.abstained else f"{answer.coverage.describe()} "
    console.print(shown(f"{searched}Model: {answer.model}.", style="dim"))


def source_line(citation: Citation) -> str:
    """Who said it, where and when, in one line."""
    parts = [citation.speaker or "Unnamed speaker", citation.title, citation.date, f"turn {citation.turn}"]
    if citation.start is not None:
        parts.append(clock(citation.start))
    parts += ["corrected"] if citation.corrected else []
    return ", ".join(part for part in parts if part)
