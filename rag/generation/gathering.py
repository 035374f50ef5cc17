"""Questions about more than one turn: the transcripts they are about are read in parts, the most promising first.

What a part says is kept with the index (`index.derived`) until its transcript changes: nothing is lost where somebody
stops it, and the same question is answered at once.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from index.filter import Filter
from index.message import message
from index.transcript import Turn
from rag.answer import Done, Passage, Reading, SentenceChecked, StreamEvent
from rag.errors import ModelError
from rag.generation.composer import Composer, events_of
from rag.generation.context import format_context
from rag.generation.parts import KeptParts, Part, parts_of
from rag.generation.points import Points, dumped, loaded
from rag.generation.quotes import beside, choose_quotes
from rag.generation.sources import Checking, as_spoken
from rag.generation.writer import Writer
from rag.language.sentences import Span
from rag.question.question import Question
from rag.retrieval import answerability as abstaining
from rag.retrieval.ranker import Ranking, TurnRanker
from rag.retrieval.reader import UNREAD, Scorer, Window, odds_of, scored

if TYPE_CHECKING:
    from index.index import Index

_RULES = 1  # changes whenever what is kept is worked out otherwise


@dataclass(frozen=True, slots=True)
class Reach:
    """How much is read for a question about more than one turn.

    `places`: of the best found, whose transcripts it is about, so many `transcripts` at most; `ranked`: turns of
    these by which parts promise something; `read`: parts that the reader reads; `written`: parts of these that a
    language model reads; `behind`: log odds that the best place of such a part may be behind the best of all;
    `points`: sentences of an answer.
    """

    places: int = 6
    transcripts: int = 3
    ranked: int = 200
    read: int = 12
    written: int = 5
    behind: float = 5.0
    points: int = 8


REACH = Reach()


@dataclass(frozen=True, slots=True)
class Found:
    """The parts that the reader read of so many (`whole`), their windows, best first, and all turns by id."""

    parts: Sequence[Part]
    windows: tuple[Window, ...]
    around: Mapping[str, Turn]
    whole: int


@dataclass(frozen=True, slots=True)
class Gathering:
    """Reads for one question what `ranking` is about, in parts of so many `words`."""

    index: Index
    ranker: TurnRanker
    scorer: Scorer
    checking: Checking
    compose: Composer
    ranking: Ranking
    words: int

    @property
    def _question(self) -> Question:
        return self.ranking.question

    def read(self, found: Sequence[Window], *, tells: bool = True) -> Generator[Reading, None, Found]:
        """What the reader finds in the parts that promise most; `found`: by a search. `tells` which it reads."""
        parts, around = self._parts(found)
        chosen = sorted(parts, key=lambda part: -part.promise)[: REACH.read]
        pieces = [piece for part in chosen for piece in part.pieces]
        odds: list[float] = []
        for number, part in enumerate(chosen, start=1):
            if tells and len(chosen) > 1:
                yield Reading(number, len(chosen))
            odds += self._odds(part, around)
        read = scored(pieces, odds, gives=abstaining.number_giver(self._question))
        return Found(chosen, read, around, len(parts))

    def written(self, writer: Writer, found: Found) -> Iterator[StreamEvent]:
        """What a language model writes of each part as it comes, then all of it, with the best quotes under it."""
        points, read = Points(self.compose), found.windows
        promising, done = self._promising(found.parts, read), 0
        for number, part in enumerate(promising, start=1):
            yield Reading(number, len(promising))
            try:
                yield from self._points(writer, part, found.around, points)
            except ModelError:
                if not points.sentences:
                    raise
                break  # it took too long, perhaps: what was found before is an answer
            done = number
            if len(points.sentences) >= REACH.points:
                break
        compose = self.of(done, found.whole)
        quotes = choose_quotes(read, self._question.kind, sides=self._question.sides)
        if not points.sentences:
            yield Done(compose.abstention(abstaining.NO_ANSWER, nearest=quotes, dropped=points.dropped))
            return
        more = beside(quotes, points.citations)
        answer = compose.prose(points.sentences, points.citations, quotes=more, dropped=points.dropped)
        yield from events_of(answer, told=len(points.sentences))

    def _parts(self, found: Sequence[Window]) -> tuple[list[Part], dict[str, Turn]]:
        """The parts of the transcripts that the question is about, and all turns of these, by id."""
        best = dict.fromkeys(window.passage.transcript_id for window in found[: REACH.places])
        ids = tuple(best)[: REACH.transcripts]
        where = replace(self.ranking.where, transcripts=ids)
        ranked = self.ranker.rank(self._question, where=where, k=REACH.ranked)
        scores = {passage.turn.id: passage.score for passage in ranked.passages}
        least = min(scores.values(), default=0.0)
        parts: list[Part] = []
        around: dict[str, Turn] = {}
        for info in map(self.index.info, ids):
            turns = [
                Passage(turn, info.id, info.title, turn.date or info.date, scores.get(turn.id, least))
                for turn in self.index.turns(info.id)
            ]
            spoken = as_spoken(replace(self.ranking, passages=tuple(turns))).passages
            around |= {passage.turn.id: passage.turn for passage in spoken}
            parts += parts_of([passage for passage in spoken if self._admits(passage)], words=self.words)
        return parts, around

    def _admits(self, passage: Passage) -> bool:
        sides = self._question.sides or (Filter(),)
        speaker, date = passage.turn.speaker, passage.date
        return self.ranking.where.holds(speaker, date) and any(side.holds(speaker, date) for side in sides)

    def _odds(self, part: Part, around: Mapping[str, Turn]) -> list[float]:
        kept = self._kept_parts(part)
        odds = kept.get(part)
        if odds is None or len(odds) != len(part.pieces) or not all(isinstance(one, float) for one in odds):
            odds = odds_of(self._question.standalone.search, part.pieces, self.scorer, around)
            kept.put(part, [round(one, 3) for one in odds])
        return odds

    def _kept_parts(self, part: Part, *more: str) -> KeptParts:
        asked, where = self._question, replace(self.ranking.where, transcripts=())
        key = (str(_RULES), asked.standalone.search, repr(where), repr(asked.sides), str(self.words), *more)
        return KeptParts(self.index, part.transcript_id, sha256("\0".join(key).encode()).hexdigest()[:24])

    def of(self, done: int, parts: int) -> Composer:
        """The composer, its coverage with how much was read where that is not all."""
        if done == parts:
            return self.compose
        note = message("parts_read", "{done} of {parts} parts read", done=done, parts=parts)
        coverage = self.compose.coverage
        return replace(self.compose, coverage=replace(coverage, filters=(*coverage.filters, note)))

    def _promising(self, parts: Sequence[Part], read: Sequence[Window]) -> list[Part]:
        """The parts that a model reads, best first, those of each side of a comparison in turn."""
        best: dict[str, Window] = {}
        for window in read:
            best.setdefault(_place_id(window.passage, window.span), window)
        windows = [[best[_place_id(*piece)] for piece in part.pieces] for part in parts]
        sides = self._question.sides or (Filter(),)
        orders = []
        for side in sides:
            value = [
                max((w.score for w in of_part if side.holds(w.passage.turn.speaker, w.passage.date)), default=UNREAD)
                for of_part in windows
            ]
            top = max(value, default=UNREAD)
            order = sorted(range(len(parts)), key=lambda n: -value[n])
            orders.append([n for n in order if value[n] >= top - REACH.behind])
        turns = (n for level in zip_longest(*orders) for n in level if n is not None)
        return [parts[n] for n in dict.fromkeys(turns)][: REACH.written]

    def _points(self, writer: Writer, part: Part, around: Mapping[str, Turn], points: Points) -> Iterator[StreamEvent]:
        """What the model writes of a part, or wrote of it before, checked against the part's turns."""
        kept = self._kept_parts(part, self.compose.model, self.compose.prompt_version, self._question.standalone.prompt)
        passages = {passage.turn.id: passage for passage, _ in part.pieces}
        before = kept.get(part)
        if before is not None and (told := loaded(before, passages)) is not None:
            events = (points.add(*one) for one in told)
            yield from (event for event in events if event is not None)
            return
        made: list[Any] = []
        shown = part.shown()
        attribution = self.checking.of(replace(self.ranking, passages=()), shown, around, None)
        for event in writer.write(self._question, format_context(shown), attribution):
            self.compose.clock.mark("first_token", again=False)
            if not isinstance(event, SentenceChecked):
                yield event
                continue
            places = [(passages[c.turn_id], Span(c.quote_start, c.quote_end, c.quote)) for c in event.citations]
            made.append(dumped(event.sentence, places))
            if (told_now := points.add(event.sentence, places)) is not None:
                yield told_now
        kept.put(part, made)


def _place_id(passage: Passage, span: Span) -> str:
    return f"{passage.turn.id} {span.start}"
