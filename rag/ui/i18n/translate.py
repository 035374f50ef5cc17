"""What the rest of the program says in English, in the language of whoever reads the page. Pure.

The English of a text of the page finds it again: the keys `said.…` are a phrasebook, their values filled in by whoever
said it. What stands in no phrasebook, the details of a fault most of all, stays as it is behind words on its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from index import errors as index_errors
from index.errors import OnTheRecordError
from rag import errors
from rag.ui.i18n import ENGLISH, Words

PHRASES = "said."
_FROM_QUESTION = re.compile(r"^(?P<limit>.+) \(from the question\)$", re.DOTALL)

# The nearest of a fault's ancestors that stands here says what kind of fault it is.
KINDS: Mapping[type[Exception], str] = {
    index_errors.NotFound: "fault.not_found",
    index_errors.UnknownFormat: "fault.format",
    index_errors.TooLarge: "fault.too_large",
    index_errors.TranscriptError: "fault.transcript",
    index_errors.LibraryError: "fault.library",
    index_errors.IndexBusy: "fault.busy",
    index_errors.CatalogError: "fault.index",
    index_errors.VectorStoreError: "fault.index",
    index_errors.WeightsError: "fault.weights",
    errors.ModelError: "fault.model",
    errors.SettingsError: "fault.setting",
    OnTheRecordError: "fault.any",
}


class Told(OnTheRecordError):
    """Something cannot be done; the message is the page's own, in its reader's language."""


def explain(error: BaseException, say: Words) -> str:
    """Why something could not be done; a fault of ours by its name."""
    if isinstance(error, Told):
        return str(error)
    kind = next((KINDS[kin] for kin in type(error).__mro__ if kin in KINDS), None)
    if kind is None:
        return f"{type(error).__name__}: {error}"
    return _phrase(str(error), say) or say(kind, why=str(error))


def unreadable(reason: str, say: Words) -> str:
    """Why a file could not be read, where only the reason is kept."""
    return _phrase(reason, say) or say("fault.transcript", why=reason)


def rephrase(text: str, say: Words) -> str:
    """The text in the reader's language where the phrasebook has it, else as it is."""
    return _phrase(text, say) or text


def limit(text: str, say: Words) -> str:
    """A limit of a search, as coverage names it.

    >>> from rag.ui.i18n import LANGUAGES
    >>> limit("speaker: Ana Reyes (from the question)", LANGUAGES["zh"])
    '发言人：Ana Reyes（出自问题）'
    """
    read = _FROM_QUESTION.match(text)
    return say("limit.read", limit=rephrase(read["limit"], say)) if read is not None else rephrase(text, say)


def _phrase(text: str, say: Words) -> str | None:
    if say.code == ENGLISH.code:
        return text
    for key, pattern in _phrasebook():
        if (found := pattern.fullmatch(text)) is not None:
            return say(key, **found.groupdict())
    return None


@cache
def _phrasebook() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, _pattern(text)) for key, text in ENGLISH.texts.items() if key.startswith(PHRASES))


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", text)  # what stands between the values, and their names
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )
