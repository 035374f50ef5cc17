"""What a caller gets: an answer, its sentences, and the turns they point at."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

from index.filter import Filter
from index.transcript import Turn

Support = Literal["verbatim", "supported", "computed", "weak", "unsupported"]
EventType = Literal[
    "sources", "reading", "token", "sentence", "done"
]  # what a stream gives, by the names that callers see


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn shown to the model or to the person, with the transcript it is from and its score (higher is better)."""

    turn: Turn
    transcript_id: str
    title: str
    date: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker resolved to a turn; `quote` is verbatim: `turn.text[quote_start:quote_end] == quote`.

    `corrected`: somebody corrected the turn, so that its file may say something else.
    """

    marker: int
    turn_id: str
    transcript_id: str
    title: str
    date: str | None
    turn: int
    speaker: str | None
    start: float | None  # seconds; None when the format has no clock
    end: float | None
    quote: str
    quote_start: int
    quote_end: int
    url: str
    corrected: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The citation as plain values; `corrected` is among them only where it is true."""
        values = asdict(self)
        return values if self.corrected else {key: value for key, value in values.items() if key != "corrected"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, how well it is supported, and the markers of the citations that support it.

    `why` says, in a sentence for a reader, what the verdict rests on or what speaks against it.
    """

    text: str
    support: Support
    citations: tuple[int, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched: how many transcripts and turns, under which filters (in words)."""

    transcripts: int
    turns: int
    filters: tuple[str, ...] = ()

    def describe(self) -> str:
        """What was searched, in words.

        >>> Coverage(1, 2, ("speaker: Ana Reyes",)).describe()
        'Searched: 2 turns of 1 transcript (speaker: Ana Reyes).'
        """
        filters = f" ({'; '.join(self.filters)})" if self.filters else ""
        turns = "1 turn" if self.turns == 1 else f"{self.turns} turns"
        transcripts = "1 transcript" if self.transcripts == 1 else f"{self.transcripts} transcripts"
        return f"Searched: {turns} of {transcripts}{filters}."


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the question; None where a step did not happen."""

    sources: float | None = None
    first_token: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question, or the statement that the transcripts do not answer it (`abstained`, with `reason`).

    `nearest`: where it abstains, the nearest that was said; no answer, and counted as none.
    """

    question: str
    text: str
    abstained: bool
    reason: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    model: str
    prompt_version: str
    generation: int
    dropped: tuple[Sentence, ...] = ()
    timings_ms: Timings = field(default_factory=Timings)
    nearest: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain values, in the order and with the keys of the command line's `--json`."""
        order = (
            "question", "text", "abstained", "reason", "sentences", "dropped", "citations", "nearest",
            "coverage", "model", "prompt_version", "generation", "timings_ms",
        )  # fmt: skip
        values = asdict(self)
        for cited in ("citations", "nearest"):
            values[cited] = [citation.to_dict() for citation in getattr(self, cited)]
        return {key: values[key] for key in order}


@dataclass(frozen=True, slots=True)
class Sources:
    """Event `sources`: what was found, before any prose. `passages` best first."""

    type: ClassVar[EventType] = "sources"

    passages: tuple[Passage, ...]
    coverage: Coverage
    citations: tuple[Citation, ...] = ()  # the same passages as citations (whole best sentence quoted), for display
    read: tuple[str, ...] = ()  # limits read from the question, by the names that remove them (`without`)

    def to_dict(self) -> dict[str, Any]:
        """`type`, `citations`, `coverage` and `read` as plain values; a citation names its turn, so no passages."""
        return {
            "type": self.type,
            "citations": [citation.to_dict() for citation in self.citations],
            "coverage": asdict(self.coverage),
            "read": list(self.read),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Event `reading`: of so many parts that are read for an answer, the one that is read now, counted from 1."""

    type: ClassVar[EventType] = "reading"

    part: int
    parts: int

    def to_dict(self) -> dict[str, Any]:
        """`type`, `part` and `parts`."""
        return {"type": self.type, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Token:
    """Event `token`: the next piece of the draft, not yet checked."""

    type: ClassVar[EventType] = "token"

    text: str

    def to_dict(self) -> dict[str, Any]:
        """`type` and `text`."""
        return {"type": self.type, "text": self.text}


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """Event `sentence`: the next sentence of the draft with its verdict, and the citations that it has.

    An unsupported one is left out of the answer. The answer at the end may still differ: where no sentence holds, it
    is quotes, or an abstention.
    """

    type: ClassVar[EventType] = "sentence"

    sentence: Sentence
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """`type`, `sentence` and `citations` as plain values, with the keys they have in an answer."""
        return {
            "type": self.type,
            "sentence": asdict(self.sentence),
            "citations": [citation.to_dict() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Done:
    """Event `done`, the last one: the checked answer, which replaces the draft."""

    type: ClassVar[EventType] = "done"

    answer: Answer

    def to_dict(self) -> dict[str, Any]:
        """`type` and `answer`, the object that `ask --json` prints."""
        return {"type": self.type, "answer": self.answer.to_dict()}


StreamEvent = Sources | Reading | Token | SentenceChecked | Done

__all__ = [
    "Answer", "Citation", "Coverage", "Done", "EventType", "Filter", "Passage", "Reading", "Sentence",
    "SentenceChecked", "Sources", "StreamEvent", "Support", "Timings", "Token",
]  # fmt: skip
