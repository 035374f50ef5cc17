"""What was asked and what came of it: the values the chat is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer import Answer, Done, Sources, StreamEvent, Token


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with everything known about its answer so far."""

    question: str
    sources: Sources | None = None
    draft: str = ""  # not yet checked; replaced by the answer
    answer: Answer | None = None
    problem: str | None = None  # why there is no answer, in words a person can act on
    stopped: bool = False
    without: tuple[str, ...] = ()  # limits read from the question that the reader of the page took away

    @property
    def pending(self) -> bool:
        """Whether an answer is still being made."""
        return self.answer is None and self.problem is None and not self.stopped

    def after(self, event: StreamEvent) -> "Exchange":
        """The exchange once the event has happened."""
        match event:
            case Sources():
                return replace(self, sources=event)
            case Token(text=text):
                return replace(self, draft=self.draft + text)
            case Done(answer=answer):
                return replace(self, answer=answer)


Conversation = tuple[Exchange, ...]


def history(conversation: Sequence[Exchange]) -> tuple[tuple[str, str], ...]:
    """Question and checked answer of every finished exchange, oldest first."""
    return tuple((done.question, done.answer.text) for done in conversation if done.answer is not None)
