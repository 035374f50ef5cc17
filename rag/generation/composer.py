"""An answer put together: its text, sentences and citations, and what they came from. Pure but for the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from index.message import Message
from rag.answer import (
    Answer,
    Citation,
    Coverage,
    Done,
    Passage,
    Sentence,
    SentenceChecked,
    Sources,
    StreamEvent,
    Timings,
)
from rag.citations import cite, nearest_sentence, of_several_days
from rag.generation.count import Count, describe_count
from rag.generation.library import Told
from rag.generation.quotes import beside
from rag.generation.when import Dated
from rag.language.dates import in_words
from rag.language.names import roster_of
from rag.language.sentences import Span
from rag.language.speech import spoken
from rag.question.question import Question

VERBATIM = "These are the speaker's own words."
COMPUTED = "Worked out by the program from the turns cited."
DATED = "The turn cited names the day itself."
COUNTED = "Worked out by the program over every turn searched; the turns cited are the first ones."


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

    def sources(self, passages: Sequence[Passage], citations: tuple[Citation, ...]) -> Sources:
        """What was found, as it is told before the answer: now."""
        self.clock.mark("sources")
        return Sources(tuple(passages), self.coverage, citations, self.question.limits())

    def citation(self, marker: int, passage: Passage, span: Span) -> Citation:
        """A span of a passage's turn under this marker."""
        return cite(marker, passage, span, base_url=self.base_url)

    def citations(self, chosen: Sequence[tuple[Passage, Span]]) -> tuple[Citation, ...]:
        """Spans of passages, numbered from 1."""
        return tuple(self.citation(n, passage, span) for n, (passage, span) in enumerate(chosen, start=1))

    def nearest(self, words: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
        """Of each passage the sentence that is nearest to these words, of what its speaker says."""
        roster = roster_of(self.question.known)
        texts = [(passage, passage.turn.text) for passage in passages]
        said = [(passage, text if (text := spoken(raw, roster)).strip() else raw) for passage, raw in texts]
        return self.citations([(passage, nearest_sentence(words, text)) for passage, text in said])

    def prose(
        self,
        sentences: Sequence[Sentence],
        citations: Sequence[Citation],
        *,
        quotes: Sequence[tuple[Passage, Span]] = (),
        dropped: Sequence[Sentence] = (),
    ) -> Answer:
        """Sentences that hold, each with its markers behind it, and under them the quotes, each with its speaker."""
        quoted = tuple(self.citation(n, *quote) for n, quote in enumerate(quotes, start=len(citations) + 1))
        cited = {citation.marker: citation for citation in (*citations, *quoted)}
        changing = of_several_days(cited.values())  # what was so in March may be otherwise in May
        with_day = changing or self.question.wants.day is not None  # "yesterday" says nothing without its day
        written = " ".join(_with_markers(s, cited, dated=changing) for s in sentences)
        lines = (f"{_label(c, dated=with_day)}: “{c.quote}” [{c.marker}]" for c in quoted)
        text = "\n\n".join(filter(None, (written, *lines)))
        verbatim = (Sentence(c.quote, "verbatim", (c.marker,), VERBATIM) for c in quoted)
        return self._answer(text, (*sentences, *verbatim), (*citations, *quoted), dropped)

    def quotes(self, chosen: Sequence[tuple[Passage, Span]], *, dropped: Sequence[Sentence] = ()) -> Answer:
        """Verbatim words alone."""
        return self.prose((), (), quotes=chosen, dropped=dropped)

    def day(self, when: Dated, quotes: Sequence[tuple[Passage, Span]] = ()) -> Answer:
        """When it was, as code worked it out, and the quotes beside it."""
        told = [Sentence(when.text, when.support, (1,), COMPUTED if when.support == "computed" else DATED)]
        cited = self.citations([(when.passage, when.span)])
        return self.prose(told, cited, quotes=beside(quotes, cited))

    def count(self, counted: Count) -> Answer:
        """How often something is mentioned."""
        citations = self.nearest(counted.asked.topic, counted.cited)
        sentence = Sentence(describe_count(counted), "computed", tuple(c.marker for c in citations), COMPUTED)
        return self.prose([sentence], citations)

    def told(self, sentences: Sequence[Told]) -> Answer:
        """What the catalog knows, or what the program says of itself; a turn has one marker, however often cited."""
        passages = {passage.turn.id: passage for told in sentences for passage in told.cited}
        if not passages:  # of the transcripts nothing is claimed
            text = " ".join(told.text for told in sentences)
            return self._answer(text, (), (), (), reason=text)
        markers = {turn_id: marker for marker, turn_id in enumerate(passages, start=1)}
        made = (Sentence(t.text, "computed", tuple(markers[p.turn.id] for p in t.cited), COUNTED) for t in sentences)
        return self.prose(tuple(made), self.nearest("", tuple(passages.values())))

    def abstention(
        self, reason: Message, *, nearest: Sequence[tuple[Passage, Span]] = (), dropped: Sequence[Sentence] = ()
    ) -> Answer:
        """That the transcripts do not answer, why, what was searched, and the nearest that was said."""
        text = f"The transcripts do not answer this. {reason} {self.coverage.describe()}"
        return replace(self._answer(text, (), (), dropped, reason), nearest=self.citations(nearest))

    def _answer(
        self,
        text: str,
        sentences: Sequence[Sentence],
        citations: Sequence[Citation],
        dropped: Sequence[Sentence],
        reason: str | None = None,
    ) -> Answer:
        return Answer(
            question=self.question.original or self.question.typed,
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


def events_of(answer: Answer, *, told: int = 0) -> Iterator[StreamEvent]:
    """The events of an answer: each of its sentences, less those that were told as they came, then the whole."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    for sentence in answer.sentences[told:]:
        yield SentenceChecked(sentence, tuple(by_marker[marker] for marker in sentence.citations))
    yield Done(answer)


def _with_markers(sentence: Sentence, cited: Mapping[int, Citation], *, dated: bool) -> str:
    """A sentence with its markers and, where it is from one day and `dated`, that day; not what was worked out."""
    days = {cited[marker].date for marker in sentence.citations}
    day = days.pop() if dated and len(days) == 1 and sentence.support != "computed" else None
    return " ".join([sentence.text, *(f"[{m}]" for m in sentence.citations), *([f"({in_words(day)})"] if day else [])])


def _label(citation: Citation, *, dated: bool) -> str:
    day = in_words(citation.date) if dated and citation.date else ""
    return ", ".join(filter(None, (citation.speaker or "Unnamed speaker", day)))
