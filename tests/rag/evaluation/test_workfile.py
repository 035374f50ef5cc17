from pathlib import Path

import pytest

from rag.answer import Sentence, Timings
from rag.errors import DatasetError
from rag.evaluation.workfile import append_answer, open_work
from tests.rag.evaluation.factories import make_answer, make_citation, make_source

SOURCE = make_source("standup", "Ana: Ship on «Friday» – 好.")
ANSWER = make_answer(
    Sentence("Friday – 好 [1].", "supported", (1,)),
    citations=[make_citation(SOURCE, 0)],
    dropped=(Sentence("In May.", "unsupported"),),
    timings_ms=Timings(sources=12.5, total=900.0),
)


def test_an_answer_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "work.jsonl"

    assert open_work(path, {"model": "small"}) == {}
    append_answer(path, "q1", ANSWER)

    assert open_work(path, {"model": "small"}) == {"q1": ANSWER}


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_half_written_entry_is_cut_off_and_the_file_goes_on(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "work.jsonl"
    open_work(path, {})
    append_answer(path, "q1", ANSWER)
    append_answer(path, "q2", ANSWER)
    path.write_bytes(path.read_bytes()[:-cut])

    assert list(open_work(path, {})) == ["q1"]
    append_answer(path, "q2", ANSWER)

    assert list(open_work(path, {})) == ["q1", "q2"]


def test_a_half_written_header_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "work.jsonl"
    path.write_text('{"data": "ti')

    assert open_work(path, {"data": "tiny"}) == {}
    assert path.read_text() == '{"data": "tiny"}\n'


def test_a_file_that_is_no_work_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy cake.\n")

    with pytest.raises(DatasetError, match=r"notes\.txt:1: not a work file"):
        open_work(path, {})
    assert path.read_text() == "Buy cake.\n"


def test_a_damaged_entry_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "work.jsonl"
    open_work(path, {})
    append_answer(path, "q1", ANSWER)
    with path.open("a") as file:
        file.write('{"qid": "q2"}\n')

    with pytest.raises(DatasetError, match=r"work\.jsonl:3: not an answer"):
        open_work(path, {})
