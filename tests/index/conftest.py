"""A library with its index, in a temporary folder; how long Hypothesis looks when it is asked to look long."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.index.catalog.server import Server, running
from tests.index.double import Clock, Library

settings.register_profile("long", max_examples=400, stateful_step_count=40, deadline=None)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.index.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the catalog is, for tests that each store is to pass: in a file, then on a server."""
    if request.param == "sqlite":
        yield None
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def on_either(tmp_path: Path, catalog_url: str | None) -> Iterator[Library]:
    """As `library`, once with each store."""
    opened = Library(tmp_path / "library", catalog_url)
    yield opened
    opened.index.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the wait for a Chroma server goes by."""
    made = Clock()
    monkeypatch.setattr("index.chroma.server.monotonic", made.now)
    monkeypatch.setattr("index.chroma.server.sleep", made.sleep)
    return made
