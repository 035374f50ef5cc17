"""What several files say of the project is the same in each."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]


def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text("utf-8"))
    return found


def test_every_version_of_python_that_is_promised_is_checked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    promised = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    assert workflow()["jobs"]["suite"]["strategy"]["matrix"]["python"] == promised
    assert ", ".join(promised[:-1]) + " or " + promised[-1] in (ROOT / "Makefile").read_text("utf-8")


def test_the_workflow_runs_what_a_change_must_pass() -> None:
    steps = workflow()["jobs"]["suite"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_hooks_run_tools_that_are_pinned() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    tools = {Path(hook["entry"].split()[0]).name for hook in hooks}
    assert tools == {"ruff", "mypy", "lint-imports"}
    assert all(f"\n{name}==" in pins for name in ("ruff", "mypy", "import-linter"))
