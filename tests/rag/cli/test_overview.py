"""The overview on the command line: values, lines for people, Markdown."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import index
from rag.cli import app
from tests.index.double import CountingEmbedder

TALK = """ANA REYES: I'll send the revised budget to everybody by Friday.

Q: When does the *harbour* tunnel open to heavy lorries?

BEN ODE: I don't have anything on that.
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index, "open_embedder", lambda *_, **__: CountingEmbedder())
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "2026-03-04_march.txt").write_text(TALK, "utf-8")
    (folder / "2026-05-04_may.txt").write_text("CLEO MARSH: The ferry leaves at nine.\n", "utf-8")
    monkeypatch.setenv("OTR_LIBRARY", str(folder))
    assert ran("index").exit_code == 0
    return folder


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def values(*arguments: str) -> dict[str, Any]:
    done = ran("overview", *arguments, "--json")
    assert done.exit_code == 0, done.output
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_a_transcript_is_told_with_shares_and_citations(library: Path) -> None:
    found = values("march")
    assert [(one["speaker"], one["turns"]) for one in found["people"]] == [("ANA REYES", 1), ("Q", 1), ("BEN ODE", 1)]
    assert sum(one["share_of_turns"] for one in found["people"]) == pytest.approx(1, abs=0.001)
    (action,) = found["actions"]
    assert (action["who"], action["when"], action["turn_id"]) == ("ANA REYES", "by Friday", "2026-03-04_march.txt#0")
    (question,) = found["questions"]
    assert question["why"] == "deflected"
    assert question["beside"]["turn_id"] == "2026-03-04_march.txt#2"


def test_a_scope_has_the_kinds_that_are_asked_for(library: Path) -> None:
    found = values("--from", "2026-03-01", "--kind", "questions")
    assert (len(found["transcripts"]), found["counts"]) == (2, {"questions": 1})
    assert "actions" not in found
    assert values("--from", "2026-04-01", "--kind", "questions")["counts"] == {"questions": 0}
    refused = ran("overview", "--kind", "gossip")
    assert refused.exit_code == 1
    assert "gossip" in str(refused.exception)


def test_people_read_lines_with_their_turns(library: Path) -> None:
    shown = ran("overview", "march").stdout
    assert "Questions nobody answered" in shown
    assert "[ANA REYES, by Friday] I'll send the revised budget" in shown
    assert "2026-03-04_march.txt#1" in shown


def test_markdown_links_every_line_and_escapes_what_was_said(library: Path) -> None:
    text = ran("overview", "march", "--markdown").stdout
    assert text.startswith("# march\n")
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert lines
    assert all("?turn=2026-03-04_march.txt%23" in line for line in lines)
    assert r"\*harbour\*" in text
