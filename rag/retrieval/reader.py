"""Reads the turns found against the question: which of their sentences answer, and whether any does.

Turns are read in windows of whole sentences, each after its speaker's name and the last words said before, by a learned
scorer of pairs (`rag.scorers`). Its log odds choose what is quoted, order the turns anew and say whether to answer
at all. How it was trained and what it is worth: docs/reader.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.embedding.model_files import AdapterFile
from index.transcript import Turn, turn_id
from rag.answer import Passage
from rag.citations import has_marker
from rag.language import words as wording
from rag.language.sentences import Span, split_sentences
from rag.scorers.pair_scorer import PairScorer

WINDOW_WORDS = 45
_SHORT = 20  # words; a sentence no longer than this that ends a window begins the next one too
_GAP = 3  # characters of white space between sentences; more of it stands for words that nobody said
_BEFORE_WORDS = 14  # of what was said before a turn
_UNNAMED = "Unnamed"
_READER = AdapterFile(
    Path(__file__).parent / "reader.safetensors", "46ca1984b707ff32b1b1a174b7439f8c7334d557a25a1f535e4e76af48b3bb90"
)
_TOKENS = 128  # of a pair; as it was trained


class Scorer(Protocol):
    """Log odds of pairs of texts: `rag.scorers.PairScorer`, or a test's own."""

    def scores(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """One score a pair."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is read. `turns`: how many of the best are read; `windows`: how many of them all together.

    `rank`: what a standard score of the ranking counts beside the reader's log odds; without it .21 of the answers of a
    library that the reader was not trained on are wrong, with it .10, and more than 1 changes nothing (docs/reader.md).
    """

    turns: int = 24
    windows: int = 64
    rank: float = 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive whole sentences of a turn, the log odds that they answer, and what they are ranked by."""

    passage: Passage
    span: Span
    odds: float
    score: float


class LazyReader:
    """The packaged reader, loaded when it first reads. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._scorer: PairScorer | None = None

    def scores(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """The log odds of each pair. Raises WeightsError where the files are not those that were published."""
        with self._lock:
            self._scorer = self._scorer or PairScorer(_READER, longest=_TOKENS)
        return self._scorer.scores(pairs)


def windows(text: str) -> tuple[Span, ...]:
    """Consecutive sentences of at most `WINDOW_WORDS` words, or one longer sentence; a short last one comes twice.

    >>> [span.text for span in windows("One. " * 3)]
    ['One. One. One.']
    """
    return tuple(_windows(text, split_sentences(text)))


def _windows(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    lengths = [len(sentence.text.split()) for sentence in sentences]
    first = 0
    while first < len(sentences):
        last, words = first, lengths[first]
        while (
            last + 1 < len(sentences)
            and words + lengths[last + 1] <= WINDOW_WORDS
            and go_on(sentences[last], sentences[last + 1])
        ):
            last += 1
            words += lengths[last]
        start, end = sentences[first].start, sentences[last].end
        yield Span(start, end, text[start:end])
        if last + 1 == len(sentences):
            return
        again = last > first and lengths[last] < _SHORT and go_on(sentences[last], sentences[last + 1])
        first = last if again else last + 1


def go_on(before: Span, after: Span) -> bool:
    """Whether one span goes on where the other ends: what was blanked between them is in no quote of both."""
    return after.start - before.end <= _GAP


def read(
    question: str, passages: Sequence[Passage], scorer: Scorer, neighbours: Mapping[str, Turn], depth: Depth
) -> tuple[Window, ...]:
    """The windows of the best turns, best first. `neighbours` holds the turns before those found, by id."""
    every = [(passage, span) for passage in passages[: depth.turns] for span in windows(passage.turn.text)]
    # Where a quote has "[4]" in it, the answer would seem to cite a fourth turn.
    found = [(passage, span) for passage, span in every if not has_marker(span.text)] or every
    found = _nearest(found, wording.content(question), depth.windows)
    if not found:
        return ()
    scores = scorer.scores([(question, as_read(passage, span, neighbours)) for passage, span in found])
    ranks = _standard([passage.score for passage, _ in found])
    scored = (
        Window(passage, span, float(score), float(score + depth.rank * rank))
        for (passage, span), score, rank in zip(found, scores, ranks, strict=True)
    )
    return tuple(sorted(scored, key=lambda window: -window.score))


def sentences(found: Sequence[Window]) -> tuple[Window, ...]:
    """Each sentence of the windows as a window of its own, with the score of the best one that it stands in."""
    seen: dict[tuple[str, int], Window] = {}
    for window in found:
        for span in split_sentences(window.span.text):
            start, end = window.span.start + span.start, window.span.start + span.end
            seen.setdefault((window.passage.turn.id, start), replace(window, span=Span(start, end, span.text)))
    return tuple(seen.values())


def as_read(passage: Passage, span: Span, neighbours: Mapping[str, Turn]) -> str:
    """A window as the reader reads it: after its speaker's name, and where a turn begins, the last words before it."""
    turn = passage.turn
    said = f"{turn.speaker or _UNNAMED}: {span.text}"
    before = neighbours.get(turn_id(passage.transcript_id, turn.index - 1)) if span.start == 0 else None
    return f"{' '.join(before.text.split()[-_BEFORE_WORDS:])} | {said}" if before else said


def reordered(passages: Sequence[Passage], found: Sequence[Window]) -> tuple[Passage, ...]:
    """The passages by their best windows; what was not read stays behind, in its order."""
    best: dict[str, Passage] = {}
    for window in found:
        best.setdefault(window.passage.turn.id, window.passage)
    return (*best.values(), *(passage for passage in passages if passage.turn.id not in best))


def _nearest(found: Sequence[tuple[Passage, Span]], asked: Collection[str], most: int) -> list[tuple[Passage, Span]]:
    """So many windows: the first of each turn in its order, then those that have most of the words asked with."""
    if len(found) <= most:
        return list(found)
    shares = [len({*asked} & wording.content(span.text)) for _, span in found]
    places = sorted(range(len(found)), key=lambda place: -shares[place])[:most]
    return [found[place] for place in sorted(places)]


def _standard(scores: Sequence[float]) -> npt.NDArray[np.float64]:
    values = np.asarray(scores, dtype=np.float64)
    standard: npt.NDArray[np.float64] = (values - values.mean()) / (values.std() or 1.0)
    return standard
