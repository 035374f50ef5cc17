"""Ranks turns by fusing the index's views.

Each view's scores become deviations above the mean of all turns that the filter admits; their weighted sum ranks the
turns. Standard scores of four views beat reciprocal ranks on every development set (docs/decisions/001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from index.catalog.catalog import Keys
from index.embedding.embedder import is_adapted
from index.filter import Filter
from index.scoring import SEARCH_VIEWS, Floats, Scores, SearchView
from rag.answer import Passage
from rag.language.dialogue import answers, turn_asks
from rag.question.followup import History
from rag.question.question import Order, Question
from rag.question.reading import QuestionReader
from rag.retrieval.rerankers import BEST, Rescorer, open_rescorers, rescored

if TYPE_CHECKING:
    from index.index import Index
    from index.scoring import Scorer
    from index.transcript import Turn
    from rag.settings import Settings

_POOL = 200  # of each view the best turns are fused
_LOOKED_AT = 150  # of the fused turns the best are read, and lifted by what the question names
_ASKERS = 100  # of the best turns, the next one is looked at too: it may be the answer
_ABOUT_AS_GOOD = 2.4  # a turn of so much less than the best score fits a question for the latest as well
_RANK_OFFSET = 10  # of reciprocal rank fusion, where a follow-up is searched in several forms
_NEAR = 0.5  # what a ranking near the answer before weighs there; as asked and in full weigh 1

_BY_WORDS: frozenset[SearchView] = frozenset({"turn_words", "chunk_words"})
_THREADS = ThreadPoolExecutor(thread_name_prefix="views")

_NOTHING, _ALL = Question(), Filter()


@dataclass(frozen=True, slots=True)
class Fusion:
    """Weights of the views, and what a turn gains by what the question names and by its place in the conversation.

    The same for all data (docs/decisions/001 has what each is worth). `speaker`: a speaker whom the question names;
    `dates`: days that it names; `recency`: the newest transcript, or the oldest, where it asks for the latest or the
    first; `exchange`: the share of its score that a question gives to the turn that answers it; `length`: per natural
    logarithm of the words (at most 40), for a turn of three words is rarely the one that answers; `rescoring`: the
    standard score that each rescorer gives among the best turns (`rag.retrieval.rerankers`; by default there is none).
    """

    views: Mapping[SearchView, float] = field(
        default_factory=lambda: {"turn_dense": 1.5, "chunk_dense": 2.0, "turn_words": 0.5, "chunk_words": 1.0}
    )
    speaker: float = 1.5
    dates: float = 3.0
    recency: float = 1.0
    exchange: float = 0.25
    length: float = 0.7
    rescoring: float = 2.4  # the deviation of the fused scores of those turns is about 2.9


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, best first, and the best cosine of any view: how near the question comes to anything that was said."""

    passages: tuple[Passage, ...]
    best_cosine: float
    question: Question = _NOTHING
    where: Filter = _ALL  # the filter searched with: the caller's, and the days that the question names
    # How much better the best turn of the speakers named is than the best of anybody else; None where nobody is named,
    # or only one side is among the turns found.
    lead: float | None = None
    parties: int = 0  # speakers in the transcript of the best passage
    adapted: bool = False  # whether the embedding model that gave the cosine has an adapter

    @property
    def named(self) -> tuple[str, ...]:
        """Speakers that the question names."""
        return self.question.speakers


