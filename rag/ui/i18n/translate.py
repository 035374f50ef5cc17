"""What the rest of the program says in English, in the user's language. Pure.

A `Message` carries a code, and `said.CODE`, of a fault `error.CODE`, is its text, filled with its values. What has no
code, the details of a fault most of all, stays as it is behind words on its kind.
"""

from __future__ import annotations

from collections.abc import Mapping

from index import errors as index_errors
from index.errors import OnTheRecordError
from index.message import Message
from rag import errors
from rag.ui.i18n import ENGLISH, Words

SAID, FAULTS = "said.", "error."

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


class TranslatedError(OnTheRecordError):
    """Something cannot be done; the message is already in the user's language."""


def explain(error: BaseException, say: Words) -> str:
    """Why something could not be done; an unexpected one by its name."""
    kind = next((KINDS[kin] for kin in type(error).__mro__ if kin in KINDS), None)
    if kind is None or not isinstance(error, OnTheRecordError):
        return f"{type(error).__name__}: {error}"
    return (
        error.message
        if isinstance(error, TranslatedError)
        else _in_language(error.message, say) or say(kind, why=error.message)
    )


def unreadable(reason: str, say: Words) -> str:
    """Why a file could not be read, where only the reason is kept."""
    return _in_language(reason, say) or say("fault.transcript", why=reason)


def translate(text: str, say: Words) -> str:
    """The text in the reader's language where it has a code, else as it is.

    >>> from index.message import message
    >>> from rag.ui.i18n import LANGUAGES
    >>> translate(message("speaker", "speaker: {what}", what="Ana Reyes"), LANGUAGES["zh"])
    '发言人：Ana Reyes'
    """
    return _in_language(text, say) or text


def _in_language(text: str, say: Words) -> str | None:
    if say.code == ENGLISH.code:
        return str(text)
    if not isinstance(text, Message):
        return None
    values = {name: translate(one, say) if isinstance(one, str) else one for name, one in text.values.items()}
    try:
        return say(f"{FAULTS if f'{FAULTS}{text.code}' in say.texts else SAID}{text.code}", **values)
    except (KeyError, TypeError, ValueError):  # kept by another version, or by a browser that somebody plays with
        return None
