"""The command's own server, over a library in a folder, with people who sign in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rag.ui.running import ANA, add_users, make_library, served


@pytest.fixture(scope="package")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library with its index; whoever adds to it takes that away again."""
    return make_library(tmp_path_factory.mktemp("served") / "library")


@pytest.fixture(scope="package")
def address(indexed: Path) -> Iterator[str]:
    """A page, with tools, that ana may manage and ben may read."""
    with served(indexed, "--mcp", auth=ANA, settings={"auth_file": add_users(indexed.parent)}) as found:
        yield found
