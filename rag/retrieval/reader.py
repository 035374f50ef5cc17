"""Reads the turns found against the question: which of their sentences answer, and whether any does.

Turns are read in windows of whole sentences, each after its speaker's name and the last words said before, by a learned
scorer of pairs (`rag.scorers`). Its log odds choose what is quoted, order the turns again and say whether to answer
at all. How it was trained and what it is worth: docs/reader.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
from rag.retrieval.standard_scores import standard_scores
from rag.scorers.pair_scorer import PairScorer

_UNNAMED = "Unnamed"
_READER = AdapterFile(
    Path(__file__).parent / "reader.safetensors", "fda317a6d5da77a00ab0872bf88972fc6d17bd1c0c149bbed35004c92337dd80"
)
Piece = tuple[Passage, Span]  # a window of a turn, not yet read
UNREAD = -20.0  # log odds of what the reader did not read


@dataclass(frozen=True, slots=True)
class Cut:
    """How turns are cut into what the reader reads, as it was when it was trained (docs/reader.md).

    `words`: of a window; `again`: of a sentence that ends a window, up to which it begins the next one too; `gap`:
    characters of white space between sentences, more of which stand for words that nobody said; `before`: words of what
    was said before a turn; `tokens`: of a pair.
    """

    words: int = 45
    again: int = 20
    gap: int = 3
    before: int = 14
    tokens: int = 128


CUT = Cut()


class Scorer(Protocol):
    """Log odds of pairs of texts: `rag.scorers.PairScorer`, or a test's own."""

    def scores(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """One score a pair."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is read. `turns`: how many of the best are read; `windows`: how many of them all together.

    `rank`: what a standard score of the ranking counts beside the reader's log odds; without it .21 of the answers of a
    library that the reader was not trained on are wrong, with it .10, and more than 1 changes nothing (docs/reader.md).
    `given`: log odds that a window gains which has what is asked for (a number): of 45 questions for one the best
    turn then answers .71, without it .69; with 2 .73, and of those that nobody answers fewer show it.
    """

    turns: int = 24
    windows: int = 64
    rank: float = 1.0
    given: float = 1.0


DEPTH = Depth()


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
            self._scorer = self._scorer or PairScorer(_READER, longest=CUT.tokens)
        return self._scorer.scores(pairs)


def windows(text: str) -> tuple[Span, ...]:
    """Consecutive sentences of at most `CUT.words` words, or one longer sentence; a short last one comes twice.

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
            and words + lengths[last + 1] <= CUT.words
            and go_on(sentences[last], sentences[last + 1])
        ):
            last += 1
            words += lengths[last]
        start, end = sentences[first].start, sentences[last].end
        yield Span(start, end, text[start:end])
        if last + 1 == len(sentences):
            return
        again = last > first and lengths[last] < CUT.again and go_on(sentences[last], sentences[last + 1])
        first = last if again else last + 1


def go_on(before: Span, after: Span) -> bool:
    """Whether one span goes on where the other ends: what was blanked between them is in no quote of both."""
    return after.start - before.end <= CUT.gap


def read(
    question: str,
    passages: Sequence[Passage],
    scorer: Scorer,
    neighbours: Mapping[str, Turn],
    depth: Depth = DEPTH,
    *,
    gives: Callable[[str], bool] = lambda _: False,
) -> tuple[Window, ...]:
    """The windows of the best turns, best first. `neighbours` holds the turns before those found, by id.

    `gives`: whether words have what is asked for.
    """
    found = _nearest_pieces(pieces_of(passages[: depth.turns]), wording.content(question), depth.windows)
    return scored(found, odds_of(question, found, scorer, neighbours), depth, gives=gives)


def pieces_of(passages: Sequence[Passage]) -> list[Piece]:
    """The windows of the turns, in their order."""
    every = [(passage, span) for passage in passages for span in windows(passage.turn.text)]
    # Where a quote has "[4]" in it, the answer would seem to cite a fourth turn.
    return [(passage, span) for passage, span in every if not has_marker(span.text)] or every


def odds_of(question: str, found: Sequence[Piece], scorer: Scorer, neighbours: Mapping[str, Turn]) -> list[float]:
    """The log odds that each window answers; `neighbours` as of `read`."""
    if not found:
        return []
    pairs = [(question, as_read(passage, span, neighbours)) for passage, span in found]
    return [float(odds) for odds in scorer.scores(pairs)]


def scored(
    found: Sequence[Piece],
    odds: Sequence[float],
    depth: Depth = DEPTH,
    *,
    gives: Callable[[str], bool] = lambda _: False,
) -> tuple[Window, ...]:
    """The windows, best first: by their log odds, the rank of their turns, and whether they have what is asked for."""
    ranks = standard_scores([passage.score for passage, _ in found]) if found else ()
    read = (
        Window(passage, span, one, float(one + depth.rank * rank + depth.given * gives(span.text)))
        for (passage, span), one, rank in zip(found, odds, ranks, strict=True)
    )
    return tuple(sorted(read, key=lambda window: -window.score))


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
    return f"{' '.join(before.text.split()[-CUT.before :])} | {said}" if before else said


def reordered(passages: Sequence[Passage], found: Sequence[Window]) -> tuple[Passage, ...]:
    """The passages by their best windows; what was not read stays behind, in its order."""
    best: dict[str, Passage] = {}
    for window in found:
        best.setdefault(window.passage.turn.id, window.passage)
    return (*best.values(), *(passage for passage in passages if passage.turn.id not in best))


def _nearest_pieces(found: Sequence[Piece], asked: Collection[str], most: int) -> list[Piece]:
    """So many windows: the first of each turn in its order, then those that have most of the words asked with."""
    if len(found) <= most:
        return list(found)
    shares = [len({*asked} & wording.content(span.text)) for _, span in found]
    places = sorted(range(len(found)), key=lambda place: -shares[place])[:most]
    return [found[place] for place in sorted(places)]
