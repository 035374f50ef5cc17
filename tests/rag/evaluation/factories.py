"""Tiny data sets and answers whose every detail that matters is in the test that makes them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from index.transcript import turn_id
from rag.answer import Answer, Citation, Coverage, Sentence, Timings
from rag.evaluation.dataset import Dataset, Question, SourceTranscript, SourceTurn


def make_source(name: str, *lines: str) -> SourceTranscript:
    """A transcript of lines `Speaker: text`."""
    turns = []
    for i, line in enumerate(lines):
        speaker, _, text = line.partition(": ")
        turns.append(SourceTurn(i=i, speaker=speaker, text=text))
    return SourceTranscript(transcript_id=name, turns=tuple(turns), title=name, revision=f"revision of {name}")


def make_question(
    qid: str = "q1", *, transcript: str = "standup", gold: Sequence[int] = (0,), **fields: Any
) -> Question:
    values: dict[str, Any] = {
        "question": f"Question {qid}?", "gold_mode": "all", "answers": ("Friday",), "answerable": True, "kind": "what",
    }  # fmt: skip
    return Question(qid=qid, transcript_id=transcript, gold_turns=tuple(gold), **(values | fields))


def make_dataset(transcripts: Iterable[SourceTranscript], questions: Iterable[Question]) -> Dataset:
    return Dataset(name="tiny", split="dev", transcripts=tuple(transcripts), questions=tuple(questions))


def make_citation(source: SourceTranscript, turn: int, *, marker: int = 1, quote: str | None = None) -> Citation:
    text = source.turns[turn].text
    quote = text if quote is None else quote
    start = text.index(quote)
    return Citation(
        marker=marker,
        turn_id=turn_id(source.transcript_id, turn),
        transcript_id=source.transcript_id,
        title=source.transcript_id,
        date=None,
        turn=turn,
        speaker=source.turns[turn].speaker,
        start=None,
        end=None,
        quote=quote,
        quote_start=start,
        quote_end=start + len(quote),
        url="",
    )


def make_answer(
    *sentences: Sentence, citations: Sequence[Citation] = (), abstained: bool = False, **fields: Any
) -> Answer:
    values: dict[str, Any] = {"text": " ".join(sentence.text for sentence in sentences), "timings_ms": Timings()}
    return Answer(
        question="",
        abstained=abstained,
        reason="nothing found" if abstained else None,
        sentences=sentences,
        citations=tuple(citations),
        coverage=Coverage(transcripts=1, turns=1),
        model="scripted",
        prompt_version="1",
        generation=1,
        **(values | fields),
    )


def write_lines(path: Path, *records: object) -> None:
    """One JSON object a line; a text stands as it is."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
