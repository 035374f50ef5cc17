"""What people wrote about the transcripts of a library and corrected in them, as one sync finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index.corrections.apply import corrected
from index.corrections.correction import SUFFIX, Kept, corrections_name, read_corrections
from index.errors import TranscriptError
from index.readers.sidecar import (
    MAX_WARNINGS,
    SIDECARS,
    Said,
    described,
    read_sidecar,
    sidecar_names,
)
from index.speakers.aliases import Aliases, AliasFile, read_aliases
from index.speakers.apply import Names, labels_in
from index.sync.scan import read
from index.transcript import ReaderWarning, Transcript

if TYPE_CHECKING:
    from index.sync.scan import Seen

VERSION = 2  # changes whenever the same notes come to mean something else


class Notes:
    """Aliases files are read at once, a sidecar when its transcript is."""

    def __init__(self, library: Path, seen: Mapping[str, Seen], *, instead: Mapping[str, bytes] | None = None) -> None:
        """`seen`: the files as they stand now. `faults` then holds path and fault of each line that says nothing.

        Nothing is raised: what cannot be read is a fault, or a warning of the transcript that it is about. `instead`:
        aliases files as somebody thinks of writing them, by path.
        """
        self._library, self._seen, instead = library, seen, instead or {}
        beside = (*SIDECARS, SUFFIX)
        files = [
            self._aliases(file) for name, file in seen.items() if not name.endswith(beside) and name not in instead
        ]
        files += [read_aliases(path, data) for path, data in instead.items()]
        self._by_name = Aliases(files)
        self.faults = [(file.path, fault) for file in files for fault in file.faults]

    def about(self, group: Sequence[str]) -> set[str]:
        """The files that may say something of these transcripts."""
        files = {file for path in group for file in self._by_name.over(path)}
        return files | {name for path in group for name in self._beside(path)}

    def mark(self, group: Sequence[str]) -> str:
        """What the catalog remembers of files read together: their paths, and a hash of what was said of them.

        Another mark means that they are to be read again.
        """
        said = [section.digest for path in group for section in self._by_name.about(path, group[0])]
        said += [f"{name} {self._seen[name].sha256}" for path in group for name in self._beside(path)]
        paths = "\n".join(group)
        return f"{paths}\n\n{sha256(repr(said).encode()).hexdigest()}" if said else paths

    def applied(self, transcript: Transcript) -> Transcript:
        """The transcript as its files have it, corrected, and with what was said of it."""
        return self.named(self.corrected(transcript))

    def corrected(self, transcript: Transcript) -> Transcript:
        """The transcript with what somebody corrected in it; who speaks is still as its files say."""
        name = corrections_name(transcript.id)
        if name not in self._seen:
            return transcript
        kept = self.corrections_of(transcript.id)
        faults: list[tuple[int | None, str]]
        faults = [(number, "this line is no correction, and does not count") for number, _ in kept.others]
        faults += [(None, f"{kept.fault}. Nothing of it counts")] if kept.fault else []
        warnings = tuple(ReaderWarning("correction", name, line, message) for line, message in faults[:MAX_WARNINGS])
        transcript = replace(transcript, warnings=(*transcript.warnings, *warnings))
        return corrected(transcript, kept.corrections, file=name)

    def corrections_of(self, transcript_id: str) -> Kept:
        """The corrections of a transcript, those too that apply no longer."""
        name = corrections_name(transcript_id)
        try:
            return read_corrections(read(self._library, self._seen[name]).data) if name in self._seen else Kept()
        except TranscriptError as error:
            return Kept(fault=error.reason.rstrip("."))

    def named(self, transcript: Transcript) -> Transcript:
        """The transcript with what was said of it: its sidecar counts before the aliases files."""
        name = self._sidecar(transcript.id)
        said = self._notes_of(name) if name else Said("")
        said.warnings += self._warnings_of_unused(transcript)
        return described(transcript, said, lambda file: self._names(file, transcript.id))

    def _names(self, file: str, transcript_id: str) -> Names:
        sections = self._by_name.about(file, transcript_id)
        return {label: name for section in sections for label, name in section.names.items()}

    def _warnings_of_unused(self, transcript: Transcript) -> list[ReaderWarning]:
        """Warnings of names written for just this transcript that nobody has in it: most likely misspelt ones."""
        own = self._by_name.own(transcript.id)
        labels = labels_in(transcript) if own else set()
        return [
            ReaderWarning("alias", section.file, None, f"[{section.pattern}] {label!r}: nobody has this name there")
            for section in own
            for key, label in section.labels.items()
            if key not in labels
        ]

    def _beside(self, path: str) -> list[str]:
        """The sidecar of a transcript, and its corrections, where it has them."""
        found = [self._sidecar(path), corrections_name(path)]
        return [name for name in found if name is not None and name in self._seen]

    def _sidecar(self, path: str) -> str | None:
        return next((name for name in sidecar_names(path) if name in self._seen), None) if self._seen else None

    def _notes_of(self, name: str) -> Said:
        try:
            return read_sidecar(name, read(self._library, self._seen[name]).data)
        except TranscriptError as error:
            said = Said(name)
            said.warn(None, f"{error.reason} {error.way_out}")
            return said

    def _aliases(self, seen: Seen) -> AliasFile:
        try:
            return read_aliases(seen.path, read(self._library, seen).data)
        except TranscriptError as error:
            return AliasFile(seen.path, faults=(str(error),))


def paths_of(mark: str) -> list[str]:
    """The paths in a mark."""
    return mark.partition("\n\n")[0].split("\n")
