"""What docs/api.md shows works, word for word, against a page that is really served."""

import doctest
import json
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from index import open_index
from tests.rag.ui.running import ROOT, served

DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:7860"

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("language model")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The examples in a folder of their own, with the real embedding model, for the shown answers are its own."""
    library = tmp_path_factory.mktemp("api") / "transcripts"
    shutil.copytree(ROOT / "examples" / "transcripts", library, ignore=shutil.ignore_patterns(".ontherecord"))
    with open_index(library) as index:
        index.sync()
    with served(library, "--mcp", module="rag") as found:
        yield found


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS, flags=re.DOTALL)


def test_the_python_examples_show_what_happens(address: str) -> None:
    code = "\n".join(blocks("python")).replace(SHOWN, address)
    test = doctest.DocTestParser().get_doctest(code, {}, "api.md", "api.md", 0)
    result = doctest.DocTestRunner().run(test)
    assert result.attempted > 15
    assert result.failed == 0


def test_the_shell_example_ends_in_an_answer(address: str) -> None:
    (script,) = blocks("sh")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(SHOWN, address)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    *_, last = done.stdout.strip().split("\n\n")
    event, data = last.split("\n")
    assert event == "event: complete"
    assert json.loads(data.removeprefix("data: "))[0]["citations"]


def test_the_configurations_are_json() -> None:
    configurations = [json.loads(block) for block in blocks("json")]
    assert len(configurations) == 3
    assert all("on-the-record" in one["mcpServers"] for one in configurations)
