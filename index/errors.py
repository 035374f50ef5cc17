"""Faults of the index, each naming the thing, the place and the way out.

OnTheRecordError          anything this program raises on purpose
├── TranscriptError       a file cannot be read as a transcript
│   ├── UnknownFormat     it fits no reader; says what was tried
│   ├── MalformedTranscript  it fits one, and breaks its rules at a line
│   └── TooLarge          a cap was reached before unpacking
├── WeightsError          a model file is missing or not what its publisher made
├── CatalogError          the SQLite file cannot be used
│   ├── BrokenCatalog     it is damaged, and to be rebuilt from the library
│   ├── MayNotWrite    whose catalog it is lets this user read alone
│   ├── NoIndex           nothing has been indexed here yet
│   └── WrongLibrary      the index belongs to another library
├── VectorStoreError      Chroma cannot be used
├── IndexBusy             another process is writing
├── LibraryError          a file of the library cannot be added, renamed in or removed
│   └── EmptyLibrary      nothing is left in it, as if its disk were not there
└── NotFound              no such transcript or turn
"""

from pathlib import Path

from index.message import Message, message


class OnTheRecordError(Exception):
    """Anything this program raises on purpose. `str()` is one message a person can act on.

    `code` names the message for translations, and `values` are what it is about, by the names
    that the translation has for them; "" where only the kind of fault is translated. `message` has all of it.
    """

    def __init__(self, message: str = "", *, code: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = Message(message, code, values) if code else message


class TranscriptError(OnTheRecordError):
    """A file cannot be read as a transcript."""

    def __init__(self, path: str | Path, reason: str, *, line: int | None = None, way_out: str = "") -> None:
        self.path, self.reason, self.line, self.way_out = str(path), reason, line, way_out
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(in_file(place, f"{reason} {way_out}" if way_out else reason))


class UnknownFormat(TranscriptError):
    """The file fits no reader."""


class MalformedTranscript(TranscriptError):
    """The file fits a reader and breaks its rules."""


class TooLarge(TranscriptError):
    """A limit was reached before anything was unpacked."""


class WeightsError(OnTheRecordError):
    """A model file is missing, incomplete or not what its publisher made."""


class CatalogError(OnTheRecordError):
    """The SQLite file of the index cannot be used."""


class BrokenCatalog(CatalogError):
    """The SQLite file of the index is damaged."""


class MayNotWrite(CatalogError):
    """The user by whom the catalog's server is asked may read, and not change it."""


class NoIndex(CatalogError):
    """Nothing has been indexed here yet."""


class WrongLibrary(CatalogError):
    """The index belongs to another library."""


class VectorStoreError(OnTheRecordError):
    """The vector store cannot be used."""


class IndexBusy(OnTheRecordError):
    """Another process is writing to this index."""


class LibraryError(OnTheRecordError):
    """A file of the library cannot be added or removed, or a name in it changed."""


class EmptyLibrary(LibraryError):
    """The library has no transcript any more, and the index does: its disk may not be there."""


class NotFound(OnTheRecordError):
    """No such transcript, or no such turn."""


def in_file(place: str, reason: str) -> str:
    """What is wrong with a file, its place before it; a message with a code where the reason is one.

    >>> in_file("a.srt:9", "the time is none.")
    'a.srt:9: the time is none.'
    """
    located = message("in_file", "{place}: {reason}", place=place, reason=reason)
    return located if isinstance(reason, Message) and reason.code else str(located)


def no_transcript(identifier: str) -> NotFound:
    """The fault of a transcript that the index does not have."""
    message = f"no transcript {identifier!r} in the index. See: ontherecord transcripts"
    return NotFound(message, code="no_transcript", name=repr(identifier))
