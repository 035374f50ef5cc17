"""Outlines are read once for each state of a transcript, and few are kept."""

from dataclasses import dataclass, field

from index.transcript import Segment, Turn
from rag.ui.reader.outline import KEPT, Outline, Outlines
from tests.rag.ui.double import MemoryIndex, library, tell


@dataclass
class Counting(MemoryIndex):
    read: list[str] = field(default_factory=list)

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> tuple[Turn, ...]:
        self.read.append(transcript_id)
        return super().turns(transcript_id, first, last)


def counting(*names: str) -> Counting:
    return Counting(library(*(tell(name, name, "Ana: Hi.\nBo: Hi.\nAna: So.") for name in names)).told)


def test_a_transcript_is_read_once_until_the_library_changes() -> None:
    index, outlines = counting("a"), Outlines()
    assert outlines.of(index, "a") is outlines.of(index, "a")
    index.generation += 1
    outlines.of(index, "a")
    assert index.read == ["a", "a"]


def test_those_read_last_are_kept() -> None:
    names = [str(number) for number in range(KEPT + 1)]
    index, outlines = counting(*names), Outlines()
    for name in (*names, names[0], names[-1]):
        outlines.of(index, name)
    assert index.read == [*names, names[0]]


def test_speakers_are_counted_in_the_order_in_which_they_appear() -> None:
    assert Outlines().of(counting("a"), "a").speakers == (("Ana", 2), ("Bo", 1))


def test_a_turn_belongs_to_the_file_it_begins_in() -> None:
    turn = Turn("a#0", 0, None, "Hi.", (Segment("b", 1, 1, 0, 3),))
    assert Outline((turn,), ("a", "b")).part_of(turn) == 1
