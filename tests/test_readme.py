"""What the README shows works: its settings table, its Python and its command lines."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_table() -> list[str]:
    """The rows that the README must have, one a setting."""
    return [
        f"| `{PREFIX}{name.upper()}` | {'' if field.default is None else f'`{field.default}`'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples in a folder of their own, as the README names them: an index must not be left in the tree."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(
        ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns(".ontherecord", "__pycache__")
    )
    return folder


def test_the_settings_table_is_that_of_the_settings() -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert rows == settings_table()


@pytest.mark.model
def test_the_python_example_shows_what_happens(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    monkeypatch.setenv("OTR_LIBRARY", "examples/transcripts")
    monkeypatch.setenv("OTR_MODEL", "extractive")
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", "README.md", 0)
    result = doctest.DocTestRunner().run(test)
    assert result.attempted > 8
    assert result.failed == 0


@pytest.mark.model
def test_the_command_lines_run(copy: Path) -> None:
    commands = re.findall(r"^\$ (ontherecord .*)$", README, flags=re.MULTILINE)
    assert len(commands) == 4
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for command in commands:
        arguments = [sys.executable, "-m", "rag", *shlex.split(command)[1:]]
        done = subprocess.run(arguments, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
