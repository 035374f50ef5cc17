"""What the command line prints with `--json`, as plain values: one form for the command, HTTP and MCP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.speakers.suggestions import suggest, variants
from index.transcript import turn_id
from rag.citations import cite, nearest_sentence
from rag.scopes import store

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.index import Index
    from index.library.correct import Listed
    from index.library.rename_speaker import Rename
    from index.speakers.suggestions import Suggestion
    from index.sync.report import SyncProgress, SyncReport
    from index.transcript import Segment, Transcript, Turn
    from rag.overview.library import Cited, LibraryOverview
    from rag.watches.store import News, Watch

LISTED = ("id", "title", "date", "speakers", "turns", "format", "state", "warnings")


def listing(transcripts: Iterable[TranscriptInfo]) -> dict[str, Any]:
    """The keys of `transcripts --json`."""
    known = [asdict(transcript) for transcript in transcripts]
    return {"transcripts": [{key: one[key] for key in LISTED} for one in known]}


def shown(transcript: TranscriptInfo, turns: Iterable[Turn]) -> dict[str, Any]:
    """The keys of `show --json`."""
    return {"transcript": asdict(transcript), "turns": [turn_values(turn) for turn in turns]}


def synced(report: SyncReport) -> dict[str, Any]:
    """The keys of `index --json`; `warnings` only where there is something to say of the library as a whole, `model`
    where it was chosen by the languages of the library."""
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(report).items()}
    return {key: value for key, value in given.items() if value or key not in ("warnings", "model")}


def progress(done: SyncProgress) -> dict[str, Any]:
    """How far a sync is: an event of type `progress`."""
    return {"type": "progress", **asdict(done)}


def scopes(index: Index, owner: str) -> dict[str, Any]:
    """The keys of `scopes list --json`: the collections that somebody may use, then the folders, with how many
    transcripts each holds now."""
    listed = index.transcripts()
    named = store.read(index.kept, owner)
    folders = (store.Scope(path, folders=(path,)) for path in store.folders(listed))
    return {
        "scopes": [
            {
                "name": one.name,
                "kind": "collection" if one in named else "folder",
                "shared": one.shared,
                "folders": list(one.folders),
                "transcripts": sum(info.state == "ready" and one.holds(info.id) for info in listed),
            }
            for one in (*named, *folders)
        ]
    }


def parsed(transcript: Transcript) -> dict[str, Any]:
    """The transcript with the keys of `parse --json`."""
    return {
        "id": transcript.id,
        "title": transcript.title,
        "date": transcript.meta.date,
        "turns": [turn_values(turn) for turn in transcript.turns],
        "events": [asdict(event) for event in transcript.events],
        "dropped": [asdict(dropped) for dropped in transcript.dropped],
        "warnings": [asdict(warning) for warning in transcript.warnings],
        "encoding": transcript.files[0].encoding if transcript.files else None,
    }


def names(index: Index, transcripts: Iterable[str]) -> dict[str, Any]:
    """The keys of `names --json`: who the unnamed speakers of these transcripts may be, with the turns that say so, and
    which names of the library may be one person's."""
    found = []
    for identifier in transcripts:
        turns = index.turns(identifier)
        found += [_suggestion(identifier, one, turns) for one in suggest(turns)]
    counts = {speaker: turns for speaker, _, turns in index.speakers()}
    same = [{**asdict(one), "turns": counts[one.speaker]} for one in variants(counts.items())]
    return {"suggestions": found, "variants": same}


def _suggestion(identifier: str, one: Suggestion, turns: Sequence[Turn]) -> dict[str, Any]:
    evidence = [
        {"turn_id": turns[e.turn].id, "quote": turns[e.turn].text[e.start : e.end], "kind": e.kind}
        for e in one.evidence
    ]
    return {"transcript_id": identifier, "speaker": one.speaker, "name": one.name, "evidence": evidence}


def overview(found: LibraryOverview) -> dict[str, Any]:
    """The keys of `overview --json`: the transcripts, who speaks how much, the sections of a single one, and lines of
    each kind, all of them citations; `counts` says how many lines there are."""
    turns, words = (sum(getattr(one, key) for one in found.people) or 1 for key in ("turns", "words"))
    return {
        "transcripts": [
            {key: getattr(one, key) for key in ("id", "title", "date", "turns")} for one in found.transcripts
        ],
        "people": [
            {
                "speaker": one.speaker,
                "role": one.role,
                "turns": one.turns,
                "words": one.words,
                "share_of_turns": round(one.turns / turns, 4),
                "share_of_words": round(one.words / words, 4),
                "turn_id": one.citation.turn_id,
                "url": one.citation.url,
            }
            for one in found.people
        ],
        "sections": [
            {"name": one.name, "turns": one.turns, "turn_id": one.citation.turn_id, "url": one.citation.url}
            for one in found.sections
        ],
        **{kind: [_line(n, line) for n, line in enumerate(lines, start=1)] for kind, lines in found.lines.items()},
        "counts": dict(found.counts),
    }


