"""What `ontherecord parse` shows of a file: the transcript's turns and all that is in none of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from index.errors import TooLarge, TranscriptError
from index.readers.shared.limits import MAX_BYTES, SPLIT
from index.readers.sidecar import described, read_sidecar, sidecar_names
from index.transcript import Segment, Transcript, Turn


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises TranscriptError where it is missing, unreadable or too large to look at."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TooLarge(path, f"is {size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB.", way_out=SPLIT)
        return path.read_bytes()
    except OSError as error:
        raise TranscriptError(path, f"cannot be read: {error.strerror}.", way_out="Check the name") from error


def with_sidecar(transcript: Transcript, file: Path) -> Transcript:
    """The transcript as the YAML file beside its first file has it. Raises TranscriptError where that is unreadable."""
    for name in sidecar_names(file.name):
        if (sidecar := file.with_name(name)).is_file():
            return described(transcript, read_sidecar(sidecar.as_posix(), read_file(sidecar)))
    return transcript


def to_values(transcript: Transcript) -> dict[str, Any]:
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


def show(values: dict[str, Any]) -> None:
    """Print what was parsed, for people."""
    console = Console()
    console.print(Text(f"{values['title']}  {values['date'] or ''}", style="bold"))
    for turn in values["turns"]:
        start = f" {turn['start']:.1f}s" if turn["start"] is not None else ""
        console.print(Text(f"[{turn['index']}] {turn['speaker'] or '(nobody named)'}{start}", style="cyan"))
        console.print(Text(turn["text"]))
    counts = ", ".join(f"{len(values[key])} {key}" for key in ("turns", "events", "dropped", "warnings"))
    console.print(Text(f"{counts}; encoding {values['encoding'] or 'none'}", style="dim"))
    for warning in values["warnings"]:
        console.print(Text(f"warning: {warning['file']}:{warning['line']}: {warning['message']}", style="yellow"))
