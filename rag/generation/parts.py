"""A transcript in parts that are read one after another, and what is kept of each with the index (`index.derived`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index import derived
from rag.answer import Passage
from rag.generation.context import ShownTurn
from rag.retrieval.reader import Piece, pieces_of

if TYPE_CHECKING:
    from index.index import Index


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive windows of a transcript's turns; `number` among its parts; `promise`: how well its turns rank."""

    number: int
    pieces: tuple[Piece, ...]
    promise: float

    @property
    def transcript_id(self) -> str:
        """Where it is from."""
        return self.pieces[0][0].transcript_id

    def shown(self) -> tuple[ShownTurn, ...]:
        """Its turns, each as far as it is in the part."""
        spans: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            spans.setdefault(piece[0].turn.id, []).append(piece)
        return tuple(
            ShownTurn(number, of_turn[0][0], of_turn[0][0].turn.text[of_turn[0][1].start : of_turn[-1][1].end])
            for number, of_turn in enumerate(spans.values(), start=1)
        )


def parts_of(passages: Sequence[Passage], *, words: int) -> tuple[Part, ...]:
    """The turns of one transcript, in its order, in parts of about so many words."""
    parts: list[list[Piece]] = []
    room = 0
    for piece in pieces_of(passages):
        size = len(piece[1].text.split())
        if size > room:
            parts.append([])
            room = words
        parts[-1].append(piece)
        room -= size
    return tuple(Part(n, tuple(part), _promise(passage for passage, _ in part)) for n, part in enumerate(parts))


def _promise(passages: Iterable[Passage]) -> float:
    scores = {passage.turn.id: passage.score for passage in passages}
    return sum(sorted(scores.values(), reverse=True)[:3])


@dataclass(slots=True)
class KeptParts:
    """What is kept of the parts of one transcript for one question, by the numbers of the parts."""

    index: Index
    transcript_id: str
    name: str
    revision: derived.Revision = field(init=False)
    values: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.revision = self.index.catalog.revision(self.transcript_id)
        values = derived.kept(self.index.folder, self.revision, self.name)
        self.values = values if isinstance(values, dict) else {}

    def get(self, part: Part) -> list[Any] | None:
        """None where nothing is kept."""
        values = self.values.get(str(part.number))
        return values if isinstance(values, list) else None

    def put(self, part: Part, values: list[Any]) -> None:
        self.values[str(part.number)] = values
        derived.keep(self.index.folder, self.index.catalog, self.revision, self.name, self.values)
