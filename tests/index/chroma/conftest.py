"""One Chroma server for all tests that need a real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.chroma.running import ChromaServer, Shelf


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = ChromaServer(tmp_path_factory.mktemp("server") / "data")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def shelf(tmp_path: Path, chroma: ChromaServer) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "library", chroma.url)
    shelf.write("a.txt", 40)
    shelf.write("b.txt", 30, seed=1)
    shelf.index.sync()
    yield shelf
    shelf.index.close()
