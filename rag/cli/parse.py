"""The files that `ontherecord parse` is given, with the YAML file and the corrections beside the first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index.corrections.apply import corrected
from index.corrections.correction import corrections_name, read_corrections
from index.embedding.languages import not_known
from index.errors import TooLarge, TranscriptError
from index.readers.shared.limits import MAX_BYTES, SPLIT
from index.readers.sidecar import described, read_sidecar, sidecar_names
from index.transcript import ReaderWarning, Transcript


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
    """The transcript as what lies beside its first file has it: the corrections, then the YAML file.

    Raises TranscriptError where one is unreadable.
    """
    if (kept := file.with_name(corrections_name(file.name))).is_file():
        found = read_corrections(read_file(kept)).corrections
        transcript = corrected(transcript, found, file=kept.as_posix())
    for name in sidecar_names(file.name):
        if (sidecar := file.with_name(name)).is_file():
            return described(transcript, read_sidecar(sidecar.as_posix(), read_file(sidecar)))
    return transcript


def with_language_warning(transcript: Transcript, model: str) -> Transcript:
    """The transcript with a warning where an embedding model of this name does not know its language."""
    told = (ReaderWarning("language", transcript.id, None, text) for text in not_known(model, transcript.language))
    return replace(transcript, warnings=(*transcript.warnings, *told))
