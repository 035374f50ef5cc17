"""Adapter files: written, read, verified, added to weights."""

from hashlib import sha256
from pathlib import Path

import pytest
import torch
from torch import nn

from index.embedding.adapter.lowrank import Adapter, merge, read_adapter, write_adapter
from index.embedding.adapter.training.mix import main
from index.errors import WeightsError


def small(*, inputs: int = 4) -> Adapter:
    return Adapter("base", {"0": torch.ones(2, inputs)}, {"0": torch.full((3, 2), 0.5)}, {"data": "mine"})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    digest = write_adapter(tmp_path / "a.safetensors", small())
    read = read_adapter(tmp_path / "a.safetensors", sha256=digest)

    assert digest == sha256((tmp_path / "a.safetensors").read_bytes()).hexdigest()
    assert (read.base, read.about) == ("base", {"data": "mine"})
    assert torch.equal(read.up["0"] @ read.down["0"], torch.ones(3, 4).half())


def test_merged_it_gives_what_beside_it_gave() -> None:
    model = nn.Sequential(nn.Linear(4, 3))
    x = torch.randn(5, 4)
    with torch.no_grad():
        expected = model(x) + x @ torch.ones(3, 4).T
        merge(model, small(), name="a")
        assert torch.allclose(model(x), expected, atol=1e-5)


def test_an_altered_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    digest = write_adapter(file, small())
    file.write_bytes(file.read_bytes()[:-1] + b"\x01")

    with pytest.raises(WeightsError, match=r"a\.safetensors.*OTR_ADAPTER=none"):
        read_adapter(file, sha256=digest)


@pytest.mark.parametrize("data", [b"", b"plain text", b"\xff" * 8, b"\x02\0\0\0\0\0\0\0{}"])
def test_what_is_no_adapter_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes(data)

    with pytest.raises(WeightsError, match="not an adapter"):
        read_adapter(file, sha256=sha256(data).hexdigest())


def test_one_of_another_model_changes_nothing() -> None:
    layer = nn.Linear(4, 3)
    before = layer.weight.detach().clone()

    with pytest.raises(WeightsError, match="another model"):
        merge(nn.Sequential(layer), small(inputs=5), name="a")
    assert torch.equal(layer.weight, before)


def test_a_mixture_changes_what_its_parts_change_in_their_shares(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "one.safetensors", tmp_path / "other.safetensors"
    write_adapter(one, small())
    write_adapter(other, Adapter("base", {"0": torch.eye(4)[:1]}, {"0": torch.ones(3, 1)}))

    assert main([f"{one}=0.5", f"{other}=2", "--out", str(tmp_path / "m.safetensors")]) == 0
    read = read_adapter(tmp_path / "m.safetensors", sha256=capsys.readouterr().err.split()[-1])
    expected = torch.full((3, 4), 0.5) + 2 * torch.eye(4)[0]
    assert torch.equal(read.up["0"].float() @ read.down["0"].float(), expected)
    assert read.about == {
        "data": "mine; unknown",
        "part 1": "0.5 of one.safetensors",
        "part 2": "2.0 of other.safetensors",
    }


def test_adapters_of_different_models_are_not_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = tmp_path / "one.safetensors", tmp_path / "other.safetensors"
    write_adapter(one, small())
    write_adapter(other, Adapter("another", small().down, small().up))

    assert main([f"{one}=0.5", f"{other}=0.5", "--out", str(tmp_path / "m.safetensors")]) == 1
    assert "different base models" in capsys.readouterr().err
    for part in ("one.safetensors", "one.safetensors=half", "one.safetensors=nan"):
        with pytest.raises(SystemExit):
            main([part, "--out", "m"])
    assert "FILE=WEIGHT" in capsys.readouterr().err
