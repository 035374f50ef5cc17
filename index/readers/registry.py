"""The readers, one line each, in the order in which equal scores are decided; a new format adds its line here."""

from collections.abc import Mapping
from types import MappingProxyType

from index.readers import captions, congress, labelled, prose, table, timed_labels, timed_lines, webvtt, whisper
from index.readers.pieces import Reader

READERS: tuple[Reader, ...] = (
    webvtt.READER,
    captions.SRT,
    captions.SBV,
    whisper.WHISPERX,
    whisper.WHISPER,
    whisper.WHISPER_CPP,
    table.TABLE,
    table.JSON_LINES,
    congress.READER,
    timed_labels.READER,
    timed_lines.READER,
    labelled.READER,
    prose.READER,
)

FORMATS: Mapping[str, Reader] = MappingProxyType({reader.name: reader for reader in READERS})

# What a library folder is searched for, in lower case.
SUFFIXES: frozenset[str] = frozenset().union(*(reader.suffixes for reader in READERS))
