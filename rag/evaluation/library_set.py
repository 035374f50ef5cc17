"""Real questions over real transcripts: a folder with `lib/`, a library as people have it, and `questions.jsonl`.

A question a line: `qid question history? kind answerable gold_mode gold[{file speaker quote}] answer key`. Gold are the
words that hold the answer, not places, so that they are gold however files are read; `key`: what a right answer must
contain, alternatives joined by `|`. Every question is put to the whole library. Other fields are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from rag.errors import DatasetError
from rag.evaluation.dataset import GoldMode, parse_line, read_lines, sampled
from rag.question.followup import History

LIBRARY, QUESTIONS = "lib", "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Gold:
    """Words of a file that hold the answer, or a part of it."""

    quote: str
    file: str = ""
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """A question, what went before it, the words that answer it (all, or any), and what a right answer must say."""

    qid: str
    question: str
    kind: str
    answerable: bool
    gold_mode: GoldMode = "any"
    gold: tuple[Gold, ...] = ()
    key: tuple[str, ...] = ()
    answer: str | None = None
    history: tuple[tuple[str, str], ...] | None = None

    @property
    def before(self) -> History:
        """The questions and answers that it goes on from."""
        return self.history or ()


@dataclass(frozen=True, slots=True)
class LibrarySet:
    """A library folder and its questions; `name` is that of the folder of both."""

    name: str
    library: Path
    questions: tuple[LibraryQuestion, ...]

    def sample(self, limit: int | None, seed: int) -> tuple[LibraryQuestion, ...]:
        """So many questions, spread over their kinds; all of them where `limit` is None or large."""
        return sampled(self.questions, lambda q: (q.kind, q.answerable), limit=limit, seed=seed)


def is_library_set(folder: Path) -> bool:
    """Whether a folder has this form, and not the normal form of `rag.evaluation.dataset`."""
    return (folder / QUESTIONS).is_file() and (folder / LIBRARY).is_dir()


def load_library_set(folder: Path, asked: Path | None = None) -> LibrarySet:
    """The set in a folder; `asked`: a file with other questions of its library.

    Raises DatasetError where a line is not as described, or an id occurs twice.
    """
    path = asked or folder / QUESTIONS
    questions = tuple(_read(path))
    if not questions:
        raise DatasetError(f"{path}: there is no question in it")
    return LibrarySet(folder.resolve().name, (folder / LIBRARY).resolve(), questions)


def _read(path: Path) -> Iterator[LibraryQuestion]:
    reader = TypeAdapter(LibraryQuestion)
    seen: set[str] = set()
    for number, line in read_lines(path, way_out="a library set has it beside lib/"):
        question = parse_line(reader, line, path, number)
        if question.qid in seen:
            raise DatasetError(f"{path}:{number}: question {question.qid!r}: its qid occurs twice")
        seen.add(question.qid)
        yield question
