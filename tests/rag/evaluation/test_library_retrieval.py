from pathlib import Path

import pytest

from rag.errors import DatasetError
from rag.evaluation.library_retrieval import evaluate_library_retrieval, library_scores
from rag.evaluation.library_set import Gold, LibraryQuestion, LibrarySet

ONE = LibraryQuestion("one", "When?", "when", True, gold=(Gold("on Friday"), Gold("Friday it is")))
SEVERAL = LibraryQuestion("all", "Who?", "who", True, gold_mode="all", gold=(Gold("Ana does"), Gold("Ben does")))
NOBODY = LibraryQuestion("none", "Why?", "why", False, gold_mode="none")


def test_any_gold_quote_among_the_first_counts() -> None:
    ranked = ["Nothing.", "Nothing else.", "Well, Friday it is.", "It is on Friday."]

    assert library_scores(ONE, ranked) == {"any@1": 0.0, "any@3": 1.0, "any@5": 1.0, "any@10": 1.0, "any@50": 1.0}


def test_where_several_turns_are_gold_all_must_be_among_the_first_ten() -> None:
    filler = [f"Nothing {n}." for n in range(9)]

    near = library_scores(SEVERAL, ["Ana does.", *filler[:8], "Ben does."])
    far = library_scores(SEVERAL, ["Ana does.", *filler, "Ben does."])
    assert (near["all@10"], near["R@10"]) == (1.0, 1.0)
    assert (far["all@10"], far["R@10"], far["any@10"]) == (0.0, 0.5, 1.0)


def test_what_is_not_found_counts_at_no_depth() -> None:
    assert set(library_scores(ONE, ["x"] * 60 + ["on Friday"]).values()) == {0.0}
    assert library_scores(SEVERAL, [])["all@10"] == 0.0


def test_each_ranking_of_a_question_has_its_figures_and_only_questions_with_an_answer_count() -> None:
    dataset = LibrarySet("tiny", Path(), (ONE, SEVERAL, NOBODY))
    depths = []

    def rank(question: LibraryQuestion, k: int) -> dict[str, list[str]]:
        depths.append(k)
        return {"collection": ["Nothing.", "On Friday."], "read": ["On Friday.", "Nothing."]}

    report = evaluate_library_retrieval(dataset, rank, seed=3, config={"embedder": "counting"})  # type: ignore[arg-type]
    values = report.to_dict()
    assert (values["n"], depths) == (2, [50, 50])
    assert values["metrics"]["collection"]["any@1"]["mean"] == 0.0
    assert values["metrics"]["read"]["any@1"]["mean"] == 0.5
    assert values["by_kind"]["when"]["read"]["any@1"]["mean"] == 1.0
    assert report.values("read", "all@10") == {"all": 0.0}
    assert values["config"] == {"data": "tiny", "limit": None, "seed": 3, "embedder": "counting"}


def test_a_set_that_nobody_answers_cannot_be_measured() -> None:
    with pytest.raises(DatasetError, match="no question has an answer"):
        evaluate_library_retrieval(LibrarySet("tiny", Path(), (NOBODY,)), lambda question, k: {})
