"""Turns and transcripts as JSON text, for the catalog: every field kept, defaults left out."""

import json
from dataclasses import fields
from typing import Any

from index.transcript import Run, Segment, Speaker, Transcript, Turn, named_speakers

_META = (
    "event",
    "place",
    "url",
    "language",
)  # of a transcript's Meta: what is said of the whole, beside title and date


def dump_turn(turn: Turn) -> str:
    """A turn as JSON."""
    values = _filled(turn)
    values["segments"] = [_dump_segment(segment) for segment in turn.segments]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def turn(record: str) -> Turn:
    """The turn that `dump_turn` wrote."""
    values = json.loads(record)
    values["segments"] = tuple(_segment(item) for item in values.get("segments", ()))
    values["as_printed"] = tuple(values.get("as_printed", ()))
    return Turn(**values)


def dump_transcript(transcript: Transcript) -> str:
    """What lists show of a transcript, as JSON."""
    return json.dumps(
        {
            "id": transcript.id,
            "title": transcript.title,
            "date": transcript.date,
            "speakers": list(named_speakers(transcript.turns)),
            "people": [[s.canonical, list(s.aliases), s.role] for s in transcript.speakers],
            "turns": len(transcript.turns),
            "format": transcript.files[0].format if transcript.files else "",
            "state": "ready",
            "warnings": [
                f"{w.file}:{w.line}: {w.message}" if w.line else f"{w.file}: {w.message}" for w in transcript.warnings
            ],
            **{name: said for name in _META if (said := getattr(transcript.meta, name))},
        },
        ensure_ascii=False,
    )


def info(row: tuple[str]) -> dict[str, Any]:
    """What lists show of a transcript: the fields that `dump_transcript` wrote but its people, lists as tuples."""
    values = json.loads(row[0])
    values.pop("people", None)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def people(record: str) -> tuple[Speaker, ...]:
    """The speakers of a transcript, from what `dump_transcript` wrote."""
    values = json.loads(record)
    known = {name: Speaker(name, tuple(aliases), role) for name, aliases, role in values.get("people", ())}
    return tuple(known.get(name, Speaker(name)) for name in values["speakers"])


def _dump_segment(segment: Segment) -> dict[str, Any]:
    values = _filled(segment)
    if segment.runs:
        values["runs"] = [[run.text_start, run.char_start, run.length] for run in segment.runs]
    return values


def _segment(values: dict[str, Any]) -> Segment:
    runs = tuple(Run(*run) for run in values.pop("runs", ()))
    return Segment(**values, runs=runs)


def _filled(value: Any) -> dict[str, Any]:
    """Fields that differ from their defaults."""
    return {
        f.name: content for f in fields(value) if (content := getattr(value, f.name)) != f.default and content != ()
    }
