"""What the command line shows people: tables, progress bars, a streamed answer. Transcript text is never markup."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from index.sync.report import SyncProgress, SyncReport
from rag.answer import Answer, Citation, Done, Reading, Sources, StreamEvent, Token
from rag.cli.visible import escaped, visible
from rag.export.clock import clock
from rag.export.overview import HEADINGS, in_words

Values = dict[str, Any]
_PEOPLE = 12  # whom an overview lists
NOTES = 20  # warnings of what a sync read


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


@contextmanager
def counted(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for what takes its time: (done, in all)."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=_no_bar(quiet)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _no_bar(quiet: bool) -> bool:
    """A bar is for a terminal: into a file it would leave an empty line."""
    return quiet or not errors().is_terminal


def sync_report(report: SyncReport, notes: Sequence[str] = ()) -> None:
    """What a sync did; `notes` are the warnings of what it read."""
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
    if report.model:
        console.print(_shown(f"embedding model: {report.model}, by the languages of the library"), highlight=False)
    for note in report.warnings:
        errors().print(_shown(f"warning  {note}", style="yellow"))
    for note in notes[:NOTES]:
        errors().print(_shown(f"warning  {note}", style="yellow"))
    if len(notes) > NOTES:
        errors().print(_shown(f"and {len(notes) - NOTES} more: see `ontherecord show`", style="yellow"))
    for failure in report.failed:
        errors().print(_shown(f"failed   {failure.error}", style="red"))


def stream_answer(events: Iterator[StreamEvent], *, note: str | None) -> None:
    """The sources as soon as they are found, the draft as it is written, then the checked answer with its quotes."""
    console = Console()
    if note:
        errors().print(_shown(note, style="yellow"))
    drafting: bool | None = None  # whether the line that stands there is the draft's, or says which part is read
    for event in events:
        if isinstance(event, Sources):
            found = ", ".join(dict.fromkeys(c.speaker or "unnamed" for c in event.citations))
            errors().print(_shown(f"Sources: {len(event.citations)} turns ({found})", style="dim"))
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
    parts += ["corrected"] if citation.corrected else []
    return ", ".join(part for part in parts if part)


def search_results(values: Values) -> None:
    """Found turns, each with its place and its words."""
    console = Console()
    for result in values["results"]:
        mark = "corrected" if result.get("corrected") else None
        where = ", ".join(str(part) for part in (result["speaker"], result["title"], result["date"], mark) if part)
        console.print(_shown(f"{where}  {result['turn_id']}", style="cyan"))
        console.print(_shown(f"    {result['text']}"))
    console.print(_shown(f"{values['count']} {values['mode']}", style="dim"))


def transcripts(values: Values) -> None:
    """The transcripts as a table."""
    table = _table("id", "title", "date", "turns", "format", "state", "speakers")
    for t in values["transcripts"]:
        noted = f" ({len(t['warnings'])} warnings)" if t["warnings"] else ""
        state = f"ready{noted}" if t["state"] == "ready" else f"{t['state']}: {'; '.join(t['warnings'])}"
        row = (t["id"], t["title"], t["date"] or "", t["turns"], t["format"], state, ", ".join(t["speakers"][:6]))
        table.add_row(*(_shown(str(cell)) for cell in row))
    Console().print(table)


def speakers(values: Values) -> None:
    """The speakers as a table."""
    table = _table("speaker", "transcripts", "turns")
    for s in values["speakers"]:
        table.add_row(_shown(s["speaker"]), str(s["transcripts"]), str(s["turns"]))
    Console().print(table)


def models(values: Values) -> None:
    """The language models as a table: what each is, where it sends what it reads, and what it lacks."""
    table = _table("name", "", "GB", "sends the question and the turns to", "lacks")
    for one in values["models"]:
        size = f"{one['size'] / 1e9:.1f}" if one["size"] else ""
        name = one["name"] + ("NAME" if one["kind"] == "hosted" else "")
        table.add_row(_shown(name), one["kind"], size, one["sends_to"] or "nobody", one["lacking"] or "")
    console = Console()
    console.print(table)
    if not values["ollama_runs"]:
        console.print(_shown(f"No Ollama answers at {values['ollama']}", style="dim"))


def names(values: Values) -> None:
    """Who unnamed speakers may be, each with what says so; then the names that may be one person's."""
    console = Console()
    for one in values["suggestions"]:
        console.print(_shown(f"{one['transcript_id']}: {one['speaker']} may be {one['name']}"))
        for said in one["evidence"]:
            console.print(_shown(f"    {said['turn_id']}: “{said['quote']}”", style="dim"))
    for one in values["variants"]:
        line = f"{one['speaker']} ({one['turns']} turns) may be {one['same_as']}"
        console.print(_shown(line))
    if not (values["suggestions"] or values["variants"]):
        console.print("Nothing to suggest")


