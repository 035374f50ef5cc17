"""What the command line prints with `--json`, as plain values: one form for the command, HTTP and MCP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.sync.sync import SyncProgress, SyncReport
    from index.transcript import Segment, Transcript, Turn

LISTED = ("id", "title", "date", "speakers", "turns", "format", "state", "warnings")


def listing(transcripts: Iterable[TranscriptInfo]) -> dict[str, Any]:
    """The keys of `transcripts --json`."""
    known = [asdict(transcript) for transcript in transcripts]
    return {"transcripts": [{key: one[key] for key in LISTED} for one in known]}


def shown(transcript: TranscriptInfo, turns: Iterable[Turn]) -> dict[str, Any]:
    """The keys of `show --json`."""
    return {"transcript": asdict(transcript), "turns": [turn_values(turn) for turn in turns]}


def synced(report: SyncReport) -> dict[str, Any]:
    """The keys of `index --json`."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(report).items()}


def progress(done: SyncProgress) -> dict[str, Any]:
    """How far a sync is: an event of type `progress`."""
    return {"type": "progress", **asdict(done)}


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


def turn_values(turn: Turn) -> dict[str, Any]:
    """A turn with the keys of `parse --json`."""
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
    }


def _segment(segment: Segment) -> dict[str, Any]:
    keys = ("file", "line_start", "line_end", "start", "end", "inferred")
    return {key: getattr(segment, key) for key in keys}
