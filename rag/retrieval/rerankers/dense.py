"""`dense:NAME`: compares the vectors of another embedding model than the index was made with."""

from __future__ import annotations

from functools import partial

from index.embedding.model_files import embedding_model
from index.embedding.safe_files import loading_options, safe_folder
from rag.retrieval.rerankers.base import ModelReranker, Score, compared


def open_dense(name: str) -> ModelReranker:
    """A SentenceTransformer: the packaged one, a folder or a hub name. Raises WeightsError as `embedding_model`."""
    return ModelReranker(f"dense:{name}", partial(_load, embedding_model(name, adapter="none").path))


def _load(path: str) -> Score:
    from sentence_transformers import SentenceTransformer

    return compared(SentenceTransformer(safe_folder(path), **loading_options()))
