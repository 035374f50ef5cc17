"""Which tests are dear, how they are shared out among processes, and how to leave them out (`--fast`)."""

import re
from pathlib import Path

import pytest

MARKS = ("model", "browser", "slow")
LANGUAGE_MODEL = "language model"  # the group of tests that load it: one process has it in memory, not each
# Files that hold nothing fast: all their tests are marked, or they need torch, whose import takes seconds.
_NOTHING_FAST = re.compile(
    r"^(?:pytestmark = .*\bmark\.(?:model|browser|slow)\b|import torch$|from torch |from \w+[\w.]*\.training[. ])",
    re.MULTILINE,
)


def is_dear(item: pytest.Item) -> bool:
    # Whoever asks for the server starts one.
    return any(map(item.get_closest_marker, MARKS)) or "postgresql" in getattr(item, "fixturenames", ())


def share_out(items: list[pytest.Item]) -> None:
    """Keeps dear tests of one file in one process, so that what they share is made once; the dearest begin first."""
    for item in items:
        if is_dear(item) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    items.sort(key=_order)


def _order(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    return 2 if group is None else int(group.args[0] != LANGUAGE_MODEL)


class OnlyFast:
    """A plugin that leaves dear tests out, and does not even import files that hold nothing else."""

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        python = collection_path.suffix == ".py"
        return True if python and _NOTHING_FAST.search(collection_path.read_text("utf-8")) else None

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        config.hook.pytest_deselected(items=[item for item in items if is_dear(item)])
        items[:] = [item for item in items if not is_dear(item)]