def _line(number: int, line: Cited) -> dict[str, Any]:
    beside = None
    if line.beside is not None:
        beside = {key: getattr(line.beside, key) for key in ("turn_id", "speaker", "quote", "url")}
    given = {"who": line.who, "when": line.when, "why": line.why, "count": line.count, "beside": beside}
    return {**asdict(line.citation), "marker": number, **given}


def renamed(rename: Rename, *, done: bool, later: bool = False) -> dict[str, Any]:
    """The keys of `rename --json`: what a new name changes, the lines that say so, and whether they are written;
    `later` as in `corrected`."""
    return {
        "speaker": rename.old,
        "name": rename.new.canonical,
        "file": rename.file,
        "lines": list(rename.lines()),
        "changes": [asdict(change) for change in rename.changes],
        "turns": rename.turns,
        "done": done,
        **({"later": True} if later else {}),
    }


def corrected(transcript: TranscriptInfo, turns: Iterable[Turn], report: SyncReport | None) -> dict[str, Any]:
    """The keys of `correct --json`: the turn as it is now, or the two that it became, and the texts embedded for it."""
    return {**shown(transcript, turns), **_follow_report(report)}


def undone(identifier: str, report: SyncReport | None) -> dict[str, Any]:
    """The keys of `corrections --undo --json`."""
    return {"undone": identifier, **_follow_report(report)}


def _follow_report(report: SyncReport | None) -> dict[str, Any]:
    """The texts embedded; `later` only where another sync runs, and the index follows when it has ended."""
    return {"embedded": 0, "later": True} if report is None else {"embedded": report.embedded}


def corrections(found: Iterable[Listed], *, who: bool = True) -> dict[str, Any]:
    """The keys of `corrections --json`: where each is now, what the file says there, and what is said instead; with
    `who`, also the account by which it was made."""
    return {"corrections": [_correction(one, who=who) for one in found]}


def _correction(found: Listed, *, who: bool) -> dict[str, Any]:
    one, original = found.correction, found.original
    return {
        "id": one.id,
        "transcript_id": found.transcript_id,
        "kind": one.kind,
        "applies": found.turn is not None,
        "turn": found.turn,
        "turn_id": None if found.turn is None else turn_id(found.transcript_id, found.turn),
        "file_turn": one.turn,
        "original": None if original is None else {"speaker": original[0], "text": original[1]},
        "said": one.said,
        "words": one.words or None,
        "speaker": one.speaker or None,
        **({"by": one.by} if who else {}),
        "at": one.at,
    }


def watched(watches: Iterable[Watch]) -> dict[str, Any]:
    """The keys of `watch --list --json`."""
    return {"watched": [_watch(watch) for watch in watches]}


def news(found: News, *, first: bool, base_url: str) -> dict[str, Any]:
    """The keys of `watch --json`: the search, how many turns it finds, and those that are new, as results of `search`
    without a score; of a search looked for the `first` time, none."""
    passages = [] if first else [mention.passage for mention in found.new]
    new = [
        {
            **cite(n, p, nearest_sentence(found.watch.query, p.turn.text), base_url=base_url).to_dict(),
            "text": p.turn.text,
        }
        for n, p in enumerate(passages, start=1)
    ]
    return {**_watch(found.watch), "first": first, "count": found.count, "new": new}


def _watch(watch: Watch) -> dict[str, Any]:
    values = asdict(watch)
    keys = ("query", "kind", "speakers", "transcripts", "after", "before", "scope", "at")
    return {"id": watch.id, **{key: list(v) if isinstance(v := values[key], tuple) else v for key in keys}}


def turn_values(turn: Turn) -> dict[str, Any]:
    """A turn with the keys of `parse --json`; with `original`, the turns of the file, where it was corrected."""
    original = [asdict(one) for one in turn.originals]
    return {
        "index": turn.index,
        "speaker": turn.speaker,
        "as_printed": list(turn.as_printed),
        "role": turn.role,
        "text": turn.text,
        "start": turn.start,
        "end": turn.end,
        "inferred": turn.inferred,
        "segments": [_segment(segment) for segment in turn.segments],
        **({"original": original, "corrections": list(turn.corrections)} if original else {}),
    }


def _segment(segment: Segment) -> dict[str, Any]:
    keys = ("file", "line_start", "line_end", "start", "end", "inferred")
    return {key: getattr(segment, key) for key in keys}
