"""What programs may call: the functions of the command line, on an assistant that is open, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from index.errors import OnTheRecordError
from index.transcript import split_turn_id
from rag.answer import Done, SentenceChecked, Sources
from rag.api import values
from rag.errors import BadArgument
from rag.question.filters import make_filter
from rag.streaming import heard

if TYPE_CHECKING:
    from index.filter import Filter
    from index.index import Index
    from index.sync.sync import SyncProgress
    from rag.assistant import Assistant

Texts = str | Sequence[str] | None  # one, several or none

MOST_RESULTS = 1000
MOST_AROUND = 50


class Programs:
    """The functions, over an assistant that may still be opening (None), and a status line that says so."""

    def __init__(self, assistant: Callable[[], Assistant | None], status: Callable[[], str] = str) -> None:
        self._assistant, self._status = assistant, status

    def ask(
        self,
        question: str,
        *,
        speaker: Texts = None,
        transcript: Texts = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Generator[dict[str, Any], None, None]:
        """The events `sources` and `sentence` as they come, then the answer as `ask --json` prints it.

        Raises OnTheRecordError.
        """
        assistant = self._opened()
        where = _where(assistant.index, speaker, transcript, after, before)
        for event in heard(assistant.stream(_text(question, "question"), filter=where)):
            if isinstance(event, Sources | SentenceChecked):
                yield event.to_dict()
            elif isinstance(event, Done):
                yield event.answer.to_dict()

    def search(
        self,
        query: str,
        *,
        mode: str = "passages",
        k: int = 10,
        speaker: Texts = None,
        transcript: Texts = None,
        after: str | None = None,
        before: str | None = None,
    ) -> dict[str, Any]:
        """What `search --json` prints. Raises OnTheRecordError."""
        from rag.retrieval import search as searching  # imports LangChain: the page is there before

        assistant = self._opened()
        where = _where(assistant.index, speaker, transcript, after, before)
        for known in searching.MODES:
            if mode == known:
                return searching.search(
                    assistant.index,
                    _text(query, "query"),
                    where=where,
                    mode=known,
                    k=_number(k, "k", 1, MOST_RESULTS),
                    settings=assistant.settings,
                )
        raise BadArgument(f"mode: {mode!r} is not one of: {', '.join(searching.MODES)}")

    def transcripts(self) -> dict[str, Any]:
        """What `transcripts --json` prints. Raises OnTheRecordError."""
        return values.listing(self._opened().index.transcripts())

    def turn(self, turn_id: str, *, around: int = 0) -> dict[str, Any]:
        """What `show --json` prints, of the turn with this id and `around` turns before and after it.

        Raises OnTheRecordError.
        """
        index = self._opened().index
        margin = _number(around, "around", 0, MOST_AROUND)
        _ = index.turn(_text(turn_id, "turn_id"))  # raises NotFound, which names what is not there
        transcript_id, number = split_turn_id(turn_id.strip())
        return values.shown(
            index.info(transcript_id), index.turns(transcript_id, max(0, number - margin), number + margin)
        )

    def sync(self, *, rebuild: bool = False) -> Generator[dict[str, Any], None, None]:
        """Events of type `progress`, then what `index --json` prints. Who leaves does not stop it.

        Raises OnTheRecordError. Whoever calls this has to know that they may.
        """
        index = self._opened().index
        heard: Queue[SyncProgress | dict[str, Any] | Exception] = Queue()

        def run() -> None:
            try:
                heard.put(values.synced(index.sync(rebuild=bool(rebuild), progress=heard.put)))
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                heard.put(error)

        Thread(target=run, name="sync", daemon=True).start()
        while True:
            item = heard.get()
            if isinstance(item, Exception):
                raise item
            if isinstance(item, dict):
                yield item
                return
            if heard.empty():  # of many that wait, the newest says it all
                yield values.progress(item)

    def _opened(self) -> Assistant:
        assistant = self._assistant()
        if assistant is None:
            raise OnTheRecordError(f"Not ready yet: {self._status() or 'starting'}. Ask again in a moment.")
        return assistant


def _where(index: Index, speaker: Texts, transcript: Texts, after: str | None, before: str | None) -> Filter:
    return make_filter(
        index,
        speakers=_texts(speaker, "speaker"),
        transcripts=_texts(transcript, "transcript"),
        after=_optional(after, "after"),
        before=_optional(before, "before"),
    )


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadArgument(f"{name}: needs a text, not {value!r}")
    return value.strip()


def _texts(value: object, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    several = (value,) if isinstance(value, str) else value
    if not isinstance(several, list | tuple):
        raise BadArgument(f"{name}: needs a list of texts, not {value!r}")
    return tuple(_text(one, name) for one in several)


def _optional(value: object, name: str) -> str | None:
    return None if value is None or value == "" else _text(value, name)


def _number(value: object, name: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadArgument(f"{name}: needs a whole number from {least} to {most}, not {value!r}")
    return value
