"""`auto`: which embedding model a library is indexed with, by the languages that it is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index import DEFAULT_EMBEDDER
from index.embedding.languages import knows
from index.embedding.model_files import MULTILINGUAL
from index.embedding.package_files import can_make
from index.readers import read_transcript
from index.sync.notes import Notes
from index.sync.scan import read, scan

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.embedding.embedder import Embedder

_MOST = 200  # new files that are read for it
_FEW = 0.1  # of the transcripts: so many in other languages are worth no other model, which is less good at English


class Automatic:
    """Opens the embedding model for the languages of a library, where nobody names one."""

    def __init__(self, by_name: Callable[[str], Embedder]) -> None:
        self._by_name = by_name
        self._loaded: Embedder | None = None
        self.model = ""  # whose name was taken last

    def take(self, model: str) -> None:
        """From now on the model of this name; the default one where it is none of the packages'."""
        model = model if model == MULTILINGUAL.name else DEFAULT_EMBEDDER
        if model != self.model:
            self.model, self._loaded = model, None

    def choose(self, library: Path, catalog: Catalog | None, *, skip: Path, follow_links: bool) -> None:
        """From now on the model for the languages of the library as it stands now."""
        self.take(chosen_model(library_languages(library, catalog, skip=skip, follow_links=follow_links)))

    def __call__(self) -> Embedder:
        """The model that was taken. Raises WeightsError."""
        if self._loaded is None:
            self._loaded = self._by_name(self.model or DEFAULT_EMBEDDER)
        return self._loaded


def chosen_model(languages: Mapping[str, int]) -> str:
    """The packaged model for English; the multilingual one where more than a tenth is in other languages and it is
    installed."""
    strange = sum(number for code, number in languages.items() if not knows(DEFAULT_EMBEDDER, code))
    many = strange > _FEW * sum(languages.values())
    return MULTILINGUAL.name if many and can_make(MULTILINGUAL) else DEFAULT_EMBEDDER


def library_languages(library: Path, catalog: Catalog | None, *, skip: Path, follow_links: bool) -> Mapping[str, int]:
    """How many transcripts are in each language: as the catalog has them, those of new and changed files by reading."""
    known = catalog.known_files() if catalog else {}
    listed = {info.id: info.language for info in catalog.transcripts()} if catalog else {}
    found = scan(library, known, skip=skip, follow_links=follow_links)
    same = [path for path, seen in found.files.items() if path in known and known[path].sha256 == seen.sha256]
    counts = Counter(language for path in same if (language := listed.get(path)))
    fresh = [seen for path, seen in found.files.items() if path not in {*same}]
    notes = Notes(library, found.notes)
    for seen in fresh[:: -(-len(fresh) // _MOST) or 1]:
        with suppress(Exception):  # what cannot be read the sync says
            if language := notes.applied(read_transcript([read(library, seen)])).language:
                counts[language] += 1
    return counts
