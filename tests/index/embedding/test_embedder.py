"""The packaged embedding model as the index uses it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embedding.adapter.lowrank import read_adapter, write_adapter
from index.embedding.embedder import SentenceTransformerEmbedder, text_hash, without_adapter
from index.embedding.model_files import EMBEDDING_NAME, AdapterFile, ModelFiles, embedding_model
from index.errors import WeightsError


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME))


@pytest.mark.model
def test_what_means_the_same_is_nearer_than_what_shares_a_word(embedder: SentenceTransformerEmbedder) -> None:
    seen: list[int] = []
    vectors = embedder.encode(
        ["When was the bridge shut?", "They closed the crossing in May.", "I shut my eyes."], seen.append
    )
    assert vectors.shape == (3, embedder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert sum(seen) == 3


@pytest.mark.model
def test_tokens_are_counted_beyond_the_limit_and_with_special_tokens(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.limit == 256
    assert embedder.count_tokens(["", "bridge", "bridge " * 400]) == [2, 3, 402]
    assert embedder.count_tokens([]) == []


@pytest.mark.model
def test_counting_and_embedding_at_once_disturb_each_other_not(embedder: SentenceTransformerEmbedder) -> None:
    alone = embedder.encode(["The bridge is closed."])
    with ThreadPoolExecutor(4) as pool:
        counts = pool.map(lambda _: embedder.count_tokens(["bridge " * 400]), range(20))
        vectors = pool.map(lambda _: embedder.encode(["The bridge is closed."]), range(20))
        assert set(map(tuple, counts)) == {(402,)}
        assert all(np.allclose(vector, alone) for vector in vectors)


@pytest.mark.model
def test_the_adapter_changes_vectors_and_the_fingerprint_and_can_be_left_out(
    embedding_weights: Path,
) -> None:
    text = ["Who pays for the bridge?"]
    embedder = SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME, adapter="auto"))
    base = SentenceTransformerEmbedder(embedding_model(EMBEDDING_NAME, adapter="none"))

    assert embedder.fingerprint != base.fingerprint == embedder.plain.fingerprint
    assert float(embedder.encode(text)[0] @ base.encode(text)[0]) < 0.999
    assert np.allclose(without_adapter(embedder).encode(text), base.encode(text), atol=1e-6)
    assert without_adapter(base) is base


@pytest.mark.model
def test_an_adapter_of_other_weights_is_refused(tmp_path: Path) -> None:
    packaged = embedding_model(EMBEDDING_NAME, adapter="auto")
    assert packaged.adapter
    other = read_adapter(packaged.adapter.path, sha256=packaged.adapter.sha256)
    digest = write_adapter(tmp_path / "a.safetensors", replace(other, base="of something else"))

    with pytest.raises(WeightsError, match="trained on other weights"):
        SentenceTransformerEmbedder(replace(packaged, adapter=AdapterFile(tmp_path / "a.safetensors", digest)))


@pytest.mark.slow
def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="OTR_EMBEDDER"):
        SentenceTransformerEmbedder(ModelFiles(name="mine", path=str(tmp_path)))


def test_another_model_has_other_keys() -> None:
    assert text_hash("a", "text") != text_hash("b", "text") != text_hash("b", "other text")


@pytest.mark.model
def test_a_text_alone_takes_no_threads_from_what_comes_after(embedder: SentenceTransformerEmbedder) -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    alone = embedder.encode(["The bridge is closed."])
    assert torch.get_num_threads() == before
    assert np.allclose(alone, embedder.encode(["The bridge is closed.", "Who pays?"])[:1], atol=1e-3)
