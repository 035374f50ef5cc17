"""A whole transcript at a glance: who speaks when, for jumping, following a recording and finding."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from index.transcript import Turn
from rag.ui.protocol import Index
from rag.ui.reader.find import fold

KEPT = 4  # transcripts whose outline is kept: those that people are reading


@dataclass(frozen=True)
class Outline:
    """All turns of a transcript, of one generation of the index, and the files they are from, in order."""

    turns: tuple[Turn, ...]
    files: tuple[str, ...]

    @cached_property
    def folded(self) -> tuple[tuple[int, str], ...]:
        """Index and folded text of every turn."""
        return tuple((turn.index, fold(turn.text)) for turn in self.turns)

    @cached_property
    def speakers(self) -> tuple[tuple[str | None, int], ...]:
        """Every speaker with the number of their turns, in order of first appearance; None: nobody is named."""
        counts: dict[str | None, int] = {}
        for turn in self.turns:
            counts[turn.speaker] = counts.get(turn.speaker, 0) + 1
        return tuple(counts.items())

    def part_of(self, turn: Turn) -> int:
        """Which of the files the turn begins in."""
        file = turn.segments[0].file if turn.segments else ""
        return self.files.index(file) if file in self.files else 0


class Outlines:
    """The outlines read last; reading one again takes the time to read every turn. Safe from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Outline] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, index: Index, transcript_id: str) -> Outline:
        """The outline of a transcript as it is now. Raises NotFound."""
        key = (transcript_id, index.generation)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        outline = Outline(tuple(index.turns(transcript_id)), tuple(index.files(transcript_id)))
        with self._lock:
            self._kept[key] = outline
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return outline
