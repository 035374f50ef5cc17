"""What people said of answers: kept beside the index, one line each, and turned into an evaluation set.

An answer is kept as its words and the places it cites, not with the words of the turns: those are read from the index
when the set is made, and what has left the library since leaves the set too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from index.errors import NotFound
from index.transcript import split_turn_id
from rag.answer import Answer
from rag.errors import FeedbackError

if TYPE_CHECKING:
    from index.library import Index

FILE = "feedback.jsonl"
SPLIT = "feedback"
LONGEST_NOTE = 4000  # characters

Verdict = Literal["right", "wrong", "citation"]  # "citation": a citation is wrong
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of an answer, and what the answer was."""

    at: str  # UTC, ISO 8601
    verdict: Verdict
    question: str
    text: str  # of the answer
    abstained: bool
    cited: tuple[tuple[int, str], ...]  # marker, turn id
    filters: tuple[str, ...]  # in words
    model: str
    prompt_version: str
    generation: int
    note: str = ""
    wrong: tuple[int, ...] = ()  # markers of the citations that are wrong; none named: all of them


@dataclass(frozen=True, slots=True)
class Exported:
    """What an evaluation set holds; `complete` questions can be measured on as they are."""

    questions: int
    complete: int
    transcripts: int
    left_out: int  # judgements of answers whose turns, or all transcripts, have left the library


_JUDGEMENT = TypeAdapter(Judgement)


def judge(answer: Answer, verdict: Verdict, *, note: str = "", wrong: Iterable[int] = ()) -> Judgement:
    """The judgement, made now."""
    markers = {citation.marker for citation in answer.citations}
    return Judgement(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        verdict=verdict,
        question=answer.question,
        text=answer.text,
        abstained=answer.abstained,
        cited=tuple((citation.marker, citation.turn_id) for citation in answer.citations),
        filters=answer.coverage.filters,
        model=answer.model,
        prompt_version=answer.prompt_version,
        generation=answer.generation,
        note=note.strip()[:LONGEST_NOTE],
        wrong=tuple(sorted(set(wrong) & markers)) if verdict == "citation" else (),
    )


def add(folder: Path, judgement: Judgement) -> None:
    """Keep the judgement in the index folder; whole or not at all, whoever else is writing."""
    line = _JUDGEMENT.dump_json(judgement).decode() + "\n"
    with FileLock(folder / f"{FILE}.lock"), (folder / FILE).open("a+b") as file:
        if file.seek(0, SEEK_END):
            file.seek(-1, SEEK_END)
            if file.read(1) != b"\n":  # a line cut off by a crash must not swallow this one
                line = "\n" + line
        file.write(line.encode())


def read(folder: Path) -> tuple[Judgement, ...]:
    """Every judgement, oldest first; of several on the same answer, the last.

    FeedbackError names a line that is none.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    last: dict[tuple[str, str, tuple[str, ...]], Judgement] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            judgement = _JUDGEMENT.validate_json(line)
        except ValidationError as error:
            why = error.errors()[0]["msg"]
            raise FeedbackError(f"{path}:{number}: not a judgement: {why}. Correct or remove the line") from error
        key = (judgement.question, judgement.text, judgement.filters)
        last.pop(key, None)
        last[key] = judgement
    return tuple(last.values())


def export(folder: Path, index: Index, to: Path) -> Exported:
    """Write the judgements as an evaluation set in the normal form: two files of the split `feedback` in folder `to`.

    A right answer gives a question with the cited turns as gold, a wrong citation one without those named, a right
    abstention one that cannot be answered. Where the gold is not known (a wrong answer), the question is marked
    `"clean": false`, which leaves it out of measuring until somebody completes it.
    """
    judgements = read(folder)
    made = [_questions(judgement, index) for judgement in judgements]
    questions = [question for several in made for question in several]
    transcripts = sorted({str(question["transcript_id"]) for question in questions})
    to.mkdir(parents=True, exist_ok=True)
    _write(to / f"questions.{SPLIT}.jsonl", questions)
    _write(to / f"transcripts.{SPLIT}.jsonl", [_transcript(identifier, index) for identifier in transcripts])
    complete = sum(bool(question["clean"]) for question in questions)
    return Exported(len(questions), complete, len(transcripts), left_out=sum(not several for several in made))


def _questions(judgement: Judgement, index: Index) -> list[dict[str, Any]]:
    """One question for each transcript that the answer cites, or one of some transcript where it cites none."""
    gold: dict[str, list[int]] = {}
    wrong = set(judgement.wrong) or {marker for marker, _ in judgement.cited}
    for marker, turn in judgement.cited:
        transcript, place = split_turn_id(turn)
        if not _is_there(turn, index):
            continue
        turns = gold.setdefault(transcript, [])
        holds = judgement.verdict == "right" or (judgement.verdict == "citation" and marker not in wrong)
        if holds and place not in turns:
            turns.append(place)
    if judgement.cited and not gold:
        return []
    if not gold:
        ready = sorted(info.id for info in index.transcripts() if info.state == "ready")
        gold = {transcript: [] for transcript in ready[:1]}
    return [_question(judgement, transcript, sorted(turns)) for transcript, turns in gold.items()]


def _question(judgement: Judgement, transcript: str, turns: Sequence[int]) -> dict[str, Any]:
    unanswerable = judgement.abstained and judgement.verdict == "right"
    identity = json.dumps([judgement.question, judgement.text, judgement.filters, transcript])
    return {
        "qid": f"feedback-{sha256(identity.encode()).hexdigest()[:12]}",
        "transcript_id": transcript,
        "question": judgement.question,
        "gold_turns": list(turns),
        "gold_mode": "all" if turns else "none",
        "answers": [judgement.text] if judgement.verdict != "wrong" and not judgement.abstained else [],
        "answerable": not unanswerable,
        "kind": "feedback",
        "clean": bool(turns) or unanswerable,
        "verdict": judgement.verdict,
        "note": judgement.note,
        "filters": list(judgement.filters),
        "at": judgement.at,
    }


def _transcript(identifier: str, index: Index) -> dict[str, Any]:
    turns = index.turns(identifier)
    values = [{"i": turn.index, "speaker": turn.speaker, "text": turn.text, "start": turn.start} for turn in turns]
    return {"transcript_id": identifier, "title": index.info(identifier).title, "turns": values}


def _is_there(turn: str, index: Index) -> bool:
    try:
        index.turn(turn)
    except NotFound:
        return False
    return True


def _write(path: Path, values: Iterable[dict[str, Any]]) -> None:
    """The whole file, or the one that was there before."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), "utf-8")
    unfinished.replace(path)
