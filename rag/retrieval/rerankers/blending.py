"""Joins the scores of rerankers with the ranking that there is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.chunking import labelled
from index.transcript import Turn
from rag.answer import Passage
from rag.retrieval.rerankers.base import Floats, Reranker
from rag.retrieval.standard_scores import standard_scores

BEST = 50  # turns scored once more: one to seven processor seconds of a small cross-encoder (docs/decisions/004)
_PROMPT_WORDS = 40  # of the end of a prompting question: the turn itself must stay within what a model reads


def reranked(
    question: str,
    passages: Sequence[Passage],
    rerankers: Sequence[Reranker],
    *,
    prompts: Mapping[str, Turn],
    weight: float,
) -> list[Passage]:
    """The passages, the first `BEST` of them sorted again; the rest stay behind.

    Each reranker adds `weight` times its standard score among those turns. `prompts` has the turn that asked what a
    turn answers, by the id of the answer; only rerankers that read prompts are shown it.
    """
    best, rest = passages[:BEST], passages[BEST:]
    if not best:
        return []
    gains = sum(
        (weight * standard_scores(_scores(question, best, one, prompts)) for one in rerankers), np.zeros(len(best))
    )
    gains -= gains.min()  # nobody loses, so that no score of the rest is higher
    gained = [replace(p, score=p.score + gain) for p, gain in zip(best, gains.tolist(), strict=True)]
    return [*sorted(gained, key=lambda passage: -passage.score), *rest]


def _scores(question: str, best: Sequence[Passage], reranker: Reranker, prompts: Mapping[str, Turn]) -> Floats:
    shown = prompts if reranker.reads_prompts else {}
    texts = [_text(passage.turn, shown.get(passage.turn.id)) for passage in best]
    return reranker.scores(question, texts)


def _text(turn: Turn, prompt: Turn | None) -> str:
    said = labelled(turn, turn.text)
    return said if prompt is None else f"{labelled(prompt, _end(prompt.text))}\n{said}"


def _end(text: str) -> str:
    return " ".join(text.split()[-_PROMPT_WORDS:])
