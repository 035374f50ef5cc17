"""What the page needs of the assistant and its index; anything of this shape can be shown."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from index.catalog.kept import Kept
from index.filter import Filter
from index.transcript import Event, Turn
from rag.answer import StreamEvent
from rag.pins.store import Titled
from rag.retrieval.concordance import Concordance, Kind, Mention
from rag.ui.i18n import Words


class TranscriptInfo(Titled, Protocol):
    """One line of the library."""

    @property
    def speakers(self) -> tuple[str, ...]: ...
    @property
    def turns(self) -> int: ...
    @property
    def format(self) -> str: ...
    @property
    def state(self) -> str: ...  # "ready", or why there is nothing to ask about
    @property
    def warnings(self) -> tuple[str, ...]: ...


class Index(Protocol):
    """The transcripts as the reader and the filters need them."""

    @property
    def generation(self) -> int: ...

    @property
    def library(self) -> Path | None: ...  # the folder; what lies beside a transcript is looked for there
    @property
    def kept(self) -> Kept: ...  # what people keep beside the index

    def transcripts(self) -> Sequence[TranscriptInfo]:
        """Every transcript, and every file that could not be read."""
        ...

    def warnings(self) -> Sequence[str]:
        """What is to be said of the library as a whole."""
        ...

    def info(self, transcript_id: str) -> TranscriptInfo:
        """One transcript; raises NotFound."""
        ...

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> Sequence[Turn]:
        """Turns `first`..`last`, both included, of a transcript; raises NotFound."""
        ...

    def events(self, transcript_id: str) -> Sequence[Event]:
        """Stage directions and narrative of a transcript, in the order of its files; raises NotFound."""
        ...

    def files(self, transcript_id: str) -> Sequence[str]:
        """The library paths a transcript was read from, in order; raises NotFound."""
        ...

    def turn(self, turn_id: str) -> Turn:
        """One turn; raises NotFound."""
        ...


class Finder(Protocol):
    """Finds where something is said; see `rag.retrieval.concordance`. Raises OnTheRecordError where it cannot."""

    def find(self, query: str, kind: Kind, where: Filter | None = None) -> Concordance: ...

    def listed(self, found: Concordance, first: int, number: int) -> tuple[Mention, ...]: ...


class Assistant(Protocol):
    """Answers questions as a stream of events: Sources, Token… and SentenceChecked…, Done."""

    @property
    def model_name(self) -> str: ...

    @property
    def model_note(self) -> str | None:
        """Something the reader should know about the model (a fallback, text leaving the machine), or None."""
        ...

    @property
    def index(self) -> Index: ...

    @property
    def concordances(self) -> Finder: ...

    def stream(
        self,
        question: str,
        *,
        filter: Filter | None = None,
        history: Sequence[tuple[str, str]] = (),
        without: Collection[str] = (),
    ) -> Iterator[StreamEvent]:
        """The answer's events; `history` is pairs of question and answer text, oldest first.

        `without`: limits that were read from the question and removed by the user, as `Sources.read` names them.
        """
        ...


# None while the index and the models are still being opened.
AssistantSource = Callable[[], Assistant | None]
# What is going on, in the words given; empty when nothing is.
Line = Callable[[Words], str]
StatusSource = Line
# Whether an assistant that is not there may still come.
Coming = Callable[[], bool]
# Whether the user of a request (Gradio's, or Starlette's) may change the library.
MayManage = Callable[[Any], bool]


def nothing_going_on(say: Words) -> str:
    """An empty status."""
    del say
    return ""


def nobody(request: Any) -> bool:
    """Nobody may change the library."""
    del request
    return False
