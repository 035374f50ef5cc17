"""The files that `ontherecord parse` is given, and the YAML file beside the first."""

from __future__ import annotations

from pathlib import Path

from index.errors import TooLarge, TranscriptError
from index.readers.shared.limits import MAX_BYTES, SPLIT
from index.readers.sidecar import described, read_sidecar, sidecar_names
from index.transcript import Transcript


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises TranscriptError where it is missing, unreadable or too large to look at."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TooLarge(path, f"is {size / 1e6:.0f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB.", way_out=SPLIT)
        return path.read_bytes()
    except OSError as error:
        raise TranscriptError(path, f"cannot be read: {error.strerror}.", way_out="Check the name") from error


def with_sidecar(transcript: Transcript, file: Path) -> Transcript:
    """The transcript as the YAML file beside its first file has it. Raises TranscriptError where that is unreadable."""
    for name in sidecar_names(file.name):
        if (sidecar := file.with_name(name)).is_file():
            return described(transcript, read_sidecar(sidecar.as_posix(), read_file(sidecar)))
    return transcript
