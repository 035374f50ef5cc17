from pathlib import Path

import pytest

from rag.answer import Answer, Sentence, Timings
from rag.errors import DatasetError, ModelError
from rag.evaluation.answers import AnswersReport, evaluate_answers
from rag.evaluation.dataset import Question
from tests.rag.evaluation.factories import make_answer, make_citation, make_dataset, make_question, make_source

STANDUP = make_source("standup", "Ana: Ship on Friday.", "Ben: Fine.", "Ana: Bring cake.", "Cem: I object.")
SHIPS = make_answer(
    Sentence("Ana said they ship on Friday [1].", "supported", (1,)), citations=[make_citation(STANDUP, 0)]
)
ABSTAINS = make_answer(abstained=True, text="The transcripts do not say.")


class Scripted:
    """Answers from a script and remembers what it was asked; a missing answer is a model that broke."""

    def __init__(self, **answers: Answer) -> None:
        self.answers, self.asked = answers, list[str]()

    def __call__(self, question: str, transcript_id: str) -> Answer:
        assert transcript_id == "standup"
        qid = question.removeprefix("Question ").removesuffix("?")
        self.asked.append(qid)
        if qid not in self.answers:
            raise ModelError("the model stopped")
        return self.answers[qid]


def evaluate(answer: Answer, question: Question) -> AnswersReport:
    return evaluate_answers(make_dataset([STANDUP], [question]), lambda _question, _transcript: answer)


def figure(report: AnswersReport, metric: str) -> float | None:
    return report.metrics[metric].mean


def test_words_are_scored_without_the_markers() -> None:
    report = evaluate(SHIPS, make_question(answers=["Ana said they ship on Friday"]))

    assert [figure(report, metric) for metric in ("token_recall", "f1", "em")] == [1.0, 1.0, 1.0]


def test_an_abstention_on_an_answerable_question_is_an_empty_answer() -> None:
    report = evaluate(ABSTAINS, make_question(answers=["The transcripts do not say"]))

    assert figure(report, "false_refusals") == 1.0
    assert figure(report, "f1") == figure(report, "citation_precision") == 0.0
    assert figure(report, "abstention_recall") is None


def test_an_unanswerable_question_is_only_about_abstaining() -> None:
    report = evaluate(ABSTAINS, make_question(gold=[], answers=[], answerable=False))

    assert figure(report, "abstention_recall") == 1.0
    assert figure(report, "false_refusals") is None
    assert figure(report, "citation_f1") is None
    assert (report.config["answerable"], report.config["unanswerable"]) == (0, 1)


def test_citations_are_scored_exactly_and_within_one_turn() -> None:
    report = evaluate(SHIPS, make_question(gold=[1]))

    assert figure(report, "citation_f1") == 0.0
    assert figure(report, "citation_f1_within_1") == 1.0


@pytest.mark.parametrize(
    ("text", "cited", "gold", "right", "right_gold"),
    [
        ("Ana said so.", 0, [0], 1.0, 1.0),
        ("Ben said so.", 1, [0], 1.0, 0.0),
        ("Ana said so.", 1, [0], 1.0, 1.0),
        ("Cem said so.", 1, [0], 0.0, 0.0),
        ("Ben said so.", 1, [], 1.0, None),
        ("They said so.", 1, [0], None, None),
    ],
)
def test_a_credited_speaker_is_one_of_a_cited_or_of_a_gold_turn(
    text: str, cited: int, gold: list[int], right: float | None, right_gold: float | None
) -> None:
    answer = make_answer(Sentence(text, "supported", (1,)), citations=[make_citation(STANDUP, cited)])

    report = evaluate(answer, make_question(gold=gold))

    assert (figure(report, "speaker_right"), figure(report, "speaker_right_gold")) == (right, right_gold)


def test_one_wrong_credit_makes_the_answer_wrong() -> None:
    sentences = (Sentence("Ana said so.", "supported", (1,)), Sentence("Cem agreed.", "weak", (1,)))
    answer = make_answer(*sentences, citations=[make_citation(STANDUP, 0)])

    assert figure(evaluate(answer, make_question()), "speaker_right") == 0.0


def test_verdicts_are_shares_of_all_drafted_sentences() -> None:
    shown = [Sentence("a", "verbatim"), Sentence("b", "supported"), Sentence("c", "supported")]
    answer = make_answer(*shown, dropped=(Sentence("d", "unsupported"),))

    report = evaluate(answer, make_question())

    shares = {metric: figure(report, metric) for metric in report.metrics if metric.startswith("sentences_")}
    assert shares == {
        "sentences_verbatim": 0.25, "sentences_supported": 0.5, "sentences_computed": 0.0, "sentences_weak": 0.0,
        "sentences_unsupported": 0.25, "sentences_dropped": 0.25,
    }  # fmt: skip


def test_times_are_seconds_with_their_median() -> None:
    answer = make_answer(timings_ms=Timings(sources=200.0, total=8000.0))

    report = evaluate(answer, make_question())

    assert figure(report, "seconds_first_source") == 0.2
    assert figure(report, "seconds_first_word") is None
    assert figure(report, "seconds_last_word_p50") == 8.0


def test_the_report_is_flat_with_each_kind_of_question_beside() -> None:
    found = evaluate(SHIPS, make_question(kind="when")).to_dict()

    assert list(found) == ["n", "metrics", "by_kind", "config"]
    assert found["metrics"]["token_recall"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert found["by_kind"]["when"]["n"] == 1
    assert found["by_kind"]["when"]["abstention_recall"] == {"mean": None, "low": None, "high": None}


def test_questions_with_wrong_labels_are_not_asked() -> None:
    dataset = make_dataset([STANDUP], [make_question("bad", clean=False), make_question("good")])
    ask = Scripted(good=SHIPS)

    evaluate_answers(dataset, ask)

    assert ask.asked == ["good"]


def test_a_set_without_questions_cannot_be_measured() -> None:
    with pytest.raises(DatasetError, match="there is no question to ask"):
        evaluate_answers(make_dataset([STANDUP], []), Scripted())


def test_a_run_that_was_cut_short_continues_where_it_stopped(tmp_path: Path) -> None:
    dataset = make_dataset([STANDUP], [make_question(qid) for qid in ("a", "b", "c")])
    work = tmp_path / "work.jsonl"
    with pytest.raises(ModelError):
        evaluate_answers(dataset, Scripted(a=SHIPS), work=work)
    ask = Scripted(b=ABSTAINS, c=SHIPS)

    continued = evaluate_answers(dataset, ask, work=work)

    assert ask.asked == ["b", "c"]
    assert continued == evaluate_answers(dataset, Scripted(a=SHIPS, b=ABSTAINS, c=SHIPS))


def test_progress_counts_kept_answers_too(tmp_path: Path) -> None:
    dataset, work = make_dataset([STANDUP], [make_question("a")]), tmp_path / "work.jsonl"
    evaluate_answers(dataset, Scripted(a=SHIPS), work=work)
    told: list[tuple[int, int]] = []

    evaluate_answers(dataset, Scripted(), work=work, progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 1)]


def test_a_work_file_of_another_configuration_is_refused(tmp_path: Path) -> None:
    dataset, work = make_dataset([STANDUP], [make_question("a")]), tmp_path / "work.jsonl"
    evaluate_answers(dataset, Scripted(a=SHIPS), work=work, config={"model": "small"})

    with pytest.raises(DatasetError, match=r"work\.jsonl:1: this work file is of another run"):
        evaluate_answers(dataset, Scripted(a=SHIPS), work=work, config={"model": "large"})
