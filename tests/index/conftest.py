"""A library with its index, in a temporary folder; how long Hypothesis looks when it is asked to look long."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.index.double import Clock, Library

settings.register_profile("long", max_examples=400, stateful_step_count=40, deadline=None)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.index.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the wait for a Chroma server goes by."""
    made = Clock()
    monkeypatch.setattr("index.chroma.server.monotonic", made.now)
    monkeypatch.setattr("index.chroma.server.sleep", made.sleep)
    return made
