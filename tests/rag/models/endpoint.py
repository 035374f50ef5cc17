"""A server on this machine that speaks the vendors' protocols, and answers as a test says."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Endpoint:
    """What the server answers next, and what it was asked.

    `statuses`: of the first answers, one each; `status` of the others. `pause`: seconds before each piece. `breaks`:
    whether it hangs up in the middle.
    """

    status: int = 200
    statuses: list[int] = field(default_factory=list)
    words: tuple[str, ...] = ("On ", "Friday.")
    said: str = '{"error": {"message": "no"}}'
    pause: float = 0.0
    breaks: bool = False
    reply: Callable[[dict[str, Any]], str] | None = None  # what it writes for a request, instead of `words`
    listed: Any = None  # what it says to GET: an Ollama's list of models, for instance
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[Endpoint]:
    """The endpoint, at `url`, as long as the block lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(endpoint)) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        endpoint.url = f"http://127.0.0.1:{server.server_port}"
        yield endpoint
        server.shutdown()
        thread.join()


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(endpoint.listed).encode()
            self.send_response(endpoint.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.asked.append(asked)
            endpoint.paths.append(self.path)
            status = endpoint.statuses.pop(0) if endpoint.statuses else endpoint.status
            text = endpoint.reply(asked) if endpoint.reply is not None else None
            words = endpoint.words if text is None else tuple(re.findall(r"(?s).{1,20}", text))
            pieces = _pieces(self.path, asked, words) if status == 200 else [endpoint.said]
            self.send_response(status)
            streamed = len(pieces) > 1 and "api/chat" not in self.path
            self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
            if not endpoint.breaks:
                self.send_header("Content-Length", str(sum(len(piece.encode()) for piece in pieces)))
            else:
                self.send_header("Content-Length", "100000")
            self.end_headers()
            for piece in pieces[:2] if endpoint.breaks else pieces:
                time.sleep(endpoint.pause)
                try:
                    self.wfile.write(piece.encode())
                except OSError:  # whoever asked went away
                    return

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing among the test results."""

    return Handler


def _pieces(path: str, asked: dict[str, Any], words: tuple[str, ...]) -> list[str]:
    if "v1/messages" in path:
        return _anthropic(asked, words)
    if "api/chat" in path:
        return [json.dumps(_ollama(word, done=False)) + "\n" for word in words] + [
            json.dumps(_ollama("", done=True)) + "\n"
        ]
    if "GenerateContent" in path:
        return ["[", ",".join(json.dumps(_google(word)) for word in words), "]"]
    return _openai(asked, words)


def _openai(asked: dict[str, Any], words: tuple[str, ...]) -> list[str]:
    head = {"id": "1", "created": 1, "model": "m"}
    if not asked.get("stream"):
        choice = {"index": 0, "message": {"role": "assistant", "content": "".join(words)}, "finish_reason": "stop"}
        return [json.dumps({**head, "object": "chat.completion", "choices": [choice]})]
    chunks: list[dict[str, Any]] = [{"index": 0, "delta": {"role": "assistant", "content": ""}}]
    chunks += [{"index": 0, "delta": {"content": word}} for word in words]
    chunks.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    events = [{**head, "object": "chat.completion.chunk", "choices": [chunk]} for chunk in chunks]
    return [f"data: {json.dumps(event)}\n\n" for event in events] + ["data: [DONE]\n\n"]


def _anthropic(asked: dict[str, Any], words: tuple[str, ...]) -> list[str]:
    tool = asked["tools"][0]["name"] if asked.get("tools") else None
    block = {"type": "tool_use", "id": "t", "name": tool, "input": {}} if tool else {"type": "text", "text": ""}
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
    }
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**message, "stop_sequence": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": block},
    ]
    for word in words:
        delta = {"type": "input_json_delta", "partial_json": word} if tool else {"type": "text_delta", "text": word}
        events.append({"type": "content_block_delta", "index": 0, "delta": delta})
    events += [
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage},
        {"type": "message_stop"},
    ]
    return [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events]


def _ollama(word: str, *, done: bool) -> dict[str, Any]:
    head = {"model": "m", "created_at": "2026-01-01T00:00:00Z", "done": done}
    return {**head, "message": {"role": "assistant", "content": word}, **({"done_reason": "stop"} if done else {})}


def _google(word: str) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": word}]}, "index": 0}]}
