"""The readers, one line each, in the order in which equal scores are decided; a new format adds its line here."""

from collections.abc import Mapping
from types import MappingProxyType

from index.readers import labelled, webvtt
from index.readers.pieces import Reader

READERS: tuple[Reader, ...] = (
    webvtt.READER,
    labelled.READER,
)

FORMATS: Mapping[str, Reader] = MappingProxyType({reader.name: reader for reader in READERS})

# What a library folder is searched for, in lower case.
SUFFIXES: frozenset[str] = frozenset().union(*(reader.suffixes for reader in READERS))
