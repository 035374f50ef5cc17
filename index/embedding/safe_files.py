"""Models by name are data and nothing else: weights as safetensors, no pickle that runs code, no code of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.errors import WeightsError

# Of a hub's model, the only kinds of file that are fetched: configuration, vocabularies, weights.
_FETCHED = ("*.json", "*.txt", "*.model", "*.jinja", "*.safetensors")
# What torch, transformers and sentence-transformers would unpickle where there are no safetensors beside it.
_PICKLED = frozenset({".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth"})
_SAFE = ("model.safetensors", "model.safetensors.index.json")  # what they take first


def loading_options(**model: Any) -> dict[str, Any]:
    """How a model is opened: on the processor, from the disk, without code of its own; `model`: options of its own."""
    return {
        "device": "cpu",
        "local_files_only": True,
        "trust_remote_code": False,
        "backend": "torch",
        "model_kwargs": {"use_safetensors": True, **model},
    }


def safe_folder(name: str) -> str:
    """The folder of a model: the one of that name, or a hub's model, of which only data are fetched.

    Raises WeightsError where weights are pickled, OSError or ValueError where no hub gives such a model.
    """
    folder = Path(name) if Path(name).is_dir() else _folder_of(name)
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in _PICKLED and not any((file.parent / name).is_file() for name in _SAFE):
            raise WeightsError(
                f"{file}: pickled weights can run code, and are not loaded. Name a model that has them as .safetensors"
            )
    return str(folder)


def _folder_of(name: str) -> Path:
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, allow_patterns=list(_FETCHED)))
