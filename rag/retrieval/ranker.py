"""Ranks turns by fusing the index's views.

Each view's scores become deviations above the mean of all turns that the filter admits; their weighted sum ranks the
turns. Standard scores of four views beat reciprocal ranks on every development set (docs/decisions/001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from index.catalog.catalog import Keys
from index.embedding.embedder import is_adapted, spread
from index.filter import Filter
from index.scoring import SEARCH_VIEWS, Floats, Scores, SearchView
from rag.answer import Passage
from rag.language.dialogue import answers, turn_asks
from rag.question.followup import History
from rag.question.question import Order, Question
from rag.question.reading import QuestionReader
from rag.retrieval.rerankers import BEST, Reranker, open_rerankers, reranked

if TYPE_CHECKING:
    from index.index import Index
    from index.scoring import Scorer
    from index.transcript import Turn
    from rag.settings import Settings

_BY_WORDS: frozenset[SearchView] = frozenset({"turn_words", "chunk_words"})
_THREADS = ThreadPoolExecutor(thread_name_prefix="views")

_NOTHING, _ALL = Question(), Filter()


@dataclass(frozen=True, slots=True)
class Fusion:
    """Weights of the views, and what a turn gains by what the question names and by its place in the conversation.

    The same for all data (docs/decisions/001 has what each is worth). `speaker`: a speaker whom the question names;
    `dates`: days that it names; `recency`: the newest transcript, or the oldest, where it asks for the latest or the
    first; `exchange`: the share of its score that a question gives to the turn that answers it; `length`: per natural
    logarithm of the words (at most `long`), for a turn of three words is rarely the one that answers; `reranking`: the
    standard score that each reranker gives among the best turns (`rag.retrieval.rerankers`; by default there is none);
    `home`: the transcript that the answer before is from (docs/decisions/023).

    How many: `pool`: turns of each view that are fused; `looked_at`: of these the best are read, and lifted by what the
    question names; `askers`: of the best the next turn is looked at too, which may be the answer. `as_good`: a turn of
    so much less than the best score fits a question for the latest as well. Where a follow-up is searched in several
    forms, `rank_offset` is that of reciprocal rank fusion, and `near` what a ranking near the answer before weighs; as
    asked and in full weigh 1.
    """

    views: Mapping[SearchView, float] = field(
        default_factory=lambda: {"turn_dense": 1.5, "chunk_dense": 2.0, "turn_words": 0.5, "chunk_words": 1.0}
    )
    speaker: float = 1.5
    dates: float = 3.0
    recency: float = 1.0
    home: float = 4.0
    exchange: float = 0.25
    length: float = 0.7
    long: int = 40
    reranking: float = 2.4  # the deviation of the fused scores of those turns is about 2.9
    pool: int = 200
    looked_at: int = 150
    askers: int = 100
    as_good: float = 2.4
    rank_offset: int = 10
    near: float = 0.5


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

    def __init__(self, index: Index, fusion: Fusion | None = None, rerankers: Sequence[Reranker] = ()) -> None:
        self._index, self._fusion, self._rerankers = index, fusion or Fusion(), tuple(rerankers)
        self._reader = QuestionReader(index)

    def read(
        self, typed: str, where: Filter | None = None, history: History = (), without: Collection[str] = ()
    ) -> Question:
        """What a question asks of the transcripts that the filter admits; arguments as of `QuestionReader.read`."""
        return self._reader.read(typed, where or Filter(), history, without)

    def is_foreign(self, question: Question) -> bool:
        """Whether a question is in a language that the transcripts are not in."""
        return self._reader.is_foreign(question)

    def rank(self, question: Question | str, *, where: Filter | None = None, k: int = 20) -> Ranking:
        """The `k` turns that fit the question best among those the filter admits.

        A follow-up is searched as asked, in full and near the answer before; the rankings are fused by reciprocal
        ranks, so that a bad rewrite cannot lose a good passage. A text is read first, as one that stands alone.
        """
        asked = self.read(question, where) if isinstance(question, str) else question
        return self._index.at_one_generation(lambda scorer: self._ranking_of(scorer, asked, where or Filter(), k))

    def _ranking_of(self, scorer: Scorer, question: Question, where: Filter, k: int) -> Ranking:
        """The ranking; of a comparison one of each side, taking turns, where each has something."""
        sides = dict.fromkeys(side.within(where) for side in question.sides)
        by_side = [self._ranking_within(scorer, replace(question, sides=()), side, k) for side in sides]
        if len(by_side) < 2 or not all(ranking.passages for ranking in by_side):
            return self._ranking_within(scorer, replace(question, sides=()), where, k)
        passages = [p for level in zip_longest(*(r.passages for r in by_side)) for p in level if p is not None]
        best = max(by_side, key=lambda ranking: ranking.best_cosine)
        once = tuple({passage.turn.id: passage for passage in passages}.values())[:k]
        leads = [ranking.lead for ranking in by_side if ranking.lead is not None]
        lead = min(leads) if len(leads) == len(by_side) else None
        return replace(best, passages=once, question=question, where=where, lead=lead)

    def _ranking_within(self, scorer: Scorer, question: Question, where: Filter, k: int) -> Ranking:
        full = question.standalone
        where = question.narrowed(where)
        question = replace(question, home=self._home(scorer, full.before, where))
        whole, asked = question.undated(full.search), question.undated(question.typed)
        forms = {whole: 1.0, asked: 1.0} | ({full.near: self._fusion.near} if full.near else {})
        ranked = {form: self._rank(scorer, form, where, question, k) for form in forms}
        lead = self._lead(ranked[whole][0], question)
        cosine = spread(
            self._index.embedder, max(ranked[form][1] for form in (whole, asked))
        )  # not of an answer: it was found by itself
        passages = self._interleaved([(self._by_date(ranked[f][0], question.order), w) for f, w in forms.items()])
        if question.wants.asker:
            passages = [passage for passage in passages if turn_asks(passage.turn.text)] or passages
        parties = question.parties.get(passages[0].transcript_id, 0) if passages else 0
        return Ranking(tuple(passages[:k]), cosine, question, where, lead, parties, is_adapted(self._index.embedder))

    def _home(self, scorer: Scorer, before: str, where: Filter) -> str:
        """The transcript that an earlier question with its answer is about; "" where there was none."""
        found, _ = self._rank(scorer, before, where, _NOTHING, 1) if before else ([], 0.0)
        return found[0].transcript_id if found else ""

    def _lead(self, passages: Sequence[Passage], question: Question) -> float | None:
        theirs = [p.score - self._fusion.speaker for p in passages if p.turn.speaker in question.speakers]
        others = [p.score for p in passages if p.turn.speaker not in question.speakers]
        return max(theirs) - max(others) if theirs and others else None

    def _rank(
        self, scorer: Scorer, query: str, where: Filter, question: Question, k: int
    ) -> tuple[list[Passage], float]:
        """Passages, best first, at least `k` where there are so many, and the best cosine."""
        admitted = scorer.admitted(where)
        found = _scores_by_view(scorer, query, admitted, k=self._fusion.pool)
        turns = _best_turns(found, k=self._fusion.pool)
        if not len(turns):
            return [], 0.0
        found = _scores_of_all(scorer, query, found, turns)
        best = turns[np.argsort(-self._fused_scores(found, turns), kind="stable")[: self._fusion.askers]]
        turns = np.union1d(turns, _next_turns(scorer, best, admitted))
        found = _scores_of_all(scorer, query, found, turns)
        fused = self._fused_scores(found, turns)
        order = np.argsort(-fused, kind="stable")[: max(self._fusion.looked_at, 2 * k)]
        cosine = max(float(found[view].scores.max(initial=-1.0)) for view in ("turn_dense", "chunk_dense"))
        passages = self._passages(turns[order], fused[order], question)
        return self._reranked(scorer, query, passages), cosine

    def _fused_scores(self, found: Mapping[SearchView, Scores], turns: Keys) -> Floats:
        return sum((self._fusion.views[view] * found[view].standardized(turns) for view in SEARCH_VIEWS), np.zeros(1))

    def _passages(self, turns: Keys, fused: Floats, question: Question) -> list[Passage]:
        located = self._index.located(turns.tolist())
        scores = dict(zip(turns.tolist(), fused.tolist(), strict=True))
        days = sorted({day for live, turn in located.values() if (day := turn.date or live.date)})
        passages = []
        for key, (transcript, turn) in located.items():
            date = turn.date or transcript.date
            score = scores[key] + self._bonus(turn, date, question, days)
            score += self._fusion.home * (transcript.id == question.home)
            before = located.get(key - 1)
            if before is not None and before[0].pk == transcript.pk and answers(before[1], turn):
                score += self._fusion.exchange * max(scores[key - 1], 0.0)
            passages.append(Passage(turn, transcript.id, transcript.title, date, score))
        return sorted(passages, key=lambda passage: -passage.score)

    def _reranked(self, scorer: Scorer, query: str, passages: list[Passage]) -> list[Passage]:
        if not self._rerankers:
            return passages
        prompts = self._prompts(scorer, passages[:BEST]) if any(r.reads_prompts for r in self._rerankers) else {}
        return reranked(query, passages, self._rerankers, prompts=prompts, weight=self._fusion.reranking)

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
        bonus = self._fusion.length * float(np.log1p(min(turn.words, self._fusion.long)))
        bonus += self._fusion.speaker * (turn.speaker in question.speakers)
        if question.dates is not None:
            bonus += self._fusion.dates * question.dates.holds(date)
        if question.order is not None and date is not None and len(days) > 1:
            age = days.index(date) / (len(days) - 1)  # 0 for the oldest day found, 1 for the newest
            bonus += self._fusion.recency * (age if question.order == "latest" else 1.0 - age)
        return bonus

    def _by_date(self, passages: Sequence[Passage], order: Order | None) -> Sequence[Passage]:
        """Where the first or the latest is asked for, the best turns by date; those that fit worse stay behind them."""
        if order is None or not passages:
            return passages
        least = max(passage.score for passage in passages) - self._fusion.as_good
        best = [passage for passage in passages if passage.score >= least and passage.date]
        rest = [passage for passage in passages if passage.score < least or not passage.date]
        return [*sorted(best, key=lambda passage: passage.date or "", reverse=order == "latest"), *rest]

    def _interleaved(self, rankings: Sequence[tuple[Sequence[Passage], float]]) -> list[Passage]:
        """Rankings with weights, fused by reciprocal ranks (Cormack, Clarke and Büttcher 2009); first scores stay."""
        gain: dict[str, float] = defaultdict(float)
        passages: dict[str, Passage] = {}
        for ranking, weight in rankings:
            for rank, passage in enumerate(ranking):
                gain[passage.turn.id] += weight / (self._fusion.rank_offset + rank)
                passages.setdefault(passage.turn.id, passage)
        return sorted(passages.values(), key=lambda passage: -gain[passage.turn.id])


def open_ranker(index: Index, settings: Settings) -> TurnRanker:
    """A ranker of the index with the rerankers that the settings name. Raises SettingsError or WeightsError."""
    return TurnRanker(index, rerankers=open_rerankers(settings.rerankers))


def _scores_by_view(scorer: Scorer, query: str, admitted: Keys | None, *, k: int) -> dict[SearchView, Scores]:
    """Every view's scores. SQLite looks for words while the question is embedded; then Chroma looks in both views."""

    def begin(views: Iterable[SearchView]) -> dict[SearchView, Future[Scores]]:
        return {view: _THREADS.submit(scorer.search, view, query, admitted, k=k) for view in views}

    words = begin(view for view in SEARCH_VIEWS if view in _BY_WORDS)
    scorer.embed(query)
    found = words | begin(view for view in SEARCH_VIEWS if view not in _BY_WORDS)
    return {view: found[view].result() for view in SEARCH_VIEWS}


def _scores_of_all(
    scorer: Scorer, query: str, found: Mapping[SearchView, Scores], turns: Keys
) -> dict[SearchView, Scores]:
    return {view: scorer.complete(view, query, scores, turns) for view, scores in found.items()}


def _next_turns(scorer: Scorer, turns: Keys, admitted: Keys | None) -> Keys:
    """Keys of the turns after these, where a filter admits them; some begin the next transcript."""
    after = turns + 1
    after = after[scorer.snapshot.is_live(after)]
    return after if admitted is None else np.intersect1d(after, admitted)


def _best_turns(found: Mapping[SearchView, Scores], *, k: int) -> Keys:
    """The `k` best turns of each view together."""
    best = [scores.turns[np.argsort(-scores.scores, kind="stable")[:k]] for scores in found.values()]
    return np.unique(np.concatenate(best))