class TurnRanker:
    """Ranks the turns of an index."""

    def __init__(self, index: Index, fusion: Fusion | None = None, rescorers: Sequence[Rescorer] = ()) -> None:
        self._index, self._fusion, self._rescorers = index, fusion or Fusion(), tuple(rescorers)
        self._reader = QuestionReader(index)

    def read(
        self, typed: str, where: Filter | None = None, history: History = (), without: Collection[str] = ()
    ) -> Question:
        """What a question asks of the transcripts that the filter admits; arguments as of `QuestionReader.read`."""
        return self._reader.read(typed, where or Filter(), history, without)

    def rank(self, question: Question | str, *, where: Filter | None = None, k: int = 20) -> Ranking:
        """The `k` turns that fit the question best among those the filter admits.

        A follow-up is searched as asked, in full and near the answer before; the rankings are fused by reciprocal
        ranks, so that a bad rewrite cannot lose a good hit. A text is read first, as one that goes on from no other.
        """
        asked = self.read(question, where) if isinstance(question, str) else question
        return self._index.at_one_generation(lambda scorer: self._ranked(scorer, asked, where or Filter(), k))

    def _ranked(self, scorer: Scorer, question: Question, where: Filter, k: int) -> Ranking:
        full = question.standalone
        where = question.narrowed(where)
        whole, asked = question.undated(full.search), question.undated(question.typed)
        forms = {whole: 1.0, asked: 1.0} | ({full.near: _NEAR} if full.near else {})
        ranked = {form: self._rank(scorer, form, where, question, k) for form in forms}
        lead = self._lead(ranked[whole][0], question)
        cosine = max(ranked[form][1] for form in (whole, asked))  # not of an answer: it was found by itself
        passages = _interleaved([(_by_date(ranked[f][0], question.order), weight) for f, weight in forms.items()])
        if question.wants.asker:
            passages = [passage for passage in passages if turn_asks(passage.turn.text)] or passages
        parties = question.parties.get(passages[0].transcript_id, 0) if passages else 0
        return Ranking(tuple(passages[:k]), cosine, question, where, lead, parties, is_adapted(self._index.embedder))

    def _lead(self, passages: Sequence[Passage], question: Question) -> float | None:
        theirs = [p.score - self._fusion.speaker for p in passages if p.turn.speaker in question.speakers]
        others = [p.score for p in passages if p.turn.speaker not in question.speakers]
        return max(theirs) - max(others) if theirs and others else None

    def _rank(
        self, scorer: Scorer, query: str, where: Filter, question: Question, k: int
    ) -> tuple[list[Passage], float]:
        """Passages, best first, at least `k` where there are so many, and the best cosine."""
        admitted = scorer.admitted(where)
        found = _found(scorer, query, admitted)
        turns = _pool(found)
        if not len(turns):
            return [], 0.0
        found = _completed(scorer, query, found, turns)
        best = turns[np.argsort(-self._fused(found, turns), kind="stable")[:_ASKERS]]
        turns = np.union1d(turns, _next_turns(scorer, best, admitted))
        found = _completed(scorer, query, found, turns)
        fused = self._fused(found, turns)
        order = np.argsort(-fused, kind="stable")[: max(_LOOKED_AT, 2 * k)]
        cosine = max(float(found[view].scores.max(initial=-1.0)) for view in ("turn_dense", "chunk_dense"))
        passages = self._passages(turns[order], fused[order], question)
        return self._rescored(scorer, query, passages), cosine

    def _fused(self, found: Mapping[SearchView, Scores], turns: Keys) -> Floats:
        return sum((self._fusion.views[view] * found[view].standardized(turns) for view in SEARCH_VIEWS), np.zeros(1))

    def _passages(self, turns: Keys, fused: Floats, question: Question) -> list[Passage]:
        located = self._index.located(turns.tolist())
        scores = dict(zip(turns.tolist(), fused.tolist(), strict=True))
        days = sorted({day for live, turn in located.values() if (day := turn.date or live.date)})
        passages = []
        for key, (transcript, turn) in located.items():
            date = turn.date or transcript.date
            score = scores[key] + self._bonus(turn, date, question, days)
            before = located.get(key - 1)
            if before is not None and before[0].pk == transcript.pk and answers(before[1], turn):
                score += self._fusion.exchange * max(scores[key - 1], 0.0)
            passages.append(Passage(turn, transcript.id, transcript.title, date, score))
        return sorted(passages, key=lambda passage: -passage.score)

    def _rescored(self, scorer: Scorer, query: str, passages: list[Passage]) -> list[Passage]:
        if not self._rescorers:
            return passages
        prompts = self._prompts(scorer, passages[:BEST]) if any(r.reads_prompts for r in self._rescorers) else {}
        return rescored(query, passages, self._rescorers, prompts=prompts, weight=self._fusion.rescoring)

    def _prompts(self, scorer: Scorer, passages: Sequence[Passage]) -> dict[str, Turn]:
        """The turn that asked what each of these answers, by the id of the answer; a filter need not admit it."""
        there = scorer.snapshot.by_id
        asked = {
            passage.turn.id: there[passage.transcript_id].base + passage.turn.index - 1
            for passage in passages
            if passage.turn.index and passage.transcript_id in there
        }
        before = self._index.located(list(asked.values()))
        pairs = [(p.turn, before[asked[p.turn.id]][1]) for p in passages if asked.get(p.turn.id) in before]
        return {turn.id: question for turn, question in pairs if answers(question, turn)}

    def _bonus(self, turn: Turn, date: str | None, question: Question, days: Sequence[str]) -> float:
        bonus = self._fusion.length * float(np.log1p(min(turn.words, 40)))
        bonus += self._fusion.speaker * (turn.speaker in question.speakers)
        if question.dates is not None:
            bonus += self._fusion.dates * question.dates.holds(date)
        if question.order is not None and date is not None and len(days) > 1:
            age = days.index(date) / (len(days) - 1)  # 0 for the oldest day found, 1 for the newest
            bonus += self._fusion.recency * (age if question.order == "latest" else 1.0 - age)
        return bonus


