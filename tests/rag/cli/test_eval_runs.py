"""The evaluations as the command runs them: the product's own path over a data set."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import OnTheRecordError
from rag.answer import Answer
from rag.assistant import Assistant
from rag.cli import eval_runs as command
from rag.errors import SettingsError
from rag.generation.prompts import load_prompts
from rag.models import OpenedModel
from rag.settings import load_settings
from tests.index.double import CountingEmbedder
from tests.rag.double import ScriptedChat

SAID = ("The ferry sails on Friday.", "The budget is forty euros.", "Nobody wants a bridge.")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two transcripts with the same words, and a question for each, one of them not answerable."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "open_embedder", lambda *_, **__: CountingEmbedder())
    turns = [{"i": i, "speaker": "Ana", "text": text} for i, text in enumerate(SAID)]
    transcripts = [{"transcript_id": name, "title": name, "turns": turns} for name in ("one", "two")]
    asked = {
        "question": "When does the ferry sail?", "gold_mode": "all", "gold_turns": [0], "answers": ["Friday"],
        "answerable": True, "kind": "when", "transcript_id": "two",
    }  # fmt: skip
    nothing = {
        "question": "Which penguins migrate?", "gold_mode": "none", "gold_turns": [], "answers": [],
        "answerable": False, "kind": "none", "transcript_id": "one",
    }  # fmt: skip
    questions = [{"qid": "a", **asked}, {"qid": "b", **nothing}]
    for name, values in (("transcripts", transcripts), ("questions", questions)):
        lines = "".join(json.dumps(value) + "\n" for value in values)
        (tmp_path / f"{name}.dev.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_retrieval_is_measured_in_the_questions_transcript_and_over_all(data: Path) -> None:
    report = command.retrieval(load_settings(), data, "dev", None, limit=None, seed=0, record=None, quiet=True)
    values = report.to_dict()

    assert values["n"] == 1  # what is not answerable is left out
    assert values["metrics"]["per_transcript"].keys() == values["metrics"]["collection"].keys()
    assert values["config"]["data"] == data.name


@pytest.mark.slow
def test_answers_are_measured_with_the_quotes_of_the_extractive_model(data: Path) -> None:
    settings = load_settings(model="extractive")
    report = command.answers(settings, data, "dev", None, limit=None, seed=0, record=None, quiet=True)
    values = report.to_dict()

    assert values["n"] == 2
    assert values["config"]["model"] == "extractive"


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_where_it_was_and_one_that_ended_starts_anew(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    whole = Assistant.ask

    def ask(self: Assistant, question: str, **given: Any) -> Answer:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(self, question, **given)

    monkeypatch.setattr(Assistant, "ask", ask)

    def measure() -> int:
        settings = load_settings(model="extractive")
        return command.answers(settings, data, "dev", None, limit=None, seed=0, record=None, quiet=True).n

    with pytest.raises(KeyboardInterrupt):
        measure()
    first, second = asked
    assert measure() == 2
    assert asked == [first, second, second]
    assert measure() == 2
    assert asked[3:] == [first, second]


@pytest.mark.slow
def test_a_closed_book_control_stands_beside_the_answers(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(prompt: str) -> str:
        return "Ana says that the ferry sails on Friday." if "Transcript" in prompt else "On Monday, perhaps on Friday."

    chat = ScriptedChat(reply=reply)
    monkeypatch.setattr("rag.assistant.open_model", lambda *_, **__: OpenedModel(chat, "scripted", "plain"))
    settings = load_settings(model="scripted")
    report = command.answers(
        settings, data, "dev", None, limit=None, seed=0, record=data / "r.json", quiet=True, closed_book=True
    )
    values = report.to_dict()

    assert values["metrics"]["closed_book_token_recall"]["mean"] == 1.0
    assert values["metrics"]["closed_book_f1"]["mean"] == pytest.approx(1 / 3)
    assert values["by_kind"]["when"]["closed_book_em"]["mean"] == 0.0
    assert values["config"]["closed_book"] is True
    record = json.loads((data / "r.json").read_text(encoding="utf-8"))
    assert record["questions"]["a"]["closed_book_token_recall"] == 1.0
    assert "closed_book_f1" not in record["questions"]["b"]
    assert record["config"]["prompt_version"] == load_prompts().version


@pytest.mark.slow
def test_extractive_has_nothing_to_ask_without_transcripts(data: Path) -> None:
    with pytest.raises(SettingsError, match="extractive has no language model"):
        command.answers(
            load_settings(model="extractive"),
            data,
            "dev",
            None,
            limit=1,
            seed=0,
            record=None,
            quiet=True,
            closed_book=True,
        )


def test_the_index_of_a_data_set_is_made_once_and_outside_of_it(data: Path) -> None:
    before = sorted(path.name for path in data.iterdir())
    for _ in range(2):
        command.retrieval(load_settings(), data, "dev", None, limit=None, seed=0, record=None, quiet=True)

    assert len(list((data / "cache" / "ontherecord" / "evaluation").iterdir())) == 1
    assert sorted(path.name for path in data.iterdir() if path.name != "cache") == before


def test_a_split_that_is_not_there_is_an_error_that_names_the_file(data: Path) -> None:
    with pytest.raises(OnTheRecordError, match=r"transcripts\.test\.jsonl"):
        command.retrieval(load_settings(), data, "test", None, limit=None, seed=0, record=None, quiet=True)
