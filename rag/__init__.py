"""Ask a question of your transcripts; every sentence of the answer points at the speaker turn that says it.

>>> from rag import answer
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

# Before the function of the same name, so that importing the module later does not put it in the function's place.
from rag.answer import Answer, Citation, Sentence

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings


def answer(
    question: str,
    *,
    speaker: str | Sequence[str] = (),
    transcript: str | Sequence[str] = (),
    after: str | None = None,
    before: str | None = None,
) -> Answer:
    """The answer to a question, from the library that the settings name, among the turns that the filters admit.

    Settings come from `OTR_` variables; `open_assistant(settings)` takes others. Raises OnTheRecordError.
    """
    from rag.assistant import filter_for

    assistant = _default_assistant()
    where = filter_for(assistant, speaker=speaker, transcript=transcript, after=after, before=before)
    return assistant.ask(question, filter=where)


def open_assistant(settings: Settings | None = None) -> Assistant:
    """An assistant for these settings (default: from the environment); see `rag.assistant.open_assistant`."""
    from rag.assistant import open_assistant as open_with

    return open_with(settings)


@lru_cache(maxsize=1)
def _default_assistant() -> Assistant:
    return open_assistant()


__all__ = ["Answer", "Citation", "Sentence", "answer", "open_assistant"]
