"""How well the turns that hold the answers are found in a whole library, by the words that hold them.

Metrics, over the questions that have an answer: `any@K`, whether a gold quote is held by one of the first K turns. Over
those for which several turns are gold: `all@10`, whether all quotes are held by the first ten, and `R@10`, which share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rag.errors import DatasetError
from rag.evaluation.judge import holds
from rag.evaluation.library_set import LibraryQuestion, LibrarySet
from rag.evaluation.retrieval import Mode, Progress, Report, RetrievalScores, summarize

Rankings = Mapping[Mode, Sequence[str]]  # texts of turns, best first
DEPTHS = (1, 3, 5, 10, 50)
ALL_OF = 10


def evaluate_library_retrieval(
    dataset: LibrarySet,
    rank: Callable[[LibraryQuestion, int], Rankings],
    *,
    limit: int | None = None,
    seed: int = 0,
    config: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Rank the library's turns for each question that has an answer. Raises DatasetError where none has."""
    questions = [question for question in dataset.sample(limit, seed) if question.answerable and question.gold]
    if not questions:
        raise DatasetError(f"{dataset.name}: no question has an answer, so retrieval cannot be measured")
    scores = []
    for done, question in enumerate(questions, start=1):
        found = rank(question, max(DEPTHS))
        modes = {mode: library_scores(question, texts) for mode, texts in found.items()}
        scores.append(RetrievalScores(question.qid, question.kind, modes))
        if progress:
            progress(done, len(questions))
    run = {"data": dataset.name, "limit": limit, "seed": seed}
    return summarize(tuple(scores), config=run | dict(config or {}), seed=seed)


def library_scores(question: LibraryQuestion, texts: Sequence[str]) -> dict[str, float]:
    """The metrics of one ranking of turns' texts, best first. Pure."""
    ranks = [_rank(gold.quote, texts) for gold in question.gold]
    first = min(ranks)
    scores = {f"any@{depth}": float(first < depth) for depth in DEPTHS}
    if question.gold_mode == "all":
        scores[f"all@{ALL_OF}"] = float(max(ranks) < ALL_OF)
        scores[f"R@{ALL_OF}"] = sum(rank < ALL_OF for rank in ranks) / len(ranks)
    return scores


def _rank(quote: str, texts: Sequence[str]) -> int:
    """The place of the first text that holds the quote; after all of them where none does."""
    return next((place for place, text in enumerate(texts[: max(DEPTHS)]) if holds(text, quote)), max(DEPTHS))
