"""The points of an answer that is gathered from several turns: each once, with every turn that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.answer import Citation, Passage, Sentence, SentenceChecked
from rag.generation.composer import Composer
from rag.language import words as wording
from rag.language.numbers import numbers
from rag.language.sentences import Span
from rag.retrieval.reader import Piece

SAME = 0.75  # share of the shorter one's words that two sentences have in common which say the same


@dataclass(slots=True)
class Points:
    """What is gathered: sentences that hold, each once, with every turn that says it, and those that do not hold."""

    compose: Composer
    sentences: list[Sentence] = field(default_factory=list)
    dropped: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def add(self, sentence: Sentence, places: Sequence[Piece]) -> SentenceChecked | None:
        """The sentence under markers of its own; None where it was said before, and only its places are new."""
        if sentence.support in ("unsupported", "weak"):
            self.dropped.append(replace(sentence, citations=()))
            return SentenceChecked(self.dropped[-1])
        cited = [self._citation(*place) for place in places]
        markers = tuple(citation.marker for citation in cited)
        for at, other in enumerate(self.sentences):
            if _are_the_same(other.text, sentence.text):
                self.sentences[at] = replace(other, citations=tuple(dict.fromkeys((*other.citations, *markers))))
                return None
        self.sentences.append(replace(sentence, citations=markers))
        return SentenceChecked(self.sentences[-1], tuple(cited))

    def _citation(self, passage: Passage, span: Span) -> Citation:
        place = (passage.turn.id, span.start, span.end)
        for citation in self.citations:
            if (citation.turn_id, citation.quote_start, citation.quote_end) == place:
                return citation
        self.citations.append(self.compose.citation(len(self.citations) + 1, passage, span))
        return self.citations[-1]


def _are_the_same(one: str, other: str) -> bool:
    a, b = wording.content(one), wording.content(other)
    return numbers(one) == numbers(other) and len(a & b) >= SAME * max(min(len(a), len(b)), 1)


def dumped(sentence: Sentence, places: Sequence[Piece]) -> list[Any]:
    """A sentence with the places that it cites, as JSON can hold it."""
    cited = [[passage.turn.id, span.start, span.end] for passage, span in places]
    return [sentence.text, sentence.support, sentence.why, cited]


def loaded(values: Sequence[Any], passages: Mapping[str, Passage]) -> list[tuple[Sentence, list[Piece]]] | None:
    """The sentences that were `dumped`, each with its places; None where these do not fit the turns."""
    try:
        return [
            (Sentence(str(text), support, (), why), [_piece(passages[turn], start, end) for turn, start, end in cited])
            for text, support, why, cited in values
        ]
    except (ValueError, KeyError, TypeError):
        return None


def _piece(passage: Passage, start: int, end: int) -> Piece:
    return passage, Span(start, end, passage.turn.text[start:end])
