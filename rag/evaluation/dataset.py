"""Reads a data set in the normal form: `transcripts.<split>.jsonl` and `questions.<split>.jsonl` in a folder.

Every fault is a DatasetError that names the file and the line. Other fields are ignored.
"""

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from index.transcript import Meta, SourceFile, Transcript, Turn, turn_id
from rag.errors import DatasetError
from rag.language.vocabulary import month_number

GoldMode = Literal["all", "any", "none"]
T = TypeVar("T")

_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})\b")
_MONTH_FIRST = re.compile(r"\b(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})\b")


@dataclass(frozen=True, slots=True)
class SourceTurn:
    """A turn as the data set has it; `i` is its place in the transcript, from 0."""

    i: int
    text: str
    speaker: str | None = None
    start: float | None = None  # seconds; None where the data set has no clock
    when: str | None = None  # a date in words or ISO, perhaps with a time of day


@dataclass(frozen=True, slots=True)
class SourceTranscript:
    """A transcript as the data set has it; `revision` is the sha256 of its JSON line."""

    transcript_id: str
    turns: tuple[SourceTurn, ...]
    title: str | None = None
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its gold: the turns that hold the answer (all, or any one), and answers in words."""

    qid: str
    transcript_id: str
    question: str
    gold_turns: tuple[int, ...]
    gold_mode: GoldMode
    answers: tuple[str, ...]
    answerable: bool
    kind: str = "other"
    clean: bool = True  # False: an audit found the label wrong
    speaker_answer: bool = False  # the answer is who speaks the turn, not what it says

    @property
    def gold_ids(self) -> tuple[str, ...]:
        """Gold turns as turn ids of the index."""
        return tuple(turn_id(self.transcript_id, index) for index in self.gold_turns)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Transcripts and questions of one split; `name` is the folder's."""

    name: str
    split: str
    transcripts: tuple[SourceTranscript, ...]
    questions: tuple[Question, ...]


def load_dataset(data: Path, split: str, transcripts: Path | None = None) -> Dataset:
    """The split of the data set in folder `data`, its transcripts from the folder `transcripts` where given.

    A split named `X.small` has the transcripts of `X`. Raises DatasetError where a file is missing, a line is
    not in the normal form, an id occurs twice, or a question points at a transcript or turn that is not
    there.
    """
    transcripts_file = (transcripts or data) / f"transcripts.{split.removesuffix('.small')}.jsonl"
    sources = _read_transcripts(transcripts_file)
    lengths = {source.transcript_id: len(source.turns) for source in sources}
    questions = _read_questions(data / f"questions.{split}.jsonl", lengths)
    return Dataset(name=data.resolve().name, split=split, transcripts=sources, questions=questions)


def retrieval_questions(dataset: Dataset) -> tuple[Question, ...]:
    """Answerable questions with gold turns; not those an audit found wrong or that ask who is speaking."""
    return tuple(
        question
        for question in dataset.questions
        if question.answerable and question.gold_turns and question.clean and not question.speaker_answer
    )


def answer_questions(dataset: Dataset) -> tuple[Question, ...]:
    """All questions but those an audit found wrong."""
    return tuple(question for question in dataset.questions if question.clean)


def sample_questions(questions: Sequence[Question], *, limit: int | None, seed: int = 0) -> tuple[Question, ...]:
    """`limit` questions spread evenly over transcripts and over answerable and not, in their own order.

    Every question has the same chance; the same seed gives the same sample. All of them where `limit` is None
    or large.
    """
    return sampled(questions, lambda q: (q.transcript_id, q.answerable), limit=limit, seed=seed)


def sampled(
    questions: Sequence[T], stratum: Callable[[T], tuple[str, bool]], *, limit: int | None, seed: int
) -> tuple[T, ...]:
    """`limit` questions spread evenly over their strata, in their own order."""
    if limit is None or limit >= len(questions):
        return tuple(questions)
    if limit < 1:
        raise DatasetError(f"cannot measure on {limit} questions: --limit takes a number from 1")
    dice = random.Random(seed)
    strata = [stratum(question) for question in questions]
    rank = {name: dice.random() for name in sorted({name for name, _ in strata})}
    shuffled = sorted(range(len(questions)), key=lambda n: (rank[strata[n][0]], strata[n][1], dice.random()))
    # Evenly spaced picks along the shuffled strata: each stratum gives in proportion to its size.
    step, offset = len(questions) / limit, dice.random()
    picked = sorted(shuffled[int((n + offset) * step)] for n in range(limit))
    return tuple(questions[n] for n in picked)


