"""What an answer may rest on: the turns found, as their speakers said them, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.transcript import Turn, turn_id
from rag.answer import Passage
from rag.generation.context import ShownTurn
from rag.grounding.attribution import Attribution, Cite, Encode
from rag.grounding.evidence import Evidence
from rag.language.names import roster_of
from rag.language.sentences import Span
from rag.language.speech import spoken_turn
from rag.language.vocabulary import has_question
from rag.retrieval import answerability as abstaining
from rag.retrieval.ranker import Ranking

if TYPE_CHECKING:
    from index.index import Index


def as_spoken(ranking: Ranking) -> Ranking:
    """The ranking with what its turns' speakers say: what was written there for the language model is no evidence."""
    roster = roster_of(ranking.question.known)
    passages = (replace(passage, turn=spoken_turn(passage.turn, roster)) for passage in ranking.passages)
    return replace(ranking, passages=tuple(passage for passage in passages if passage.turn.text.strip()))


def neighbours(index: Index, ranking: Ranking) -> dict[str, Turn]:
    """Each passage's turn with the one before and the two after it, by id, as it was spoken."""
    roster = roster_of(ranking.question.known)
    return {
        turn.id: spoken_turn(turn, roster)
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
        asked = before.text if before and has_question(before.text) else ""
        partners = {t.speaker for t in (before, after) if t and t.speaker and t.speaker != passage.turn.speaker}
        evidence.append(Evidence.of(passage, asked, sorted(partners)))
    return evidence


@dataclass(frozen=True, slots=True)
class Checking:
    """How the drafts of an answer are checked."""

    encode: Encode
    cite: Cite
    spread: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]

    def of(
        self,
        ranking: Ranking,
        context: Sequence[ShownTurn],
        around: Mapping[str, Turn],
        quoted: Sequence[tuple[Passage, Span]] | None,
    ) -> Attribution:
        """A draft against the turns that the model read (`context`) and the ranking's; `quoted` as of Attribution."""
        asked = ranking.question
        return Attribution(
            evidence_of(ranking, context, around),
            asked.known,
            encode=self.encode,
            cite=self.cite,
            spread=self.spread,
            shown=len(context),
            question=asked,
            about=ranking.named if abstaining.concerns_speakers(ranking) else (),
            alone=abstaining.only_theirs(ranking),
            quoted=quoted,
        )
