"""How much a request may bring."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.ui.auth.request_bodies import BodyCap


@pytest.fixture
def capped() -> Iterator[TestClient]:
    async def take(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route("/{path:path}", take, methods=["GET", "POST", "DELETE"])]
    app = Starlette(routes=routes, middleware=[Middleware(BodyCap, most=50, upload=100)])
    with TestClient(app) as client:
        yield client


def blocks() -> Iterator[bytes]:
    for _ in range(50):
        yield b"x" * 10


def test_an_upload_may_bring_so_much_and_no_more(capped: TestClient) -> None:
    assert capped.post("/gradio_api/upload", content=b"x" * 100).text == "100"
    assert capped.post("/gradio_api/upload", content=b"x" * 101).status_code == 413
    assert capped.post("/gradio_api/upload?upload_id=a", content=b"x" * 101).status_code == 413


def test_an_upload_that_does_not_say_how_much_it_brings_is_refused(capped: TestClient) -> None:
    assert capped.post("/gradio_api/upload", content=blocks()).status_code == 411


@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/gradio_api/mcp", "/reader/find"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_anything_else_may_bring_less(capped: TestClient, method: str, path: str) -> None:
    assert capped.request(method, path, content=b"x" * 50).text == "50"
    assert capped.request(method, path, content=b"x" * 51).status_code == 413
    assert capped.request(method, path, content=blocks()).status_code == 413, "not announced, and counted"
