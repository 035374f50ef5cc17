"""Where something is said: every turn with a word or a phrase, counted; or the turns nearest to an idea, not all.

A turn counts once, however often it says the word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from index.catalog.fulltext import Spans, left_out, matches
from index.filter import Filter
from rag.answer import Coverage, Passage
from rag.citations import nearest_sentence
from rag.question.bounds import bounded

if TYPE_CHECKING:
    from index.catalog.rows import Tally
    from index.index import Index
    from rag.retrieval.ranker import TurnRanker

Kind = Literal["words", "phrase", "meaning"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NEAREST = 50  # turns that an idea is answered with

_QUOTES = '"“”「」'


@dataclass(frozen=True, slots=True)
class InTranscript:
    """How many turns of a transcript were found."""

    transcript_id: str
    title: str
    date: str | None
    turns: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A turn found, and the characters of its text that say it; for an idea, its nearest sentence."""

    passage: Passage
    spans: Spans


@dataclass(frozen=True, slots=True)
class Concordance:
    """What was found for a query, counted.

    `keys` are those of all turns found, in order of date and place (for an idea: the nearest first); `count` is their
    whole number. The counts by speaker are largest first, None standing for turns of nobody named; by transcript and by
    day they are in order of date, undated ones first and under None. `left_out`: words of the query that are everywhere
    and were not looked for.
    """

    query: str
    kind: Kind
    where: Filter
    keys: tuple[int, ...]
    count: int
    by_speaker: tuple[tuple[str | None, int], ...]
    by_transcript: tuple[InTranscript, ...]
    by_day: tuple[tuple[str | None, int], ...]
    searched: Coverage
    left_out: tuple[str, ...] = ()

    @property
    def exhaustive(self) -> bool:
        """Whether these are all the turns there are; the nearest to an idea are not."""
        return self.kind != "meaning"


class Concordances:
    """Concordances of one index. Raises OnTheRecordError where it cannot be used."""

    def __init__(self, index: Index, ranker: Callable[[], TurnRanker]) -> None:
        """`ranker` is called where an idea is looked for."""
        self._index, self._ranker = index, ranker

    def find(self, query: str, kind: Kind, where: Filter | None = None) -> Concordance:
        """The turns of a word, a phrase or an idea that a filter admits, counted. BadArgument: it is too long."""
        bounded(query)
        where = where or Filter()
        keys = (
            self._nearest_turns(query, where)
            if kind == "meaning"
            else self._index.mentions(_query_text(query, kind), where)
        )
        transcripts, turns = self._index.admitted_counts(where)
        return _concordance(
            query, kind, where, keys, self._index.catalog.tally(keys), Coverage(transcripts, turns, where.describe())
        )

    def listed(self, found: Concordance, first: int, number: int) -> tuple[Mention, ...]:
        """`number` of the turns found, from place `first` (0-based) on; those removed meanwhile are left out."""
        from rag.retrieval.search import turns_of  # brings the retriever along, and with it seconds of imports

        passages = turns_of(self._index, found.keys[first : first + number])
        texts = [passage.turn.text for passage in passages]
        if found.kind == "meaning":
            near = (nearest_sentence(found.query, text) for text in texts)
            spans: Sequence[Spans] = [((span.start, span.end),) for span in near]
        else:
            spans = matches(_query_text(found.query, found.kind), texts)
        return tuple(Mention(passage, said) for passage, said in zip(passages, spans, strict=True))

    def _nearest_turns(self, query: str, where: Filter) -> list[int]:
        if not query.strip():
            return []
        passages = self._ranker().rank(query, where=where, k=NEAREST).passages
        live = self._index.scorer.snapshot.by_id
        return [live[p.transcript_id].base + p.turn.index for p in passages if p.transcript_id in live]


def _query_text(query: str, kind: Kind) -> str:
    """The query as `Index.mentions` takes it."""
    if kind != "phrase":
        return query
    words = query.translate(dict.fromkeys(map(ord, _QUOTES), " ")).strip()
    return f'"{words}"' if words else ""


def _concordance(
    query: str, kind: Kind, where: Filter, keys: Sequence[int], tallies: Sequence[Tally], searched: Coverage
) -> Concordance:
    speakers, days = Counter[str | None](), Counter[str | None]()
    transcripts = Counter[str]()
    for tally in tallies:
        speakers[tally.speaker] += tally.turns
        days[tally.date] += tally.turns
        transcripts[tally.transcript_id] += tally.turns
    first = {tally.transcript_id: tally for tally in reversed(tallies)}
    return Concordance(
        query,
        kind,
        where,
        tuple(keys),
        sum(tally.turns for tally in tallies),
        tuple(sorted(speakers.items(), key=lambda entry: (-entry[1], entry[0] or ""))),
        tuple(InTranscript(name, first[name].title, first[name].date, turns) for name, turns in transcripts.items()),
        tuple(sorted(days.items(), key=lambda entry: entry[0] or "")),
        searched,
        left_out(query) if kind == "words" else (),
    )
