"""`dense:NAME`: compares the vectors of another embedding model than the index was made with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from index.embedding.model_files import embedding_model
from rag.retrieval.rerankers.base import ModelRescorer, Score, compared


def open_dense(name: str) -> ModelRescorer:
    """A SentenceTransformer: the packaged one, a folder or a hub name. Raises WeightsError as `embedding_model`."""
    return ModelRescorer(f"dense:{name}", partial(_load, embedding_model(name, adapter="none").path))


def _load(path: str) -> Score:
    from sentence_transformers import SentenceTransformer

    return compared(SentenceTransformer(path, device="cpu", local_files_only=Path(path).is_dir()))
