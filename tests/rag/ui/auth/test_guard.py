"""What the server refuses, and the headers it sends."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.ui.auth.guard import guards


def client(host: str, base_url: str = "", *, asks_for: str = "http://127.0.0.1:7860") -> TestClient:
    async def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse("page")

    app = Starlette(routes=[Route("/{path:path}", page)], middleware=guards(host, base_url))
    return TestClient(app, base_url=asks_for)


@pytest.fixture
def here() -> Iterator[TestClient]:
    with client("127.0.0.1") as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/file=https://example.com/", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=https://example.com/"],
)
def test_no_file_and_no_address_is_fetched_for_anyone(here: TestClient, path: str) -> None:
    assert here.get(path).status_code == 404


def test_every_answer_forbids_the_browser_to_ask_another_machine(here: TestClient) -> None:
    for path in ("/", "/gradio_api/file=x"):
        policy = here.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy


def test_a_foreign_name_for_this_machine_is_refused() -> None:
    with client("127.0.0.1", asks_for="http://rebound.example") as rebound:
        assert rebound.get("/").status_code == 400


def test_the_name_of_the_base_address_is_known() -> None:
    with client("127.0.0.1", "https://records.example", asks_for="https://records.example") as proxied:
        assert proxied.get("/").text == "page"


def test_a_page_meant_for_other_machines_answers_to_any_name() -> None:
    with client("0.0.0.0", asks_for="http://desk-4.lan:7860") as shared:
        assert shared.get("/").text == "page"


@pytest.mark.slow
def test_importing_the_page_imports_no_gradio() -> None:
    code = "import sys, rag.ui; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
