import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

from rag.evaluation.dataset import GoldMode
from rag.evaluation.metrics import (
    abstention_scores,
    citation_scores,
    exact_match,
    retrieval_scores,
    token_f1,
    token_recall,
    within_words,
)

REFERENCE = Path(__file__).parents[4] / "shared" / "bench" / "reference_metrics.py"
WORDS = ("the", "a", "Friday!", "ship", "on", "May 2023", "well,", "")


@pytest.fixture(scope="module")
def reference() -> ModuleType | None:
    """The data sets' own metrics, where they are at hand."""
    if not REFERENCE.exists():
        return None
    spec = importlib.util.spec_from_file_location("reference_metrics", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_retrieval_metric_of_a_ranking_worked_out_by_hand() -> None:
    ranked = [7, 3, 9, 1, 0, 2, 4, 5, 6, 8]
    words = dict.fromkeys(range(10), 60)

    scores = retrieval_scores(ranked, [3, 2, 99], mode="all", words=words)

    ideal = 1 + 0.6309297535714575 + 0.5
    assert scores == {
        "R@5": pytest.approx(1 / 3),
        "R@10": pytest.approx(2 / 3),
        "R@20": pytest.approx(2 / 3),
        "hit@10": 1.0,
        "MRR": 0.5,
        "nDCG@10": pytest.approx((0.6309297535714575 + 0.3562071871080222) / ideal),
        "recall@200w": pytest.approx(1 / 3),
        "recall@700w": pytest.approx(2 / 3),
    }


def test_one_gold_turn_is_enough_where_any_will_do() -> None:
    scores = retrieval_scores([5, 1], [1, 2], mode="any", words={5: 201, 1: 1})

    assert (scores["R@5"], scores["recall@200w"], scores["recall@700w"]) == (1.0, 0.0, 1.0)


def test_a_ranking_without_gold_scores_nothing() -> None:
    assert set(retrieval_scores([5], [1], mode="all", words={5: 1}).values()) == {0.0}


def test_a_word_budget_stops_at_the_first_turn_that_does_not_fit() -> None:
    assert within_words("abc", {"a": 6, "b": 5, "c": 1}, budget=10) == ("a",)
    assert within_words("abc", {"a": 6, "b": 4, "c": 0}, budget=10) == ("a", "b", "c")


@pytest.mark.parametrize("mode", ["all", "any"])
def test_retrieval_agrees_with_the_reference(reference: ModuleType | None, mode: GoldMode) -> None:
    dice = random.Random(f"retrieval {mode}")
    for _ in range(300 if reference else 0):
        count = dice.randint(1, 60)
        texts = [" ".join(["word"] * dice.randint(0, 60)) for _ in range(count)]
        ranked = dice.sample(range(count), dice.randint(0, count))
        gold = dice.sample(range(count), dice.randint(1, min(8, count)))

        scores = retrieval_scores(ranked, gold, mode=mode, words={n: len(t.split()) for n, t in enumerate(texts)})

        assert reference is not None
        expected = reference.metrics(ranked, gold, mode)
        for words in (200, 700):
            expected[f"recall@{words}w"] = reference.recall_in_words(ranked, texts, gold, mode, words)
        assert scores == {metric: expected[metric] for metric in scores}


def test_words_of_answers_agree_with_the_reference(reference: ModuleType | None) -> None:
    dice = random.Random("answers")
    for _ in range(500 if reference else 0):
        text, *golds = (" ".join(dice.choices(WORDS, k=dice.randint(0, 6))) for _ in range(3))

        assert reference is not None
        assert token_f1(text, golds) == pytest.approx(reference.f1(text, golds), abs=1e-12)
        assert exact_match(text, golds) == reference.em(text, golds)


@pytest.mark.parametrize("mode", ["all", "any"])
def test_citations_agree_with_the_reference(reference: ModuleType | None, mode: GoldMode) -> None:
    dice = random.Random(f"citations {mode}")
    for _ in range(300 if reference else 0):
        cited = dice.choices(range(12), k=dice.randint(0, 4))
        gold = dice.sample(range(12), dice.randint(1, 4))
        for tolerance in (0, 1):
            found = citation_scores([("t", n) for n in cited], [("t", n) for n in gold], mode=mode, tolerance=tolerance)

            assert reference is not None
            expected = reference.cite_prf(cited, gold, mode, tolerance)
            assert (found.precision, found.recall, found.f1) == pytest.approx(expected, abs=1e-12)


def test_answer_words_are_compared_without_case_articles_and_punctuation() -> None:
    assert exact_match("The Friday.", ["friday"]) == 1.0
    assert token_f1("On Friday, they ship", ["Friday"]) == pytest.approx(2 * 1 * 0.25 / 1.25)
    assert token_recall("On Friday, they ship", ["Friday", "next week"]) == 1.0
    assert token_recall("They ship next month", ["the next week"]) == 0.5


def test_an_empty_answer_shares_no_words() -> None:
    assert token_recall("", ["Friday"]) == token_f1("", ["Friday"]) == exact_match("", ["Friday"]) == 0.0


def test_a_citation_one_turn_off_counts_only_within_one_turn() -> None:
    cited, gold = [("t", 4), ("t", 9)], [("t", 5)]

    exact = citation_scores(cited, gold, mode="all")
    near = citation_scores(cited, gold, mode="all", tolerance=1)

    assert (exact.precision, exact.recall, exact.f1) == (0.0, 0.0, 0.0)
    assert (near.precision, near.recall, near.f1) == pytest.approx((0.5, 1.0, 2 / 3))


def test_a_turn_of_another_transcript_is_a_wrong_citation() -> None:
    assert citation_scores([("other", 5)], [("t", 5)], mode="any", tolerance=1).precision == 0.0


def test_abstaining_is_a_merit_or_a_refusal_by_the_question() -> None:
    assert abstention_scores(abstained=True, answerable=False) == {"abstention_recall": 1.0}
    assert abstention_scores(abstained=True, answerable=True) == {"false_refusals": 1.0}
    assert abstention_scores(abstained=False, answerable=True) == {"false_refusals": 0.0}
