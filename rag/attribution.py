"""The sentences of a draft, grounded and cited as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.transcript import Speaker
from rag.answer import Citation, Passage, Sentence, SentenceChecked
from rag.extraction import without_markers
from rag.grounding import Evidence, ground
from rag.sentences import Span, split_sentences

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]  # texts -> unit vectors, shape (len(texts), dimension)
Cite = Callable[[int, Passage, Span], Citation]  # marker, passage, span of its turn


class Attribution:
    """One draft against its evidence. Markers are numbered in order of appearance; the same quote keeps its number."""

    def __init__(
        self, evidence: Sequence[Evidence], speakers: Sequence[str | Speaker], *, encode: Encode, cite: Cite
    ) -> None:
        self._evidence, self._speakers = evidence, speakers
        self._encode, self._cite = encode, cite
        self._vectors: npt.NDArray[np.float32] | None = None  # of the evidence's sentences, once one is needed
        self._markers: dict[tuple[int, int], int] = {}
        self._draft, self._done = "", 0
        self.sentences: list[Sentence] = []
        self.dropped: list[Sentence] = []
        self.citations: list[Citation] = []

    def add(self, piece: str, *, last: bool = False) -> list[SentenceChecked]:
        """The sentences that this piece of the draft completes, checked; with `last` the unfinished one too."""
        self._draft += piece
        spans = split_sentences(self._draft)
        # The end of the text is an end of a sentence only where nothing more can come.
        complete = spans if last else spans[:-1]
        fresh, self._done = complete[self._done :], max(self._done, len(complete))
        texts = [text for span in fresh if (text := without_markers(span.text).strip())]
        return [self._checked(text) for text in texts]

    def _checked(self, text: str) -> SentenceChecked:
        similarity = self._similarity(text)
        (grounded,) = ground([text], self._evidence, similarity, speakers=self._speakers)
        if grounded.support == "unsupported":
            sentence = Sentence(text, "unsupported")
            self.dropped.append(sentence)
            return SentenceChecked(sentence, ())
        cited = [self._cited(place) for place in grounded.places]
        sentence = Sentence(text, grounded.support, tuple(citation.marker for citation in cited))
        self.sentences.append(sentence)
        return SentenceChecked(sentence, tuple(cited))

    def _cited(self, place: tuple[int, int]) -> Citation:
        if place not in self._markers:
            self._markers[place] = len(self._markers) + 1
            source = self._evidence[place[0]]
            self.citations.append(self._cite(self._markers[place], source.passage, source.spans[place[1]]))
        return self.citations[self._markers[place] - 1]

    def _similarity(self, text: str) -> npt.NDArray[np.float32]:
        spans = [span.text for item in self._evidence for span in item.spans]
        if not spans:
            return np.zeros((1, 0), dtype=np.float32)
        if self._vectors is None:
            self._vectors = self._encode(spans)
        return self._encode([text]) @ self._vectors.T
