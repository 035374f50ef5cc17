"""The prompts: prose files in `prompts/`, checked when they are loaded, with a version made of their words."""

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from string import Formatter

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate

from rag.errors import PromptError

# What each file must and may ask for.
_VARIABLES = {
    "system": frozenset[str](),
    "passages": frozenset({"passages"}),
    "answer": frozenset({"question"}),
    "brief": frozenset({"question"}),
    "cited": frozenset({"question"}),
    "repair": frozenset({"problems"}),
    "closed_book": frozenset({"question"}),
}
# A task that goes on from the reply to another.
_AFTER = {"repair": "cited"}
# One that is asked without transcripts, and so without what the system prompt says of them.
_BARE = frozenset({"closed_book"})
# What small models are asked for in their own words: they follow examples better than instructions.
_EXEMPLIFIED = frozenset({"answer", "brief"})
_EXAMPLE = re.compile(r"(?P<passages>.+?)\n\nQuestion: (?P<question>[^\n]+)\n\nAnswer: (?P<reply>[^\n]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A question of a made-up transcript that a few words answer, and those words."""

    passages: str
    question: str
    reply: str


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every prompt by name, and the version of all of them: eight hex digits that change with any word."""

    texts: dict[str, str]
    examples: tuple[Example, ...]
    version: str

    def chat(self, task: str) -> ChatPromptTemplate:
        """The chat prompt of a task: what is fixed first, then the passages, as a cached prefix is not read again.

        `repair` goes on from `cited` and takes the reply to that as `draft`.
        """
        if task in _BARE:
            return ChatPromptTemplate.from_messages([("human", self.texts[task])])
        first = _AFTER.get(task, task)
        human = f"{self.texts['passages']}\n{self.texts[first]}"
        again = [("ai", "{draft}"), ("human", self.texts[task])] if task in _AFTER else []
        return ChatPromptTemplate.from_messages([*self._fixed(first), ("human", human), *again])

    def opening(self, task: str) -> list[BaseMessage]:
        """How every prompt of a task begins: what can be read before there is a question."""
        return [*self._fixed(task), HumanMessage(self.texts["passages"].split("{passages}")[0])]

    def _fixed(self, task: str) -> list[BaseMessage]:
        """The system prompt, and the examples in the form of a talk that has been."""
        fixed: list[BaseMessage] = [SystemMessage(self.texts["system"])]
        for example in self.examples if task in _EXEMPLIFIED else ():
            asked = f"{self.texts['passages']}\n{self.texts['brief']}"
            fixed.append(HumanMessage(asked.format(passages=example.passages, question=example.question)))
            fixed.append(AIMessage(example.reply))
        return fixed


def load_prompts() -> Prompts:
    """The prompts of the package. Raises PromptError for one that is missing or has the wrong variables."""
    texts = {name: _template(name) for name in _VARIABLES}
    examples = _read("examples")
    joined = "\0".join(f"{name}\0{text}" for name, text in sorted({**texts, "examples": examples}.items()))
    return Prompts(texts, tuple(map(_example, examples.split("\n---\n"))), sha256(joined.encode()).hexdigest()[:8])


def _example(text: str) -> Example:
    if not (found := _EXAMPLE.fullmatch(text.strip())):
        raise PromptError(
            "prompts/examples.md: an example is lines of a transcript, “Question: …” and “Answer: …”, an empty line "
            f"between them, and a line “---” before the next. This is none: {text.strip()[:60]!r}"
        )
    return Example(**found.groupdict())


def _read(name: str) -> str:
    try:
        return resources.files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise PromptError(f"prompts/{name}.md is missing. Install the package again") from error


def _template(name: str) -> str:
    text = _read(name)
    found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    if found != _VARIABLES[name]:
        wanted = ", ".join(sorted(_VARIABLES[name])) or "none"
        raise PromptError(f"prompts/{name}.md has the variables {sorted(found)}; it must have: {wanted}")
    return text
