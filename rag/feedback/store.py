"""What people said of answers: kept beside the index, one line each, and turned into an evaluation set.

No word of the transcripts is kept: an answer is the places it cites and, of its text, what the turns do not say (see
`referring`). The rest is read from the index when the set is made, and what has left the library since leaves the set.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from pydantic import TypeAdapter, ValidationError

from index.catalog.kept import Kept
from index.errors import NotFound
from index.transcript import Turn, split_turn_id
from rag.answer import Answer
from rag.errors import FeedbackError
from rag.feedback.redaction import (
    Referred,
    digest,
    refer,
    spell,
    unkept,
)

if TYPE_CHECKING:
    from index.index import Index

FILE = "feedback.jsonl"
SPLIT = "feedback"
LONGEST_NOTE = 4000  # characters
MOST, LARGEST = 10_000, 16_000_000  # judgements that are kept, and bytes of them
BEFORE, AFTER = 1, 2  # turns around one that was found, which a model reads too

# Of one answer: its question and text, the filters, the turns cited.
Key = tuple[str, str, tuple[str, ...], tuple[tuple[int, str], ...]]
Verdict = Literal["right", "wrong", "citation"]  # "citation": a citation is wrong
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class Turns(Protocol):
    """Where turns are read from: an index."""

    @property
    def generation(self) -> int: ...
    def turn(self, turn_id: str) -> Turn: ...
    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> Sequence[Turn]: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of an answer, and what the answer was."""

    at: str  # UTC, ISO 8601
    verdict: Verdict
    question: Referred  # in the user's own words, except where a turn asks just this: an example of the page
    text: Referred  # of the answer
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


def judge(
    answer: Answer,
    verdict: Verdict,
    index: Turns,
    *,
    found: Iterable[str] = (),
    note: str = "",
    wrong: Iterable[int] = (),
) -> Judgement:
    """The judgement, made now. `found`: ids of the turns found for the answer, whose words it may have too."""
    markers = {citation.marker for citation in answer.citations}
    said = _turns_of(answer, found, index)
    return Judgement(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        verdict=verdict,
        question=_question_place(answer.question, said),
        # What the index no longer holds could not be distinguished from words of nobody.
        text=refer(answer.text, said) if answer.generation == index.generation else unkept(answer.text),
        abstained=answer.abstained,
        cited=tuple((citation.marker, citation.turn_id) for citation in answer.citations),
        filters=answer.coverage.filters,
        model=answer.model,
        prompt_version=answer.prompt_version,
        generation=answer.generation,
        note=note.strip()[:LONGEST_NOTE],
        wrong=tuple(sorted(set(wrong) & markers)) if verdict == "citation" else (),
    )


def _turns_of(answer: Answer, found: Iterable[str], index: Turns) -> list[Turn]:
    """The turns that the answer may have its words from, those it cites first, and that are there."""
    near: dict[str, Turn] = {}
    for identifier in dict.fromkeys((*(citation.turn_id for citation in answer.citations), *found)):
        transcript, place = split_turn_id(identifier)
        with suppress(NotFound):
            around = index.turns(transcript, first=max(0, place - BEFORE), last=place + AFTER)
            near.update({turn.id: turn for turn in around})
    cited = {citation.turn_id: near[citation.turn_id] for citation in answer.citations if citation.turn_id in near}
    return list({**cited, **near}.values())


def _question_place(question: str, said: Sequence[Turn]) -> Referred:
    """The question as its place where somebody asks it in just these words, else as it is."""
    asked = next((turn for turn in said if question in turn.text), None)
    return refer(question, [asked]) if asked is not None else Referred(digest(question), pieces=(question,))


def add(kept: Kept, judgement: Judgement) -> None:
    """Keep the judgement, in the place of an earlier one of the same answer; whole or not at all, whatever others are
    writing. Of more than `MOST`, or more than `LARGEST` bytes, the oldest go."""
    with kept.changing(FILE) as lines:
        others = [line for line in lines if line.strip() and _key(line) != _key_of(judgement)]
        lines[:] = [*others, _JUDGEMENT.dump_json(judgement).decode()][-MOST:]
        size = sum(len(line.encode()) + 1 for line in lines)
        while size > LARGEST and len(lines) > 1:
            size -= len(lines.pop(0).encode()) + 1


def read(kept: Kept) -> tuple[Judgement, ...]:
    """Every judgement, oldest first; of several on the same answer, the last.

    FeedbackError names a line that is none.
    """
    last: dict[Key, Judgement] = {}
    for number, line in enumerate(kept.lines(FILE), start=1):
        if not line.strip():
            continue
        try:
            judgement = _JUDGEMENT.validate_json(line)
        except ValidationError as error:
            why = error.errors()[0]["msg"]
            place = f"{kept.place(FILE)}:{number}"
            raise FeedbackError(f"{place}: not a judgement: {why}. Correct or remove the line") from error
        last.pop(_key_of(judgement), None)
        last[_key_of(judgement)] = judgement
    return tuple(last.values())


def _key_of(judgement: Judgement) -> Key:
    """Which answer it is of."""
    return judgement.question.digest, judgement.text.digest, judgement.filters, judgement.cited


def _key(line: str) -> Key | None:
    """The same of a line that was kept; None of one that is no judgement, which stays for somebody to see."""
    try:
        return _key_of(_JUDGEMENT.validate_json(line))
    except ValidationError:
        return None


def export(kept: Kept, index: Index, to: Path) -> Exported:
    """Write the judgements as an evaluation set in the normal form: two files of the split `feedback` in folder `to`.

    A right answer gives a question with the cited turns as gold, a wrong citation one without those named, a right
    abstention one that cannot be answered. Where the gold is not known (a wrong answer), the question is marked
    `"clean": false`, which leaves it out of measuring until somebody completes it.
    """
    judgements = read(kept)
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
    question = spell(judgement.question, index.turn)
    if question is None:
        return []
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
    answers = _answers(judgement, index)
    return [_question(judgement, question, answers, transcript, sorted(turns)) for transcript, turns in gold.items()]


def _answers(judgement: Judgement, index: Index) -> list[str]:
    """The answer's text where it was not wrong, and can still be read."""
    if judgement.verdict == "wrong" or judgement.abstained:
        return []
    text = spell(judgement.text, index.turn)
    return [text] if text else []


def _question(
    judgement: Judgement, question: str, answers: list[str], transcript: str, turns: Sequence[int]
) -> dict[str, Any]:
    unanswerable = judgement.abstained and judgement.verdict == "right"
    identity = json.dumps([judgement.question.digest, judgement.text.digest, judgement.filters, transcript])
    return {
        "qid": f"feedback-{sha256(identity.encode()).hexdigest()[:12]}",
        "transcript_id": transcript,
        "question": question,
        "gold_turns": list(turns),
        "gold_mode": "all" if turns else "none",
        "answers": answers,
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
    _replace(path, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))


def _replace(path: Path, text: str) -> None:
    """The whole file, or the one that was there before."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(path)
