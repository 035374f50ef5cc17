"""Faults of the index, each naming the thing, the place and the way out.

OnTheRecordError          anything this program raises on purpose
├── TranscriptError       a file cannot be read as a transcript
│   ├── UnknownFormat     it fits no reader; says what was tried
│   ├── MalformedTranscript  it fits one, and breaks its rules at a line
│   └── TooLarge          a cap was reached before unpacking
├── WeightsError          a model file is missing or not what its publisher made
├── CatalogError          the SQLite file cannot be used
│   ├── BrokenCatalog     it is damaged, and to be made anew from the library
│   ├── NoIndex           nothing has been indexed here yet
│   └── WrongLibrary      the index belongs to another library
├── VectorStoreError      Chroma cannot be used
├── IndexBusy             another process is writing
├── LibraryError          a file of the library cannot be added, renamed in or removed
│   └── EmptyLibrary      nothing is left in it, as if its disk were not there
└── NotFound              no such transcript or turn
"""

from pathlib import Path


class OnTheRecordError(Exception):
    """Anything this program raises on purpose. `str()` is one message a person can act on."""


class TranscriptError(OnTheRecordError):
    """A file cannot be read as a transcript."""

    def __init__(self, path: str | Path, reason: str, *, line: int | None = None, way_out: str = "") -> None:
        self.path, self.reason, self.line, self.way_out = str(path), reason, line, way_out
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {reason}" + (f" {way_out}" if way_out else ""))


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
