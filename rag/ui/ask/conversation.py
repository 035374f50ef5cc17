"""What was asked and what came of it: the values the chat is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.answer import Answer, Done, Reading, SentenceChecked, Sources, StreamEvent, Token
from rag.feedback.store import Verdict


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the user who asked says of the answer; see `rag.feedback.store`."""

    verdict: Verdict
    note: str = ""
    wrong: tuple[int, ...] = ()  # markers of citations


@dataclass(frozen=True, slots=True)
class Beyond:
    """What the library has and was not searched for an answer."""

    transcripts: int = 0  # that no limit admits
    files: int = 0  # that could not be read


NOTHING_BEYOND = Beyond()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with everything known about its answer so far."""

    question: str
    sources: Sources | None = None
    opening: str = ""  # how far the library that it waits for is
    reading: Reading | None = None  # the part of the transcripts that is read now
    draft: str = ""  # replaced by the answer
    checked: tuple[SentenceChecked, ...] = ()  # the draft's sentences that are checked already
    answer: Answer | None = None
    problem: str | None = None  # why there is no answer, in words a person can act on
    stopped: bool = False
    without: tuple[str, ...] = ()  # limits read from the question that the user removed
    talk: str = ""  # id of the conversation it belongs to, by which the browser keeps it
    opinion: Opinion | None = None
    beyond: Beyond = NOTHING_BEYOND
    next: tuple[str, ...] = ()  # questions that somebody asked near what is cited

    @property
    def pending(self) -> bool:
        """Whether an answer is still being made."""
        return self.answer is None and self.problem is None and not self.stopped

    @property
    def unchecked(self) -> str:
        """The end of the draft, after the last sentence that is checked; all of it where a model's markers hide it."""
        if not self.checked:
            return self.draft
        _, found, rest = self.draft.rpartition(self.checked[-1].sentence.text)
        return rest.strip() if found else self.draft

    def after(self, event: StreamEvent) -> "Exchange":
        """The exchange once the event has happened."""
        match event:
            case Sources():
                return replace(self, sources=event)
            case Reading():
                return replace(self, reading=event)
            case Token(text=text):
                return replace(self, draft=self.draft + text)
            case SentenceChecked():
                return replace(self, checked=(*self.checked, event))
            case Done(answer=answer):
                return replace(self, answer=answer)


Conversation = tuple[Exchange, ...]


def history(conversation: Sequence[Exchange]) -> tuple[tuple[str, str], ...]:
    """Question and checked answer of every finished exchange, oldest first; "" where it abstained or was wrong."""
    return tuple((done.question, _text_to_go_on_from(done)) for done in conversation if done.answer is not None)


def _text_to_go_on_from(done: Exchange) -> str:
    wrong = done.opinion is not None and done.opinion.verdict == "wrong"
    return "" if wrong or done.answer is None or done.answer.abstained else done.answer.text


def place_in(given: Any, conversation: Conversation) -> int | None:
    """The place of an exchange in the conversation, as a page names it; None where it names none."""
    place = int(given) if str(given).isdecimal() and len(str(given)) < 9 else -1
    return place if 0 <= place < len(conversation) else None
