"""The comparison with the tutorial judges both by the same strings, and goes on where it was stopped."""

import sys
from pathlib import Path

import pytest
from langchain_core.documents import Document

from benchmarks import answers_tutorial
from benchmarks.answers_tutorial import (
    OURS,
    TUTORIAL,
    Row,
    Said,
    System,
    file_text,
    main,
    measure,
    of_tutorial,
    table,
    verdict_of,
)
from rag.cli import eval_library
from rag.errors import DatasetError
from rag.evaluation.library_set import LibraryQuestion
from rag.models import OpenedModel
from tests.index.double import CountingEmbedder
from tests.rag.double import ScriptedChat, WordReader, says
from tests.rag.evaluation.factories import write_lines

FARE = LibraryQuestion("fare", "What is the fare?", "fact", True, key=("three|3", "euros"))
NOBODY = LibraryQuestion("nobody", "Which penguins migrate?", "unanswerable", False, "none")


def rows(*given: Row) -> dict[tuple[str, str], Row]:
    return {(row.qid, row.system): row for row in given}


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (Said("It costs 3 euros."), "right words"),
        (Said("It costs three."), "wrong"),
        (Said("I don't know.", "three euros", refused=True), "refused"),
        (None, "fault"),
    ],
)
def test_what_is_shown_is_judged_by_the_words_of_a_right_answer(said: Said | None, verdict: str) -> None:
    assert verdict_of(FARE, said) == verdict


def test_quotes_beside_the_answer_count_where_they_are_asked_for_or_are_all_there_is() -> None:
    beside, alone = Said("It costs money.", "Three euros."), Said("", "Three euros.")

    assert (verdict_of(FARE, beside), verdict_of(FARE, beside, quotes=False)) == ("right words", "wrong")
    assert verdict_of(FARE, alone, quotes=False) == "right words"


def test_whatever_is_said_of_what_nobody_answers_is_wrong() -> None:
    assert verdict_of(NOBODY, Said("All of them.")) == "wrong"
    assert verdict_of(NOBODY, Said("I don't know.", refused=True)) == "refused"


def test_the_tutorial_reads_the_chunks_and_is_believed_that_it_does_not_know() -> None:
    chat = ScriptedChat(reply=lambda prompt: "Three euros." if "fare is three" in prompt else "I don't know.")
    tutorial = of_tutorial(chat, lambda question: ["The fare is three euros."] if "fare" in question else ["Fish."])

    assert tutorial(FARE) == Said("Three euros.")
    assert tutorial(NOBODY) == Said("I don't know.", refused=True)
    assert "just say that you don't know" in chat.prompts[0]


def test_a_page_is_read_without_its_markup_and_a_text_as_it_is(tmp_path: Path) -> None:
    page, text = tmp_path / "a.html", tmp_path / "b.txt"
    page.write_text("<style>p {}</style><p>ANA: né <b>à</b> Paris", encoding="utf-8")
    text.write_text("ANA: <laughs>", encoding="utf-8")

    assert (file_text(page).strip(), file_text(text)) == ("ANA: né à Paris", "ANA: <laughs>")


def test_a_stopped_run_goes_on_with_what_is_not_answered_yet(tmp_path: Path) -> None:
    out, asked = tmp_path / "rows.jsonl", list[str]()

    def ours(question: LibraryQuestion) -> Said:
        asked.append(question.qid)
        if question is NOBODY and len(asked) == 2:
            raise KeyboardInterrupt
        return Said("3 euros")

    def fails(question: LibraryQuestion) -> Said:
        raise ValueError("no")

    systems: dict[str, System] = {OURS: ours, TUTORIAL: fails}
    with pytest.raises(KeyboardInterrupt):
        measure([FARE, NOBODY], systems, out, {"model": "one"})
    found = measure([FARE, NOBODY], systems, out, {"model": "one"})

    assert asked == ["fare", "nobody", "nobody"]
    assert found["fare", OURS].said == Said("3 euros")
    assert found["fare", TUTORIAL].problem == "ValueError: no"
    with pytest.raises(DatasetError, match="another run"):
        measure([FARE], systems, out, {"model": "two"})


def test_the_table_has_both_and_the_ratio_of_each_figure() -> None:
    other = LibraryQuestion("other", "When?", "when", True, key=("Friday",))
    lines = list(
        table(
            [FARE, other, NOBODY],
            rows(
                Row("fare", OURS, 2.0, Said("It is said.", "Three euros.")),
                Row("other", OURS, 2.0, Said("On Friday.")),
                Row("nobody", OURS, 2.0, Said("", refused=True)),
                Row("fare", TUTORIAL, 4.0, Said("Three euros.")),
                Row("other", TUTORIAL, 4.0, Said("On Monday.")),
                Row("nobody", TUTORIAL, 4.0, None, "ModelError: gone"),
            ),
        )
    )
    right, wrong = ([line.split(" | ")[column] for line in lines[2:]] for column in (1, 2))

    assert len({line.count("|") for line in lines}) == 1
    assert [cell[:5] for cell in right] == ["1.000", "0.500", "0.500", "2.00"]
    assert [cell[:5] for cell in wrong] == ["0.000", "0.500", "0.500", "0.00"]
    assert lines[-1].endswith("| - | 0.50 |")  # the tutorial refused nothing; seconds


def test_both_answer_with_the_same_model_and_the_table_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(eval_library, "open_embedder", lambda *_, **__: CountingEmbedder())
    monkeypatch.setattr("rag.assistant.LazyReader", WordReader)
    monkeypatch.setattr(answers_tutorial, "find_spec", lambda name: object())
    chat = ScriptedChat(reply=says("The fare is three euros."))
    monkeypatch.setattr(answers_tutorial, "open_model", lambda *_, **__: OpenedModel(chat, "scripted", "plain"))
    monkeypatch.setitem(sys.modules, "benchmarks.index_tutorial", FakeStores)
    folder = tmp_path / "harbour"
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "harbour.txt").write_text("ANA: The fare is three euros.\nBEN: And the ferry?\n", "utf-8")
    fare = {"qid": "fare", "question": FARE.question, "kind": "fact", "answerable": True, "key": ["three"], "gold": []}
    write_lines(folder / "questions.jsonl", fare)

    main([str(folder), "--out", str(tmp_path / "rows.jsonl")])

    shown = capsys.readouterr().out
    assert "harbour: 1 questions with an answer, 0 without" in shown
    assert f"| {TUTORIAL} | 1.000 " in shown
    assert f"| {OURS} | 1.000 " in shown
    assert any("Context: ANA: The fare is three euros." in prompt for prompt in chat.prompts)


class FakeStores:
    """Stands in for `benchmarks.index_tutorial`, which needs the extra `bench`: one chunk a file."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    @staticmethod
    def in_memory(texts: object, embedder: object) -> "FakeStores":
        return FakeStores([text for _, text in texts])  # type: ignore[attr-defined]

    def similarity_search(self, question: str, k: int) -> list[Document]:
        return [Document(text) for text in self.texts[:k]]


def test_missing_packages_are_named_with_the_extra_that_has_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answers_tutorial, "find_spec", lambda name: None)

    with pytest.raises(SystemExit) as ended:
        main(["anywhere", "--out", "rows.jsonl"])
    assert ended.value.code == 1
    assert "langchain_chroma, langchain_text_splitters. Run: pip install" in capsys.readouterr().err
