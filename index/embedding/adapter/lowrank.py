"""Low-rank changes of a model's linear layers (LoRA, Hu et al. 2021): read from a file, added to the weights, written.

A file holds for each changed layer `<layer>.down`, shape (rank, inputs), and `<layer>.up`, shape (outputs, rank), in
float16; what is added to the layer's weights is `up @ down`. Its metadata says which base weights it was trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

FORMAT = "on-the-record low-rank adapter 1"
_LARGEST = 64 * 2**20  # bytes; a file that is larger is something else


@dataclass(frozen=True, slots=True)
class Adapter:
    """What a file holds. `base`: the sha256 of the base model's weights; `about`: what else the metadata says."""

    base: str
    down: Mapping[str, Tensor]
    up: Mapping[str, Tensor]
    about: Mapping[str, str] = field(default_factory=dict)


def read_adapter(path: Path, *, sha256: str) -> Adapter:
    """The adapter in a file with this hash. Raises WeightsError where it is missing, another one, or no adapter."""
    from safetensors.torch import load

    data = read_verified(path, sha256=sha256)
    try:
        tensors = load(data)
    except Exception as error:  # its own exception type has no name that can be imported
        raise _no_adapter(path, str(error)) from error
    about = _metadata(data)
    if about.get("format") != FORMAT or "base" not in about:
        raise _no_adapter(path, "its metadata does not say so")
    down = {name.removesuffix(".down"): tensor for name, tensor in tensors.items() if name.endswith(".down")}
    up = {name.removesuffix(".up"): tensor for name, tensor in tensors.items() if name.endswith(".up")}
    if down.keys() != up.keys() or len(down) + len(up) != len(tensors) or not down:
        raise _no_adapter(path, "its tensors do not come in pairs of `down` and `up`")
    return Adapter(about["base"], down, up, {k: v for k, v in about.items() if k not in ("format", "base")})


def sha256_of(path: Path) -> str:
    """The hash of an adapter file, for one whose hash nobody published; WeightsError where it cannot be read."""
    return hashlib.sha256(read_verified(path)).hexdigest()


def read_verified(path: Path, *, sha256: str | None = None) -> bytes:
    """The bytes of an adapter file; WeightsError where it cannot be read or its hash is not the one given."""
    try:
        if path.stat().st_size > _LARGEST:
            raise _no_adapter(path, f"it is larger than {_LARGEST // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise WeightsError(
            f"adapter {path}: {error.strerror}. Give the path of an adapter that "
            "index/embedding/adapter/training/train.py wrote, "
            "or set OTR_ADAPTER to auto or none"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256:
        raise WeightsError(
            f"adapter {path}: its bytes are not those it was published with "
            f"(sha256 {found[:16]}…, not {sha256[:16]}…). Install the program again; OTR_ADAPTER=none goes without it"
        )
    return data


def write_adapter(path: Path, adapter: Adapter) -> str:
    """Write an adapter, in float16; returns the file's sha256."""
    import torch
    from safetensors.torch import save

    tensors = {f"{layer}.down": tensor for layer, tensor in adapter.down.items()}
    tensors |= {f"{layer}.up": tensor for layer, tensor in adapter.up.items()}
    half = {name: tensor.detach().to("cpu", torch.float16).contiguous() for name, tensor in tensors.items()}
    data = save(half, metadata={**adapter.about, "format": FORMAT, "base": adapter.base})
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return hashlib.sha256(data).hexdigest()


def mixed(parts: Sequence[tuple[Adapter, float]], about: Mapping[str, str]) -> Adapter:
    """The sum of what adapters change, each times its weight: their ranks add up.

    Raises WeightsError where they were not trained on the same base model.
    """
    import torch

    bases = {adapter.base for adapter, _ in parts}
    if len(bases) != 1:
        raise WeightsError("adapters of different base models cannot be mixed. Give adapters that were trained on one")
    layers = dict.fromkeys(layer for adapter, _ in parts for layer in adapter.down)
    having = {layer: [(adapter, weight) for adapter, weight in parts if layer in adapter.down] for layer in layers}
    down = {layer: torch.cat([one.down[layer].float() for one, _ in having[layer]]) for layer in layers}
    up = {
        layer: torch.cat([weight * one.up[layer].float() for one, weight in having[layer]], dim=1) for layer in layers
    }
    return Adapter(bases.pop(), down, up, about)


def merge(model: nn.Module, adapter: Adapter, *, name: str) -> None:
    """Add an adapter to the weights of a model, so that it computes as much as before.

    Raises WeightsError, the model unchanged, where the model has no such layer or one of another size.
    """
    import torch

    layers = dict(model.named_modules())
    changes = []
    for layer in adapter.down:
        linear = layers.get(layer)
        change = adapter.up[layer].float() @ adapter.down[layer].float()
        if not isinstance(linear, torch.nn.Linear) or linear.weight.shape != change.shape:
            raise WeightsError(
                f"adapter {name}: the embedding model has no layer {layer} of the size {tuple(change.shape)}: "
                "it was trained on another model. Set OTR_ADAPTER to auto or none"
            )
        changes.append((linear, change))
    with torch.no_grad():
        for linear, change in changes:
            linear.weight.copy_((linear.weight.float() + change.to(linear.weight.device)).to(linear.weight.dtype))


def _metadata(data: bytes) -> dict[str, str]:
    import json

    header: dict[str, Any] = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return {str(key): str(value) for key, value in (header.get("__metadata__") or {}).items()}


def _no_adapter(path: Path, reason: str) -> WeightsError:
    return WeightsError(
        f"adapter {path}: not an adapter of this program: {reason}. "
        "Give one that index/embedding/adapter/training/train.py wrote, or set OTR_ADAPTER to auto or none"
    )
