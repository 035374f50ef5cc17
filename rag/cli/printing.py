"""What the command line shows people: tables, progress bars, a streamed answer. Transcript text is never markup."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from index.sync.sync import SyncProgress, SyncReport
from rag.answer import Answer, Citation, Done, Sources, StreamEvent, Token
from rag.cli.visible import escaped, visible
from rag.export.footnotes import clock

Values = dict[str, Any]


def errors() -> Console:
    """Standard error: progress never mixes with what a command prints."""
    return Console(stderr=True)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[SyncProgress], None]]:
    """A progress bar for a sync, with the file at hand, the texts embedded and the time left."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=_no_bar(quiet)) as bar:
        files = bar.add_task("files", total=None)
        texts = bar.add_task("texts embedded", total=None, visible=False)

        def show(step: SyncProgress) -> None:
            bar.update(files, completed=step.done, total=step.total, description=visible(step.path) or "files")
            if step.to_embed:
                bar.update(texts, completed=step.embedded, total=step.to_embed, visible=True)

        yield show


@contextmanager
def model_progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar for model files: (bytes done, bytes in all, what)."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=_no_bar(quiet)) as bar:
        task = bar.add_task("model files", total=None, visible=False)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=visible(what), visible=True
        )


def _no_bar(quiet: bool) -> bool:
    """A bar is for a terminal: into a file it would leave an empty line."""
    return quiet or not errors().is_terminal


def sync_report(report: SyncReport) -> None:
    """What a sync did."""
    console = Console()
    for name in ("added", "updated", "removed"):
        for path in getattr(report, name):
            console.print(_shown(f"{name:8} {visible(path)}"))
    console.print(
        f"{len(report.added)} added, {len(report.updated)} updated, {len(report.removed)} removed, "
        f"{report.unchanged} unchanged; {report.turns} turns, {report.chunks} chunks, "
        f"{report.embedded} texts embedded in {report.seconds:.1f} s",
        highlight=False,
    )
    for failure in report.failed:
        errors().print(_shown(f"failed   {failure.error}", style="red"))


def stream_answer(events: Iterator[StreamEvent], *, note: str | None) -> None:
    """The sources as soon as they are found, the draft as it is written, then the checked answer with its quotes."""
    console = Console()
    if note:
        errors().print(_shown(note, style="yellow"))
    for event in events:
        if isinstance(event, Sources):
            found = ", ".join(dict.fromkeys(c.speaker or "unnamed" for c in event.citations))
            errors().print(_shown(f"Sources: {len(event.citations)} turns ({found})", style="dim"))
        elif isinstance(event, Token) and sys.stderr.isatty():
            sys.stderr.write(visible(event.text, lines=True))
            sys.stderr.flush()
        elif isinstance(event, Done):
            if sys.stderr.isatty():
                sys.stderr.write("\n\n")
            _answer(console, event.answer)


