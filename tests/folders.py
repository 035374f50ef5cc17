"""Where tests write: in memory, where there is room."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 2 * 2**30  # bytes; a container often has only 64 MB there


def keep_in_memory() -> None:
    """Temporary folders of this process and of those it starts are in memory, unless TMPDIR names a place.

    SQLite and Chroma wait for the disk after every write, and most tests make a library: indexing a transcript of
    three turns takes half the time where there is no disk to wait for.
    """
    there = sys.platform == "linux" and os.access(_MEMORY, os.W_OK)
    if "TMPDIR" not in os.environ and there and shutil.disk_usage(_MEMORY).free >= _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
