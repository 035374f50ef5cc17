"""Files whose bytes must have a hash: hashed once, then known by a stamp of their size, time and hash."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

Progress = Callable[[int, int, str], None]  # bytes done, bytes in all, what is being done
BLOCK = 1 << 20  # bytes read at once
STAMP = ".verified.json"


def verified(path: Path, sha256: str, folder: Path, progress: Progress) -> bool:
    """Whether the file has this hash; read again only when its size or time is not the stamp's."""
    if stamp_matches(path, sha256, folder):
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
        write_stamp(path, sha256, folder)
    return True


def _stamp_file(path: Path, folder: Path) -> Path:
    key = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]
    return folder / f"{path.name}.{key}{STAMP}"


def _stamp(path: Path, sha256: str) -> dict[str, int | str]:
    status = path.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": sha256}


def stamp_matches(path: Path, sha256: str, folder: Path) -> bool:
    """Whether the file had this hash when it was hashed, and has the size and time that it had then."""
    try:
        recorded: object = json.loads(_stamp_file(path, folder).read_text(encoding="utf-8"))
        return recorded == _stamp(path, sha256)
    except (OSError, ValueError):
        return False


def write_stamp(path: Path, sha256: str, folder: Path) -> None:
    """Note in the folder that the file, as it is now, has this hash."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = json.dumps(_stamp(path, sha256))
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".stamp-", delete=False, encoding="utf-8") as file:
        file.write(stamp)
    Path(file.name).replace(_stamp_file(path, folder))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
