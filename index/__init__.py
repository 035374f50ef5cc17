"""Transcripts in, turns out: reading, chunking, embedding, storing and searching speaker turns.

>>> from index import open_index
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.filter import Filter
from index.transcript import Segment, Transcript, Turn

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.index import Index

DEFAULT_EMBEDDER, DEFAULT_ADAPTER = "all-MiniLM-L6-v2", "auto"
AUTO = "auto"  # as the name of an embedding model: by the languages of the library


def open_index(
    library: str | Path | None = None,
    folder: str | Path | None = None,
    *,
    embedder: str | Embedder = DEFAULT_EMBEDDER,
    adapter: str = DEFAULT_ADAPTER,
    threads: int | None = None,
    chroma_url: str | None = None,
    chroma_token: str | None = None,
    catalog_url: str | None = None,
    follow_links: bool = False,
) -> Index:
    """The index of a library folder, in `folder` or else in `<library>/.ontherecord`.

    Nothing is opened or loaded before it is used: `sync()` makes or updates the index; `transcripts()`, `turn()` and
    `search()` read it and raise NoIndex where there is none. `embedder` is a packaged model's name, a local folder, a
    hub name, `auto`, or an object with the Embedder protocol; `adapter` as `embedding_model` of
    index.embedding.model_files takes it. `chroma_url` is a Chroma server to keep the vectors on, and `chroma_token`
    what it wants to let us in. `catalog_url` is a PostgreSQL database to keep the catalog in.
    `follow_links`: files of the library that are links to others outside it are read.
    """
    from index.index import Index
    from index.sync.languages import Automatic

    if library is None and folder is None:
        raise ValueError("open_index needs a library folder, an index folder, or both")
    root = Path(library) if library is not None else None
    place = Path(folder) if folder is not None else Path(library or "") / ".ontherecord"
    return Index(
        root,
        place,
        embedder=Automatic(partial(open_embedder, adapter=adapter, threads=threads))
        if embedder == AUTO
        else partial(open_embedder, embedder, adapter=adapter, threads=threads),
        chroma_url=chroma_url,
        chroma_token=chroma_token,
        catalog_url=catalog_url,
        follow_links=follow_links,
    )


def open_embedder(
    embedder: str | Embedder = DEFAULT_EMBEDDER, *, adapter: str = DEFAULT_ADAPTER, threads: int | None = None
) -> Embedder:
    """The embedding model that an index with these settings uses, loaded. Raises WeightsError."""
    if not isinstance(embedder, str):
        return embedder
    from index.embedding.embedder import SentenceTransformerEmbedder
    from index.embedding.model_files import embedding_model

    return SentenceTransformerEmbedder(embedding_model(embedder, adapter=adapter), threads=threads)


__all__ = [
    "DEFAULT_ADAPTER",
    "DEFAULT_EMBEDDER",
    "Filter",
    "Segment",
    "Transcript",
    "Turn",
    "open_embedder",
    "open_index",
]
