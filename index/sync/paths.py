"""Files by their paths in the library, however somebody wrote them."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import CatalogError


def library_paths(library: Path, paths: Sequence[str | Path]) -> list[str]:
    """Each as the index names it; those that are not absolute are looked for here, then in the library.

    Raises CatalogError for a path that is not inside the library.
    """
    root = library.resolve()
    names = []
    for path in paths:
        # The folder is resolved, the file is not: a link in the library is known by its own name.
        candidates = [base / path for base in (Path(), root)]
        resolved = [p.resolve() if p.is_dir() else p.parent.resolve() / p.name for p in candidates]
        inside = [place for place in resolved if place.is_relative_to(root)]
        if not inside:
            raise CatalogError(f"{path}: not inside the library {library}. Copy it there, or choose another --library")
        names.append(inside[0].relative_to(root).as_posix())
    return names
