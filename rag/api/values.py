"""What the command line prints with `--json`, as plain values: one form for the command, HTTP and MCP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.api.parsed import turn_values

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.sync.sync import SyncProgress, SyncReport
    from index.transcript import Turn

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