def open_ranker(index: Index, settings: Settings) -> TurnRanker:
    """A ranker of the index with the rescorers that the settings name. Raises SettingsError or WeightsError."""
    return TurnRanker(index, rescorers=open_rescorers(settings.rescorers))


def _by_date(passages: Sequence[Passage], order: Order | None) -> Sequence[Passage]:
    """Where the first or the latest is asked for, the best turns by date; those that fit worse stay behind them."""
    if order is None or not passages:
        return passages
    least = max(passage.score for passage in passages) - _ABOUT_AS_GOOD
    best = [passage for passage in passages if passage.score >= least and passage.date]
    rest = [passage for passage in passages if passage.score < least or not passage.date]
    return [*sorted(best, key=lambda passage: passage.date or "", reverse=order == "latest"), *rest]


def _interleaved(rankings: Sequence[tuple[Sequence[Passage], float]]) -> list[Passage]:
    """Rankings with their weights, fused by reciprocal ranks (Cormack, Clarke and Büttcher 2009); first scores stay."""
    gain: dict[str, float] = defaultdict(float)
    passages: dict[str, Passage] = {}
    for ranking, weight in rankings:
        for rank, passage in enumerate(ranking):
            gain[passage.turn.id] += weight / (_RANK_OFFSET + rank)
            passages.setdefault(passage.turn.id, passage)
    return sorted(passages.values(), key=lambda passage: -gain[passage.turn.id])


def _found(scorer: Scorer, query: str, admitted: Keys | None) -> dict[SearchView, Scores]:
    """Every view's scores. SQLite looks for words while the question is embedded; then Chroma looks in both views."""

    def begin(views: Iterable[SearchView]) -> dict[SearchView, Future[Scores]]:
        return {view: _THREADS.submit(scorer.search, view, query, admitted, k=_POOL) for view in views}

    words = begin(view for view in SEARCH_VIEWS if view in _BY_WORDS)
    scorer.embed(query)
    found = words | begin(view for view in SEARCH_VIEWS if view not in _BY_WORDS)
    return {view: found[view].result() for view in SEARCH_VIEWS}


def _completed(scorer: Scorer, query: str, found: Mapping[SearchView, Scores], turns: Keys) -> dict[SearchView, Scores]:
    return {view: scorer.complete(view, query, scores, turns) for view, scores in found.items()}


def _next_turns(scorer: Scorer, turns: Keys, admitted: Keys | None) -> Keys:
    """Keys of the turns after these, where a filter admits them; some begin the next transcript."""
    after = turns + 1
    after = after[scorer.snapshot.is_live(after)]
    return after if admitted is None else np.intersect1d(after, admitted)


def _pool(found: Mapping[SearchView, Scores]) -> Keys:
    """The best turns of each view together."""
    best = [scores.turns[np.argsort(-scores.scores, kind="stable")[:_POOL]] for scores in found.values()]
    return np.unique(np.concatenate(best))
