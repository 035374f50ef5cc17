"""A question in, a grounded answer out: the composition root and the LangChain chain."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Generator, Iterator, Sequence
from contextlib import aclosing
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import Runnable, RunnableLambda

from index.embedding.embedder import without_adapter
from index.filter import Filter
from rag.answer import Answer, Coverage, Done, Sources, StreamEvent
from rag.errors import SettingsError
from rag.generation import extractive as extraction
from rag.generation.composer import Clock, Composer, checked_answer, events_of
from rag.generation.context import choose_context, format_context
from rag.generation.count import counted
from rag.generation.injection import as_words
from rag.generation.prompts import Prompts, load_prompts
from rag.generation.sources import as_spoken, evidence_of, neighbours
from rag.generation.when import day_of
from rag.generation.writer import Writer
from rag.grounding.attribution import Attribution
from rag.models import OpenedModel, open_model, share_cores
from rag.opening import index_of
from rag.question.bounds import bounded
from rag.question.filters import make_filter
from rag.question.followup import History
from rag.question.kind import asks_when, asks_who_asked, kind_of, wants_few_words, words_to_read
from rag.retrieval import answerability as abstaining
from rag.retrieval.concordance import Concordances
from rag.retrieval.langchain import TurnRetriever
from rag.retrieval.ranker import Ranking, open_ranker
from rag.settings import Settings, load_settings
from rag.streaming import in_thread

if TYPE_CHECKING:
    from index.index import Index

_SHOWN = 8  # sources shown beside an answer
_EVIDENCE = 12  # ranked turns that a sentence may be grounded in, beside those the model read


class Assistant:
    """Answers questions from one index with one language model."""

    def __init__(self, index: Index, model: OpenedModel, prompts: Prompts, settings: Settings) -> None:
        self.index, self.settings = index, settings
        self._model, self._prompts = model, prompts
        self._writer = Writer(model, prompts)
        self._ranker = open_ranker(index, settings)

    @property
    def model_name(self) -> str:
        """The language model that answers."""
        return self._model.name

    @property
    def prompt_version(self) -> str:
        """Of the prompt files: changes with any word of them."""
        return self._prompts.version

    @property
    def model_note(self) -> str | None:
        """Why it is this model, where that is not what a person would expect."""
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
        caller that closes the stream ends the generation. `history`: earlier (question, answer) pairs, by which a
        follow-up is understood. `without`: limits read from the question that somebody took away (`Sources.read`).
        """
        bounded(question)
        clock = Clock()
        where = filter or Filter()
        ranking = self._ranker.rank(question, where=where, k=_EVIDENCE, history=history, without=without)
        compose = self._composer(question, where, ranking, clock)
        count = counted(self.index, ranking)
        passages = (ranking.passages if count is None else count.cited)[:_SHOWN]
        sought = ranking.question.search if count is None else count.asked.topic
        yield Sources(passages, compose.coverage, compose.nearest(sought, passages), ranking.reading.limits())
        clock.mark("sources")
        if count is not None:
            yield from events_of(compose.count(count))
            return
        yield from self._answered(ranking, compose)

    def _answered(self, ranking: Ranking, compose: Composer) -> Iterator[StreamEvent]:
        ranking = as_spoken(ranking)
        full = ranking.question
        doubt = abstaining.reason(full.question, ranking)
        if doubt and not (self._model.chat and abstaining.may_be_theirs(full.question, ranking)):
            yield Done(compose.abstention(doubt))
            return
        around = {} if asks_who_asked(full.question) else neighbours(self.index, ranking)
        quotable = cache(lambda: extraction.places(full.search, ranking, self._nearness, around))
        if self._model.chat is None:
            yield from events_of(compose.quotes(extraction.best_sentences(quotable())))
            return
        kind = kind_of(full.question, ranking.reading)
        if kind == "when" and not doubt and self._model.style == "plain" and (when := day_of(ranking, quotable())):
            yield from events_of(compose.day(when))
            return
        context = choose_context(
            ranking.passages,
            question=full.search,
            words=words_to_read(kind, self.settings.context_words),
            relevance=lambda texts: self._nearness([full.search], texts)[0].tolist(),
            neighbours=around,
        )
        attribution = Attribution(
            evidence_of(ranking, context, around),
            ranking.speakers,
            encode=self._encode,
            cite=compose.citation,
            shown=len(context),
            question=full.question,
            about=ranking.named if abstaining.concerns_speakers(full.question, ranking) else (),
            alone=doubt is not None or abstaining.only_theirs(full.question, ranking),
            outright=doubt is not None,
        )
        passages = format_context(context, numbered=self._model.style != "plain", asks_when=asks_when(full.question))
        values = {"passages": passages, "question": as_words(full.prompt)}
        brief = kind in ("fact", "when", "who", "said") and wants_few_words(full.question)
        for event in self._writer.write(values, attribution, brief=brief):
            compose.clock.mark("first_token", again=False)
            yield event
        answer = checked_answer(attribution, ranking, quotable, compose, doubt)
        yield from (Done(answer),) if attribution.sentences else events_of(answer)

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
        self._model.warm_up(self._prompts.opening("cited" if self._model.style == "structured" else "brief"))

    def close(self) -> None:
        """Let go of the index and the model."""
        self.index.close()
        self._model.close()

    def _encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Vectors that compare sentences: what is checked and quoted was fitted to the model without its adapter."""
        return without_adapter(self.index.embedder).encode(texts)

    def _nearness(self, questions: Sequence[str], texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Cosines as the search has them, shape (len(questions), len(texts)): an adapter finds what answers."""
        vectors = self.index.embedder.encode([*questions, *texts])
        return vectors[: len(questions)] @ vectors[len(questions) :].T

    def _composer(self, question: str, where: Filter, ranking: Ranking, clock: Clock) -> Composer:
        transcripts, turns = self.index.admitted_counts(ranking.where)
        return Composer(
            question=question,
            coverage=Coverage(transcripts, turns, (*where.describe(), *ranking.reading.describe())),
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
