"""A draft, written by a language model and checked as it grows: plain sentences, or structured ones with one repair."""

from __future__ import annotations

import json
import math
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from langchain_core.exceptions import OutputParserException
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import Runnable

from rag.answer import SentenceChecked, Token
from rag.errors import ModelError
from rag.generation.injection import as_words
from rag.generation.prompts import Prompts, says_nothing
from rag.generation.structured import SCHEMA, DraftReader
from rag.grounding.attribution import Attribution, Drafted, Judged
from rag.language.sentences import tells_over
from rag.models import OpenedModel
from rag.question.bounds import BOUNDS
from rag.question.counting import QUOTES
from rag.question.question import Question

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

_SENTENCES = 4  # that a small model may write. It is asked for fewer; what it adds is copied from anywhere.

_LEAST_LIKELY = 1e-4  # a probability; beyond it a model's own are not to be taken by their word

DraftEvent = Token | SentenceChecked
Values = dict[str, Any]  # what a prompt is filled with: passages, question


@dataclass(frozen=True, slots=True)
class Writer:
    """One language model with the prompts it is asked by."""

    model: OpenedModel
    prompts: Prompts

    @property
    def judges(self) -> bool:
        """Whether the model tells how likely what it reads answers; one that does not says so in what it writes."""
        return self.model.style == "plain" and self.model.probability_of_yes is not None

    def answerable(self, question: str, reading: str) -> float:
        """The log odds, by the judgement of a model that `judges`, that what it reads answers the question."""
        likely = self.model.probability_of_yes
        assert likely is not None
        prompt = self.prompts.chat("answerable")
        return _log_odds(likely(prompt.format_messages(passages=reading, question=question)))

    def in_english(self, question: str) -> str:
        """A question translated by the model; as it was where that writes nothing."""
        assert self.model.chat is not None
        chain = self.prompts.chat("translate") | self.model.chat | StrOutputParser()
        lines = (line.strip(QUOTES) for line in chain.invoke({"question": as_words(question)}).splitlines())
        # "Here is the translation:" and "<think>" are none.
        return next((line for line in lines if line and line[-1] not in ":>"), question)[: BOUNDS.longest]

    def write(self, question: Question, reading: str, attribution: Attribution) -> Iterator[DraftEvent]:
        """The draft as it is written from what is read, in the model's style; `attribution` keeps what holds of it.

        A model that says it was given no answer has written nothing. One that can be asked beforehand (`answerable`) is
        not offered to say so: a small one takes the offer as often where there is an answer as where there is none.
        """
        assert self.model.chat is not None
        values = {"passages": reading, "question": self.prompts.put(question)}
        if self.model.style == "structured":
            return _Structured(self.model.chat, self.model.name, self.prompts, values, attribution).write()
        task = "write" if self.judges else "answer"
        chain = self.prompts.chat(task) | self.model.chat | StrOutputParser()
        return _plain_events(chain, values, attribution)


def _log_odds(probability: float) -> float:
    held = min(max(probability, _LEAST_LIKELY), 1.0 - _LEAST_LIKELY)
    return math.log(held / (1.0 - held))


def _plain_events(chain: Runnable[Values, str], values: Values, attribution: Attribution) -> Iterator[DraftEvent]:
    """Plain sentences: code says which turns they are from. A model that goes on and on, or over a list, is stopped."""
    pieces = chain.stream(values)
    complete, draft = 0, ""
    with closing(cast(Generator[str, None, None], pieces)):
        for piece in filter(None, pieces):
            yield Token(piece)
            draft += piece
            if says_nothing(draft):
                return
            checked = attribution.add(piece)
            yield from checked
            complete += len(checked)
            if complete >= _SENTENCES:
                return
            if tells_over(draft):
                break
    yield from attribution.add("", last=True)


@dataclass(slots=True)
class _Structured:
    """Sentences that name their turn and quote it.

    A sentence that holds is handed on at once. From the first that does not, all wait for the one repair, so that
    sentences and markers keep their order.
    """

    chat: BaseChatModel
    name: str
    prompts: Prompts
    values: Values
    attribution: Attribution
    waiting: list[Judged] = field(default_factory=list)

    def write(self) -> Iterator[DraftEvent]:
        first: list[Drafted] = []
        for event in self._drafted("cited", self.values):
            if isinstance(event, Token):
                yield event
                continue
            first.append(event)
            judged = self.attribution.judge(event)
            if judged.holds and not self.waiting:
                yield self.attribution.take(judged)
            else:
                self.waiting.append(judged)
        if self.waiting:
            yield from self._repaired(first)

    def _repaired(self, first: Sequence[Drafted]) -> Iterator[DraftEvent]:
        """What waited, with what the model puts in the place of the sentences that do not hold."""
        rewritten: list[Judged] = []
        faults = [judged for judged in self.waiting if not judged.holds]
        values = {**self.values, "draft": _as_json(first), "problems": "\n".join(map(_problem, faults))}
        for event in self._drafted("repair", values, opening=" "):
            if isinstance(event, Token):
                yield event
            elif event.text not in {judged.text for judged in (*self.attribution.taken, *self.waiting)}:
                rewritten.append(self.attribution.judge(event))
        for judged in self.waiting:
            yield self.attribution.take(judged)
            if judged is faults[0]:
                yield from map(self.attribution.take, rewritten)

    def _drafted(self, task: str, values: Values, *, opening: str = "") -> Iterator[Token | Drafted]:
        chain = self.prompts.chat(task) | self.chat.with_structured_output(SCHEMA)
        reader, objects = DraftReader(), chain.stream(values)
        try:
            with closing(cast(Generator[Any, None, None], objects)):
                for value in objects:
                    prose, complete = reader.read(value)
                    if prose:
                        yield Token(opening + prose)
                        opening = ""
                    yield from complete
        except OutputParserException:
            reader.seen = False
        if not reader.seen:
            raise ModelError(
                f"language model {self.name}: its reply is not in the form asked for. "
                "OTR_MODEL_STYLE=plain asks it for plain sentences"
            )
        yield from reader.finish()


def _as_json(drafted: Sequence[Drafted]) -> str:
    sentences = [{"sentence": d.text, "turn": d.turn, "quote": d.quote} for d in drafted]
    return as_words(json.dumps({"sentences": sentences}, ensure_ascii=False))


def _problem(judged: Judged) -> str:
    return as_words(f"- “{judged.text}”: {judged.why}")
