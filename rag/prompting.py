"""The prompts: prose files in `prompts/`, checked when they are loaded, with a version made of their words."""

from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from string import Formatter

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
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


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every prompt by name, and the version of all of them: eight hex digits that change with any word."""

    texts: dict[str, str]
    version: str

    def chat(self, task: str) -> ChatPromptTemplate:
        """The chat prompt of a task: what is fixed first, then the passages, as a cached prefix is not read again.

        `repair` goes on from `cited` and takes the reply to that as `draft`.
        """
        if task in _BARE:
            return ChatPromptTemplate.from_messages([("human", self.texts[task])])
        first = _AFTER.get(task, task)
        human = f"{self.texts['passages']}\n{self.texts[first]}"
        opening = [("system", self.texts["system"]), ("human", human)]
        again = [("ai", "{draft}"), ("human", self.texts[task])] if task in _AFTER else []
        return ChatPromptTemplate.from_messages([*opening, *again])

    def opening(self) -> list[BaseMessage]:
        """How every prompt begins: what can be read before there is a question."""
        before = self.texts["passages"].split("{passages}")[0]
        return [SystemMessage(self.texts["system"]), HumanMessage(before)]


def load_prompts() -> Prompts:
    """The prompts of the package. Raises PromptError for one that is missing or has the wrong variables."""
    texts = {name: _read(name) for name in _VARIABLES}
    joined = "\0".join(f"{name}\0{text}" for name, text in sorted(texts.items()))
    return Prompts(texts, sha256(joined.encode()).hexdigest()[:8])


def _read(name: str) -> str:
    try:
        text = resources.files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise PromptError(f"prompts/{name}.md is missing. Install the package again") from error
    found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    if found != _VARIABLES[name]:
        wanted = ", ".join(sorted(_VARIABLES[name])) or "none"
        raise PromptError(f"prompts/{name}.md has the variables {sorted(found)}; it must have: {wanted}")
    return text
