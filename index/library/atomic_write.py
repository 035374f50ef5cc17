"""Files of the library written whole or not at all, under a name that no sync looks at until they are complete."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from secrets import token_hex


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file, or where there is none; permissions stay. Raises OSError."""
    fresh = _written(path, data)
    try:
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def create_file(path: Path, data: bytes) -> None:
    """Write a new file. Raises FileExistsError where there is one already, else OSError."""
    fresh = _written(path, data)
    try:
        os.link(fresh, path)  # unlike a rename, never over another file
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from None
        fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)


def _written(path: Path, data: bytes) -> Path:
    """The data in a hidden file beside the path, on the disk."""
    fresh = path.with_name(f".{token_hex(8)}.part")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh
