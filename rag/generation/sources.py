"""What an answer may rest on: the turns found, as their speakers said them, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.transcript import Turn, turn_id
from rag.generation.context import ShownTurn
from rag.generation.injection import spoken
from rag.grounding.evidence import Evidence
from rag.language.names import Roster, roster_of
from rag.retrieval.ranker import Ranking

if TYPE_CHECKING:
    from index.index import Index


def as_spoken(ranking: Ranking) -> Ranking:
    """The ranking with what its turns' speakers say: what was written there for the language model is no evidence."""
    roster = roster_of(ranking.question.known)
    passages = (replace(passage, turn=_spoken_turn(passage.turn, roster)) for passage in ranking.passages)
    return replace(ranking, passages=tuple(passage for passage in passages if passage.turn.text.strip()))


def neighbours(index: Index, ranking: Ranking) -> dict[str, Turn]:
    """Each passage's turn with the one before and the two after it, by id, as it was spoken."""
    roster = roster_of(ranking.question.known)
    return {
        turn.id: _spoken_turn(turn, roster)
        for passage in ranking.passages
        for turn in index.turns(passage.transcript_id, passage.turn.index - 1, passage.turn.index + 2)
    }


def evidence_of(ranking: Ranking, context: Sequence[ShownTurn], around: Mapping[str, Turn]) -> list[Evidence]:
    """What sentences are checked against: the turns that the model read, in their order, then the others found.

    `around` holds the turns before and after them, by id.
    """
    passages = {p.turn.id: p for p in (*(shown.passage for shown in context), *ranking.passages)}
    evidence = []
    for passage in passages.values():
        before, after = (around.get(turn_id(passage.transcript_id, passage.turn.index + step)) for step in (-1, 1))
        asked = before.text if before and "?" in before.text else ""
        partners = {t.speaker for t in (before, after) if t and t.speaker and t.speaker != passage.turn.speaker}
        evidence.append(Evidence.of(passage, asked, sorted(partners)))
    return evidence


def _spoken_turn(turn: Turn, roster: Roster) -> Turn:
    text = spoken(turn.text, roster)
    return turn if text == turn.text else replace(turn, text=text)
