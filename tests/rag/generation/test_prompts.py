import re
from importlib import resources
from pathlib import Path

import pytest

from rag.errors import PromptError
from rag.generation.prompts import Prompts, load_prompts


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the prompts, in the place of the package's."""
    for file in resources.files("prompts").iterdir():
        if file.name.endswith(".md"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    return tmp_path


def test_a_prompt_without_its_variable_is_refused_by_name(folder: Path) -> None:
    (folder / "answer.md").write_text("Answer well.", encoding="utf-8")

    with pytest.raises(PromptError, match=r"prompts/answer\.md .*question"):
        load_prompts()


def test_a_prompt_with_a_variable_nobody_fills_is_refused(folder: Path) -> None:
    (folder / "system.md").write_text("Answer in {language}.", encoding="utf-8")

    with pytest.raises(PromptError, match="language"):
        load_prompts()


def test_a_prompt_that_is_not_there_is_an_error_with_a_way_out(folder: Path) -> None:
    (folder / "cited.md").unlink()

    with pytest.raises(PromptError, match=r"cited\.md is missing\. Install"):
        load_prompts()


def test_the_version_changes_with_any_word(folder: Path) -> None:
    before = load_prompts().version
    assert load_prompts().version == before
    (folder / "system.md").write_text("Answer.", encoding="utf-8")
    assert load_prompts().version != before


def rendered(prompts: Prompts, task: str) -> str:
    values = {"passages": "[1] Ana: {x}", "question": "Who {y}?", "draft": '{"a": 1}', "problems": "{z}"}
    messages = prompts.chat(task).format_messages(**values)
    return "\n".join(str(message.content) for message in messages)


def test_no_prompt_shows_an_example_whose_words_could_be_said_of_another_transcript() -> None:
    texts = " ".join(load_prompts().texts.values())

    assert not re.search(r"^Answer:|\d{4}|^(?!Question: \{question\})\w+: ", texts, re.M)


@pytest.mark.parametrize("task", ["answer", "cited", "repair"])
def test_what_is_the_same_for_every_question_comes_first(task: str) -> None:
    prompts = load_prompts()
    text = rendered(prompts, task)

    assert text.startswith("\n".join(str(message.content) for message in prompts.opening(task)))
    assert text.index("[1] Ana: {x}") < text.index("Who {y}?")
