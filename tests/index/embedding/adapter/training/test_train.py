"""Training with the real model, two steps on a few lines of the examples."""

from pathlib import Path

import numpy as np
import pytest
import torch

from index import open_embedder
from index.embedding.adapter.lowrank import Adapter
from index.embedding.adapter.training.batches import BatchRule
from index.embedding.adapter.training.data import read_material
from index.embedding.adapter.training.train import Recipe, Trainer, main
from index.embedding.model_files import EMBEDDING_NAME, embedding_model
from index.errors import OnTheRecordError
from tests.index.embedding.adapter.talk import write_training_data

pytestmark = pytest.mark.model
RECIPE = Recipe(steps=2, rank=2, rate=1e-2, batch=BatchRule(transcripts=1, pairs=6))


def trainer(data: Path, recipe: Recipe = RECIPE) -> Trainer:
    return Trainer(embedding_model(EMBEDDING_NAME, adapter="none"), read_material(data, "train"), recipe, device="cpu")


def same(one: Adapter, other: Adapter) -> bool:
    return all(torch.allclose(one.up[name], other.up[name], atol=1e-6) for name in one.up)


def test_a_run_that_was_killed_goes_on_to_the_same_adapter(tmp_path: Path) -> None:
    data = write_training_data(tmp_path / "data")
    whole, first, second = trainer(data), trainer(data), trainer(data)
    losses = [whole.train_step(), whole.train_step()]
    first.train_step()
    first.save(tmp_path / "state.pt")
    second.resume(tmp_path / "state.pt")

    assert second.step == 1
    assert second.train_step() == pytest.approx(losses[1], rel=1e-3)
    assert same(second.adapter(), whole.adapter())
    with pytest.raises(OnTheRecordError, match="other settings"):
        trainer(data, Recipe(steps=3, rank=2)).resume(tmp_path / "state.pt")


def test_the_script_trains_an_adapter_that_the_index_uses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = write_training_data(tmp_path / "data"), tmp_path / "mine.safetensors"
    call = ["--data", str(data), "--out", str(out), "--steps", "2", "--rank", "2", "--device", "cpu"]
    assert main([*call, "--keep-every", "1"]) == 0
    assert "sha256" in capsys.readouterr().err

    plain, mine = open_embedder(adapter="none"), open_embedder(adapter=str(out))
    assert len({plain.fingerprint, mine.fingerprint, open_embedder(adapter="auto").fingerprint}) == 3
    cosine = float(plain.encode(["Who pays for the bridge?"])[0] @ mine.encode(["Who pays for the bridge?"])[0])
    assert 0.9 < cosine < 1 - 1e-6
    assert np.allclose(mine.encode(["bridge"]), open_embedder(adapter=str(out)).encode(["bridge"]), atol=1e-5)


def test_without_data_it_says_which_file_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "x.safetensors")]) == 1
    assert "transcripts.train.jsonl" in capsys.readouterr().err.replace("\n", "")
