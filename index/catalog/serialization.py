"""Turns and transcripts as JSON text, for the catalog: every field kept, defaults left out."""

import json
from dataclasses import fields
from typing import Any

from index.transcript import Event, Original, Run, Segment, Speaker, Transcript, Turn, named_speakers

VERSION = 4  # changes whenever more is kept of a transcript: every file is then read again

_META = ("event", "place", "url")  # of a transcript's Meta: what is said of the whole, beside title and date


def dump_turn(turn: Turn) -> str:
    """A turn as JSON."""
    values = _filled(turn)
    values["segments"] = [_dump_segment(segment) for segment in turn.segments]
    if turn.originals:
        values["originals"] = [[one.index, one.speaker, one.text] for one in turn.originals]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def turn(record: str) -> Turn:
    """The turn that `dump_turn` wrote."""
    values = json.loads(record)
    values["segments"] = tuple(_segment(item) for item in values.get("segments", ()))
    for key in ("as_printed", "corrections"):
        values[key] = tuple(values.get(key, ()))
    values["originals"] = tuple(Original(*item) for item in values.get("originals", ()))
    return Turn(**values)


def dump_transcript(transcript: Transcript) -> str:
    """What is kept of a transcript beside its turns, as JSON."""
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
            **({"language": transcript.language} if transcript.language else {}),
            "files": [file.path for file in transcript.files],
            "events": [_filled(event) for event in transcript.events],
        },
        ensure_ascii=False,
    )


def info(row: tuple[str]) -> dict[str, Any]:
    """What lists show of a transcript, from what `dump_transcript` wrote; lists as tuples."""
    values = json.loads(row[0])
    for unlisted in ("people", "files", "events"):
        values.pop(unlisted, None)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def people(record: str) -> tuple[Speaker, ...]:
    """The speakers of a transcript, from what `dump_transcript` wrote."""
    values = json.loads(record)
    known = {name: Speaker(name, tuple(aliases), role) for name, aliases, role in values.get("people", ())}
    return tuple(known.get(name, Speaker(name)) for name in values["speakers"])


def files(record: str) -> tuple[str, ...]:
    """The library paths a transcript was read from, in order, from what `dump_transcript` wrote."""
    values = json.loads(record)
    return tuple(values.get("files") or (values["id"],))


def events(record: str) -> tuple[Event, ...]:
    """The events of a transcript, in the order of its files, from what `dump_transcript` wrote."""
    found = json.loads(record).get("events", ())
    return tuple(Event(**{**event, "span": tuple(span) if (span := event.get("span")) else None}) for event in found)


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
