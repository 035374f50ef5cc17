"""A transcript as the compared systems are given it, and where in its text each turn stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.chunking import labelled
from index.transcript import Transcript

Span = tuple[int, int]  # from, to: characters of a talk's text

DEPTH = 300  # turns asked for, where turns are what is found: 700 words are fewer


@dataclass(frozen=True)
class Talk:
    """A transcript as other packages are given it: a line a turn, under its speaker's label."""

    transcript: Transcript

    @property
    def id(self) -> str:
        return self.transcript.id

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(labelled(turn, turn.text) for turn in self.transcript.turns)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where each turn's own words are in the text."""
        ends = np.cumsum([len(line) + 1 for line in self.lines]) - 1
        turns = zip(ends.tolist(), self.transcript.turns, strict=True)
        return tuple((end - len(turn.text), end) for end, turn in turns)

    @cached_property
    def words(self) -> tuple[tuple[int, int, int], ...]:
        """(from, to, turn) of every word, in order."""
        return tuple(
            (start + word.start(), start + word.end(), index)
            for index, (start, end) in enumerate(self.spans)
            for word in re.finditer(r"\S+", self.text[start:end])
        )

    @cached_property
    def lengths(self) -> Counter[int]:
        """Words of each turn."""
        return Counter(turn for _, _, turn in self.words)
