"""A question in, a grounded answer out: the composition root and the LangChain chain."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Generator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import Runnable, RunnableLambda

from index.embedding.embedder import without_adapter
from index.filter import Filter
from rag.answer import Answer, Coverage, Done, StreamEvent
from rag.errors import SettingsError
from rag.generation.composer import Clock, Composer, events_of
from rag.generation.count import counted
from rag.generation.library import told_by_catalog
from rag.generation.prompts import Prompts, load_prompts
from rag.generation.quotes import Quoting, choose_quotes
from rag.generation.reply import Replier
from rag.generation.sources import as_spoken, neighbours
from rag.generation.whole import told_in_whole
from rag.generation.writer import Writer
from rag.models import OpenedModel, open_model, share_cores
from rag.models.redacted import redacted
from rag.opening import index_of
from rag.question.bounds import bounded
from rag.question.filters import make_filter
from rag.question.followup import History
from rag.question.library import WHOLE
from rag.question.question import Question, asks_as_typed
from rag.retrieval.answerability import number_giver
from rag.retrieval.concordance import Concordances
from rag.retrieval.langchain import TurnRetriever
from rag.retrieval.other_languages import ByLanguage
from rag.retrieval.ranker import Ranking, open_ranker
from rag.retrieval.reader import DEPTH, LazyReader, Scorer, read, reordered
from rag.settings import Settings, load_settings
from rag.streaming import in_thread

if TYPE_CHECKING:
    from index.index import Index


_BESIDE = 8  # sources shown beside an answer, a panel's height of them
# Whatever was found is shown beside the answer, each turn once.
_SHOWN = Quoting(fact=_BESIDE, gathered=_BESIDE, behind=100.0, of_a_turn=1)


class Assistant:
    """Answers questions from one index with one language model."""

    def __init__(
        self, index: Index, model: OpenedModel, prompts: Prompts, settings: Settings, reader: Scorer | None = None
    ) -> None:
        self.index, self.settings = index, settings
        self._model, self._prompts = redacted(model, settings.redact or "", index), prompts
        self._writer = Writer(self._model, prompts)
        self._ranker = open_ranker(index, settings)
        self._reader = ByLanguage(reader or LazyReader(), index)
        self._replier = Replier(
            index, self._ranker, self._reader, self._writer, encode=self._encode, words=settings.context_words
        )

    @property
    def model_name(self) -> str:
        """The language model that answers."""
        return self._model.name

    @property
    def prompt_version(self) -> str:
        """The version of the prompt files: it changes with any word of them."""
        return self._prompts.version

    @property
    def model_note(self) -> str | None:
        """Why this model answers, where a person would not expect it."""
        return self._model.note

    def ask(
        self, question: str, *, filter: Filter | None = None, history: History = (), without: Collection[str] = ()
    ) -> Answer:
        """The checked answer; arguments as of `stream`.

        Raises OnTheRecordError where the index or the model cannot be used.
        """
        for event in self.stream(question, filter=filter, history=history, without=without):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done")

    async def aask(
        self, question: str, *, filter: Filter | None = None, history: History = (), without: Collection[str] = ()
    ) -> Answer:
        """`ask` for asynchronous callers; a task that is cancelled ends the generation."""
        async with aclosing(self.astream(question, filter=filter, history=history, without=without)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends with Done")

    def astream(
        self, question: str, *, filter: Filter | None = None, history: History = (), without: Collection[str] = ()
    ) -> AsyncGenerator[StreamEvent, None]:
        """`stream` for asynchronous callers; closing it, or cancelling the task that reads it, ends the generation."""
        return in_thread(lambda: self.stream(question, filter=filter, history=history, without=without))

    def stream(
        self, question: str, *, filter: Filter | None = None, history: History = (), without: Collection[str] = ()
    ) -> Generator[StreamEvent, None, None]:
        """What was found, then the draft as it is written with each sentence checked as it ends, then the answer.

        Events are `Sources`, then `Token` and `SentenceChecked`, then `Done`; each has its `type` and `to_dict()`. A
        `Reading` comes before each part, where transcripts are read in parts. A caller that closes the stream ends the
        generation. `history`: earlier (question, answer) pairs, by which a
        follow-up is understood. `without`: limits read from the question that somebody removed (`Sources.read`).
        """
        bounded(question)
        clock = Clock()
        where = filter or Filter()
        asked = self._read(question, where, history, without)
        if asked.of_library is not None and asked.of_library.topic in WHOLE:
            whole = yield from told_in_whole(self.index, asked, asked.narrowed(where))
            if whole.quotes:
                compose = self._composer(where, Ranking((), 0.0, asked, asked.narrowed(where)), clock)
                read_of = replace(compose.coverage, transcripts=whole.transcripts, turns=whole.turns)
                compose = replace(compose, coverage=read_of)
                cited = tuple({passage.turn.id: passage for passage, _ in whole.quotes}.values())
                yield compose.sources(cited, compose.citations(whole.quotes))
                yield from events_of(compose.quotes(whole.quotes))
                return
        elif told := told_by_catalog(self.index, asked, asked.narrowed(where)):
            compose = self._composer(where, Ranking((), 0.0, asked, asked.narrowed(where)), clock)
            cited = tuple({passage.turn.id: passage for one in told for passage in one.cited}.values())[:_BESIDE]
            yield compose.sources(cited, compose.nearest("", cited))
            yield from events_of(compose.told(told))
            return
        ranking = self._ranker.rank(asked, where=where, k=DEPTH.turns)
        asked = ranking.question  # a comparison of which one side is lacking is none
        compose = self._composer(where, ranking, clock)
        count = counted(self.index, ranking)
        if count is not None:
            cited = count.cited[:_BESIDE]
            yield compose.sources(cited, compose.nearest(count.asked.topic, cited))
            yield from events_of(compose.count(count))
            return
        ranking = as_spoken(ranking)
        around = neighbours(self.index, ranking)
        search, gives = asked.standalone.search, number_giver(asked)
        found = read(search, ranking.passages, self._reader, around, gives=gives)
        ranking = replace(ranking, passages=reordered(ranking.passages, found))
        shown = choose_quotes(found, asked.kind, sides=asked.sides, quoting=_SHOWN)
        yield compose.sources([passage for passage, _ in shown], compose.citations(shown))
        yield from self._replier.reply(ranking, compose, found, around)

    def _read(self, question: str, where: Filter, history: History, without: Collection[str]) -> Question:
        """The question as it is read; put in English where no transcript is in its language and a model can do it."""
        asked = self._ranker.read(question, where, history, without)
        understood = asked.of_library or asked.counted or asks_as_typed(without)
        if self._model.chat is None or understood or not self._ranker.is_foreign(asked):
            return asked
        english = self._writer.in_english(question)
        return replace(self._ranker.read(english, where, history, without), original=question)

    def without_transcripts(self, question: str) -> str:
        """What the language model says of itself: a control for evaluations, never an answer.

        Raises SettingsError where there is no language model.
        """
        if self._model.chat is None:
            raise SettingsError(f"{self.model_name} has no language model to ask without transcripts; give a --model")
        chain = self._prompts.chat("closed_book") | self._model.chat | StrOutputParser()
        return chain.invoke({"question": question})

    @cached_property
    def concordances(self) -> Concordances:
        """Where a word, a phrase or an idea is said."""
        return Concordances(self.index, lambda: self._ranker)

    def as_retriever(self, *, filter: Filter | None = None, k: int = 10) -> TurnRetriever:
        """A LangChain retriever over the same index: the best `k` turns that the filter admits; see TurnRetriever."""
        return TurnRetriever(ranker=self._ranker, where=filter or Filter(), k=k)

    def as_runnable(self) -> Runnable[str, Answer]:
        """A LangChain runnable from a question to an Answer."""
        return RunnableLambda(self.ask, afunc=self.aask)

    def warm_up(self) -> None:
        """Load what the first question would wait for: the embedding model, Chroma, the fixed part of the prompt."""
        if self.index.exists:
            self._ranker.rank("What was said?", k=1)
            self._encode(["What was said?"])
        self._model.warm_up(self._prompts.opening("cited" if self._model.style == "structured" else "answer"))

    def close(self) -> None:
        """Close the index and the model."""
        self.index.close()
        self._model.close()

    def _encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Vectors that compare sentences: what is checked and quoted was fitted to the model without its adapter."""
        return without_adapter(self.index.embedder).encode(texts)

    def _composer(self, where: Filter, ranking: Ranking, clock: Clock) -> Composer:
        transcripts, turns = self.index.admitted_counts(ranking.where)
        if sides := [side.within(ranking.where) for side in ranking.question.sides]:
            counts = [self.index.admitted_counts(side) for side in sides]
            transcripts, turns = min(transcripts, sum(t for t, _ in counts)), min(turns, sum(n for _, n in counts))
        return Composer(
            question=ranking.question,
            coverage=Coverage(transcripts, turns, (*where.describe(), *ranking.question.describe())),
            clock=clock,
            model=self._model.name,
            prompt_version=self._prompts.version,
            generation=self.index.generation,
            base_url=self.settings.base_url,
        )


def open_assistant(
    settings: Settings | None = None,
    *,
    index: Index | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Assistant:
    """An assistant with everything these settings name (default: `load_settings()`).

    The model is opened; the index is when the first question needs it. `progress` hears (bytes done, bytes, what)
    while model files are put together. Raises SettingsError, ModelError or WeightsError.
    """
    share_cores()
    settings = settings or load_settings()
    if index is None:
        index = index_of(settings)
    prompts = load_prompts()
    model = open_model(
        settings.model,
        threads=settings.threads,
        timeout=settings.model_timeout,
        style=settings.model_style,
        progress=progress,
    )
    return Assistant(index, model, prompts, settings)


def filter_for(
    assistant: Assistant,
    *,
    speaker: str | Sequence[str] = (),
    transcript: str | Sequence[str] = (),
    after: str | None = None,
    before: str | None = None,
) -> Filter:
    """A filter from a person's words, each one or several. Raises NotFound or SettingsError."""
    return make_filter(
        assistant.index,
        speakers=(speaker,) if isinstance(speaker, str) else speaker,
        transcripts=(transcript,) if isinstance(transcript, str) else transcript,
        after=after,
        before=before,
    )
