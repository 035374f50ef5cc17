"""What a tutorial gives: LangChain's recursive splitter, 1,000 characters with 200 overlap, and its Chroma store.

For comparison, on the same files with the same embedding model. Needs the extra `bench`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.index_texts import iterate
from index.embedding.embedder import Embedder

_AT_ONCE = 5_000  # documents; Chroma refuses more than 5,461


class LangChainEmbeddings(Embeddings):
    """The embedder as LangChain asks for one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def build(library: Path, folder: Path, embedder: Embedder, heard: Callable[[int], object]) -> int:
    """Split and embed every file of a library into a new store; how many chunks that made. `heard` counts files."""
    return _add(open_store(folder, embedder), iterate(library), heard)


def open_store(folder: Path, embedder: Embedder) -> Chroma:
    """The store in this folder, made where there is none."""
    return Chroma(persist_directory=str(folder), embedding_function=LangChainEmbeddings(embedder))


def in_memory(texts: Iterable[tuple[str, str]], embedder: Embedder) -> Chroma:
    """A store of the same chunks in memory. `texts`: (path, text) of every file."""
    store = Chroma(embedding_function=LangChainEmbeddings(embedder))
    _add(store, texts, lambda _: None)
    return store


def _add(store: Chroma, texts: Iterable[tuple[str, str]], heard: Callable[[int], object]) -> int:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def documents() -> Iterator[Document]:
        for number, (path, text) in enumerate(texts):
            yield from splitter.create_documents([text], metadatas=[{"source": path}])
            heard(number + 1)

    made, total = documents(), 0
    while batch := list(islice(made, _AT_ONCE)):
        store.add_documents(batch)
        total += len(batch)
    return total
