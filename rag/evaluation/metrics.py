"""The figures of one question, from plain values. Pure."""

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rag.evaluation.dataset import GoldMode

Id = TypeVar("Id", bound=Hashable)
TurnPlace = tuple[str, int]  # transcript id and turn index

RECALL_DEPTHS = (5, 10, 20)
WORD_BUDGETS = (200, 700)
RETRIEVAL_METRICS = (
    *(f"R@{k}" for k in RECALL_DEPTHS), "hit@10", "MRR", "nDCG@10",
    *(f"recall@{words}w" for words in WORD_BUDGETS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CitationScores:
    """How well cited turns agree with gold turns."""

    precision: float
    recall: float
    f1: float


def retrieval_scores(
    ranked: Sequence[Id], gold: Iterable[Id], *, mode: GoldMode, words: Mapping[Id, int]
) -> dict[str, float]:
    """Every metric of RETRIEVAL_METRICS for one ranking, best first; `words` has each turn's length."""
    wanted = set(gold)
    scores = {f"R@{k}": recall(ranked[:k], wanted, mode=mode) for k in RECALL_DEPTHS}
    scores["hit@10"] = recall(ranked[:10], wanted, mode="any")
    scores["MRR"] = reciprocal_rank(ranked, wanted)
    scores["nDCG@10"] = ndcg(ranked, wanted, depth=10)
    for budget in WORD_BUDGETS:
        scores[f"recall@{budget}w"] = recall(within_words(ranked, words, budget=budget), wanted, mode=mode)
    return scores


def recall(found: Iterable[Id], gold: Iterable[Id], *, mode: GoldMode) -> float:
    """The share of gold turns found; in mode `any`, 1.0 where one is.

    >>> recall(["a", "x"], ["a", "b"], mode="all"), recall(["a", "x"], ["a", "b"], mode="any")
    (0.5, 1.0)
    """
    wanted = set(gold)
    hits = len(wanted & set(found))
    return hits / len(wanted) if mode == "all" else float(hits > 0)


def reciprocal_rank(ranked: Sequence[Id], gold: Iterable[Id]) -> float:
    """1 / the rank of the first gold turn; 0.0 where there is none."""
    wanted = set(gold)
    return next((1 / place for place, item in enumerate(ranked, start=1) if item in wanted), 0.0)


def ndcg(ranked: Sequence[Id], gold: Iterable[Id], *, depth: int) -> float:
    """Normalised discounted gain of the best `depth`, each gold turn worth 1."""
    wanted = set(gold)
    gain = sum(1 / math.log2(place + 2) for place, item in enumerate(ranked[:depth]) if item in wanted)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(depth, len(wanted))))


def within_words(ranked: Sequence[Id], words: Mapping[Id, int], *, budget: int) -> tuple[Id, ...]:
    """The best turns that fit in `budget` words together, up to the first that does not.

    >>> within_words(["a", "b", "c"], {"a": 3, "b": 9, "c": 1}, budget=10)
    ('a',)
    """
    used = 0
    for place, item in enumerate(ranked):
        used += words[item]
        if used > budget:
            return tuple(ranked[:place])
    return tuple(ranked)


def normalize_answer(text: str) -> str:
    """Lower case, without punctuation, articles and extra blanks.

    >>> normalize_answer("The  LGBTQ support-group!")
    'lgbtq supportgroup'
    """
    bare = re.sub(r"[^\w\s]", "", text.lower())
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def exact_match(text: str, golds: Iterable[str]) -> float:
    """1.0 where the text equals a gold answer once both are normalised."""
    return float(any(normalize_answer(text) == normalize_answer(gold) for gold in golds))


def token_f1(text: str, golds: Iterable[str]) -> float:
    """The best F1 of the text's words with those of a gold answer; 0.0 where there is none."""
    return _best_overlap(text, golds, lambda shared, said, wanted: 2 * shared / (said + wanted))


def token_recall(text: str, golds: Iterable[str]) -> float:
    """The largest share of a gold answer's words that the text has; 0.0 where there is no gold answer."""
    return _best_overlap(text, golds, lambda shared, _said, wanted: shared / wanted)


def citation_scores(
    cited: Iterable[TurnPlace], gold: Iterable[TurnPlace], *, mode: GoldMode, tolerance: int = 0
) -> CitationScores:
    """Precision, recall and F1 of cited turns; one within `tolerance` turns of a gold turn counts.

    No citation at all is precision 0.0.
    """
    places, wanted = set(cited), set(gold)
    supported = [any(_is_near(place, other, tolerance) for other in wanted) for place in places]
    covered = [any(_is_near(place, other, tolerance) for other in places) for place in wanted]
    precision = sum(supported) / len(places) if places else 0.0
    found = sum(covered) / len(wanted) if mode == "all" else float(any(covered))
    total = precision + found
    return CitationScores(precision, found, 2 * precision * found / total if total else 0.0)


def abstention_scores(*, abstained: bool, answerable: bool) -> dict[str, float]:
    """`false_refusals` of an answerable question, else `abstention_recall`: their means are the shares."""
    return {"false_refusals" if answerable else "abstention_recall": float(abstained)}


def _best_overlap(text: str, golds: Iterable[str], measure: Callable[[int, int, int], float]) -> float:
    said, best = normalize_answer(text).split(), 0.0
    for gold in golds:
        wanted = normalize_answer(gold).split()
        shared = sum((Counter(said) & Counter(wanted)).values())
        if shared:
            best = max(best, measure(shared, len(said), len(wanted)))
        elif not said and not wanted:
            best = 1.0
    return best


def _is_near(place: TurnPlace, other: TurnPlace, tolerance: int) -> bool:
    return place[0] == other[0] and abs(place[1] - other[1]) <= tolerance
