"""Whether the citations of a stored answer still hold in the transcripts as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from index.errors import NotFound
from rag.answer import Answer, Citation
from rag.citations import MOVED_WITHIN
from rag.errors import AnswerFileError

if TYPE_CHECKING:
    from index.index import Index


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a citation holds, and why or why not."""

    marker: int
    holds: bool
    why: str


def load_answer(path: Path) -> Answer:
    """An answer that `ask --json` printed. Raises AnswerFileError where the file is not one."""
    try:
        return TypeAdapter(Answer).validate_json(path.read_bytes())
    except OSError as error:
        raise AnswerFileError(f"{path}: cannot be read: {error.strerror}. Check the name") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise AnswerFileError(
            f"{path}: not an answer: {place}: {first['msg']}. Make one with: ontherecord ask QUESTION --json > FILE"
        ) from error


def verify(answer: Answer, index: Index) -> tuple[Verified, ...]:
    """Each citation of the answer, held against its turn as it stands in the index now."""
    return tuple(_verify(citation, index) for citation in answer.citations)


def _verify(citation: Citation, index: Index) -> Verified:
    try:
        turn = index.turn(citation.turn_id)
    except NotFound as error:
        return Verified(citation.marker, False, str(error))
    moved = None if citation.quote in turn.text else _nearest_index(citation, index)
    if moved is not None:
        return Verified(citation.marker, False, f"turn {moved} says these words now: the turns have other numbers")
    if turn.speaker != citation.speaker:
        return Verified(citation.marker, False, f"the turn's speaker is now {turn.speaker or 'nobody named'}")
    if turn.text[citation.quote_start : citation.quote_end] == citation.quote:
        return Verified(citation.marker, True, "the turn says these words at this place")
    if citation.quote in turn.text:
        return Verified(citation.marker, True, "the turn says these words, at another place than before")
    if any(citation.quote in original.text for original in turn.originals):
        return Verified(citation.marker, False, "somebody has corrected the turn since: only its file says these words")
    return Verified(citation.marker, False, "the turn no longer says these words")


def _nearest_index(citation: Citation, index: Index) -> int | None:
    """The nearest turn of the same speaker with the words of the citation: a split or a new version moves numbers."""
    around = index.turns(citation.transcript_id, max(0, citation.turn - MOVED_WITHIN), citation.turn + MOVED_WITHIN)
    same = [turn.index for turn in around if turn.speaker == citation.speaker and citation.quote in turn.text]
    return min(same, key=lambda number: abs(number - citation.turn), default=None)
