"""The answer to a question that only every turn can answer: how many turns of whom say it, counted by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answer import Passage
from rag.language import words as wording
from rag.language.words import count_of, enumerated
from rag.question.counting import QUOTES, MentionQuestion
from rag.retrieval.search import turns_of

if TYPE_CHECKING:
    from index.index import Index
    from rag.retrieval.ranker import Ranking

_MOST_NAMED = 6  # speakers whom a count lists
_CITED = 20  # turns that a count cites; it says how many there are


@dataclass(frozen=True, slots=True)
class Count:
    """How many turns of whom hold what was asked about, the first of them, and how many `turns` were looked at."""

    asked: MentionQuestion
    cited: tuple[Passage, ...]
    by_speaker: Mapping[str | None, int]
    turns: int


def counted(index: Index, ranking: Ranking) -> Count | None:
    """What a question wants counted; None where it does not, or a long topic is said in no such words."""
    asked = ranking.question.counted
    if asked is None:
        return None
    where = replace(ranking.where, speakers=asked.speakers) if asked.speakers else ranking.where
    keys = index.mentions(asked.topic, where)
    if not keys and len(wording.content(asked.topic)) > 2:
        return None
    return Count(
        asked,
        cited=tuple(turns_of(index, keys[:_CITED])),
        by_speaker=index.catalog.turns_by_speaker(keys),
        turns=index.admitted_counts(where)[1],
    )


def describe_count(count: Count) -> str:
    """What was counted, as a sentence. A turn counts once, however often it says the word."""
    asked = count.asked
    name = f"“{asked.topic.strip(QUOTES)}”"
    if not count.by_speaker:
        whose = f" of {enumerated(asked.speakers)}" if asked.speakers else ""
        opening = "No: none" if asked.kind == "whether" else "None"
        return f"{opening} of the {count.turns:,} turns{whose} searched mentions {name}."
    ordered = sorted(count.by_speaker.items(), key=lambda item: (-item[1], item[0] or ""))
    listed = enumerated(
        [f"{who or 'unnamed speakers'} ({count_of(turns, 'turn')})" for who, turns in ordered[:_MOST_NAMED]]
    )
    if len(ordered) > _MOST_NAMED:
        listed += f", and {len(ordered) - _MOST_NAMED} more speakers"
    mention = "mentions" if len(ordered) == 1 else "mention"
    if asked.kind == "whether":
        return f"Yes: {listed} {mention} {name}."
    if asked.kind == "who" or len(ordered) == 1:
        return f"{listed[0].upper()}{listed[1:]} {mention} {name}."
    return f"{name} is mentioned in {count_of(sum(count.by_speaker.values()), 'turn')}: {listed}."
