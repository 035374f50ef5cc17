"""`cross-encoder:NAME`: reads the question and a turn together, with the question that prompted the turn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from index.embedding.safe_files import loading_options, safe_folder
from rag.retrieval.rerankers.base import Floats, ModelReranker, Score, model_path


def open_cross_encoder(name: str) -> ModelReranker:
    """A sentence-transformers CrossEncoder by folder or hub name. Raises WeightsError for a path without a folder."""
    named = f"cross-encoder:{name}"
    return ModelReranker(named, partial(_load, model_path(named, name)), reads_prompts=True)


def _load(path: str) -> Score:
    import torch
    from sentence_transformers import CrossEncoder

    # An activation of ours, so that none is imported that the model's configuration names.
    model = CrossEncoder(safe_folder(path), activation_fn=torch.nn.Identity(), **loading_options())
    made_for = (model.config.architectures or ["nothing known"])[0]
    # What reads one text gets a layer of random weights put on top; a model of several modules brings its own.
    if len(model) == 1 and "ForSequenceClassification" not in made_for:
        raise ValueError(f"it is not a cross-encoder but a {made_for}")
    if model.num_labels != 1:
        raise ValueError(f"it gives {model.num_labels} numbers for a pair of texts, and a reranker gives one")

    def score(question: str, texts: Sequence[str]) -> Floats:
        pairs = [(question, text) for text in texts]
        # Without the usual sigmoid: it presses the best ones together, and standard scores need their distances.
        logits: Floats = model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        return logits.astype("float64")

    return score
