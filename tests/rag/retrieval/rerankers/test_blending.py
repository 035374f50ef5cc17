"""How the scores of rerankers join a ranking."""

import numpy as np
import pytest

from rag.answer import Passage
from rag.retrieval.rerankers import BEST, reranked
from tests.rag.double import make_passages
from tests.rag.retrieval.rerankers.double import FakeReranker


def blended(passages: list[Passage], *rerankers: FakeReranker, weight: float = 100.0) -> list[str]:
    again = reranked("Who pays?", passages, rerankers, prompts={}, weight=weight)
    assert [p.score for p in again] == sorted((p.score for p in again), reverse=True)
    return [passage.turn.text for passage in again]


def test_what_a_reranker_prefers_comes_first() -> None:
    passages = make_passages("ANA: one", "BEN: two", "ANA: three")

    assert blended(passages, FakeReranker(like=len)) == ["three", "one", "two"]


def test_a_gain_is_the_weight_times_the_standard_score_above_the_lowest() -> None:
    passages = make_passages("ANA: one", "BEN: two", "ANA: three")  # scores 0, -1, -2
    scores = np.array([8.0, 8.0, 10.0])  # letters of "ANA: one" and so on
    standard = (scores - scores.mean()) / scores.std()

    again = reranked("Who pays?", passages, [FakeReranker(like=len)], prompts={}, weight=0.5)
    expected = np.array([0.0, -1.0, -2.0]) + 0.5 * (standard - standard.min())
    by_place = sorted(again, key=lambda passage: passage.turn.index)
    assert [p.score for p in by_place] == pytest.approx(expected.tolist())


def test_several_rerankers_are_added() -> None:
    passages = make_passages("ANA: a b", "BEN: ccccc", "ANA: a bbbbb")
    words = FakeReranker(like=lambda text: len(text.split()))

    assert blended(passages, FakeReranker(like=len), words) == ["a bbbbb", "a b", "ccccc"]


def test_only_the_best_are_scored_and_the_rest_stay_behind() -> None:
    passages = make_passages(*(f"ANA: {'x' * place}" for place in range(1, BEST + 4)))
    reranker = FakeReranker(like=len)
    texts = [passage.turn.text for passage in passages]

    assert blended(passages, reranker) == [*reversed(texts[:BEST]), *texts[BEST:]]
    assert [len(asked) for _, asked in reranker.asked] == [BEST]


def test_scores_that_are_all_the_same_change_nothing() -> None:
    passages = make_passages("ANA: one", "BEN: two")

    assert reranked("?", passages, [FakeReranker(like=lambda _: 3.0)], prompts={}, weight=1.0) == passages
    assert reranked("?", [], [FakeReranker(like=len)], prompts={}, weight=1.0) == []