def overview(values: Values) -> None:
    """Who speaks how much, then the lines of each kind, each with where it is said."""
    console = Console()
    listed = values["transcripts"]
    title = listed[0]["title"] if len(listed) == 1 else f"{len(listed)} transcripts"
    console.print(_shown(title, style="bold"))
    for one in values["people"][:_PEOPLE]:
        share = f"{one['turns']} turns, {one['share_of_words']:.0%} of the words"
        console.print(_shown(f"    {one['speaker'] or 'Unnamed speaker'}: {share}"))
    for one in values["sections"]:
        console.print(_shown(f"    § {one['name']}  {one['turn_id']}", style="dim"))
    for kind, heading in HEADINGS.items():
        for line in values.get(kind) or ():
            if line is values[kind][0]:
                console.print(_shown(heading, style="bold"))
            console.print(_shown(f"  • {in_words(line, kind)}"))
            where = (line["speaker"] or "Unnamed speaker", line["date"] or "", line["turn_id"])
            console.print(_shown("    " + " · ".join(filter(None, where)), style="dim"))
        if len(values.get(kind) or ()) < values["counts"].get(kind, 0):
            console.print(_shown(f"    … of {values['counts'][kind]}; list more with -k", style="dim"))


def renamed(values: Values) -> None:
    """What a new name changes, and the lines that say so."""
    console = Console()
    for change in values["changes"]:
        joins = f", joins {change['joins']} that have the name" if change["joins"] else ""
        console.print(_shown(f"{change['title']}: {change['turns']} turns{joins}"))
    console.print(_shown(f"{values['file']} {'has' if values['done'] else 'would get'}:", style="dim"))
    for line in values["lines"]:
        console.print(_shown(f"    {line}"))


def corrections(values: Values) -> None:
    """Each correction with what the file says and what stands there instead."""
    console = Console()
    for one in values["corrections"]:
        where = one["turn_id"] or f"{one['transcript_id']}, once turn {one['file_turn']}: applies no longer"
        by = " · ".join(part for part in (one["by"], one["at"]) if part)
        console.print(
            _shown(f"{one['id']}  {one['kind']:7}  {where}  {by}", style="cyan" if one["applies"] else "yellow")
        )
        said = one["original"]["text"] if one["original"] else one["said"]
        console.print(_shown(f"    {said}", style="dim"))
        for new in filter(None, (one["words"] if one["kind"] == "words" else "", one["speaker"])):
            console.print(_shown(f"    → {new}"))
    if not values["corrections"]:
        console.print("Nothing was corrected")


def pins(values: Values) -> None:
    """Each pin with its words, who said them where, and the note."""
    console = Console()
    for pin in values["pins"]:
        quote = pin["quote"]
        if quote is None:
            console.print(_shown(f"{pin['id']}  {pin['turn_id']}: no turn says these words any more", style="dim"))
        else:
            console.print(_shown(f"{pin['id']}  “{quote['quote']}”"))
            where = (quote["speaker"] or "Unnamed speaker", quote["title"], quote["date"] or "", quote["turn_id"])
            console.print(_shown("    " + " · ".join(filter(None, where)), style="dim"))
        if pin["note"]:
            console.print(_shown(f"    {pin['note']}"))
    if not values["pins"]:
        console.print("No pins")


def news(values: Values) -> None:
    """What is new about a watched search, or how much there is the first time."""
    console = Console()
    if values["first"]:
        console.print(_shown(f"Watched from now on; so far in {values['count']} turns: {values['query']}"))
        return
    for one in values["new"]:
        where = (one["speaker"] or "Unnamed speaker", one["title"], one["date"] or "", one["turn_id"])
        console.print(_shown(" · ".join(filter(None, where)), style="bold"))
        console.print(_shown(f"    {one['text']}"))
    if not values["new"]:
        console.print(_shown(f"Nothing new since {values['at']}: {values['query']}"))


def watched(values: Values) -> None:
    """The watched searches as a table."""
    table = _table("id", "query", "", "limits", "told")
    for one in values["watched"]:
        limits = [*one["speakers"], *one["transcripts"], *filter(None, (one["after"], one["before"]))]
        table.add_row(one["id"], _shown(one["query"]), one["kind"], _shown(", ".join(limits)), one["at"])
    Console().print(table)


def turns(values: Values) -> None:
    """Turns as a transcript prints them, under what is known of the whole."""
    console, whole = Console(), values["transcript"]
    console.print(_shown(f"{whole['title']}  {whole['date'] or ''}", style="bold"))
    if known := ", ".join(whole[name] for name in ("event", "place", "url", "language") if whole[name]):
        console.print(_shown(known, style="dim"))
    for warning in whole["warnings"]:
        console.print(_shown(f"warning: {warning}", style="yellow"))
    for turn in values["turns"]:
        start = f"  {clock(turn['start'])}" if turn["start"] is not None else ""
        mark = "  corrected" if turn.get("original") else ""
        console.print(_shown(f"[{turn['index']}] {turn['speaker'] or 'Unnamed speaker'}{start}{mark}", style="cyan"))
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
    """Which citations hold, and each sentence with its verdict and why."""
    for citation in values["citations"]:
        mark = "holds" if citation["holds"] else "FAILS"
        Console().print(_shown(f"[{citation['marker']}] {mark}: {citation['why']}"))
    for sentence in values["sentences"]:
        Console().print(_shown(f"{sentence['support']}: {sentence['text']} ({sentence['why'] or ''})"))


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
