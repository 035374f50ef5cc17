"""docs/evaluation.md shows what the results say, and nothing else."""

import io
import json
from pathlib import Path

import pytest

from benchmarks import evaluation_page
from benchmarks.evaluation_page import COLUMNS, PAGE, RESULTS, TABLE, Result, filled, read_results, table
from rag.cli import eval_library
from tests.index.double import CountingEmbedder
from tests.rag.cli.test_eval_library import HARBOUR, SCHOOL
from tests.rag.double import WordReader


def real(model: str, date: str, **values: object) -> Result:
    return Result("real", "public", model, date, "command", "two cores", {"metrics": values})


def test_the_page_shows_what_the_results_say() -> None:
    page = PAGE.read_text("utf-8")
    assert filled(page, read_results(RESULTS)) == page


def test_every_kind_of_result_has_its_table_on_the_page() -> None:
    shown = [kind for _, kind, _ in TABLE.findall(PAGE.read_text("utf-8"))]
    assert sorted(shown) == sorted(COLUMNS)


def test_every_result_is_named_after_what_is_in_it() -> None:
    files = sorted(RESULTS.glob("*.json"))
    assert [file.name for file in files] == [Result(**json.loads(file.read_text("utf-8"))).name for file in files]


def test_the_newest_of_each_set_and_model_is_shown() -> None:
    results = [real("local", "2026-11-28", right=0.3), real("local", "2026-11-30", right=0.5)]
    results += [real("extractive", "2026-11-27", right=0.25)]
    assert table("real", results).splitlines()[2:] == [
        "| public | extractive | .250 | 2026-11-27 |",
        "| public | local | .500 | 2026-11-30 |",
    ]


def test_what_was_not_measured_stays_empty_and_an_interval_stands_beside_its_figure() -> None:
    interval = {"mean": 0.637, "low": 0.559, "high": 0.706}
    results = [
        Result("answers", "a", "local", "2026-11-28", "", "", {"n": 200, "metrics": {"f1": interval}}),
        Result("answers", "b", "local", "2026-11-28", "", "", {"n": 50, "metrics": {"f1": None, "token_recall": 0.5}}),
    ]
    assert table("answers", results).splitlines() == [
        "| set | model | questions | token recall | F1 | measured |",
        "| --- | --- | --- | --- | --- | --- |",
        "| a | local | 200 |  | .637 [.559, .706] | 2026-11-28 |",
        "| b | local | 50 | .500 |  | 2026-11-28 |",
    ]


def test_a_kind_without_results_says_so() -> None:
    assert table("real", []) == "No result is recorded yet.\n"


def test_what_a_command_prints_is_kept_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n<!-- table: real -->\n<!-- end -->\n\nMore.\n", "utf-8")
    monkeypatch.setattr(evaluation_page, "PAGE", page)
    monkeypatch.setattr(evaluation_page, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(
        "sys.stdin",
        io.StringIO('{"n": 96, "metrics": {"right": 0.5, "first_word_p50": 3.25}, "config": {"answerable": 90}}'),
    )

    evaluation_page.main(
        ["add", "real", "public", "--model", "openai:gpt 5", "--date", "2026-12-01", "--on", "a laptop"]
    )

    assert [path.name for path in (tmp_path / "results").iterdir()] == ["2026-12-01-real-public-openai-gpt-5.json"]
    assert "| public | openai:gpt 5 | 90 | .500 | 3.2 | 2026-12-01 |" in page.read_text("utf-8")
    assert page.read_text("utf-8").endswith("<!-- end -->\n\nMore.\n")


@pytest.mark.slow
def test_one_command_measures_a_library_set_and_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, folder = tmp_path / "page.md", tmp_path / "harbour"
    page.write_text("<!-- table: real -->\n<!-- end -->\n", "utf-8")
    (folder / "lib").mkdir(parents=True)
    for name, said in (("harbour", HARBOUR), ("school", SCHOOL)):
        (folder / "lib" / f"{name}.txt").write_text(said, "utf-8")
    asked = {
        "qid": "a", "question": "When does the ferry sail?", "kind": "when", "answerable": True, "key": ["Friday"],
        "gold": [{"quote": "The ferry sails on Friday"}],
    }  # fmt: skip
    (folder / "questions.jsonl").write_text(json.dumps(asked) + "\n", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(eval_library, "open_embedder", lambda *_, **__: CountingEmbedder())
    monkeypatch.setattr("rag.assistant.LazyReader", WordReader)
    monkeypatch.setattr(evaluation_page, "PAGE", page)
    monkeypatch.setattr(evaluation_page, "RESULTS", tmp_path / "results")

    evaluation_page.main(["real", str(folder), "--model", "extractive", "--date", "2026-12-01", "--on", "a laptop"])

    kept = json.loads((tmp_path / "results" / "2026-12-01-real-harbour-extractive.json").read_text("utf-8"))
    assert kept["values"]["by_kind"]["when"]["right"]["mean"] == 1.0
    assert kept["command"] == "ontherecord eval answers --data harbour --model extractive --json"
    assert "| harbour | extractive | 1 | 1.000 [1.000, 1.000] |" in page.read_text("utf-8")
