"""The vectors of one index in Chroma: embedded in the index folder, or on a server. Chroma itself is in `client`.

One collection a view, under the name that the catalog gives, and embedded every such set in a folder of its own: Chroma
leaves the bytes of what it deletes in its files, so a set is removed with its folder. Chroma's cosine distance is
1 - similarity and stays in here: callers get scores, higher is better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Names
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.chroma import files as store_files
from index.chroma import seal as sealing
from index.chroma.client import Client, client_for

_BATCH = 4000  # Chroma refuses more than 5,461 at once
_REMOTE_BATCH = 250  # half a megabyte a request: what proxies let through, and little to send again


class VectorStore:
    """Vectors of the entries of one index, by entry key, in Chroma. Safe to use from several threads."""

    def __init__(self, folder: Path, *, name: str, url: str | None = None, token: str | None = None) -> None:
        """Opens nothing yet: the first use does, so that commands which need no vectors do not wait for Chroma.

        Raises VectorStoreError for a URL that is none.
        """
        self.name, self.remote = name, url is not None
        self.folder = folder
        self._client = client_for(folder / name, url, token)

    def search(self, view: str, query: npt.NDArray[np.float32], *, k: int) -> list[tuple[int, float]]:
        """The k nearest entries of a view as (entry key, cosine), best first.

        Raises VectorStoreError, also where there is no such collection: a search makes none.
        """
        name, near = self._name(view), [query.tolist()]
        found = self._client.call(
            lambda client: client.existing(name).query(query_embeddings=near, n_results=k, include=["distances"]),
            patient=False,
        )
        distances = (found["distances"] or [[]])[0]
        return [(int(key), 1.0 - float(d)) for key, d in zip(found["ids"][0], distances, strict=True)]

    def upsert(self, view: str, keys: Sequence[int], vectors: npt.NDArray[Any]) -> None:
        """Write vectors under their entries' keys; writing them again changes nothing."""

        def write(batch: slice, client: Client) -> None:
            rows = vectors[batch].astype(np.float32)
            client.get_or_create(self._name(view)).upsert(ids=[str(key) for key in keys[batch]], embeddings=rows)

        for batch in self._batches(len(keys)):
            self._client.call(partial(write, batch), make=True)
        if not self.remote:
            store_files.blank(self.folder / self.name)

    def delete(self, view: str, keys: Sequence[int]) -> None:
        """Remove entries, where they are there. Slow, and their bytes stay in Chroma's files."""

        def remove(batch: slice, client: Client) -> None:
            if client.has(name := self._name(view)):
                client.existing(name).delete(ids=[str(key) for key in keys[batch]])

        for batch in self._batches(len(keys)):
            self._client.call(partial(remove, batch))

    def count(self, view: str) -> int:
        """Number of entries that Chroma holds for a view; 0 where it has no such collection."""
        if not self._client.there:
            return 0
        name = self._name(view)
        return self._client.call(lambda client: client.existing(name).count() if client.has(name) else 0)

    def keys(self, view: str) -> set[int]:
        """Every entry key that Chroma holds for a view; none where it has no such collection."""
        if not self._client.there:
            return set()
        name = self._name(view)
        found = self._client.call(
            lambda client: client.existing(name).get(include=[])["ids"] if client.has(name) else []
        )
        return {int(key) for key in found}

    def drop(self) -> None:
        """Remove these collections, embedded with every byte of their files; this store is then out of use.

        Running searches end first; later ones get VectorStoreError.
        """
        if self.remote:
            self._client.call(lambda client: client.drop(lambda name: name.startswith(f"{self.name}-")))
        else:
            self._client.retire()
            store_files.remove(self.folder / self.name)

    def sweep(self, keep: Names[str]) -> None:
        """Remove what writers that died left: everything but the sets of these names.

        On a server only what belongs to this index; embedded sets are then all out of use, and removed too.
        """
        for place in list(self.folder.iterdir()) if self.folder.is_dir() else ():
            if self.remote or place.name not in keep:
                client_for(place, None).retire()
                store_files.remove(place)
        if self.remote:
            self._client.call(lambda client: client.drop(self._is_left_over(keep)))

    def claim(self, token: str, *, after: Names[str]) -> bool:
        """On a server: whether this index alone writes there; the last that did left one of the tokens `after`.

        Another token there is that of a copy. If there is none, this one stands in their place from now on.
        """
        mark = f"{_owner(self.name)}-claim-"

        def claim(client: Client) -> bool:
            client.get_or_create(f"{mark}{token}")  # before looking: of two copies at once, one at least sees the other
            if {name.removeprefix(mark) for name in client.names() if name.startswith(mark)} <= {token, *after}:
                client.drop(lambda name: name.startswith(mark) and name != f"{mark}{token}")
                return True
            client.drop(lambda name: name == f"{mark}{token}")
            return False

        return self._client.call(claim, make=True)

    def seal(self) -> None:
        """Note that the files are sound, for a writer that ends without a fault; see `index.chroma.seal`."""
        if not self.remote and self._client.there:
            sealing.seal(self.folder / self.name)

    @property
    def sealed(self) -> bool:
        """Whether the files are as they were when last sealed, so that opening them is safe; a server always is."""
        return self.remote or sealing.is_sealed(self.folder / self.name)

    @property
    def there(self) -> bool:
        """Whether there is anything to open."""
        return self._client.there

    @property
    def is_open(self) -> bool:
        """Whether this process has the store open."""
        return self._client.is_open

    def sees(self, generation: int) -> bool:
        """Whether searches find every entry that was committed up to this generation of the index."""
        return self._client.sees(generation)

    def catch_up(self, generation: int) -> None:
        """Have searches find what other processes committed up to this generation; waits for running ones."""
        self._client.catch_up(generation)

    @contextmanager
    def writing(self, generation: int) -> Iterator[None]:
        """While only this process writes, from this generation on: all its stores see what it writes."""
        with self._client.writing(generation):
            yield

    def server(self) -> str:
        """What the server says of itself. Raises VectorStoreError."""
        return self._client.call(lambda client: client.described(), patient=False)

    def close(self) -> None:
        """Close Chroma, once nothing uses it; the next use opens it again."""
        self._client.close()

    def retire(self) -> None:
        """Close for good, because other collections have taken over; on a server those have the same client."""
        if not self.remote:
            self._client.retire()

    def _is_left_over(self, keep: Names[str]) -> Callable[[str], bool]:
        """A test of a collection's name: whether it is of this index, and of none of the sets to keep."""

        def is_left_over(collection: str) -> bool:
            name = collection.rpartition("-")[0]
            return name not in keep and _owner(name) == _owner(self.name)

        return is_left_over

    def _name(self, view: str) -> str:
        return f"{self.name}-{view}"

    def _batches(self, number: int) -> list[slice]:
        size = _REMOTE_BATCH if self.remote else _BATCH
        return [slice(start, start + size) for start in range(0, number, size)]


def _owner(name: str) -> str:
    """The part of a set's name that stands for the index that made it."""
    return name.rsplit("-", 2)[0] if name.count("-") == 3 else name
