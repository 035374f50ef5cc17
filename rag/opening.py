"""The index that the settings name, wherever a command, the page or a program opens it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index import open_index
from rag.settings import resolve_index, resolve_library

if TYPE_CHECKING:
    from index.index import Index
    from rag.settings import Settings


def index_of(settings: Settings, library: Path | None = None) -> Index:
    """The index of these settings, over this library; by default the one that they name, else `transcripts/`.

    Where they name an index and no library, that index alone: it can be asked and not synced. Nothing is loaded yet;
    see `index.open_index`. Raises SettingsError.
    """
    if library is None and (settings.library is not None or settings.index is None):
        library = resolve_library(settings)
    return open_index(
        library,
        resolve_index(settings),
        embedder=settings.embedder,
        adapter=settings.adapter,
        threads=settings.threads,
        chroma_url=settings.chroma_url,
        chroma_token=settings.chroma_token,
        catalog_url=settings.catalog_url,
        follow_links=settings.follow_links,
    )
