"""What an index was made with and from: where that has changed, it is rebuilt, or its files are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import vocabulary
from index.catalog import serialization as records
from index.chunking import RULE
from index.readers import FORMATS
from index.sync import notes

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder


def fingerprint(embedder: Embedder) -> str:
    """A text for everything that decides what is embedded and how; with another one the index is rebuilt."""
    return f"{embedder.fingerprint}|chunks {RULE}"


def readers_version() -> str:
    """A text for everything that decides what a file says; with another one every file is read again."""
    readers = " ".join(f"{name}:{reader.version}" for name, reader in sorted(FORMATS.items()))
    return f"{readers} notes:{notes.VERSION} records:{records.VERSION} words:{vocabulary.VERSION}"
