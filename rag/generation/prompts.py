"""The prompts: prose files in `prompts/`, checked when they are loaded, with a version made of their words."""

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from string import Formatter

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.prompts import ChatPromptTemplate

from rag.errors import PromptError
from rag.generation.injection import as_words
from rag.language.tongues import TONGUES
from rag.question.question import Question

# What each file must and may ask for.
_VARIABLES = {
    "system": frozenset[str](),
    "passages": frozenset({"passages"}),
    "answerable": frozenset({"question"}),
    "write": frozenset({"question"}),
    "answer": frozenset({"question"}),
    "cited": frozenset({"question"}),
    "repair": frozenset({"problems"}),
    "closed_book": frozenset({"question"}),
    "translate": frozenset({"question"}),
    "language": frozenset({"question", "language"}),
}
# A task that goes on from the reply to another.
_AFTER = {"repair": "cited"}
# One that is asked without transcripts, and so without what the system prompt says of them.
_BARE = frozenset({"closed_book", "translate"})
# How a model says that the transcripts do not answer: as it is asked to, or in words of its own.
_NOT_SAID = re.compile(
    r"\W*(?:not said\b|not (?:mentioned|stated|specified|provided)\b"
    r"|(?:i am |i['’]m )?(?:sorry|unable|unfortunately)\b|i (?:do not|don['’]t|cannot|can['’]t)\b"
    r"|there (?:is|was) no (?:mention|information|indication)|no information\b"
    r"|(?:it|this|that) (?:is|was) not (?:said|mentioned|stated|specified)"
    r"|the (?:given |provided )?(?:transcripts?|text|turns?|passages?|information)(?: above| provided)?"
    r" (?:does|do|did)(?: not|n['’]t)\b"
    r"|[^.!?]*\bnot\b[^.!?]*\b(?:in|by) the (?:transcripts?|text|passages?)(?: above| provided)?[.!]\s*$)",
    re.I,
)
_NOT_SAID_ABROAD = re.compile(rf"\W*(?:{'|'.join(tongue.not_said for tongue in TONGUES.values())})\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Every prompt by name, and the version of all of them: eight hex digits that change with any word.

    None holds words that could be an answer: what a small model is shown as an example, it says of other transcripts.
    """

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
        again = [("ai", "{draft}"), ("human", self.texts[task])] if task in _AFTER else []
        return ChatPromptTemplate.from_messages([*self._fixed_messages(first), ("human", human), *again])

    def put(self, question: Question) -> str:
        """A question as it is put: one that is not in English with the language of its answer."""
        text, code = as_words(question.standalone.prompt), question.tongue
        return self.texts["language"].format(question=text, language=TONGUES[code].name) if code else text

    def opening(self, task: str) -> list[BaseMessage]:
        """How every prompt of a task begins: what can be read before there is a question."""
        return [*self._fixed_messages(task), HumanMessage(self.texts["passages"].split("{passages}")[0])]

    def _fixed_messages(self, task: str) -> list[BaseMessage]:
        """What every prompt of a task begins with, whatever the question."""
        return [] if task in _BARE else [SystemMessage(self.texts["system"])]


def load_prompts() -> Prompts:
    """The prompts of the package. Raises PromptError for one that is missing or has the wrong variables."""
    texts = {name: _template(name) for name in _VARIABLES}
    joined = "\0".join(f"{name}\0{text}" for name, text in sorted(texts.items()))
    return Prompts(texts, sha256(joined.encode()).hexdigest()[:8])


def says_nothing(sentence: str) -> bool:
    """Whether a model says in this sentence that it was given no answer.

    >>> says_nothing("Not said."), says_nothing("I don't have this information."), says_nothing("Not until Friday.")
    (True, True, False)
    >>> says_nothing("The size is not provided in the transcript."), says_nothing("Das wird nicht gesagt.")
    (True, True)
    """
    return _NOT_SAID.match(sentence) is not None or _NOT_SAID_ABROAD.match(sentence) is not None


def _template(name: str) -> str:
    try:
        text = resources.files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise PromptError(f"prompts/{name}.md is missing. Install the package again") from error
    found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    if found != _VARIABLES[name]:
        wanted = ", ".join(sorted(_VARIABLES[name])) or "none"
        raise PromptError(f"prompts/{name}.md has the variables {sorted(found)}; it must have: {wanted}")
    return text
