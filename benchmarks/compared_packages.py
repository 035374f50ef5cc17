"""Other packages as their own documentation uses them, over one transcript an index. They need the extra `bench`.

Each is given the embedder to compare with, and says where in a transcript's text it finds what a question asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import MetadataMode, QueryBundle
from txtai import Embeddings as TxtaiEmbeddings

from benchmarks.index_tutorial import LangChainEmbeddings
from benchmarks.talk import DEPTH, Span, Talk
from index.embedding.embedder import Embedder, Vectors

_CHUNKS = 20  # of 1,000 characters: more than 700 words
_LARGE_CHUNKS = 3  # of 1,024 tokens; the default of 2 may be less than 700 words, where one is a transcript's end


class LangChainTutorial:
    """The tutorial's recipe: 1,000 characters with 200 overlap, the nearest chunks in Chroma."""

    name = "LangChain tutorial"

    def __init__(self, embedder: Embedder) -> None:
        self._embeddings = LangChainEmbeddings(embedder)
        self._stores: dict[str, Chroma] = {}

    def index(self, talks: Sequence[Talk]) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        for number, talk in enumerate(talks):
            chunks = splitter.create_documents([talk.text])
            self._stores[talk.id] = Chroma.from_documents(chunks, self._embeddings, collection_name=f"talk-{number}")

    def find(self, question: str, talk: Talk) -> Iterator[Span]:
        for chunk in self._stores[talk.id].similarity_search(question, k=_CHUNKS):
            start = chunk.metadata["start_index"]
            yield start, start + len(chunk.page_content)


class LlamaIndexCitations:
    """CitationQueryEngine as it comes: chunks of 1,024 tokens, cut into citations of 512; the model reads 256."""

    name = "LlamaIndex citations"

    def __init__(self, embedder: Embedder) -> None:
        self._embeddings = _LlamaIndexEmbedding(embedder)
        self._engines: dict[str, CitationQueryEngine] = {}

    def index(self, talks: Sequence[Talk]) -> None:
        splitter = SentenceSplitter(chunk_size=1024, chunk_overlap=20)
        for talk in talks:
            documents = [Document(text=talk.text)]
            index = VectorStoreIndex.from_documents(documents, embed_model=self._embeddings, transformations=[splitter])
            self._engines[talk.id] = CitationQueryEngine.from_args(index, llm=MockLLM(), similarity_top_k=_LARGE_CHUNKS)

    def find(self, question: str, talk: Talk) -> Iterator[Span]:
        engine = self._engines[talk.id]
        for found in engine.retrieve(QueryBundle(question)):
            start = found.node.start_char_idx
            for text in engine.text_splitter.split_text(found.node.get_content(metadata_mode=MetadataMode.NONE)):
                start = talk.text.index(text, start)
                yield start, start + len(text)


class TxtaiHybrid:
    """txtai's hybrid search (vectors and BM25) over the turns."""

    name = "txtai hybrid"

    def __init__(self, embedder: Embedder) -> None:
        def encode(texts: list[str]) -> Vectors:  # txtai takes a plain function, no method
            return embedder.encode(texts)

        self._encode = encode
        self._indexes: dict[str, TxtaiEmbeddings] = {}

    def index(self, talks: Sequence[Talk]) -> None:
        for talk in talks:
            index = TxtaiEmbeddings(method="external", transform=self._encode, hybrid=True)
            index.index((number, line, None) for number, line in enumerate(talk.lines))
            self._indexes[talk.id] = index

    def find(self, question: str, talk: Talk) -> Iterator[Span]:
        for number, _ in self._indexes[talk.id].search(question, DEPTH):
            yield talk.spans[number]


PACKAGES = (LangChainTutorial, LlamaIndexCitations, TxtaiHybrid)


class _LlamaIndexEmbedding(BaseEmbedding):
    """The embedder as LlamaIndex asks for one."""

    _embedder: Any = None  # pydantic keeps what begins with an underscore out of the model

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name="shared", embed_batch_size=512)
        self._embedder = embedder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.encode(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
