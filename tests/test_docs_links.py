"""What the documentation points at is there: pages, files of the tree, decisions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# A path of the tree in backticks: of these folders, and with an ending.
PATH = re.compile(
    r"`((?:rag|index|prompts|tests|benchmarks|examples|docs)/[\w./-]+\.\w+|(?:rag|index|benchmarks)/[\w/]+/)`"
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
MODULE = re.compile(r"python -m\s+((?:rag|index|benchmarks)[\w.]*\w)")
DECISION = re.compile(r"docs/decisions/(\d{3})")


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")])


def named(pattern: re.Pattern[str], page: Path) -> list[str]:
    return pattern.findall(page.read_text("utf-8"))


def sources() -> Iterator[Path]:
    return (path for folder in ("rag", "index", "benchmarks", "tests") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in named(LINK, page) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_named_is_there(page: Path) -> None:
    assert [path for path in named(PATH, page) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "page", [page for page in pages() if page.parent.name != "decisions"], ids=lambda page: page.name
)
def test_every_module_to_run_is_there(page: Path) -> None:
    paths = {name: ROOT / name.replace(".", "/") for name in named(MODULE, page)}
    assert [n for n, path in paths.items() if not (path.is_dir() or path.with_suffix(".py").is_file())] == []


def test_every_decision_that_code_names_is_there() -> None:
    there = {path.name[:3] for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    named_in_code = {number for path in sources() for number in named(DECISION, path)}
    assert named_in_code
    assert named_in_code <= there


def test_the_list_of_decisions_names_each_one_in_its_order() -> None:
    listed = re.findall(r"\]\((\d{3}-[\w-]+\.md)\)", (ROOT / "docs/decisions/README.md").read_text("utf-8"))
    assert listed == sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
