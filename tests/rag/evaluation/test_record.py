import json
from datetime import UTC, datetime
from pathlib import Path

from rag.evaluation.answers import evaluate_answers
from rag.evaluation.record import write_record
from rag.evaluation.retrieval import evaluate_retrieval
from tests.rag.evaluation.factories import make_answer, make_dataset, make_question, make_source

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DATASET = make_dataset([make_source("standup", "Ana: Ship on Friday.")], [make_question("q1")])
RETRIEVAL = evaluate_retrieval(DATASET, lambda question, transcript, k: ["standup#0"], config={"weights": [1, 0.5]})
ANSWERS = evaluate_answers(DATASET, lambda question, transcript: make_answer(), config={"prompt_version": "3"})


def test_a_folder_gets_a_dated_file_with_figures_configuration_and_questions(tmp_path: Path) -> None:
    file = write_record(tmp_path / "records", RETRIEVAL, now=NOW)

    record = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == "2026-11-23-093000-retrieval-tiny-dev.json"
    assert (record["date"], record["what"], record["n"]) == ("2026-11-23T09:30:00+00:00", "retrieval", 1)
    assert record["config"]["weights"] == [1, 0.5]
    assert record["metrics"] == RETRIEVAL.to_dict()["metrics"]
    assert record["questions"]["q1"]["collection"]["MRR"] == 1.0


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "last.json"
    path.write_text("x" * 100_000)

    assert write_record(path, ANSWERS, now=NOW) == path

    record = json.loads(path.read_text(encoding="utf-8"))
    assert (record["what"], record["config"]["prompt_version"]) == ("answers", "3")
    assert record["questions"]["q1"]["false_refusals"] == 0.0
    assert list(tmp_path.iterdir()) == [path]
