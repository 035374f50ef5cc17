import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer import Answer, Coverage, Done, Sentence, SentenceChecked, Sources, StreamEvent
from rag.errors import DatasetError, ModelError
from rag.evaluation.library_answers import Said, evaluate_library_answers
from rag.evaluation.library_set import Gold, LibraryQuestion, LibrarySet
from tests.rag.evaluation.factories import make_answer, make_citation, make_source

SOURCE = make_source("council", "Ana: The ferry sails on Friday.", "Ben: The quay costs two million.")


def question(qid: str, kind: str = "when", **fields: object) -> LibraryQuestion:
    values: dict[str, object] = {"gold": (Gold("sails on Friday"),), "key": ("Friday",), "answerable": True}
    return LibraryQuestion(qid, f"Question {qid}?", kind, **(values | fields))  # type: ignore[arg-type]


def cites(turn: int) -> Answer:
    return make_answer(
        Sentence(SOURCE.turns[turn].text, "verbatim", (1,)), citations=[make_citation(SOURCE, turn)], text="x"
    )


SET = LibrarySet(
    "tiny",
    Path(),
    (
        question("right"),
        question("wrong"),
        question("refused"),
        question("fault", "who"),
        question("nobody", "unanswerable", answerable=False, gold=(), key=()),
        question("invented", "unanswerable", answerable=False, gold=(), key=()),
    ),
)
ANSWERS = {
    "right": cites(0),
    "wrong": cites(1),
    "refused": make_answer(abstained=True),
    "nobody": make_answer(abstained=True),
    "invented": make_answer(Sentence("On Monday.", "weak"), citations=[make_citation(SOURCE, 1)]),
}


class Asked:
    """Streams the answers, and knows what it was asked."""

    def __init__(self, stop_at: str | None = None) -> None:
        self.questions: list[str] = []
        self._stop_at = stop_at

    def __call__(self, question: LibraryQuestion) -> Iterator[StreamEvent]:
        if question.qid == self._stop_at:
            raise KeyboardInterrupt
        self.questions.append(question.qid)
        yield Sources((), Coverage(1, 2))
        if question.qid == "fault":
            raise ModelError("the model went away")
        answer = ANSWERS[question.qid]
        for sentence in answer.sentences:
            yield SentenceChecked(sentence)
        yield Done(answer)


def said(turn_id: str) -> Said:
    turn = SOURCE.turns[int(turn_id.partition("#")[2])]
    return Said(turn.speaker, turn.text)


def test_shares_are_of_the_questions_they_apply_to() -> None:
    report, judged = evaluate_library_answers(SET, Asked(), said)
    figures = {name: figure.mean for name, figure in report.metrics.items()}

    assert [each.verdict for each in judged] == ["right", "wrong", "refused", "fault", "right", "wrong"]
    assert (figures["right"], figures["wrong"], figures["refused"], figures["partly"]) == (0.25, 0.25, 0.25, 0.0)
    assert figures["refused_rightly"] == 0.5
    assert figures["trusted_wrong"] == pytest.approx(1 / 6)  # what was invented is only weak
    assert figures["fault"] == pytest.approx(1 / 6)
    assert figures["whole_p50"] is not None


def test_the_report_has_the_contracts_shape_and_a_row_for_each_kind() -> None:
    values = evaluate_library_answers(SET, Asked(), said, config={"model": "scripted"})[0].to_dict()

    assert list(values) == ["n", "metrics", "by_kind", "config"]
    assert values["by_kind"]["when"]["right"]["mean"] == pytest.approx(1 / 3)
    assert values["by_kind"]["unanswerable"]["refused_rightly"]["mean"] == 0.5
    assert values["by_kind"]["unanswerable"]["right"]["mean"] is None
    assert (values["config"]["answerable"], values["config"]["unanswerable"]) == (4, 2)
    assert values["config"]["model"] == "scripted"


def test_the_first_word_is_the_first_sentence_and_what_abstains_has_none() -> None:
    by_qid = {each.question.qid: each.row for each in evaluate_library_answers(SET, Asked(), said)[1]}

    assert by_qid["right"].first is not None
    assert by_qid["refused"].first is None


def test_a_question_that_ends_in_an_error_is_a_fault_that_says_which() -> None:
    row = evaluate_library_answers(SET, Asked(), said)[1][3].row

    assert (row.answer, row.problem) == (None, "ModelError: the model went away")


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    work, again = tmp_path / "rows.jsonl", Asked()
    with pytest.raises(KeyboardInterrupt):
        evaluate_library_answers(SET, Asked("nobody"), said, work=work)
    with work.open("a") as file:
        file.write('{"qid": "nobody", "sec')  # killed while it wrote

    report, judged = evaluate_library_answers(SET, again, said, work=work)
    assert again.questions == ["nobody", "invented"]
    assert [each.verdict for each in judged] == ["right", "wrong", "refused", "fault", "right", "wrong"]
    assert report.n == 6


def test_a_row_names_the_cited_turns_with_their_text(tmp_path: Path) -> None:
    evaluate_library_answers(SET, Asked(), said, work=tmp_path / "rows.jsonl")
    header, first = map(json.loads, (tmp_path / "rows.jsonl").read_text().splitlines()[:2])

    assert header["qid"] is None  # whoever goes through rows by their question passes it over
    assert first["turns"] == {"council#0": {"speaker": "Ana", "text": "The ferry sails on Friday."}}
    assert first["answer"]["citations"][0]["turn_id"] == "council#0"
    assert list(first) == ["qid", "seconds", "first", "problem", "answer", "turns"]


def test_rows_of_another_run_are_refused(tmp_path: Path) -> None:
    work = tmp_path / "rows.jsonl"
    evaluate_library_answers(SET, Asked(), said, work=work, config={"model": "one"})

    with pytest.raises(DatasetError, match="another run"):
        evaluate_library_answers(SET, Asked(), said, work=work, config={"model": "two"})
