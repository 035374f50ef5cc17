"""The files of an embedded set of vectors: how they are removed, what Chroma leaves in them; whether a disk is full."""

from __future__ import annotations

import shutil
import struct
from contextlib import suppress
from pathlib import Path

from index.errors import VectorStoreError

_LEAST_FREE = 2**20  # bytes


def blank(place: Path) -> None:
    """Write zeros over the files that Chroma makes before it has anything to put into them.

    They hold room for the first vectors, and with it whatever stood in this process's memory: removed vectors, say.
    """
    for header in place.glob("*/header.bin"):
        version, _, _, count = struct.unpack_from("<iQQQ", header.read_bytes().ljust(28, b"\xff"))
        if (version, count) == (1, 0):  # hnswlib's format, and the number of its elements
            for name in ("data_level0.bin", "length.bin"):
                with header.with_name(name).open("r+b") as file:
                    if any(held := file.read()):
                        file.seek(0)
                        file.write(bytes(len(held)))


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder is full: Chroma does not always say so. The folder may be gone, or go meanwhile."""
    for place in (folder, *folder.parents):
        with suppress(FileNotFoundError, NotADirectoryError):
            return shutil.disk_usage(place).free < _LEAST_FREE
    return False


def remove(place: Path) -> None:
    """Delete a folder or file. Raises VectorStoreError where it cannot be."""
    if not place.exists():
        return
    doomed = place.with_name(f".gone-{place.name.removeprefix('.gone-')}")
    try:
        if doomed != place:
            shutil.rmtree(doomed, ignore_errors=True)
            place.rename(doomed)  # at once: nobody opens half of it
        if doomed.is_dir():
            shutil.rmtree(doomed)
        else:
            doomed.unlink()
    except OSError as error:
        raise VectorStoreError(
            f"{place}: vectors that are out of use cannot be removed: {error.strerror}. "
            "Make the folder writable; the next sync removes them"
        ) from error
