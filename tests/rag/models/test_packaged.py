"""The packaged language model, a file of one's own, and a hub's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from index.embedding.model_files import ModelFiles
from index.errors import WeightsError
from rag.models.packaged import LANGUAGE_MODEL, has_language_model, language_model


def test_a_language_model_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF")
    assert language_model(str(file)) == ModelFiles(name="mine", path=str(file))


def test_a_language_model_that_is_nowhere_is_a_message() -> None:
    with pytest.raises(WeightsError, match=r"nowhere\.gguf: no such file"):
        language_model("nowhere.gguf")


def test_without_its_packages_and_its_file_it_is_not_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert not has_language_model(cache=tmp_path / "cache")


@pytest.mark.model
def test_the_packaged_language_model_is_found_and_verified() -> None:
    files = language_model()
    assert Path(files.path).stat().st_size == LANGUAGE_MODEL.size
    assert files.sha256 == LANGUAGE_MODEL.sha256
    assert has_language_model()


class _Hub(BaseHTTPRequestHandler):
    """A hub with one file, as huggingface_hub asks for it."""

    def _head(self) -> None:
        known = self.path == "/ana/models/resolve/main/tiny.gguf"
        self.send_response(200 if known else 404)
        if known:
            self.send_header("X-Repo-Commit", "c" * 40)
            self.send_header("ETag", '"e1"')
        else:
            self.send_header("X-Error-Code", "EntryNotFound")
        self.send_header("Content-Length", "4" if known else "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self._head()

    def do_GET(self) -> None:
        self._head()
        if self.path.endswith("tiny.gguf"):
            self.wfile.write(b"GGUF")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def hub() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _ask_hub(hub: str, name: str, home: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: huggingface_hub reads where its hub is when it is imported."""
    code = f"from rag.models.packaged import language_model; print(open(language_model({name!r}).path).read())"
    environment = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
    environment.pop("HF_HUB_OFFLINE", None)
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_hub_name_is_downloaded(hub: str, tmp_path: Path) -> None:
    done = _ask_hub(hub, "ana/models/tiny.gguf", tmp_path)
    assert done.stdout.strip() == "GGUF", done.stderr


@pytest.mark.slow
def test_a_name_the_hub_does_not_know_says_what_to_check(hub: str, tmp_path: Path) -> None:
    done = _ask_hub(hub, "ana/models/none.gguf", tmp_path)
    assert "WeightsError: language model ana/models/none.gguf: the hub did not give it" in done.stderr
