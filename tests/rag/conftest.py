"""A library with its index, in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.index.double import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.index.close()


@pytest.fixture(scope="module")
def kept_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that all tests of a module read and none changes."""
    opened = Library(tmp_path_factory.mktemp("kept") / "library")
    yield opened
    opened.index.close()
