"""What the command line shows people of values: reports, tables, turns. Transcript text is never markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from index.sync.report import SyncReport
from rag.cli.terminal import errors, new_table, shown
from rag.cli.visible import visible
from rag.export.clock import clock
from rag.export.overview import HEADINGS, in_words

Values = dict[str, Any]
_PEOPLE = 12  # listed in an overview
NOTES = 20  # warnings of what a sync read


def sync_report(report: SyncReport, notes: Sequence[str] = ()) -> None:
    """What a sync did; `notes` are the warnings of what it read."""
    console = Console()
    for name in ("added", "updated", "removed"):
        for path in getattr(report, name):
            console.print(shown(f"{name:8} {visible(path)}"))
    console.print(
        f"{len(report.added)} added, {len(report.updated)} updated, {len(report.removed)} removed, "
        f"{report.unchanged} unchanged; {report.turns} turns, {report.chunks} chunks, "
        f"{report.embedded} texts embedded in {report.seconds:.1f} s",
        highlight=False,
    )
    if report.model:
        console.print(shown(f"embedding model: {report.model}, by the languages of the library"), highlight=False)
    for note in report.warnings:
        errors().print(shown(f"warning  {note}", style="yellow"))
    for note in notes[:NOTES]:
        errors().print(shown(f"warning  {note}", style="yellow"))
    if len(notes) > NOTES:
        errors().print(shown(f"and {len(notes) - NOTES} more: see `ontherecord show`", style="yellow"))
    for failure in report.failed:
        errors().print(shown(f"failed   {failure.error}", style="red"))


def search_results(values: Values) -> None:
    """Found turns, each with its place and its words."""
    console = Console()
    for result in values["results"]:
        mark = "corrected" if result.get("corrected") else None
        where = ", ".join(str(part) for part in (result["speaker"], result["title"], result["date"], mark) if part)
        console.print(shown(f"{where}  {result['turn_id']}", style="cyan"))
        console.print(shown(f"    {result['text']}"))
    console.print(shown(f"{values['count']} {values['mode']}", style="dim"))


def transcripts(values: Values) -> None:
    """The transcripts as a table."""
    table = new_table("id", "title", "date", "turns", "format", "state", "speakers")
    for t in values["transcripts"]:
        noted = f" ({len(t['warnings'])} warnings)" if t["warnings"] else ""
        state = f"ready{noted}" if t["state"] == "ready" else f"{t['state']}: {'; '.join(t['warnings'])}"
        row = (t["id"], t["title"], t["date"] or "", t["turns"], t["format"], state, ", ".join(t["speakers"][:6]))
        table.add_row(*(shown(str(cell)) for cell in row))
    Console().print(table)


def speakers(values: Values) -> None:
    """The speakers as a table."""
    table = new_table("speaker", "transcripts", "turns")
    for s in values["speakers"]:
        table.add_row(shown(s["speaker"]), str(s["transcripts"]), str(s["turns"]))
    Console().print(table)


def models(values: Values) -> None:
    """The language models as a table: what each is, where it sends what it reads, and what it lacks."""
    table = new_table("name", "", "GB", "sends the question and the turns to", "lacks")
    for one in values["models"]:
        size = f"{one['size'] / 1e9:.1f}" if one["size"] else ""
        name = one["name"] + ("NAME" if one["kind"] == "hosted" else "")
        table.add_row(shown(name), one["kind"], size, one["sends_to"] or "nobody", one["lacking"] or "")
    console = Console()
    console.print(table)
    if not values["ollama_runs"]:
        console.print(shown(f"No Ollama answers at {values['ollama']}", style="dim"))


def names(values: Values) -> None:
    """Who unnamed speakers may be, each with what says so; then the names that may be one person's."""
    console = Console()
    for one in values["suggestions"]:
        console.print(shown(f"{one['transcript_id']}: {one['speaker']} may be {one['name']}"))
        for said in one["evidence"]:
            console.print(shown(f"    {said['turn_id']}: “{said['quote']}”", style="dim"))
    for one in values["variants"]:
        line = f"{one['speaker']} ({one['turns']} turns) may be {one['same_as']}"
        console.print(shown(line))
    if not (values["suggestions"] or values["variants"]):
        console.print("Nothing to suggest")


def overview(values: Values) -> None:
    """Who speaks how much, then the lines of each kind, each with where it is said."""
    console = Console()
    listed = values["transcripts"]
    title = listed[0]["title"] if len(listed) == 1 else f"{len(listed)} transcripts"
    console.print(shown(title, style="bold"))
    for one in values["people"][:_PEOPLE]:
        share = f"{one['turns']} turns, {one['share_of_words']:.0%} of the words"
        console.print(shown(f"    {one['speaker'] or 'Unnamed speaker'}: {share}"))
    for one in values["sections"]:
        console.print(shown(f"    § {one['name']}  {one['turn_id']}", style="dim"))
    for kind, heading in HEADINGS.items():
        for line in values.get(kind) or ():
            if line is values[kind][0]:
                console.print(shown(heading, style="bold"))
            console.print(shown(f"  • {in_words(line, kind)}"))
            where = (line["speaker"] or "Unnamed speaker", line["date"] or "", line["turn_id"])
            console.print(shown("    " + " · ".join(filter(None, where)), style="dim"))
        if len(values.get(kind) or ()) < values["counts"].get(kind, 0):
            console.print(shown(f"    … of {values['counts'][kind]}; list more with -k", style="dim"))


