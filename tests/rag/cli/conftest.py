"""The commands' tree, built once a process."""

from collections.abc import Iterator
from functools import cache

import pytest
from typer.main import get_command


@pytest.fixture(scope="session", autouse=True)
def one_tree() -> Iterator[None]:
    """typer's runner builds all commands anew at every call, which takes longer than most of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("typer.testing._get_command", cache(get_command))
        yield
