"""Vectors on a real Chroma server, which is killed, restarted, loses its data, or never was there."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from index import open_index
from index.doctor import Check, check, repair
from index.errors import VectorStoreError
from index.index import Index
from tests.index.chroma.running import ChromaServer, Shelf, copy_catalog, free_port
from tests.index.double import Clock

pytestmark = pytest.mark.slow


def named(index: Index, name: str) -> Check:
    [found] = [one for one in check(index) if one.name == name]
    return found


# -- one server, one or several indexes --------------------------------------------------------------------------------


def test_sync_removal_and_rebuild_leave_what_a_new_index_holds(shelf: Shelf, chroma: ChromaServer) -> None:
    shelf.write("a.txt", 45, seed=2)
    (shelf.folder / "b.txt").unlink()
    shelf.index.sync()
    shelf.assert_like_new()
    before = chroma.collections()
    shelf.index.sync(rebuild=True)
    shelf.assert_like_new()
    assert len(chroma.collections()) == len(before), "the old collections were dropped"
    assert not shelf.index.vectors_folder.exists(), "no vector stays behind in the index folder"


def test_two_libraries_on_one_server_do_not_disturb_each_other(
    shelf: Shelf, tmp_path: Path, chroma: ChromaServer
) -> None:
    other = Shelf(tmp_path / "other", chroma.url)
    other.write("a.txt", 25, seed=3)
    other.index.sync()
    other.index.sync(rebuild=True)
    assert (shelf.found(), other.found()) == ([70, 70], [25, 25])
    assert (shelf.counts(), other.counts()) == (shelf.live(), other.live())
    (other.folder / "a.txt").unlink()
    other.index.sync(allow_empty=True)
    shelf.assert_like_new()


def test_what_a_dead_writer_left_on_the_server_goes_with_the_next_sync(shelf: Shelf, chroma: ChromaServer) -> None:
    name = shelf.index.catalog.next_collection("another model")
    keys, vectors = next(shelf.index.catalog.vectors.all("turn"))
    shelf.index.store(name).upsert("turn", keys, vectors)
    assert f"{name}-turn" in chroma.collections()
    shelf.index.sync()
    assert f"{name}-turn" not in chroma.collections()
    shelf.assert_like_new()


def test_another_process_finds_at_once_what_one_committed(shelf: Shelf) -> None:
    code = (
        "import sys\nfrom index import open_index\nfrom tests.index.double import CountingEmbedder\n"
        "index = open_index(sys.argv[1], embedder=CountingEmbedder(), chroma_url=sys.argv[2])\n"
        "for line in sys.stdin:\n"
        "    print(len(index.search('turn_dense', 'word17', k=9999).turns), flush=True)\n"
    )
    reader = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, shelf.folder, shelf.url],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    with reader:
        for turns in (70, 95):
            reader.stdin.write("?\n")
            reader.stdin.flush()
            assert int(reader.stdout.readline()) == turns
            shelf.write("c.txt", 25, seed=4)
            shelf.index.sync()


def test_an_embedded_index_moves_to_a_server_and_back_without_embedding(shelf: Shelf) -> None:
    embedded = open_index(shelf.folder, embedder=shelf.embedder)
    shelf.embedder.embedded.clear()
    with embedded:
        embedded.sync()
        assert len(embedded.search("turn_dense", "word17", k=9999).turns) == 70
    shelf.index.sync()
    assert shelf.found() == [70, 70]
    assert shelf.embedder.embedded == ["word17"] * len(shelf.embedder.embedded), "only queries were embedded"
    shelf.assert_like_new()


def test_a_copy_of_the_catalog_elsewhere_answers_from_the_same_server(shelf: Shelf, tmp_path: Path) -> None:
    copy_catalog(shelf.index, tmp_path / "copy")
    with open_index(None, tmp_path / "copy", embedder=shelf.embedder, chroma_url=shelf.url) as reader:
        assert shelf.found(reader) == [70, 70]
        (shelf.folder / "b.txt").unlink()
        shelf.index.sync()
        assert shelf.found(reader) == [70, 70], "an older copy answers from what it has"
        copy_catalog(shelf.index, tmp_path / "copy")
        assert shelf.found(reader) == [40, 40], "and a newer one is noticed"


# -- a server that goes away -------------------------------------------------------------------------------------------


def test_killed_and_restarted_under_load_it_loses_nothing(shelf: Shelf, chroma: ChromaServer) -> None:
    faults: list[Exception] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            try:
                assert min(shelf.found()) >= 70
            except Exception as error:  # noqa: BLE001 - told to the thread that asserts
                faults.append(error)

    for number in range(5):
        shelf.write(f"more{number}.txt", 60, seed=10 + number)
    heard = threading.Event()
    syncing = threading.Thread(target=lambda: shelf.index.sync(progress=lambda step: heard.set()))
    searching = threading.Thread(target=search)
    searching.start()
    syncing.start()
    heard.wait()
    chroma.kill()
    time.sleep(0.5)
    chroma.start()
    syncing.join()
    done.set()
    searching.join()
    assert not faults
    assert shelf.found() == [370, 370]
    shelf.assert_like_new()


def test_a_search_does_without_a_server_that_is_unavailable(
    shelf: Shelf, chroma: ChromaServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    expected = shelf.index.search("chunk_dense", "word17 word4", k=9999)
    chroma.kill()
    try:
        with caplog.at_level(logging.WARNING):
            found = shelf.index.search("chunk_dense", "word17 word4", k=9999)
        waited = clock.slept
        assert 0 < waited <= 2, "people wait for it"
        assert found.turns.tolist() == expected.turns.tolist()
        assert found.scores.tolist() == pytest.approx(expected.scores.tolist(), abs=1e-3)
        assert f"{chroma.url}: the Chroma server does not answer" in caplog.text
        assert shelf.found() == [70, 70]
        assert clock.slept == waited, "for a while nobody waits for it"
        told = named(shelf.index, "chroma server")
        assert not told.ok
        assert chroma.url in told.detail
        assert "chroma run" in told.detail
    finally:
        chroma.start()
    shelf.index.sync()
    assert [one for one in check(shelf.index) if not one.ok] == []


def test_a_server_that_lost_its_data_is_filled_again_without_embedding(shelf: Shelf, chroma: ChromaServer) -> None:
    chroma.lose_everything()
    shelf.embedder.embedded.clear()
    assert shelf.found() == [70, 70], "the catalog has every vector too"
    assert "0 of 70 turn vectors" in named(shelf.index, "vectors").detail
    assert shelf.index.sync().embedded == 0
    shelf.assert_like_new()


def test_the_doctor_fills_a_server_again_that_lacks_vectors(shelf: Shelf) -> None:
    store = shelf.index.store(shelf.index.catalog.about("collection") or "")
    lost = sorted(store.keys("turn"))[:7]
    store.delete("turn", lost)
    store.upsert("turn", [10**6 + key for key in lost], shelf.index.catalog.vectors.of(lost)[1])
    assert "63 of 70 turn vectors" in named(shelf.index, "vectors").detail, "as many as there should be, but not those"
    [done] = repair(shelf.index)
    assert "vectors were written" in done
    assert named(shelf.index, "vectors").ok
    shelf.assert_like_new()


def test_data_lost_while_a_sync_runs_are_back_when_it_ends(shelf: Shelf, chroma: ChromaServer) -> None:
    for number in range(3):
        shelf.write(f"more{number}.txt", 20, seed=20 + number)
    lost = False

    def lose(_: object) -> None:
        nonlocal lost
        if not lost:
            lost = True
            chroma.lose_everything()

    shelf.index.sync(progress=lose)
    shelf.assert_like_new()


# -- servers that are none ------------------------------------------------------------------------------


def test_where_nothing_listens_a_sync_says_so_within_seconds(tmp_path: Path, clock: Clock) -> None:
    nowhere = Shelf(tmp_path / "library", f"http://ana:secret@127.0.0.1:{free_port()}")
    nowhere.write("a.txt", 3)
    with pytest.raises(VectorStoreError, match=r"http://127.0.0.1:\d+: the Chroma server does not answer.*chroma run"):
        nowhere.index.sync()
    assert 0 < clock.slept <= 2, "an address where nothing ever answered is likely a wrong one"


class _Proxy(BaseHTTPRequestHandler):
    """Passes on what begins with /chroma and brings the token; says 503 as long as it is told to."""

    target = ""
    busy = 0

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if type(self).busy:
            type(self).busy -= 1
            return self.say(503, b"upstream is restarting")
        if self.headers.get("Authorization") != "Bearer let me in":
            return self.say(401, b"who are you?")
        if not self.path.startswith("/chroma/"):
            return self.say(200, b"<h1>Welcome</h1>")
        url = self.target + self.path.removeprefix("/chroma")
        reply = httpx.request(self.command, url, content=body, headers={"Content-Type": "application/json"})
        return self.say(reply.status_code, reply.content)

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def proxy(chroma: ChromaServer) -> Iterator[str]:
    _Proxy.target = chroma.url
    with serving(_Proxy) as url:
        yield url


def test_behind_a_proxy_it_takes_a_path_and_a_token(shelf: Shelf, proxy: str) -> None:
    with shelf.opened(url=f"{proxy}/chroma", token="let me in") as index:
        assert shelf.found(index) == [70, 70]
        _Proxy.busy = 2
        assert index.sync().unchanged == 2, "a proxy that says 503 is asked again"


def test_without_the_token_it_says_how_to_give_one(shelf: Shelf, proxy: str) -> None:
    with shelf.opened(url=f"{proxy}/chroma") as index, pytest.raises(VectorStoreError, match=r"401.*OTR_CHROMA_TOKEN"):
        index.sync()


def test_what_is_no_chroma_server_is_called_so(shelf: Shelf, proxy: str) -> None:
    with shelf.opened(url=proxy, token="let me in") as index, pytest.raises(VectorStoreError, match="no Chroma server"):
        index.sync()


def test_a_server_that_takes_calls_and_never_answers_holds_nobody_up(shelf: Shelf) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        with shelf.opened(url=f"http://127.0.0.1:{mute.getsockname()[1]}") as index:
            assert shelf.found(index) == [70, 70]
        assert 1 <= calls_of(mute) <= 2, "each of the two searches gives it up once it has not answered"


def calls_of(listening: socket.socket) -> int:
    """How many connections wait to be taken."""
    listening.setblocking(False)
    number = 0
    with suppress(BlockingIOError):
        while True:
            listening.accept()[0].close()
            number += 1
    return number
