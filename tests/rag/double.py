"""A chat model that reads its prompt and replies as a test says: proof that the prompt carried the evidence."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable

from index.filter import Filter
from index.transcript import Speaker, Turn
from rag.answer import Answer, Passage
from rag.assistant import Assistant
from rag.generation.prompts import load_prompts
from rag.language import words
from rag.language.names import Naming
from rag.models import OpenedModel, Style
from rag.question.followup import Standalone
from rag.question.kind import kind_of, read_wants
from rag.question.question import Question
from rag.retrieval.ranker import Ranking
from rag.settings import Settings
from tests.index.double import Library, make_transcript

Reply = Callable[[str], str]  # the whole prompt -> what the model writes


class ScriptedChat(BaseChatModel):
    """Writes what `reply` makes of the prompt, word by word; keeps the prompts it read."""

    reply: Reply
    prompts: list[str] = []  # noqa: RUF012 - a pydantic field: every instance gets its own
    under_way: int = 0  # streams that nobody closed yet

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._write(messages)))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        self.under_way += 1
        try:
            for piece in re.findall(r"\S+\s*", self._write(messages)) or [""]:
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        finally:
            self.under_way -= 1

    def with_structured_output(self, schema: Any, **_: Any) -> Runnable[Any, Any]:
        return self | JsonOutputParser()

    def _write(self, messages: list[BaseMessage]) -> str:
        self.prompts.append("\n".join(str(message.content) for message in messages))
        return self.reply(self.prompts[-1])


class WordReader:
    """A reader that goes by the words of the question alone: log odds from their share; what asks does not answer."""

    def scores(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        return np.array([self._odds(*pair) for pair in pairs], dtype=np.float32)

    def _odds(self, question: str, text: str) -> float:
        asked = words.content(question)
        share = len(asked & words.content(text.rpartition(" | ")[2])) / (len(asked) or 1)
        return 30.0 * share - 15.0 - 30.0 * text.rstrip().endswith("?")


def says(text: str) -> Reply:
    return lambda prompt: text


def asked_nothing(prompt: str) -> str:
    """The reply of a model that is not to be asked."""
    raise AssertionError(f"the model was asked: {prompt}")


def answer_by_code(question: str, library: Library, where: Filter | None = None) -> Answer:
    """What is answered without the language model, though there is one."""
    return make_assistant(library, asked_nothing).ask(question, filter=where)


def form(*sentences: tuple[str, int, str]) -> str:
    """A structured reply: each sentence, the turn it names and its quote."""
    return json.dumps({"sentences": [{"sentence": s, "turn": turn, "quote": quote} for s, turn, quote in sentences]})


def replies(*texts: str) -> Reply:
    """One reply after another."""
    waiting = list(texts)
    return lambda prompt: waiting.pop(0)


def _asked(likely: float | Callable[[str], float]) -> Callable[[Sequence[BaseMessage]], float]:
    return lambda messages: likely(str(messages[-1].content)) if callable(likely) else likely


def make_assistant(
    library: Library,
    reply: Reply | str | None = None,
    *,
    style: Style = "plain",
    likely: float | Callable[[str], float] | None = None,
    **settings: Any,
) -> Assistant:
    """An assistant with a model that writes `reply`; without one, an extractive assistant.

    `likely`: how likely the model thinks it that what it reads answers, or what that depends on; None: it cannot be
    asked.
    """
    if reply is None:
        model = OpenedModel(chat=None, name="extractive", style="none")
    else:
        chat = ScriptedChat(reply=says(reply) if isinstance(reply, str) else reply)
        asked = None if likely is None else _asked(likely)
        model = OpenedModel(chat=chat, name="scripted", style=style, probability_of_yes=asked)
    return Assistant(library.index, model, load_prompts(), Settings(**settings), WordReader())


def read_prompt(assistant: Assistant) -> str:
    """The last prompt that a scripted model read."""
    chat = assistant._model.chat
    assert isinstance(chat, ScriptedChat)
    return chat.prompts[-1]


def make_passages(*lines: str, title: str = "Hearing", **transcript: Any) -> list[Passage]:
    """The turns of the lines "ANA: words" as passages, best first."""
    made = make_transcript(*lines, title=title, **transcript)
    return [Passage(turn, made.id, made.title, turn.date or made.date, float(-turn.index)) for turn in made.turns]


def make_question(text: str, **given: Any) -> Question:
    """A question that goes on from no other, with what it wants."""
    return Question(text, Standalone(text, ""), kind_of(text), read_wants(text), **given)


def make_ranking(
    *lines: str, asked: str = "", cosine: float = 0.6, named: tuple[str, ...] = (), lead: float | None = None
) -> Ranking:
    passages = tuple(make_passages(*lines))
    known = tuple(Speaker(name) for name in dict.fromkeys(p.turn.speaker for p in passages if p.turn.speaker))
    people = tuple(Naming(name, (name,), "name") for name in named)
    return Ranking(passages, cosine, make_question(asked, people=people, known=known), lead=lead)


def neighbours_of(passages: list[Passage]) -> dict[str, Turn]:
    return {passage.turn.id: passage.turn for passage in passages}
