"""Reads what an adapter is trained on: transcripts and questions in the normal form (docs/embedding.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import OnTheRecordError
from index.transcript import Meta, Transcript, Turn, turn_id


class TrainingDataError(OnTheRecordError):
    """A file of training data is missing or has a line that is not in the normal form."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the turns that answer it; `unclear` turns are near them and count neither way."""

    text: str
    right: frozenset[int]
    unclear: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Material:
    """A transcript and the questions asked of it, if any."""

    transcript: Transcript
    questions: tuple[Question, ...] = ()


def read_material(folder: Path, split: str) -> tuple[Material, ...]:
    """The transcripts of a split with their questions; without a file of questions, transcripts alone.

    Raises TrainingDataError naming file and line.
    """
    transcripts = [_transcript(where, line) for where, line in _lines(folder / f"transcripts.{split}.jsonl")]
    lengths = {transcript.id: len(transcript.turns) for transcript in transcripts}
    asked: dict[str, list[Question]] = {name: [] for name in lengths}
    questions = folder / f"questions.{split}.jsonl"
    for where, line in _lines(questions) if questions.is_file() else ():
        name = _field(line, "transcript_id", str, where)
        if name not in lengths:
            raise TrainingDataError(f"{where}: there is no transcript {name!r} in this split")
        if line.get("answerable", True) and line.get("gold_turns"):
            asked[name].append(_question(where, line, lengths[name]))
    return tuple(Material(transcript, tuple(asked[transcript.id])) for transcript in transcripts)


def _transcript(where: str, line: dict[str, Any]) -> Transcript:
    name = _field(line, "transcript_id", str, where)
    turns = [_turn(name, place, turn, where) for place, turn in enumerate(_field(line, "turns", list, where))]
    return Transcript(id=name, revision="", files=(), turns=tuple(turns), meta=Meta(title=line.get("title")))


def _turn(name: str, place: int, turn: dict[str, Any], where: str) -> Turn:
    if turn.get("i") != place:
        raise TrainingDataError(f"{where}: `i` of the turns must count 0, 1, 2, … without a gap")
    return Turn(turn_id(name, place), place, turn.get("speaker") or None, _field(turn, "text", str, where))


def _question(where: str, line: dict[str, Any], length: int) -> Question:
    right = frozenset(_field(line, "gold_turns", list, where))
    if not all(isinstance(turn, int) and 0 <= turn < length for turn in right):
        raise TrainingDataError(f"{where}: `gold_turns` are not all turns of the transcript (0 to {length - 1})")
    low, high = line.get("gold_span") or (0, -1)
    return Question(_field(line, "question", str, where), right, frozenset(range(low, high + 1)) - right)


def _field(line: dict[str, Any], name: str, kind: type, where: str) -> Any:
    value = line.get(name)
    if not isinstance(value, kind):
        raise TrainingDataError(f"{where}: `{name}` is missing or not a {kind.__name__}")
    return value


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrainingDataError(f"{path}: cannot be read ({error.strerror})") from error
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise TrainingDataError(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(value, dict):
            raise TrainingDataError(f"{path}:{number}: not a JSON object")
        yield f"{path}:{number}", value
