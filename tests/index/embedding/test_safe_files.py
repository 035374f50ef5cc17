"""A model that somebody names is data: nothing of it is unpickled or run, by whichever door it comes."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding.embedder import SentenceTransformerEmbedder
from index.embedding.model_files import ModelFiles
from index.embedding.safe_files import safe_folder
from index.errors import WeightsError
from rag.retrieval.rerankers import open_rerankers
from tests.rag.retrieval.rerankers.double import save_model

pytestmark = pytest.mark.slow


class _Bomb:
    """Writes a file where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, bytes]]:
        return _write, (str(self.mark), b"ran")


def _write(path: str, data: bytes) -> int:
    return Path(path).write_bytes(data)


def embed(folder: Path) -> object:
    return SentenceTransformerEmbedder(ModelFiles(name="mine", path=str(folder)))


def rescore(kind: str) -> Callable[[Path], object]:
    return lambda folder: open_rerankers(f"{kind}:{folder}")[0].scores("Who pays?", ["Ana pays."])


DOORS = {"embedder": embed, **{kind: rescore(kind) for kind in ("cross-encoder", "sparse", "dense")}}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(save_model(tmp_path / "model", "BertForSequenceClassification", num_labels=1))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["pytorch_model.bin", "2_Dense/pytorch_model.bin", "deep/er/rust.PTH"])
def test_pickled_weights_are_refused_by_every_door(model: Path, tmp_path: Path, door: str, name: str) -> None:
    if "/" not in name:
        (model / "model.safetensors").unlink()
    (model / name).parent.mkdir(parents=True, exist_ok=True)
    (model / name).write_bytes(pickle.dumps(_Bomb(tmp_path / "mark")))
    with pytest.raises(WeightsError, match="pickled weights"):
        DOORS[door](model)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("door", DOORS)
def test_code_that_a_model_brings_is_not_run(model: Path, tmp_path: Path, door: str) -> None:
    mark = tmp_path / "mark"
    (model / "modeling_evil.py").write_text(f"open({str(mark)!r}, 'w')\nclass Evil: ...\n")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "modeling_evil.Evil"}]
    (model / "modules.json").write_text(json.dumps(modules))
    config = json.loads((model / "config.json").read_text())
    named = dict.fromkeys(("AutoConfig", "AutoModel", "AutoModelForSequenceClassification"), "modeling_evil.Evil")
    config |= {"auto_map": named, "model_type": "evil"}
    (model / "config.json").write_text(json.dumps(config))
    with pytest.raises(WeightsError):
        DOORS[door](model)
    assert not mark.exists()


def test_what_lies_beside_safetensors_is_never_read(model: Path) -> None:
    (model / "optimizer.pt").write_bytes(b"left by a training")
    assert safe_folder(str(model)) == str(model)


def test_of_a_hubs_model_only_data_are_fetched(monkeypatch: pytest.MonkeyPatch, model: Path) -> None:
    asked: dict[str, object] = {}

    def snapshot_download(name: str, **options: object) -> str:
        asked.update(options, name=name)
        return str(model)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot_download)
    assert safe_folder("somebody/model") == str(model)
    assert asked == {
        "name": "somebody/model",
        "allow_patterns": ["*.json", "*.txt", "*.model", "*.jinja", "*.safetensors"],
    }
