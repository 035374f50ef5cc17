from collections.abc import Sequence

import pytest

from rag.errors import DatasetError
from rag.evaluation.dataset import Dataset
from rag.evaluation.metrics import RETRIEVAL_METRICS
from rag.evaluation.retrieval import evaluate_retrieval
from tests.rag.evaluation.factories import make_dataset, make_question, make_source

STANDUP = make_source("standup", "Ana: Ship on Friday.", "Ben: Fine.")
RETRO = make_source("retro", "Ana: We shipped late.", "Ben: Because of tests.")


def tiny() -> Dataset:
    return make_dataset(
        [STANDUP, RETRO],
        [
            make_question("when", gold=[0], kind="when"),
            make_question("why", transcript="retro", gold=[1], kind="why"),
            make_question("none", gold=[], answerable=False),
        ],
    )


def in_order(question: str, transcript_id: str | None, k: int) -> Sequence[str]:
    """Ranks turns as they stand; unfiltered, those of the retrospective first."""
    turns = ["retro#0", "retro#1", "standup#0", "standup#1"]
    return [turn for turn in turns if transcript_id is None or turn.startswith(transcript_id)][:k]


def test_each_question_is_ranked_in_its_transcript_and_in_the_collection() -> None:
    report = evaluate_retrieval(tiny(), in_order)

    assert report.n == 2
    assert report.values("per_transcript", "MRR") == {"when": 1.0, "why": 0.5}
    assert report.values("collection", "MRR") == {"when": 1 / 3, "why": 0.5}


def test_the_report_has_the_contracts_shape() -> None:
    found = evaluate_retrieval(tiny(), in_order, seed=4, config={"embedder": "counting"}).to_dict()

    assert list(found) == ["n", "metrics", "by_kind", "config"]
    assert list(found["metrics"]) == ["per_transcript", "collection"]
    assert tuple(found["metrics"]["collection"]) == RETRIEVAL_METRICS
    assert found["metrics"]["per_transcript"]["hit@10"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert found["by_kind"]["when"]["n"] == 1
    assert found["by_kind"]["when"]["collection"]["MRR"]["mean"] == pytest.approx(1 / 3)
    assert found["config"]["embedder"] == "counting"
    assert (found["config"]["data"], found["config"]["split"], found["config"]["seed"]) == ("tiny", "dev", 4)


def test_the_ranker_is_asked_for_as_many_turns_as_the_depth() -> None:
    report = evaluate_retrieval(tiny(), in_order, depth=1)

    assert report.values("per_transcript", "R@10") == {"when": 1.0, "why": 0.0}


def test_the_same_turn_of_another_transcript_is_not_gold() -> None:
    report = evaluate_retrieval(tiny(), lambda question, transcript, k: ["standup#1", "retro#0"])

    assert set(report.values("collection", "R@20").values()) == {0.0}


def test_a_turn_ranked_twice_counts_once() -> None:
    report = evaluate_retrieval(tiny(), lambda question, transcript, k: ["standup#0", "standup#0", "retro#1"])

    assert report.values("per_transcript", "nDCG@10")["when"] == 1.0
    assert report.values("per_transcript", "MRR")["why"] == 0.5


def test_a_turn_that_the_data_set_lacks_is_a_fault_of_the_index() -> None:
    with pytest.raises(DatasetError, match=r"'when': turn 'minutes#3' was found, .* index"):
        evaluate_retrieval(tiny(), lambda question, transcript, k: ["minutes#3"])


def test_a_set_without_gold_turns_cannot_be_measured() -> None:
    dataset = make_dataset([STANDUP], [make_question(gold=[], answerable=False)])

    with pytest.raises(DatasetError, match=r"tiny, split dev: no question .* `eval answers` can"):
        evaluate_retrieval(dataset, in_order)


def test_progress_is_told_after_each_question_of_the_sample() -> None:
    told: list[tuple[int, int]] = []

    evaluate_retrieval(tiny(), in_order, limit=1, progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 1)]


def test_two_runs_give_the_same_report() -> None:
    assert evaluate_retrieval(tiny(), in_order) == evaluate_retrieval(tiny(), in_order)
