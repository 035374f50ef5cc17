"""Sentences about conversations that others judged, read as pairs for `benchmarks.grounding`.

`diasumfact*.jsonl`: `{"id", "dataset", "utterances": ["speaker: words", …], "sentence", "supported", "errors"}`.
`explainmeetsum*.jsonl`: `{"transcript_id", "sentence", "gold_turns"}`; its transcripts are those of
`transcripts*.jsonl` in the same folder or in `qmsum` beside it, and its evidence is the gold turns and the 15 turns
around them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.transcript import Turn
from index.vocabulary import has_question
from rag.answer import Passage
from rag.grounding.evidence import Evidence

_AROUND = 15  # turns


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence about some turns, and what is true of it; `supports`: the turns that say it."""

    id: str
    half: str
    sentence: str
    label: str
    supports: frozenset[int]
    evidence: tuple[Evidence, ...]


def diasumfact(folder: Path) -> list[Pair]:
    """The sentences of the folder's files, `half` being the data set they are from; true ones have the label `true`."""
    return [_judged(row) for file in sorted(folder.glob("diasumfact*.jsonl")) for row in _lines(file)]


def _judged(row: Mapping[str, Any]) -> Pair:
    label = "true" if row["supported"] else "+".join(row["errors"]) or "wrong"
    evidence = evidence_of(_turns(row["utterances"]), range(len(row["utterances"])), row["id"])
    return Pair(row["id"], row["dataset"], row["sentence"], label, frozenset(), evidence)


def explainmeetsum(folder: Path) -> list[Pair]:
    """The true sentences of the folder's files with the turns that say them."""
    rows = [row for file in sorted(folder.glob("explainmeetsum*.jsonl")) for row in _lines(file)]
    turns = _transcripts(folder) if rows else {}
    return [_explained(n, row, turns[row["transcript_id"]]) for n, row in enumerate(rows) if row["gold_turns"]]


def evidence_of(turns: Sequence[Turn], chosen: Iterable[int], name: str) -> tuple[Evidence, ...]:
    """The turns chosen, each with the question before it and who speaks around it."""
    return tuple(_evidence(turns, index, name) for index in chosen)


def _evidence(turns: Sequence[Turn], index: int, name: str) -> Evidence:
    turn = turns[index]
    before = turns[index - 1].text if index else ""
    beside = [turns[at].speaker for at in (index - 1, index + 1) if 0 <= at < len(turns)]
    partners = [speaker for speaker in beside if speaker and speaker != turn.speaker]
    return Evidence.of(Passage(turn, name, name, None, 0.0), before if has_question(before) else "", partners)


def _explained(number: int, row: Mapping[str, Any], turns: Sequence[Turn]) -> Pair:
    gold = frozenset(turn for turn in row["gold_turns"] if turn < len(turns))
    near = sorted({at for turn in gold for at in range(turn - _AROUND, turn + _AROUND + 1) if 0 <= at < len(turns)})
    name = row["transcript_id"]
    return Pair(f"{name}:{number}", "explainmeetsum", row["sentence"], "true", gold, evidence_of(turns, near, name))


def _transcripts(folder: Path) -> dict[str, list[Turn]]:
    files = [file for place in (folder, folder.parent / "qmsum") for file in sorted(place.glob("transcripts*.jsonl"))]
    rows = (row for file in files for row in _lines(file))
    return {_name(row): [_turn(_name(row), turn) for turn in row["turns"]] for row in rows}


def _name(row: Mapping[str, Any]) -> str:
    """The transcript's name without that of the set it is from."""
    return str(row["transcript_id"]).removeprefix("qmsum-")


def _turn(name: str, turn: Mapping[str, Any]) -> Turn:
    return _made(turn["i"], turn["speaker"], turn["text"], name)


def _turns(utterances: Sequence[str]) -> list[Turn]:
    parts = [utterance.partition(": ") for utterance in utterances]
    return [
        _made(index, speaker if found else None, text if found else utterance, "")
        for index, ((speaker, found, text), utterance) in enumerate(zip(parts, utterances, strict=True))
    ]


def _made(index: int, speaker: str | None, text: str, name: str) -> Turn:
    return Turn(id=f"{name}#{index}", index=index, speaker=speaker, text=text)


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, file.read_text(encoding="utf-8").splitlines())