def renamed(values: Values) -> None:
    """What a new name changes, and the lines that say so."""
    console = Console()
    for change in values["changes"]:
        joins = f", joins {change['joins']} that have the name" if change["joins"] else ""
        console.print(shown(f"{change['title']}: {change['turns']} turns{joins}"))
    console.print(shown(f"{values['file']} {'has' if values['done'] else 'would get'}:", style="dim"))
    for line in values["lines"]:
        console.print(shown(f"    {line}"))
    _later(values)


def corrected(values: Values) -> None:
    """The turn as it is now, or the two that it became."""
    turns(values)
    _later(values)


def undone(values: Values) -> None:
    """Which correction is no more."""
    Console().print(shown(f"Undone: {values['undone']}"))
    _later(values)


def _later(values: Values) -> None:
    """Say so where something was kept while another sync ran."""
    if values.get("later"):
        errors().print(
            shown("Kept. Another sync of this index runs; what changes is shown after the next: ontherecord index")
        )


def corrections(values: Values) -> None:
    """Each correction with what the file says and what stands there instead."""
    console = Console()
    for one in values["corrections"]:
        where = one["turn_id"] or f"{one['transcript_id']}, once turn {one['file_turn']}: applies no longer"
        by = " · ".join(part for part in (one["by"], one["at"]) if part)
        console.print(
            shown(f"{one['id']}  {one['kind']:7}  {where}  {by}", style="cyan" if one["applies"] else "yellow")
        )
        said = one["original"]["text"] if one["original"] else one["said"]
        console.print(shown(f"    {said}", style="dim"))
        for new in filter(None, (one["words"] if one["kind"] == "words" else "", one["speaker"])):
            console.print(shown(f"    → {new}"))
    if not values["corrections"]:
        console.print("Nothing was corrected")


def pins(values: Values) -> None:
    """Each pin with its words, who said them where, and the note."""
    console = Console()
    for pin in values["pins"]:
        quote = pin["quote"]
        if quote is None:
            console.print(shown(f"{pin['id']}  {pin['turn_id']}: no turn says these words any more", style="dim"))
        else:
            console.print(shown(f"{pin['id']}  “{quote['quote']}”"))
            where = (quote["speaker"] or "Unnamed speaker", quote["title"], quote["date"] or "", quote["turn_id"])
            console.print(shown("    " + " · ".join(filter(None, where)), style="dim"))
        if pin["note"]:
            console.print(shown(f"    {pin['note']}"))
    if not values["pins"]:
        console.print("No pins")


def news(values: Values) -> None:
    """What is new about a watched search, or how much there is the first time."""
    console = Console()
    if values["first"]:
        console.print(shown(f"Watched from now on; so far in {values['count']} turns: {values['query']}"))
        return
    for one in values["new"]:
        where = (one["speaker"] or "Unnamed speaker", one["title"], one["date"] or "", one["turn_id"])
        console.print(shown(" · ".join(filter(None, where)), style="bold"))
        console.print(shown(f"    {one['text']}"))
    if not values["new"]:
        console.print(shown(f"Nothing new since {values['at']}: {values['query']}"))


def watched(values: Values) -> None:
    """The watched searches as a table."""
    table = new_table("id", "query", "", "limits", "last shown")
    for one in values["watched"]:
        limits = [*one["speakers"], *one["transcripts"], *filter(None, (one["after"], one["before"]))]
        table.add_row(one["id"], shown(one["query"]), one["kind"], shown(", ".join(limits)), one["at"])
    Console().print(table)


def turns(values: Values) -> None:
    """Turns as a transcript prints them, under what is known of the whole."""
    console, whole = Console(), values["transcript"]
    console.print(shown(f"{whole['title']}  {whole['date'] or ''}", style="bold"))
    if known := ", ".join(whole[name] for name in ("event", "place", "url", "language") if whole[name]):
        console.print(shown(known, style="dim"))
    for warning in whole["warnings"]:
        console.print(shown(f"warning: {warning}", style="yellow"))
    for turn in values["turns"]:
        start = f"  {clock(turn['start'])}" if turn["start"] is not None else ""
        mark = "  corrected" if turn.get("original") else ""
        console.print(shown(f"[{turn['index']}] {turn['speaker'] or 'Unnamed speaker'}{start}{mark}", style="cyan"))
        console.print(shown(turn["text"]))


def parsed(values: Values) -> None:
    """Print what was parsed, for people."""
    console = Console()
    console.print(shown(f"{values['title']}  {values['date'] or ''}", style="bold"))
    for turn in values["turns"]:
        start = f" {turn['start']:.1f}s" if turn["start"] is not None else ""
        console.print(shown(f"[{turn['index']}] {turn['speaker'] or '(nobody named)'}{start}", style="cyan"))
        console.print(shown(turn["text"]))
    counts = ", ".join(f"{len(values[key])} {key}" for key in ("turns", "events", "dropped", "warnings"))
    console.print(shown(f"{counts}; encoding {values['encoding'] or 'none'}", style="dim"))
    for warning in values["warnings"]:
        console.print(shown(f"warning: {warning['file']}:{warning['line']}: {warning['message']}", style="yellow"))


def verified(values: Values) -> None:
    """Which citations hold, and each sentence with its verdict and why."""
    for citation in values["citations"]:
        mark = "holds" if citation["holds"] else "FAILS"
        Console().print(shown(f"[{citation['marker']}] {mark}: {citation['why']}"))
    for sentence in values["sentences"]:
        Console().print(shown(f"{sentence['support']}: {sentence['text']} ({sentence['why'] or ''})"))


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
        Console().print(shown(line if check["ok"] else f"{line} -> {check['fix']}", style="" if check["ok"] else "red"))
