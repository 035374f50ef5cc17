"""Hosted models, against a server on this machine that speaks OpenAI's protocol."""

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rag.errors import ModelError
from rag.models import OpenedModel, open_model
from rag.models.hosted import explain


@dataclass
class Endpoint:
    """What the server answers next, and what it was asked."""

    status: int = 200
    words: tuple[str, ...] = ("On ", "Friday.")
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""


def handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            endpoint.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = b'{"error": {"message": "no"}}' if endpoint.status != 200 else self._reply()
            self.send_response(endpoint.status)
            streamed = endpoint.status == 200 and endpoint.asked[-1].get("stream")
            self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _reply(self) -> bytes:
            head = {"id": "1", "created": 1, "model": "m"}
            if not endpoint.asked[-1].get("stream"):
                message = {"role": "assistant", "content": "".join(endpoint.words)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                return json.dumps({**head, "object": "chat.completion", "choices": [choice]}).encode()
            chunks = [
                {**head, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": word}}]}
                for word in endpoint.words
            ]
            return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode() + b"data: [DONE]\n\n"

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing among the test results."""

    return Handler


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    endpoint = Endpoint()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(endpoint)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
        monkeypatch.setenv("OPENAI_API_BASE", endpoint.url)
        monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
        yield endpoint
        server.shutdown()
        thread.join()


def opened() -> OpenedModel:
    return open_model("openai:some-model", threads=None, timeout=5)


def ask(model: OpenedModel) -> str:
    assert model.chat is not None
    return str(model.chat.invoke("When do we ship?").content)


def test_it_answers(endpoint: Endpoint) -> None:
    model = opened()
    assert ask(model) == "On Friday."
    assert endpoint.asked[0]["model"] == "some-model"
    assert (model.name, model.style) == ("openai:some-model", "structured")


def test_it_streams(endpoint: Endpoint) -> None:
    model = opened()
    assert model.chat is not None
    assert [piece.content for piece in model.chat.stream("When?") if piece.content] == ["On ", "Friday."]


def test_it_answers_and_streams_asynchronously(endpoint: Endpoint) -> None:
    chat = opened().chat
    assert chat is not None

    async def both() -> tuple[object, list[object]]:
        return (await chat.ainvoke("When?")).content, [p.content async for p in chat.astream("When?") if p.content]

    assert asyncio.run(both()) == ("On Friday.", ["On ", "Friday."])


def test_opening_it_sends_nothing_and_says_what_will_be_sent_where(endpoint: Endpoint) -> None:
    note = opened().note
    assert endpoint.asked == []
    assert note == f"Each question, and the turns it is answered from, go to {endpoint.url}."


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "the server refuses the key. Check OPENAI_API_KEY"),
        (404, "no model of this name. Check the name after `openai:`"),
        (400, "the server answers with status 400"),
    ],
)
def test_a_refusal_says_what_to_mend(status: int, message: str, endpoint: Endpoint) -> None:
    endpoint.status = status
    with pytest.raises(ModelError) as caught:
        ask(opened())
    assert "language model openai:some-model: " in str(caught.value)
    assert message in str(caught.value)


def test_a_refusal_while_streaming_is_translated_too(endpoint: Endpoint) -> None:
    endpoint.status = 401
    chat = opened().chat
    assert chat is not None
    with pytest.raises(ModelError, match="refuses the key"):
        list(chat.stream("When?"))


def test_a_server_that_is_not_there_is_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    with pytest.raises(ModelError, match="cannot be reached"):
        ask(opened())


@pytest.mark.parametrize(("provider", "key"), [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")])
def test_a_missing_key_is_named(provider: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(key, raising=False)
    with pytest.raises(ModelError, match=f"no key. Put it into the environment variable {key}"):
        open_model(f"{provider}:x", threads=None, timeout=5)


def test_a_missing_package_gives_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    with pytest.raises(ModelError, match=r"package is not installed.*\.\[ollama\]"):
        open_model("ollama:qwen3", threads=None, timeout=5)


def test_an_unknown_provider_is_a_model_error() -> None:
    with pytest.raises(ModelError, match="language model nobody:x: Unsupported"):
        open_model("nobody:x", threads=None, timeout=5)


def test_ollama_says_how_to_start_it_and_how_to_get_a_model() -> None:
    class ResponseError(Exception):
        status_code = 404

    assert "ollama serve" in str(explain(ConnectionError(), provider="ollama", model="qwen3"))
    assert "ollama pull qwen3" in str(explain(ResponseError(), provider="ollama", model="qwen3"))


def test_time_and_limits_are_told_apart() -> None:
    class RateLimitError(Exception):
        status_code = 429

    assert "OTR_MODEL_TIMEOUT" in str(explain(TimeoutError(), provider="openai", model="x"))
    assert "limit is reached" in str(explain(RateLimitError(), provider="openai", model="x"))


def test_a_fault_of_our_own_is_not_disguised() -> None:
    assert explain(KeyError("x"), provider="openai", model="x") is None
