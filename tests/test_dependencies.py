"""Every dependency is explained, and pinned."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

from index.embedding.model_files import EMBEDDING_NAME
from rag.models.packaged import LANGUAGE_MODEL

ROOT = Path(__file__).parents[1]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return sorted({normal(re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0]) for line in lines})


def lowest() -> dict[str, str]:
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return {normal(name): version for name, version in (re.split(r">=|,", line)[:2] for line in lines)}


def lines_of(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_list_of_dependencies_explains_each_one_and_no_other() -> None:
    rows = re.findall(r"^\| ([\w-]+) \|.*\|.*\|$", (ROOT / "docs/dependencies.md").read_text(), flags=re.MULTILINE)
    models = {normal(EMBEDDING_NAME), "model"}
    assert sorted({normal(row) for row in rows if row != "---"} - {"package"} - models) == declared()


@pytest.mark.parametrize("name", declared())
def test_each_dependency_has_one_exact_version(name: str) -> None:
    pins = [line for line in lines_of("constraints.txt") if normal(line.partition("==")[0]) == name]
    assert len(pins) == 1


def test_no_lowest_version_is_below_a_known_fix() -> None:
    text = (ROOT / "docs/dependencies.md").read_text().partition("## Lowest versions")[2]
    known = dict(re.findall(r"^\| ([\w-]+) \| ([\d.]+) \|", text, flags=re.MULTILINE))
    assert {"lxml", "mcp", "pypdf", "starlette", "torch", "transformers"} <= set(known)
    assert known.items() <= lowest().items()
    pins = dict(line.split("==") for line in lines_of("constraints.txt"))
    assert [name for name in known if Version(pins[name]) < Version(known[name])] == []


def test_no_pin_has_a_hash_or_a_local_version() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in lines_of("constraints.txt"))


def test_every_package_with_weights_is_pinned_by_hash() -> None:
    pins = {line.partition(" ")[0]: line for line in lines_of("models.txt")}
    assert {f"{part.package}=={part.version}" for part in LANGUAGE_MODEL.parts} <= set(pins)
    assert all(re.search(r" --hash=sha256:[0-9a-f]{64}$", line) for line in pins.values())