def event_lines(events: Generator[StreamEvent, None, None]) -> None:
    """Each event as a JSON object on a line of its own; where nobody reads on, the answer is not written on."""
    try:
        for event in events:
            sys.stdout.write(escaped(json.dumps(event.to_dict(), ensure_ascii=False)) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        events.close()
        # Python flushes standard output once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answer(console: Console, answer: Answer) -> None:
    console.print(_shown(answer.text))
    console.print()
    for citation in answer.citations:
        console.print(_shown(f"[{citation.marker}] {source_line(citation)}", style="cyan"))
        console.print(_shown(f"    “{citation.quote}”"))
    for sentence in answer.sentences:
        if sentence.support == "weak":
            console.print(_shown(f"weakly supported: {sentence.text}", style="yellow"))
    for sentence in answer.dropped:
        console.print(_shown(f"left out, no turn says it: {sentence.text}", style="dim"))
    searched = "" if answer.abstained else f"{answer.coverage.describe()} "
    console.print(_shown(f"{searched}Model: {answer.model}.", style="dim"))


def source_line(citation: Citation) -> str:
    """Who said it, where and when, in one line."""
    parts = [citation.speaker or "Unnamed speaker", citation.title, citation.date, f"turn {citation.turn}"]
    if citation.start is not None:
        parts.append(clock(citation.start))
    return ", ".join(part for part in parts if part)


def search_results(values: Values) -> None:
    """Found turns, each with its place and its words."""
    console = Console()
    for result in values["results"]:
        where = ", ".join(str(part) for part in (result["speaker"], result["title"], result["date"]) if part)
        console.print(_shown(f"{where}  {result['turn_id']}", style="cyan"))
        console.print(_shown(f"    {result['text']}"))
    console.print(_shown(f"{values['count']} {values['mode']}", style="dim"))


def transcripts(values: Values) -> None:
    """The transcripts as a table."""
    table = _table("id", "title", "date", "turns", "format", "state", "speakers")
    for t in values["transcripts"]:
        state = t["state"] if t["state"] == "ready" else f"{t['state']}: {'; '.join(t['warnings'])}"
        row = (t["id"], t["title"], t["date"] or "", t["turns"], t["format"], state, ", ".join(t["speakers"][:6]))
        table.add_row(*(_shown(str(cell)) for cell in row))
    Console().print(table)


def speakers(values: Values) -> None:
    """The speakers as a table."""
    table = _table("speaker", "transcripts", "turns")
    for s in values["speakers"]:
        table.add_row(_shown(s["speaker"]), str(s["transcripts"]), str(s["turns"]))
    Console().print(table)


def turns(values: Values) -> None:
    """Turns as a transcript prints them, under what is known of the whole."""
    console, whole = Console(), values["transcript"]
    console.print(_shown(f"{whole['title']}  {whole['date'] or ''}", style="bold"))
    if known := ", ".join(whole[name] for name in ("event", "place", "url", "language") if whole[name]):
        console.print(_shown(known, style="dim"))
    for turn in values["turns"]:
        start = f"  {clock(turn['start'])}" if turn["start"] is not None else ""
        console.print(_shown(f"[{turn['index']}] {turn['speaker'] or 'Unnamed speaker'}{start}", style="cyan"))
        console.print(_shown(turn["text"]))


def parsed(values: Values) -> None:
    """Print what was parsed, for people."""
    console = Console()
    console.print(_shown(f"{values['title']}  {values['date'] or ''}", style="bold"))
    for turn in values["turns"]:
        start = f" {turn['start']:.1f}s" if turn["start"] is not None else ""
        console.print(_shown(f"[{turn['index']}] {turn['speaker'] or '(nobody named)'}{start}", style="cyan"))
        console.print(_shown(turn["text"]))
    counts = ", ".join(f"{len(values[key])} {key}" for key in ("turns", "events", "dropped", "warnings"))
    console.print(_shown(f"{counts}; encoding {values['encoding'] or 'none'}", style="dim"))
    for warning in values["warnings"]:
        console.print(_shown(f"warning: {warning['file']}:{warning['line']}: {warning['message']}", style="yellow"))


def verified(values: Values) -> None:
    """Which citations hold."""
    for citation in values["citations"]:
        mark = "holds" if citation["holds"] else "FAILS"
        Console().print(_shown(f"[{citation['marker']}] {mark}: {citation['why']}"))


def exported_feedback(values: Values) -> None:
    """What an evaluation set made of feedback holds, and what to do with it."""
    console, folder = Console(highlight=False, markup=False), visible(values["folder"])
    console.print(
        f"{values['questions']} questions on {values['transcripts']} transcripts in {folder}; "
        f"{values['complete']} can be measured as they are",
        soft_wrap=True,
    )
    if values["left_out"]:
        console.print(f"left out: {values['left_out']}, whose transcripts are no longer in the library", soft_wrap=True)
    if values["complete"]:
        console.print(f"ontherecord eval retrieval --data {folder} --split feedback", soft_wrap=True)


def checks(values: Values) -> None:
    """What the doctor found."""
    for check in values["checks"]:
        line = f"{'ok  ' if check['ok'] else 'FAIL'} {check['name']}: {check['detail']}"
        Console().print(
            _shown(line if check["ok"] else f"{line} -> {check['fix']}", style="" if check["ok"] else "red")
        )


def _shown(text: object, *, style: str = "") -> Text:
    """Text for the terminal: never markup, and nothing in it that a terminal obeys."""
    return Text(visible(text, lines=True), style=style)


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
