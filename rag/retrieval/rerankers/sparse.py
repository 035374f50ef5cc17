"""`sparse:NAME`: compares weighted vocabularies, such as those of SPLADE models."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from index.embedding.safe_files import loading_options, safe_folder
from rag.retrieval.rerankers.base import ModelReranker, Score, compared, model_path


def open_sparse(name: str) -> ModelReranker:
    """A sentence-transformers SparseEncoder by folder or hub name. Raises WeightsError for a path without a folder."""
    named = f"sparse:{name}"
    return ModelReranker(named, partial(_load, model_path(named, name)))


def _load(path: str) -> Score:
    from sentence_transformers import SparseEncoder

    path = safe_folder(path)
    model = SparseEncoder(path, **loading_options())
    last = type(model[-1]).__name__
    # What is not sparse gets a layer of random weights put on top, which its list of modules then does not have.
    if last == "SparseAutoEncoder" and last not in _modules(path):
        raise ValueError("it is not a sparse model")
    # Fifty rows of a vocabulary are 6 MB; torch warns that its sparse products are unfinished.
    return compared(model, convert_to_sparse_tensor=False)


def _modules(path: str) -> str:
    from sentence_transformers.util import load_file_path

    file = load_file_path(path, "modules.json", local_files_only=Path(path).is_dir())
    return Path(file).read_text(encoding="utf-8") if file else ""
