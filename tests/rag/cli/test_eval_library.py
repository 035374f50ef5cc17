"""A library set through the commands: its own index, the whole library, and what went before a question."""

import json
from pathlib import Path
from typing import Any

import pytest

from rag.assistant import Assistant
from rag.cli import eval_library as command
from rag.retrieval import reader
from rag.settings import load_settings
from tests.index.double import CountingEmbedder
from tests.rag.cli.test_cli import Run, run  # noqa: F401 - a fixture
from tests.rag.double import WordReader
from tests.rag.evaluation.factories import write_lines

HARBOUR = "ANA: The ferry sails on Friday.\nBEN: And the fare?\nANA: Three euros, as the council decided.\n"
SCHOOL = "EVA: The school gets a second gym.\nBEN: Who pays for the fare of the pupils?\nEVA: The county pays.\n"
ASKED = (
    {
        "qid": "ferry", "question": "When does the ferry sail?", "kind": "when", "answerable": True, "key": ["Friday"],
        "gold": [{"file": "harbour.txt", "speaker": "ANA", "quote": "The ferry sails on Friday"}],
    },
    {
        "qid": "fare", "question": "And what is the fare?", "kind": "followup", "answerable": True, "key": ["three"],
        "history": [["When does the ferry sail?", "The ferry sails on Friday."]],
        "gold": [{"file": "harbour.txt", "speaker": "ANA", "quote": "Three euros, as the council decided"}],
    },
    {"qid": "none", "question": "Which penguins migrate?", "kind": "unanswerable", "answerable": False, "gold": [],
     "gold_mode": "none", "key": []},
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "open_embedder", lambda *_, **__: CountingEmbedder())
    for module in (reader, command):
        monkeypatch.setattr(module, "LazyReader", WordReader)
    monkeypatch.setattr("rag.assistant.LazyReader", WordReader)
    folder = tmp_path / "harbour"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "lib" / "school.txt").write_text(SCHOOL, encoding="utf-8")
    write_lines(folder / "questions.jsonl", *ASKED)
    return folder


def test_answers_are_judged_and_kept_and_the_library_stays_as_it_is(data: Path, run: Run) -> None:  # noqa: F811
    before = sorted(data.rglob("*"))
    values = run("eval", "answers", "--data", data, "--model", "extractive", "--json").values

    assert (values["n"], values["config"]["data"], values["config"]["model"]) == (3, "harbour", "extractive")
    assert values["by_kind"]["when"]["right"]["mean"] == 1.0
    assert values["by_kind"]["unanswerable"]["refused_rightly"]["mean"] == 1.0
    assert sorted(data.rglob("*")) == before


def test_a_question_goes_on_from_what_the_set_says_went_before(
    data: Path,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = {}
    stream = Assistant.stream

    def asked(self: Assistant, question: str, **given: Any) -> Any:
        before[question] = given["history"]
        return stream(self, question, **given)

    monkeypatch.setattr(Assistant, "stream", asked)
    rows = data.parent / "rows.jsonl"
    run("eval", "answers", "--data", data, "--model", "extractive", "--answers", rows, "--json")

    assert before["And what is the fare?"] == (("When does the ferry sail?", "The ferry sails on Friday."),)
    assert before["When does the ferry sail?"] == ()
    assert [json.loads(line)["qid"] for line in rows.read_text().splitlines()[1:]] == ["ferry", "fare", "none"]


def test_what_is_not_right_can_be_read(data: Path, run: Run) -> None:  # noqa: F811
    questions = [ASKED[0] | {"key": ["Monday"], "answer": "On Monday."}]
    write_lines(data / "questions.jsonl", *questions)
    shown = run("eval", "answers", "--data", data, "--model", "extractive", "--wrong").out

    assert "[partly] When does the ferry sail?" in shown
    assert "right: On Monday." in shown


def test_retrieval_is_measured_over_the_whole_library_before_and_after_the_reader(data: Path, run: Run) -> None:  # noqa: F811
    values = run("eval", "retrieval", "--data", data, "--json").values

    assert (values["n"], list(values["metrics"])) == (2, ["collection", "read"])
    assert values["metrics"]["read"]["any@10"]["mean"] == 1.0
    assert values["by_kind"]["when"]["read"]["any@1"]["mean"] == 1.0
    without = run("eval", "retrieval", "--data", data, "--no-reader", "--json").values
    assert list(without["metrics"]) == ["collection"]
    assert without["metrics"]["collection"] == values["metrics"]["collection"]


def test_a_record_names_the_set_and_each_question(data: Path) -> None:
    command.answers(
        load_settings(model="extractive"), data, index=None, limit=2, seed=0, record=data.parent / "records",
        rows=None, quiet=True,
    )  # fmt: skip
    file = next((data.parent / "records").iterdir())

    assert file.name.endswith("-answers-harbour.json")
    assert len(json.loads(file.read_text())["questions"]) == 2


def test_a_folder_that_is_no_library_set_needs_a_split(tmp_path: Path, run: Run) -> None:  # noqa: F811
    for what in ("answers", "retrieval"):
        ran = run("eval", what, "--data", tmp_path, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert "--split" in ran.err
