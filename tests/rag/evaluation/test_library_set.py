from pathlib import Path
from typing import Any

import pytest

from rag.errors import DatasetError
from rag.evaluation.library_set import is_library_set, load_library_set
from tests.rag.evaluation.factories import write_lines

QUESTION = {"qid": "a", "question": "When?", "kind": "when", "answerable": True, "gold": [{"quote": "On Friday"}]}


def written(folder: Path, *questions: dict[str, Any]) -> Path:
    (folder / "lib").mkdir()
    write_lines(folder / "questions.jsonl", *questions)
    return folder


def test_what_a_question_may_leave_out_and_what_it_goes_on_from(tmp_path: Path) -> None:
    after = {**QUESTION, "qid": "b", "history": [["When?", "On Friday."]], "gold_mode": "all", "trap": "Monday"}
    first, second = load_library_set(written(tmp_path, {**QUESTION, "history": None}, after)).questions

    assert (first.gold_mode, first.before, first.key) == ("any", (), ())
    assert (second.gold_mode, second.before) == ("all", (("When?", "On Friday."),))
    assert second.gold[0].quote == "On Friday"


def test_only_a_folder_with_both_is_a_library_set(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    assert not is_library_set(tmp_path)
    write_lines(tmp_path / "questions.jsonl", QUESTION)
    assert is_library_set(tmp_path)


@pytest.mark.parametrize(
    ("questions", "fault"),
    [
        ([QUESTION, QUESTION], r"questions\.jsonl:2: question 'a': its qid occurs twice"),
        ([{**QUESTION, "answerable": "yes"}], r"questions\.jsonl:1: `answerable`"),
        ([], "there is no question"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, questions: list[Any], fault: str) -> None:
    with pytest.raises(DatasetError, match=fault):
        load_library_set(written(tmp_path, *questions))


def test_a_sample_is_spread_over_the_kinds(tmp_path: Path) -> None:
    many = [{**QUESTION, "qid": f"{kind}{n}", "kind": kind} for kind in ("when", "who") for n in range(10)]
    sample = load_library_set(written(tmp_path, *many)).sample(4, seed=1)

    assert sorted(question.kind for question in sample) == ["when", "when", "who", "who"]
