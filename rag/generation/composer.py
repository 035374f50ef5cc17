"""An answer put together: its text, sentences and citations, and what they came from. Pure but for the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from rag.answer import (
    Answer,
    Citation,
    Coverage,
    Done,
    Passage,
    Sentence,
    SentenceChecked,
    StreamEvent,
    Timings,
)
from rag.citations import cite, nearest_sentence
from rag.generation.count import Count, describe_count
from rag.generation.extractive import Place, best_sentences
from rag.generation.when import Dated
from rag.grounding.attribution import Attribution
from rag.language.dates import in_words
from rag.language.sentences import Span
from rag.question.question import Question
from rag.retrieval.answerability import is_near, only_theirs
from rag.retrieval.ranker import Ranking


class Clock:
    """Milliseconds since the question."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._marks: dict[str, float] = {}

    def mark(self, name: str, *, again: bool = True) -> None:
        """The time now, by this name; where it has one, only `again`."""
        if again or name not in self._marks:
            self._marks[name] = round((perf_counter() - self._start) * 1000, 1)

    def finish(self) -> Timings:
        """What was marked, and the time now as the total."""
        self.mark("total")
        return Timings(self._marks.get("sources"), self._marks.get("first_token"), self._marks["total"])


@dataclass(frozen=True, slots=True)
class Composer:
    """What every answer to one question has in common, and the forms that it may take."""

    question: Question
    coverage: Coverage
    clock: Clock
    model: str
    prompt_version: str
    generation: int
    base_url: str

    def citation(self, marker: int, passage: Passage, span: Span) -> Citation:
        """A span of a passage's turn under this marker."""
        return cite(marker, passage, span, base_url=self.base_url)

    def citations(self, chosen: Sequence[tuple[Passage, Span]]) -> tuple[Citation, ...]:
        """Spans of passages, numbered from 1."""
        return tuple(self.citation(n, passage, span) for n, (passage, span) in enumerate(chosen, start=1))

    def nearest(self, words: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
        """Of each passage the sentence that is nearest to these words."""
        return self.citations([(passage, nearest_sentence(words, passage.turn.text)) for passage in passages])

    def prose(
        self, sentences: Sequence[Sentence], citations: Sequence[Citation], *, dropped: Sequence[Sentence] = ()
    ) -> Answer:
        """Sentences that hold, each with its markers behind it."""
        text = " ".join(s.text + "".join(f" [{marker}]" for marker in s.citations) for s in sentences)
        return self._answer(text, sentences, citations, dropped)

    def quotes(self, chosen: Sequence[tuple[Passage, Span]], *, dropped: Sequence[Sentence] = ()) -> Answer:
        """Verbatim sentences, each under its speaker's label."""
        citations = self.citations(chosen)
        sentences = tuple(Sentence(c.quote, "verbatim", (c.marker,)) for c in citations)
        with_day = self.question.wants.day is not None  # "yesterday" says nothing without its day
        text = "\n\n".join(f"{_label(c, dated=with_day)}: “{c.quote}” [{c.marker}]" for c in citations)
        return self._answer(text, sentences, citations, dropped)

    def day(self, when: Dated) -> Answer:
        """When it was, as code worked it out."""
        return self.prose([Sentence(when.text, when.support, (1,))], self.citations([(when.passage, when.span)]))

    def count(self, counted: Count) -> Answer:
        """How often something is mentioned."""
        citations = self.nearest(counted.asked.topic, counted.cited)
        sentence = Sentence(describe_count(counted), "computed", tuple(c.marker for c in citations))
        return self.prose([sentence], citations)

    def abstention(self, reason: str, *, dropped: Sequence[Sentence] = ()) -> Answer:
        """That the transcripts do not answer, why, and what was searched."""
        text = f"The transcripts do not answer this. {reason} {self.coverage.describe()}"
        return self._answer(text, (), (), dropped, reason)

    def _answer(
        self,
        text: str,
        sentences: Sequence[Sentence],
        citations: Sequence[Citation],
        dropped: Sequence[Sentence],
        reason: str | None = None,
    ) -> Answer:
        return Answer(
            question=self.question.typed,
            text=text,
            abstained=reason is not None,
            reason=reason,
            sentences=tuple(sentences),
            dropped=tuple(dropped),
            citations=tuple(citations),
            coverage=self.coverage,
            model=self.model,
            prompt_version=self.prompt_version,
            generation=self.generation,
            timings_ms=self.clock.finish(),
        )


def checked_answer(
    checked: Attribution,
    ranking: Ranking,
    quotable: Callable[[], Sequence[Place]],
    compose: Composer,
    doubt: str | None,
) -> Answer:
    """The sentences that hold; where none does, the best verbatim quotes or an abstention, for what was in `doubt`."""
    if not checked.taken:  # the model says so: a small one always writes something
        return compose.abstention("The turns found do not answer this.")
    if checked.sentences:
        return compose.prose(checked.sentences, checked.citations, dropped=checked.dropped)
    if doubt:
        return compose.abstention(doubt, dropped=checked.dropped)
    if is_near(ranking):
        chosen = best_sentences(quotable())
        if only_theirs(ranking):
            chosen = [(passage, span) for passage, span in chosen if passage.turn.speaker in ranking.named]
        if chosen:
            return compose.quotes(chosen, dropped=checked.dropped)
    return compose.abstention("No turn supports an answer.", dropped=checked.dropped)


def events_of(answer: Answer) -> Iterator[StreamEvent]:
    """The events of an answer whose sentences were not streamed: each of them, then the whole."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    for sentence in answer.sentences:
        yield SentenceChecked(sentence, tuple(by_marker[marker] for marker in sentence.citations))
    yield Done(answer)


def _label(citation: Citation, *, dated: bool) -> str:
    day = in_words(citation.date) if dated and citation.date else ""
    return ", ".join(filter(None, (citation.speaker or "Unnamed speaker", day)))