def to_transcripts(dataset: Dataset) -> tuple[Transcript, ...]:
    """The transcripts as values of the index; a turn whose `when` cannot be read has no date of its own."""
    return tuple(_to_transcript(source, dataset) for source in dataset.transcripts)


def parse_when(when: str) -> str | None:
    """The ISO date in a data set's `when`; None where there is none that can be read.

    >>> parse_when("1:56 pm on 8 May, 2023")
    '2023-05-08'
    """
    for pattern in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(when):
            month = _month(match["month"])
            if month is None:
                continue
            try:
                return date(int(match["year"]), month, int(match["day"])).isoformat()
            except ValueError:  # a day that the month does not have
                continue
    return None


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else month_number(text)


def _to_transcript(source: SourceTranscript, dataset: Dataset) -> Transcript:
    file = SourceFile(
        path=f"{dataset.name}/{source.transcript_id}",
        sha256=source.revision,
        encoding="utf-8",
        format="normal-form",
    )
    return Transcript(
        id=source.transcript_id,
        revision=source.revision,
        files=(file,),
        turns=tuple(_to_turn(turn, source.transcript_id) for turn in source.turns),
        meta=Meta(title=source.title),
    )


def _to_turn(turn: SourceTurn, transcript_id: str) -> Turn:
    return Turn(
        id=turn_id(transcript_id, turn.i),
        index=turn.i,
        speaker=turn.speaker or None,
        text=turn.text,
        start=turn.start,
        time_quality="none" if turn.start is None else "exact",
        date=parse_when(turn.when) if turn.when else None,
    )


def _read_transcripts(path: Path) -> tuple[SourceTranscript, ...]:
    reader = TypeAdapter(SourceTranscript)
    read: dict[str, SourceTranscript] = {}
    for number, line in read_lines(path, way_out="--transcripts DIR takes the transcripts from elsewhere"):
        source = parse_line(reader, line, path, number)
        if source.transcript_id in read:
            raise DatasetError(f"{path}:{number}: transcript {source.transcript_id!r} occurs twice")
        if [turn.i for turn in source.turns] != list(range(len(source.turns))):
            raise DatasetError(f"{path}:{number}: `i` of the turns must count 0, 1, 2, … without a gap")
        read[source.transcript_id] = replace(source, revision=hashlib.sha256(line).hexdigest())
    return tuple(read.values())


def _read_questions(path: Path, lengths: dict[str, int]) -> tuple[Question, ...]:
    reader = TypeAdapter(Question)
    read: dict[str, Question] = {}
    for number, line in read_lines(path, way_out="--split names the part after `questions.`"):
        question = parse_line(reader, line, path, number)
        fault = "its qid occurs twice" if question.qid in read else _fault(question, lengths)
        if fault:
            raise DatasetError(f"{path}:{number}: question {question.qid!r}: {fault}")
        read[question.qid] = question
    return tuple(read.values())


def _fault(question: Question, lengths: dict[str, int]) -> str | None:
    length = lengths.get(question.transcript_id)
    if length is None:
        return f"there is no transcript {question.transcript_id!r} in this split"
    outside = [turn for turn in question.gold_turns if not 0 <= turn < length]
    if outside:
        return f"gold turn {outside[0]} is not one of the transcript's turns 0 to {length - 1}"
    if question.gold_turns and question.gold_mode == "none":
        return "it has gold turns, but `gold_mode` is `none`"
    return None


def read_lines(path: Path, *, way_out: str) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, numbered; bytes, because JSON text may hold line ends other than newline.

    Raises DatasetError where the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror}); {way_out}") from error
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield number, line.rstrip(b"\r")


def parse_line(reader: TypeAdapter[T], line: bytes, path: Path, number: int) -> T:
    """The value of a line. Raises DatasetError, which names the field."""
    try:
        return reader.validate_json(line, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DatasetError(f"{path}:{number}: {f'`{field}`: ' if field else ''}{first['msg']}") from error
