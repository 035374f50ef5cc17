"""Overviews on the page: every line a link to its turn, words of the transcript inert."""

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.filter import Filter
from rag.overview.library import look
from rag.ui.auth.guard import guards
from rag.ui.i18n import LANGUAGES, Words
from rag.ui.overview import render_overview, render_scope
from rag.ui.reader.routes import routes
from tests.index.double import Library

TALK = """ANA REYES: I'll send the <b>revised</b> budget to everybody by Friday.

Q: When does the harbour tunnel open to heavy lorries?

BEN ODE: I don't have anything on that.
"""
OTHER = "Q: What does the ferry cost the council in a year?\n\nCLEO MARSH: I'd refer you to the treasurer.\n"


@pytest.fixture
def filled(library: Library) -> Library:
    library.write("2026-03-04_march.txt", TALK)
    library.write("2026-05-04_may.txt", OTHER)
    library.index.sync()
    return library


def client(library: Library) -> TestClient:
    opened: Any = SimpleNamespace(index=library.index)
    return TestClient(Starlette(routes=routes(lambda: opened), middleware=guards("0.0.0.0")))


@pytest.mark.slow
@pytest.mark.parametrize("say", LANGUAGES.values(), ids=lambda say: str(say.code))
def test_every_line_leads_to_its_turn_in_every_language(filled: Library, say: Words) -> None:
    html = render_overview(look(filled.index, Filter(transcripts=("2026-03-04_march.txt",))), say)
    lines = re.findall(r"<li>(.*?)</li>", html)
    assert len(lines) >= 5
    assert all('href="' in line for line in lines)
    assert "<b>" not in html
    assert say("overview.put_off").rstrip(":：\N{NO-BREAK SPACE}") in html
    assert "Friday" in html


def test_of_one_transcript_people_have_shares_of_several_lines_have_titles(filled: Library) -> None:
    one = client(filled).get("/reader/overview", params={"transcript": "2026-03-04_march.txt"}).json()["html"]
    assert "--share: 0." in one
    both = client(filled).get("/reader/overview", params={"kind": "questions"}).json()["html"]
    assert "--share" not in both
    assert both.count("<li>") == 2
    assert "march" in both
    assert "may" in both


def test_days_limit_what_is_listed(filled: Library) -> None:
    late = client(filled).get("/reader/overview", params={"kind": "questions", "after": "2026-05-01"}).json()["html"]
    assert "ferry" in late
    assert "tunnel" not in late


@pytest.mark.parametrize(
    "asked", [{"kind": "gossip"}, {"transcript": "nobody.txt"}, {"after": "soon"}], ids=["kind", "transcript", "day"]
)
def test_what_cannot_be_meant_is_told(filled: Library, asked: dict[str, str]) -> None:
    told = client(filled).get("/reader/overview", params=asked)
    assert told.status_code == 404
    assert told.json()["problem"]


def test_markdown_is_a_file_with_links_to_the_page(filled: Library) -> None:
    told = client(filled).get("/reader/overview.md", params={"transcript": "2026-03-04_march.txt"})
    assert "attachment" in told.headers["content-disposition"]
    assert "http://testserver/?turn=2026-03-04_march.txt#1" in unquote(told.text)


def test_the_scope_offers_kinds_and_days() -> None:
    html = render_scope(LANGUAGES["en"])
    assert re.findall(r'option value="(\w+)"', html) == ["questions", "decisions", "actions", "points"]
    assert re.findall(r'type="date" name="(\w+)"', html) == ["after", "before"]
