"""Models loaded at the same time, in number types of their own, each come out in its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.embedding.embedder import encoder, load_model
from index.embedding.model_files import EMBEDDING_NAME, embedding_model


@pytest.mark.model
def test_models_loaded_at_once_each_have_one_number_type() -> None:
    files = embedding_model(EMBEDDING_NAME, adapter="none")

    with ThreadPoolExecutor(6) as pool:
        models = list(pool.map(lambda place: load_model(files, float32=bool(place % 2)), range(6)))

    for model in models:
        assert len({weights.dtype for weights in encoder(model).parameters()}) == 1
