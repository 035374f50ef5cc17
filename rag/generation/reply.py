"""What is replied once turns are found and read: that nothing answers, a day, quotes, or what a model writes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from index.embedding.embedder import spread
from index.filter import Filter
from index.transcript import Turn
from rag.answer import Done, StreamEvent
from rag.generation.composer import Composer, events_of
from rag.generation.context import ShownTurn, choose_context, format_context
from rag.generation.gathering import Gathering
from rag.generation.injection import as_words
from rag.generation.judgement import JUDGING, judged
from rag.generation.quotes import Quote, Quoting, beside, best, choose_quotes, denial_of, with_denial, with_replies
from rag.generation.sources import Checking
from rag.generation.when import day_of
from rag.generation.writer import Writer
from rag.grounding.attribution import Encode
from rag.question.kind import GATHERED
from rag.question.question import Question
from rag.retrieval import answerability as abstaining
from rag.retrieval.ranker import Ranking, TurnRanker
from rag.retrieval.reader import UNREAD, Scorer, Window, reordered, sentences

if TYPE_CHECKING:
    from index.index import Index


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is read, chosen by hand for time, not by figures.

    `evidence`: of the ranked turns those that a sentence may be grounded in, beside what the model read; `larger`:
    times the words that a large model reads of a part.
    """

    evidence: int = 12
    larger: int = 5


AMOUNTS = Amounts()


@dataclass(frozen=True, slots=True)
class Replier:
    """Replies to questions about one index with one language model, which reads so many `words` for a fact."""

    index: Index
    ranker: TurnRanker
    reader: Scorer
    writer: Writer
    encode: Encode
    words: int

    def reply(
        self, ranking: Ranking, compose: Composer, found: Sequence[Window], around: Mapping[str, Turn]
    ) -> Iterator[StreamEvent]:
        """The events of the answer from what was `found`, best first; `around`: the turns before those found, by id."""
        asked, model = ranking.question, self.writer.model
        quotes, _ = _quoted(ranking, found, around)
        said = " ".join(span.text for _, span in best(quotes))
        if model.chat is None and self.ranker.is_foreign(asked):
            yield Done(compose.abstention(abstaining.FOREIGN, nearest=quotes))
        elif why := abstaining.reason(ranking):
            yield Done(compose.abstention(why, nearest=quotes))
        elif model.style != "structured" and quotes and abstaining.lacks_number(asked, said):
            yield Done(compose.abstention(abstaining.NO_NUMBER, nearest=quotes))
        elif model.style != "structured" and self._unlikely(asked, found):
            yield Done(compose.abstention(abstaining.NO_ANSWER, nearest=quotes))
        elif asked.kind in GATHERED:
            yield from self._gathered(ranking, compose, found, around)
        elif model.chat is None:
            yield from events_of(compose.quotes(quotes))
        else:
            yield from self._fact(ranking, compose, found, around)

    def _unlikely(self, asked: Question, found: Sequence[Window]) -> bool:
        """Whether the reader takes the best that was found for no answer to this.

        It knows English alone, and of follow-ups, of who asked and of what is gathered from several turns it cannot
        tell. Where a model writes, that judges too.
        """
        tells = asked.kind not in GATHERED and not (asked.standalone.about or asked.tongue or asked.wants.asker)
        bound = abstaining.BOUNDS.quoted if self.writer.model.chat is None else abstaining.BOUNDS.written
        return tells and bool(found) and max(window.odds for window in found) < bound

    def _fact(
        self, ranking: Ranking, compose: Composer, found: Sequence[Window], around: Mapping[str, Turn]
    ) -> Iterator[StreamEvent]:
        """A fact: nothing where the model takes no quote for an answer, else a day by code, quotes, or its draft."""
        likely, small = math.inf, self.writer.model.style == "plain"
        if self.writer.judges and not ranking.question.wants.asker:  # whose turns ask is known by code
            found, likely = self._judged(ranking.question, found)
            ranking = replace(ranking, passages=reordered(ranking.passages, found))
        quotes, denial = _quoted(ranking, found, around)
        if likely < JUDGING.least:
            yield Done(compose.abstention(abstaining.NO_ANSWER, nearest=quotes))
        elif denial and small:  # it takes the first day
            yield from events_of(compose.quotes(quotes))
        elif ranking.question.kind == "when" and small and (when := day_of(ranking, sentences(found))):
            yield from events_of(compose.day(when, quotes))
        else:
            yield from self._written(ranking, compose, found, around, quotes)

    def _written(
        self,
        ranking: Ranking,
        compose: Composer,
        found: Sequence[Window],
        around: Mapping[str, Turn],
        quotes: Sequence[Quote],
    ) -> Iterator[StreamEvent]:
        """The draft of the language model as it is written and checked, then the answer with the quotes beside it."""
        asked, likely = ranking.question, math.inf
        odds = {w.span.text: w.odds for w in reversed(sentences(found))}
        context = choose_context(
            ranking.passages,
            question=asked.standalone.search,
            words=self.words * (2 if asked.kind in ("list", "summary") else 1),  # docs/decisions/013
            relevance=lambda texts: [odds.get(text, UNREAD) for text in texts],
            neighbours={} if asked.wants.asker else around,
        )
        small = self.writer.model.style == "plain"
        found_in = replace(ranking, passages=ranking.passages[: AMOUNTS.evidence])
        # A small model copies what stands first in what it reads: where it leaves the best quotes, it is mistaken.
        attribution = self._checking(compose).of(found_in, context, around, quotes if small else None)
        numbered, asks_when = not small, asked.wants.day is not None
        passages = format_context(context, numbered=numbered, asks_when=asks_when)
        if self.writer.judges and asked.kind in GATHERED:
            # How the prompt to write begins, word for word: what is read once is not read again.
            likely = self.writer.answerable(as_words(asked.standalone.search), passages)
        if likely >= abstaining.BOUNDS.read:
            for event in self.writer.write(asked, passages, attribution):
                compose.clock.mark("first_token", again=False)
                yield event
        if not attribution.taken:  # the model says so
            yield Done(compose.abstention(abstaining.NO_ANSWER, nearest=quotes))
            return
        others = beside(quotes, attribution.citations)
        answer = compose.prose(attribution.sentences, attribution.citations, quotes=others, dropped=attribution.dropped)
        yield from events_of(answer, told=len(attribution.sentences))

    def _judged(self, asked: Question, found: Sequence[Window]) -> tuple[tuple[Window, ...], float]:
        """The windows in the order of both judgements, and how likely the best quote answers."""
        question = as_words(asked.standalone.search)

        def answers(quote: Quote) -> float:
            passage, span = quote
            return self.writer.answerable(question, format_context([ShownTurn(1, passage, span.text)], numbered=False))

        short = Quoting(fact=JUDGING.quotes, words=JUDGING.words)
        return judged(found, choose_quotes(found, asked.kind, sides=asked.sides, quoting=short), answers)

    def _gathered(
        self, ranking: Ranking, compose: Composer, found: Sequence[Window], around: Mapping[str, Turn]
    ) -> Iterator[StreamEvent]:
        """What several turns say: of each part by itself, where a large model writes; else of the best of all parts."""
        large = self.writer.model.style == "structured"
        words = self.words * (AMOUNTS.larger if large else 1)
        gathering = Gathering(self.index, self.ranker, self.reader, self._checking(compose), compose, ranking, words)
        read = yield from gathering.read(found, tells=not large)
        if large:
            yield from gathering.written(self.writer, read)
            return
        compose = gathering.of(len(read.parts), read.whole)
        quotes = choose_quotes(read.windows, ranking.question.kind, sides=ranking.question.sides)
        if self.writer.model.chat is None:
            yield from events_of(compose.quotes(quotes))
        else:
            ranking = replace(ranking, passages=reordered(ranking.passages, read.windows))
            yield from self._written(ranking, compose, read.windows, {**around, **read.around}, quotes)

    def _checking(self, compose: Composer) -> Checking:
        return Checking(self.encode, compose.citation, partial(spread, self.index.embedder))


def _quoted(
    ranking: Ranking, found: Sequence[Window], around: Mapping[str, Turn]
) -> tuple[Sequence[Quote], Quote | None]:
    """What is quoted of what was found, replies and a denial with it, and that denial."""
    asked = ranking.question
    quotes = choose_quotes(found, asked.kind, sides=asked.sides)
    if asked.kind not in GATHERED and not asked.wants.asker:
        quotes = with_replies(quotes, around, (ranking.where, Filter(speakers=ranking.named)))
    denial = denial_of(quotes, found)
    return (with_denial(quotes, denial) if denial else quotes), denial
