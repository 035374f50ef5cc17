"""Files that the browser sent: in a folder of this process alone, until they are added or nobody wants them."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import LibraryError
from index.readers.shared.limits import MAX_BYTES, SPLIT

MOST_FILES = 20  # of one upload
_FOLDER = "GRADIO_TEMP_DIR"  # where Gradio puts what is sent

_kept: list[tempfile.TemporaryDirectory[str]] = []  # removed when the program ends


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent: where it lies, and the name it had where it came from."""

    path: Path
    name: str

    def read(self) -> bytes:
        """Its bytes. Raises LibraryError where it is gone, or larger than a transcript may be."""
        try:
            size = self.path.stat().st_size
            if size > MAX_BYTES:
                cap = MAX_BYTES / 1e6
                raise LibraryError(f"{self.name}: is {size / 1e6:.0f} MB; the limit is {cap:.0f} MB. {SPLIT}")
            return self.path.read_bytes()
        except OSError as error:
            message = f"{self.name}: what was sent is no longer there. Choose the file again"
            raise LibraryError(message, code="upload_gone") from error

    def discard(self) -> None:
        """Delete it, with the folder that was made for it."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
            self.path.parent.rmdir()


def keep_uploads_private() -> None:
    """Have what is sent put into a folder that only this user can read, and that goes when the program ends.

    Gradio's own is one for all users of the machine, and stays.
    """
    folder = tempfile.TemporaryDirectory(prefix="ontherecord-", ignore_cleanup_errors=True)
    _kept.append(folder)
    os.environ[_FOLDER] = folder.name


def sent(files: Any, folder: Path) -> tuple[Upload, ...]:
    """The uploads that a browser says it sent to this folder: pairs of path and name, of which nothing is believed.

    Raises LibraryError for a path that is not one, and where there are too many.
    """
    if not isinstance(files, Sequence) or isinstance(files, str):
        raise LibraryError("no file was sent. Choose one", code="no_file")
    if len(files) > MOST_FILES:
        message = f"{len(files)} files at once are too many. Send {MOST_FILES} at a time"
        raise LibraryError(message, code="too_many_files", count=len(files), most=MOST_FILES)
    return tuple(_upload(file, folder.resolve()) for file in files)


def _upload(file: Any, folder: Path) -> Upload:
    path, name = (file.get("path"), file.get("name")) if isinstance(file, dict) else (None, None)
    if isinstance(path, str) and isinstance(name, str) and "\0" not in path:
        place = Path(path)
        if place.resolve().is_relative_to(folder) and place.is_file() and not place.is_symlink():
            return Upload(place.resolve(), name[:500])
    raise LibraryError("what was sent is no longer there. Choose the file again", code="upload_gone")
