"""The open transcript as a document, as the page offers and writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.ui.i18n import ENGLISH
from rag.ui.permalink import Place
from rag.ui.reader.html import open_place
from rag.ui.reader.routes import routes
from tests.index.double import Library
from tests.rag.double import make_assistant

NAME = "2026-03-12-ana-talk.vtt"
TALK = """WEBVTT

00:01.000 --> 00:02.000
<v Ana &lt;b&gt; {{2}} Reyes>The bridge is shut.

00:03.000 --> 00:04.000
<v Ben>Ask Ana Reyes ${1} {{2}}.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library")
    made.write(NAME, TALK)
    made.index.sync()
    yield made
    made.index.close()


def sent(library: Library, **values: Any) -> Any:
    assistant = make_assistant(library)
    page = TestClient(Starlette(routes=routes(lambda: assistant)))
    return page.post("/reader/export", json={"transcript": NAME, "to": "md", **values})


def test_the_speakers_are_offered_as_text(library: Library) -> None:
    html = open_place(library.index, Place(f"{NAME}#0"), ENGLISH)
    assert html.count('name="hide"') == len(library.index.info(NAME).speakers) == 2
    assert "<b>" not in html
    assert "{{" not in html


def test_a_document_comes_as_a_file_with_links_to_the_page(library: Library) -> None:
    told = sent(library)
    assert told.headers["content-disposition"] == "attachment; filename*=UTF-8''ana-talk.md"
    assert "(<http://testserver/?turn=2026-03-12-ana-talk.vtt%230>)" in told.text


def test_whoever_is_hidden_is_in_no_part_of_the_response(library: Library) -> None:
    told = sent(library, hide=[library.index.info(NAME).speakers[0]])
    assert told.status_code == 200
    assert "speaker a" in told.text.casefold()
    for trace in ("ana", "reyes"):
        assert trace not in told.text.casefold()
        assert trace not in str(told.headers).casefold()


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"to": "exe"}, 409), ({"to": None}, 409), ({"transcript": "../../etc/passwd"}, 409),
        ({"transcript": 3}, 409), ({"hide": "Ana"}, 409), ({"hide": ["Nobody"]}, 409),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_told_why(library: Library, values: dict[str, Any], status: int) -> None:
    told = sent(library, **values)
    assert (told.status_code, bool(told.json()["problem"])) == (status, True)


def test_rubbish_is_refused(library: Library) -> None:
    assistant = make_assistant(library)
    page = TestClient(Starlette(routes=routes(lambda: assistant)))
    assert page.post("/reader/export", content=b"[").status_code == 400
