"""Where an index lies and whose it is, as the index itself notes it: so that a moved one is known, and a copy of one.

An index belongs to the library at the path that it noted, or that lies from it as it did: one inside its library goes
with it. It is a copy where its catalog is another file than was noted, and at another place or on another machine.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

LIBRARY, _WAY, _INODE = "library", "way", "library_inode"  # facts of the catalog
HOME = "home"
_DEFAULT_WAY = ".."  # from an index inside its library; those made before this was noted have no other


def facts_of(library: Path | None, catalog: Path) -> dict[str, str]:
    """What an index is to note of its own place and, where it is known, its library's."""
    home = {HOME: json.dumps(_identity_of_file(catalog))}
    if library is None:
        return home
    root = library.resolve()
    return home | {LIBRARY: str(root), _WAY: _relative_path(root, catalog), _INODE: str(root.stat().st_ino)}


def belongs(about: Mapping[str, str], library: Path, catalog: Path) -> bool:
    """Whether the index of this catalog, of which this is noted, is the one of the library."""
    root, noted = library.resolve(), about.get(LIBRARY, "")
    if str(root) == noted or _relative_path(root, catalog) == about.get(_WAY, _DEFAULT_WAY):
        return True
    # A folder that was renamed is the same folder still.
    return not Path(noted).is_dir() and root.is_dir() and str(root.stat().st_ino) == about.get(_INODE)


def is_copy(about: Mapping[str, str], catalog: Path) -> bool:
    """Whether this catalog was copied from one that may still be in use.

    The same file was at most renamed; another one at the same place of the same machine was restored there.
    """
    if HOME not in about:
        return False
    noted, now = json.loads(about[HOME]), _identity_of_file(catalog)
    return noted["inode"] != now["inode"] and (noted["path"], noted["host"]) != (now["path"], now["host"])


def is_another_file(about: Mapping[str, str], catalog: Path) -> bool:
    """Whether this catalog is not known to be the file that noted its place: it may have been made by somebody else."""
    return HOME not in about or json.loads(about[HOME])["inode"] != catalog.stat().st_ino


def _identity_of_file(catalog: Path) -> dict[str, str | int]:
    return {"path": str(catalog.resolve()), "inode": catalog.stat().st_ino, "host": socket.gethostname()}


def _relative_path(library: Path, catalog: Path) -> str:
    return os.path.relpath(library, catalog.resolve().parent)
