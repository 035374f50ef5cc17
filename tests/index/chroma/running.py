"""A Chroma server as the package brings it, and a library whose vectors are on one."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from index import open_index
from index.catalog.catalog import VIEWS
from index.catalog.sqlite.catalog import FILE
from index.index import Index
from tests.index.double import CountingEmbedder, long_talk
from tests.index.sameness import assert_same


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class ChromaServer:
    """`chroma run`, as the package brings it, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [program, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1.0).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.05)
        pytest.fail("the Chroma server did not start")

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def lose_everything(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)
        self.start()

    def collections(self) -> set[str]:
        place = "/api/v2/tenants/default_tenant/databases/default_database/collections"
        return {collection["name"] for collection in httpx.get(self.url + place).json()}


class Shelf:
    """A library whose vectors are on a server."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.embedder = folder, url, CountingEmbedder()
        folder.mkdir()
        self.index = self.opened()

    def opened(self, *, url: str | None = None, token: str | None = None) -> Index:
        return open_index(self.folder, embedder=self.embedder, chroma_url=url or self.url, chroma_token=token)

    def write(self, name: str, turns: int, *, seed: int = 0) -> None:
        (self.folder / name).write_text("\n\n".join(long_talk(turns, seed=seed)), encoding="utf-8")

    def found(self, index: Index | None = None) -> list[int]:
        """How many turns a search over everything finds: in Chroma, or else in the catalog."""
        return [
            len((index or self.index).search(view, "word17", k=9999).turns) for view in ("turn_dense", "chunk_dense")
        ]

    def counts(self) -> list[int]:
        store = self.index.store(self.index.catalog.about("collection") or "")
        return [store.count(view) for view in VIEWS]

    def live(self) -> list[int]:
        return list(self.index.catalog.live_entries().values())

    def assert_like_new(self) -> None:
        assert self.counts() == self.live(), "Chroma holds every live entry and nothing else"
        with open_index(
            self.folder, self.folder.with_name(f"new {self.folder.name}"), embedder=CountingEmbedder()
        ) as new:
            new.sync()
            assert_same(self.index, new, ["word17 word4"])


def copy_catalog(index: Index, folder: Path) -> None:
    """As docs/scale.md has it for app servers on other machines: complete, and then at once under its name."""
    folder.mkdir(exist_ok=True)
    fresh = folder / "catalog.new"
    with closing(sqlite3.connect(index.folder / FILE)) as connection:
        connection.execute("VACUUM INTO ?", (str(fresh),))
    fresh.replace(folder / FILE)
