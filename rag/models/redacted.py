"""A chat model elsewhere that never gets the names of hidden people: letters go out, names come back.

Each form in which somebody is named has a letter and number of its own (Speaker A, Speaker A2), so that a quote comes
back word for word as its turn has it, and the checks of an answer find it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import Field

from index.message import message
from index.speakers.hidden_people import Hidden, people_hidden
from index.speakers.redaction import Redaction
from rag.models.opened import OpenedModel

if TYPE_CHECKING:
    from index.index import Index

People = Callable[[], Sequence[Hidden]]

_LETTER = re.compile(r"\b((?i:speaker|person)) ([A-Z]{1,2})(\d*)(?![A-Za-z\d])")
_BEGUN = re.compile(
    r"\b(?i:s(?:p(?:e(?:a(?:k(?:er?)?)?)?)?)?|p(?:e(?:r(?:s(?:on?)?)?)?)?|(?:speaker|person) [A-Z]{0,2}\d*)\Z"
)


def redacted(model: OpenedModel, names: str, index: Index) -> OpenedModel:
    """The model, told of these people (`names` as in `Settings.redact`) by letters only; as it is where nothing that it
    is asked leaves the machine."""
    asked = [name for name in names.split(";") if name.strip()]
    if model.chat is None or not model.leaves or not asked:
        return model

    @lru_cache(maxsize=1)
    def people(generation: int) -> Sequence[Hidden]:
        del generation  # who speaks changes with it
        return people_hidden(asked, index.people())

    english = "{note} Names of {number} people are letters there, and names again here."
    note = message("names_hidden", english, note=model.note or "", number=len(asked))
    return replace(model, chat=RedactedChat(inner=model.chat, people=lambda: people(index.generation)), note=note)


class Cover:
    """The letters for the names in some texts. Pure."""

    def __init__(self, people: Sequence[Hidden], texts: Sequence[str]) -> None:
        self._hiding = Redaction(people, texts=texts)
        self._names = {one.label: _name_of(one) for one in people}
        self._letters = {(one.label, _name_of(one)): one.label for one in people}

    def hide(self, text: str) -> str:
        """A text without the names."""
        parts, at = [], 0
        for one in self._hiding.found(text):
            parts += [text[at : one.start], self._letter(one.label, text[one.start : one.end])]
            at = one.end
        return "".join([*parts, text[at:]])

    def show(self, text: str) -> str:
        """A text with the names again; for a number that was not given, the person of the letter."""
        return _LETTER.sub(self._name, text)

    def _letter(self, label: str, named: str) -> str:
        if (label, named) not in self._letters:
            known = sum(one == label for one, _ in self._letters)
            self._letters[label, named] = f"{label}{known + 1}"
            self._names[f"{label}{known + 1}"] = named
        return self._letters[label, named]

    def _name(self, found: re.Match[str]) -> str:
        label = f"{found[1].capitalize()} {found[2]}"
        return self._names.get(label + found[3]) or self._names.get(label) or found[0]

    def pieces(self, pieces: Iterator[str]) -> Iterator[str]:
        """A text as it comes, with the names again: what may be the beginning of a letter waits for its end."""
        held = ""
        for piece in pieces:
            held += piece
            begun = _BEGUN.search(held)
            whole, held = (held[: begun.start()], held[begun.start() :]) if begun else (held, "")
            if whole:
                yield self.show(whole)
        if held:
            yield self.show(held)

    def value(self, value: Any, *, growing: bool = False) -> Any:
        """An object with the names again; of one that is `growing`, the last text without what may yet become one."""
        if isinstance(value, str):
            return self.show(_BEGUN.sub("", value) if growing else value)
        if isinstance(value, Mapping):
            last = next(reversed(value), None)
            return {key: self.value(one, growing=growing and key == last) for key, one in value.items()}
        if isinstance(value, list):
            return [self.value(one, growing=growing and at == len(value) - 1) for at, one in enumerate(value)]
        return value


def covering(people: Sequence[Hidden], messages: Sequence[BaseMessage]) -> tuple[Cover, list[BaseMessage]]:
    """The letters for what is sent, and the messages with them."""
    cover = Cover(people, [text for one in messages for text in _texts(one.content)])
    return cover, [one.model_copy(update={"content": _hidden(one.content, cover)}) for one in messages]


class RedactedChat(BaseChatModel):
    """Another chat model, which gets letters for names; its replies have the names again."""

    inner: BaseChatModel
    people: People = Field(exclude=True, repr=False)

    @property
    def _llm_type(self) -> str:
        return self.inner._llm_type

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        cover, sent = covering(self.people(), messages)
        result = self.inner._generate(sent, stop, run_manager, **kwargs)
        for one in result.generations:
            one.message = one.message.model_copy(update={"content": cover.value(one.message.content)})
            one.text = cover.show(one.text)
        return result

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        cover, sent = covering(self.people(), messages)
        pieces = (chunk.text for chunk in self.inner._stream(sent, stop, run_manager, **kwargs))
        for piece in cover.pieces(pieces):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """The inner model's own way to an object of that form."""
        return _Structured(self.inner.with_structured_output(schema, include_raw=include_raw, **kwargs), self)


class _Structured(Runnable[LanguageModelInput, Any]):
    """A runnable to an object, which gets letters for names."""

    def __init__(self, inner: Runnable[LanguageModelInput, Any], chat: RedactedChat) -> None:
        self._inner, self._chat = inner, chat

    def invoke(self, input: LanguageModelInput, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        cover, sent = self._covered(input)
        return cover.value(self._inner.invoke(sent, config, **kwargs))

    def stream(
        self, input: LanguageModelInput, config: RunnableConfig | None = None, **kwargs: Any | None
    ) -> Iterator[Any]:
        cover, sent = self._covered(input)
        last = None
        for last in self._inner.stream(sent, config, **kwargs):
            yield cover.value(last, growing=True)
        if last is not None:
            yield cover.value(last)

    def _covered(self, input: LanguageModelInput) -> tuple[Cover, list[BaseMessage]]:
        return covering(self._chat.people(), self._chat._convert_input(input).to_messages())


def _name_of(one: Hidden) -> str:
    return max(sorted(one.speakers or one.names), key=len)


def _texts(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [text for part in content for text in _texts(part.get("text", "") if isinstance(part, dict) else part)]


def _hidden(content: Any, cover: Cover) -> Any:
    if isinstance(content, str):
        return cover.hide(content)
    return [
        {**part, "text": cover.hide(part["text"])} if isinstance(part, dict) and "text" in part
        else cover.hide(part) if isinstance(part, str) else part
        for part in content
    ]  # fmt: skip
