"""A model elsewhere is told letters for names, and answers come back with the names."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableLambda
from pydantic import Field

from index.speakers.hidden_people import people_hidden
from index.transcript import Speaker
from rag.assistant import Assistant
from rag.generation.prompts import load_prompts
from rag.models import OpenedModel
from rag.models.redacted import Cover, RedactedChat, redacted
from rag.models.vendors import vendor_of
from rag.settings import Settings
from tests.index.double import Library
from tests.rag.double import WordReader

PEOPLE = people_hidden(["Ana Reyes", "Tom Dale"], [Speaker("Ana Reyes", ("MS. REYES",)), Speaker("Ben")])
SENT = "Ana Reyes: I met Ms. Reyes and REYES.\nBen: Ask Tom, or Ana Reyes."


class Elsewhere(BaseChatModel):
    """Keeps what it is sent, and replies with the lines that hold a word; in pieces of a few characters."""

    heard: list[str] = Field(default_factory=list)
    size: int = 3

    @property
    def _llm_type(self) -> str:
        return "elsewhere"

    def _reply(self, messages: Sequence[BaseMessage]) -> str:
        self.heard += [str(one.content) for one in messages]
        return next(line for line in str(messages[-1].content).splitlines()[::-1] if "ferry" in line or "Ask" in line)

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self._reply(messages)))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        text = self._reply(messages)
        for at in range(0, len(text), self.size):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[at : at + self.size]))

    def with_structured_output(self, *_: Any, **__: Any) -> Any:
        def grown(messages: list[BaseMessage]) -> Iterator[Any]:
            text = self._reply(messages)
            for end in range(1, len(text) + 1):
                yield {"sentences": [{"sentence": "Fixed by Speaker A."}, {"sentence": text[:end]}]}

        return RunnableLambda(grown)


def test_every_form_has_its_own_letter_and_comes_back_as_it_was() -> None:
    cover = Cover(PEOPLE, [SENT])
    assert cover.hide(SENT) == "Speaker A: I met Speaker A2 and Speaker A3.\nBen: Ask Person B2, or Speaker A."
    assert cover.show(cover.hide(SENT)) == SENT
    assert cover.show("Speaker A9 and speaker a and Speaker Z") == "Ana Reyes and speaker a and Speaker Z"


@given(
    st.lists(
        st.sampled_from(["Ana", " ", "Reyes", "Speaker", "A", "Ben", ".", "Ms. Reyes", "\n", "pers"]), max_size=12
    ),
    st.integers(1, 7),
)
def test_in_whatever_pieces_it_comes_the_text_is_the_same(parts: list[str], size: int) -> None:
    text = "".join(parts)
    cover = Cover(PEOPLE, [text])
    hidden = cover.hide(text)
    pieces = list(cover.pieces(iter(hidden[at : at + size] for at in range(0, len(hidden), size))))
    assert "".join(pieces) == cover.show(hidden)


@pytest.mark.parametrize("size", [1, 4, 100])
def test_neither_a_whole_reply_nor_a_streamed_one_tells_a_name(size: int) -> None:
    inner = Elsewhere(size=size)
    chat = RedactedChat(inner=inner, people=lambda: PEOPLE)
    asked = [HumanMessage(SENT), HumanMessage([{"type": "text", "text": "Ask Ana Reyes and Tom Dale"}])]
    assert chat.invoke(asked[:1]).content == "Ben: Ask Tom, or Ana Reyes."
    assert "".join(str(one.content) for one in chat.stream(asked[:1])) == "Ben: Ask Tom, or Ana Reyes."
    chat.invoke(asked)
    assert all(name not in text for text in inner.heard for name in ("Ana", "Reyes", "REYES", "Tom", "Dale"))


def test_an_object_that_grows_never_shows_half_a_letter() -> None:
    chat = RedactedChat(inner=Elsewhere(), people=lambda: PEOPLE)
    grown = [one["sentences"] for one in chat.with_structured_output({}).stream([HumanMessage(SENT)])]
    assert all(one[0]["sentence"] == "Fixed by Ana Reyes." for one in grown)
    last = "Ben: Ask Tom, or Ana Reyes."
    assert grown[-1][1]["sentence"] == last
    assert all(last.startswith(one[1]["sentence"]) for one in grown)


def test_only_what_leaves_the_machine_is_covered(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    library.write("talk.txt", "ANA REYES: The ferry leaves at nine.\nBEN ODE: Thank you, Ms. Reyes.\n")
    library.index.sync()
    inner = Elsewhere()
    away = OpenedModel(chat=inner, name="x:y", style="plain", leaves=True)
    here = replace(away, leaves=False)
    assert redacted(here, "Ana Reyes", library.index) is here
    assert redacted(away, " ; ", library.index) is away
    answering = Assistant(library.index, away, load_prompts(), Settings(redact="Ana Reyes;BEN ODE"), WordReader())
    assert "Names of 2 people" in str(answering.model_note)
    answer = answering.ask("When does the ferry of Ana Reyes leave?")
    assert inner.heard
    assert all(name not in text.casefold() for text in inner.heard for name in ("reyes", "ana ", "ode"))
    assert [one.speaker for one in answer.citations] == ["ANA REYES"]
    assert "at nine" in answer.text
    library.index.close()


def test_an_ollama_hands_on_what_its_cloud_models_are_asked() -> None:
    vendor = vendor_of("ollama")
    assert vendor.is_elsewhere(object(), "gpt-oss:120b-cloud")
    assert not vendor.is_elsewhere(object(), "qwen3:8b")
    assert vendor_of("openai").is_elsewhere(object(), "gpt")
