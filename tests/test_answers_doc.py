"""What docs/answers.md shows works: each kind of question, asked of the examples."""

import re
from pathlib import Path
from typing import get_args

import pytest

from rag.assistant import open_assistant
from rag.question.kind import Kind
from rag.settings import load_settings

ROOT = Path(__file__).parents[1]
ROWS = re.findall(r"^\| (\w+) \| ([^|]+[?.]) \| ", (ROOT / "docs/answers.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_kind_of_question_has_its_example() -> None:
    assert [kind for kind, _ in ROWS] == list(get_args(Kind))


@pytest.mark.model
def test_each_example_is_of_its_kind_and_is_answered(tmp_path: Path, embedding_weights: Path) -> None:
    assert embedding_weights.is_dir()
    settings = load_settings(library=ROOT / "examples/transcripts", index=tmp_path / "index", model="extractive")
    assistant = open_assistant(settings)
    assistant.index.sync()
    for kind, question in ROWS:
        assert assistant._ranker.read(question).kind == kind, question
        answer = assistant.ask(question)
        assert answer.citations, question
        assert {s.support for s in answer.sentences} == {"computed" if kind == "count" else "verbatim"}
    assistant.close()
