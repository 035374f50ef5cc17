"""Writers killed at any moment, connections that break: nothing is lost, doubled or half seen."""

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from index import open_index
from index.index import Index
from tests.index.catalog.server import Server
from tests.index.double import CountingEmbedder, Library
from tests.index.sameness import assert_as_if_new

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
KILLS, WRITERS, FILES, TURNS = 12, 3, 9, 12
SEED = 23

# A writer on a machine of its own: it syncs again and again, and says which transcripts it has made live.
PROGRAM = """
import sys
from pathlib import Path
from index import open_index
from index.errors import OnTheRecordError
from tests.index.double import CountingEmbedder

url = sys.stdin.readline().strip()
with open_index(Path(sys.argv[1]), Path(sys.argv[2]), embedder=CountingEmbedder(), catalog_url=url) as index:
    print("ready", flush=True)
    while True:
        try:
            report = index.sync(wait=0.2)
        except OnTheRecordError:
            continue
        print(*report.added, *report.updated, flush=True)
"""


class Writer:
    """A process that writes, and what it has said to be live."""

    def __init__(self, library: Path, folder: Path, url: str) -> None:
        self.acknowledged = set[str]()
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(library), str(folder)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(f"{url}\n")
        self._process.stdin.flush()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line == "ready\n":
                self._ready.set()
            elif line.endswith("\n"):
                self.acknowledged.update(line.split())

    def wait(self) -> None:
        assert self._ready.wait(60)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def library(tmp_path: Path, postgresql: Server) -> Iterator[Library]:
    url = postgresql.fresh()
    opened = Library(tmp_path / "library", url)
    yield opened
    opened.index.close()
    postgresql.drop(url)


def write(library: Library, number: int, version: int) -> None:
    """A file whose every turn says of which version it is; put in its place in one piece."""
    lines = [f"ANA: This is turn {turn} of version{version} here.\n\n" for turn in range(TURNS + version % 5)]
    hidden = library.folder / f".{number}.part"
    hidden.write_text("".join(line.replace("ANA", ("ANA", "BEN")[n % 2]) for n, line in enumerate(lines)), "utf-8")
    hidden.replace(library.folder / f"{number}.txt")


def _kill_all(writers: dict[int, Writer]) -> None:
    for writer in writers.values():
        writer.kill()


def look(reader: Index) -> set[str]:
    """The transcripts that an app server sees: each of them whole, and of one version."""
    ids = [info.id for info in reader.transcripts() if info.state == "ready"]
    assert len(ids) == len(set(ids))
    for identifier in ids:
        turns = reader.turns(identifier)
        said = {re.sub(r"^.*version(\d+).*$", r"\1", turn.text) for turn in turns}
        assert len(said) == 1, f"{identifier} says {said}"
        assert len(turns) == TURNS + int(said.pop()) % 5
    return set(ids)


def test_nothing_is_lost_doubled_or_half_seen(library: Library, postgresql: Server, tmp_path: Path) -> None:
    chance, url, acknowledged = random.Random(SEED), library.catalog_url or "", set[str]()
    with ExitStack() as stack:
        begun = [Writer(library.folder, tmp_path / str(number), url) for number in range(WRITERS)]
        writers = dict(enumerate(begun))
        stack.callback(_kill_all, writers)
        reader = stack.enter_context(
            open_index(library.folder, tmp_path / "reader", embedder=CountingEmbedder(), catalog_url=url)
        )
        for version in range(KILLS):
            write(library, chance.randrange(FILES), version)
            number = chance.randrange(WRITERS)
            writers[number].wait()
            time.sleep(chance.random() * 0.4)
            writers[number].kill()
            acknowledged |= set[str]().union(*(writer.acknowledged for writer in writers.values()))
            writers[number] = Writer(library.folder, tmp_path / str(number), url)
            if version % 3 == 2:
                postgresql.hang_up()
            if reader.exists:
                assert look(reader) >= acknowledged
        assert acknowledged
    library.index.sync()
    assert look(library.index) == {path.name for path in library.folder.glob("*.txt")} >= acknowledged
    assert library.index.catalog.dead() == []
    assert_as_if_new(library, tmp_path, "version3 turn")
