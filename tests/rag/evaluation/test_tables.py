from rich.console import Console, RenderableType

from rag.answer import Sentence
from rag.evaluation.answers import evaluate_answers
from rag.evaluation.retrieval import evaluate_retrieval
from rag.evaluation.tables import answers_table, retrieval_table
from tests.rag.evaluation.factories import make_answer, make_dataset, make_question, make_source

DATASET = make_dataset([make_source("standup", "Ana: Ship on Friday.")], [make_question("q1", kind="when")])


def printed(table: RenderableType) -> list[list[str]]:
    console = Console(width=160, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in capture.get().splitlines()]


def test_the_retrieval_table_has_each_metric_in_both_modes_and_each_kind() -> None:
    def rank(question: str, transcript: str | None, k: int) -> list[str]:
        return ["standup#0"] if transcript else []

    rows = printed(retrieval_table(evaluate_retrieval(DATASET, rank)))

    assert ["recall@200w", "1.000 [1.000, 1.000]", "0.000 [0.000, 0.000]"] in rows
    assert ["when", "1", "1.000", "1.000", "1.000", "1.000"] in rows


def test_the_answers_table_leaves_out_what_was_not_measured() -> None:
    answer = make_answer(Sentence("On Friday.", "weak"))
    rows = printed(answers_table(evaluate_answers(DATASET, lambda question, transcript: answer)))

    assert ["token_recall", "1.000 [1.000, 1.000]"] in rows
    assert ["when", "1", "1.000", "0.667", "0.000", "-", "0.000"] in rows
    assert not any(row and row[0] == "abstention_recall" for row in rows)
