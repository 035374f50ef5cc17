"""Batches for training: several transcripts' pairs with the texts that they should and should not find. Pure.

Every text of a batch is a negative of every pair it is not right or unclear for, so that pairs of one transcript give
each other negatives of the same meeting; each pair also brings one that looks right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from index.catalog.catalog import View
from index.chunking import TokenCounter
from index.embedding.adapter.training.data import Material
from index.embedding.adapter.training.pairs import Pair, PairMaker
from index.embedding.adapter.training.renditions import Rendition, rendered
from index.transcript import Chunk


@dataclass(frozen=True, slots=True)
class ViewBatch:
    """Texts of one view and, row by row, which of them a query should find.

    `queries`: rows of the batch's queries; `right`: for each of these the row of its text; `left_out`, shape
    (len(queries), len(texts)): texts that are also right, or unclear, and do not count for it.
    """

    name: View
    queries: tuple[int, ...]
    texts: tuple[str, ...]
    right: tuple[int, ...]
    left_out: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries, and for each view what they should find there."""

    queries: tuple[str, ...]
    views: tuple[ViewBatch, ...]


@dataclass(frozen=True, slots=True)
class BatchRule:
    """Sizes of a batch. `chunks`: the share of pairs that also look for a chunk, whose texts are four times as long;
    `look_right`: whether each pair brings a wrong turn that shares the most words with it.
    """

    transcripts: int = 3
    pairs: int = 8  # of each transcript
    chunks: float = 0.25
    look_right: bool = True


class BatchMaker:
    """Makes the batch of any step; the same seed and step give the same batch, whatever was made before."""

    def __init__(
        self, materials: Sequence[Material], *, count: TokenCounter, seed: int, rule: BatchRule | None = None
    ) -> None:
        self._materials, self._makers = tuple(materials), [PairMaker(material) for material in materials]
        self._count, self._seed, self._rule = count, seed, rule or BatchRule()

    @property
    def steps_per_epoch(self) -> int:
        """Steps in which every transcript comes once."""
        return max(1, len(self._materials) // self._rule.transcripts)

    def batch(self, step: int) -> Batch:
        """The batch of a step, counted from 0."""
        epoch, place = divmod(step, self.steps_per_epoch)
        order = Random(f"{self._seed} epoch {epoch}").sample(range(len(self._materials)), len(self._materials))
        dice = Random(f"{self._seed} step {step}")
        size = self._rule.transcripts
        chosen = [(row, self._rendition(row, dice)) for row in order[place * size : (place + 1) * size]]
        return self._joined(chosen, dice)

    def _rendition(self, row: int, dice: Random) -> Rendition:
        pairs = self._makers[row].pairs(dice, most=self._rule.pairs)
        return rendered(self._materials[row].transcript, pairs, dice, count=self._count)

    def _joined(self, chosen: Sequence[tuple[int, Rendition]], dice: Random) -> Batch:
        asked = [(row, rendition, pair) for row, rendition in chosen for pair in rendition.pairs]
        queries = tuple(pair.query for _, _, pair in asked)
        views: tuple[View, ...] = ("turn", "chunk")
        return Batch(queries, tuple(v for view in views if (v := self._view(view, asked, dice)) is not None))

    def _view(self, view: View, asked: Sequence[tuple[int, Rendition, Pair]], dice: Random) -> ViewBatch | None:
        texts: dict[
            tuple[int, int, int], tuple[int, Chunk]
        ] = {}  # what makes an entry one, to its transcript and itself
        right: list[tuple[int, tuple[int, int, int]]] = []
        for number, (row, rendition, pair) in enumerate(asked):
            if view not in pair.views or (view == "chunk" and dice.random() >= self._rule.chunks):
                continue
            found = _entries(rendition, view, pair.right)
            if not found:
                continue
            own = dice.choice(found)
            # Chunks of the same meeting are alike enough, and long.
            looks_right = (
                _entries(rendition, view, frozenset(pair.wrong))[:1] if view == "turn" and self._rule.look_right else []
            )
            for entry in (own, *looks_right):
                texts[row, entry.first, entry.part] = (row, entry)
            right.append((number, (row, own.first, own.part)))
        if not right:
            return None
        rows = {key: place for place, key in enumerate(texts)}
        out = np.zeros((len(right), len(texts)), dtype=bool)
        for place, (number, key) in enumerate(right):
            row, _, pair = asked[number]
            for other, (its_row, entry) in texts.items():
                held = range(entry.first, entry.last + 1)
                out[place, rows[other]] = (
                    other != key and its_row == row and any(turn in pair.right or turn in pair.unclear for turn in held)
                )
        return ViewBatch(
            view,
            tuple(number for number, _ in right),
            tuple(entry.text for _, entry in texts.values()),
            tuple(rows[key] for _, key in right),
            out,
        )


def _entries(rendition: Rendition, view: View, turns: frozenset[int]) -> list[Chunk]:
    """The entries that hold any of these turns."""
    return [entry for entry in rendition.entries[view] if any(entry.first <= turn <= entry.last for turn in turns)]
