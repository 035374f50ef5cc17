"""What tests of the door share."""

import pytest

from tests.rag.ui.auth.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()
