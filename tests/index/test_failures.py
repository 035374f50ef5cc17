"""A full disk, a folder that may only be read, Ctrl-C, a writer that keeps others out, garbage in the stores.

Each in a process of its own, with the real thing: a limit on file sizes, permissions, a signal. A message names the
thing and the way out, the old index still serves, and the next sync completes it.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.catalog.sqlite.catalog import FILE
from index.doctor import check
from tests.index.double import Library, long_talk
from tests.index.sameness import assert_as_if_new

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, resource, sys
from pathlib import Path
from index.errors import OnTheRecordError
from tests.index.double import Library

library = Library(Path(sys.argv[1]))
said = {}

def serves():
    index = library.index
    views = ("turn_dense", "chunk_dense", "turn_words", "chunk_words")
    found = {view: len(index.search(view, "word17", k=500).turns) for view in views}
    return [[info.id for info in index.transcripts()], found, len(index.mentions("word17"))]

def tried(work):
    try:
        work()
    except OnTheRecordError as error:
        return f"{type(error).__name__}: {error}"
    return ""
"""


def run(library: Library, program: str, *, before: Callable[[], object] | None = None) -> dict[str, object]:
    """What a program in a process of its own left in `said`."""
    code = PROGRAM + program + "\nprint(json.dumps(said))"
    ended = subprocess.run(
        [sys.executable, "-c", code, str(library.folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        preexec_fn=before,
        timeout=120,
        check=True,
    )
    said: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return said


def heed_permissions() -> None:
    """Permissions hold for the program that is started next even where the tests run as root."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


@pytest.fixture
def indexed(library: Library) -> Library:
    library.write("a.txt", "\n\n".join(long_talk(60)))
    library.index.sync()
    library.index.close()
    library.embedded()
    return library


def folder(library: Library) -> Path:
    return library.folder / ".ontherecord"


@contextmanager
def only_to_be_read(library: Library) -> Iterator[None]:
    """Nothing of the index may be written, by whoever heeds permissions."""
    places = [folder(library), *folder(library).rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        yield
    finally:
        for place in places:
            place.chmod(0o755 if place.is_dir() else 0o644)


def test_an_index_in_a_folder_that_may_only_be_read_serves_and_is_not_written(indexed: Library) -> None:
    expected = run(indexed, "said['serves'] = serves()")["serves"]
    indexed.write("b.txt", "ANA: More.\n")
    with only_to_be_read(indexed):
        said = run(
            indexed,
            "said['serves'] = serves(); said['sync'] = tried(library.index.sync); said['again'] = serves()",
            before=heed_permissions,
        )
    assert said["serves"] == said["again"] == expected
    assert "cannot be written: Permission denied" in str(said["sync"])
    assert "--index FOLDER; the old index still serves" in str(said["sync"])


def test_an_index_that_may_only_be_read_lists_its_words_too(indexed: Library) -> None:
    program = """
vocabulary = library.index.catalog.vocabulary
said['stems'] = vocabulary.stems(library.index.generation)
said['words'] = list(vocabulary.beside(['word17']))
"""
    with only_to_be_read(indexed):
        said = run(indexed, program, before=heed_permissions)
    assert "word17" in str(said["stems"])
    assert said["words"]


def test_a_reader_that_may_only_read_sees_what_a_writer_commits(indexed: Library) -> None:
    program = (
        "said['first'] = len(library.index.transcripts())\n"
        "import os; os.kill(os.getppid(), 0); print('read', flush=True); sys.stdin.readline()\n"
        "said['second'] = serves()[0]\n"
    )
    places = [folder(indexed), *(path for path in folder(indexed).rglob("*"))]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    reader = subprocess.Popen(
        [sys.executable, "-c", PROGRAM + program + "print(json.dumps(said))", str(indexed.folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=heed_permissions,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "read\n"
    for place in places:
        place.chmod(0o755 if place.is_dir() else 0o644)
    indexed.write("b.txt", "ANA: More.\n")
    indexed.index.sync()
    indexed.index.close()
    out, _ = reader.communicate("go\n", timeout=60)
    assert json.loads(out)["second"] == ["a.txt", "b.txt"]


def test_when_the_disk_takes_no_more_the_old_index_serves_and_the_next_sync_completes(
    indexed: Library, tmp_path: Path
) -> None:
    expected = run(indexed, "said['serves'] = serves()")["serves"]
    for number in range(16):
        indexed.write(f"more/{number:02}.txt", "\n\n".join(long_talk(60, seed=number + 1)))
    said = run(
        indexed,
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "said['sync'] = tried(library.index.sync); said['serves'] = serves()\n"
        "library.index.close(); said['again'] = serves()",
    )
    assert "still serves" in str(said["sync"]), said
    serves = said["serves"]
    assert isinstance(serves, list)
    assert serves[0][0] == "a.txt"
    assert serves == said["again"]
    assert isinstance(expected, list)
    assert serves[2] >= expected[2]
    assert indexed.index.sync().failed == ()
    assert_as_if_new(indexed, tmp_path, "word17 word99")


def test_ctrl_c_during_a_sync_says_so_and_loses_nothing(indexed: Library, tmp_path: Path) -> None:
    for number in range(100):
        indexed.write(f"more/{number:03}.txt", "\n\n".join(long_talk(20, seed=number + 1)))
    command = (
        # Whoever runs the tests in the background has them ignore the signal, and what they start.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys, time; from rag import cli; import index\n"
        "from tests.index.double import CountingEmbedder\n"
        "opened = index.open_index\n"
        # Slow enough that the signal comes long before the last file, where a commit takes its time too.
        "class Slow(CountingEmbedder):\n"
        "    def encode(self, texts, progress=None):\n"
        "        time.sleep(0.25); return super().encode(texts, progress)\n"
        "def counting(*a, **k):\n"
        "    return opened(*a, **(k | {'embedder': Slow()}))\n"
        "index.open_index = counting\n"
        "print('begun', flush=True); cli.main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, "index", "--library", str(indexed.folder), "--json"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    generation = indexed.index.generation
    end = time.monotonic() + 60
    while indexed.index.generation < generation + 2 and time.monotonic() < end:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "begun\n")
    assert "Interrupted; what was finished is kept" in err
    assert "Traceback" not in err
    kept = len(indexed.index.transcripts())
    assert 1 < kept < 101
    assert len(indexed.index.search("turn_dense", "word17", k=10_000).turns) == 40 + 20 * kept
    assert indexed.index.sync().unchanged == kept
    assert_as_if_new(indexed, tmp_path, "word17 word99")


def test_readers_in_other_processes_see_a_commit_within_a_second(indexed: Library) -> None:
    program = (
        "import time\nlibrary.index.search('turn_dense', 'word17')\nprint('ready', flush=True)\n"
        "while len(library.index.transcripts()) < 2: time.sleep(0.02)\n"
        "said['listed'] = time.time()\n"
        "while len(library.index.search('turn_dense', 'word17', k=500).turns) < 61: time.sleep(0.02)\n"
        "said['searched'] = time.time()\n"
    )
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM + program + "print(json.dumps(said))", str(indexed.folder)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    indexed.write("b.txt", "ANA: One more.\n")
    indexed.index.sync()
    committed = time.time()
    for reader in readers:
        said = json.loads(reader.communicate(timeout=60)[0])
        assert max(said["listed"], said["searched"]) - committed < 1


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * (path.stat().st_size // 256))


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(("files", "harm"), [("data_level0.bin", garbage), ("index_metadata.pickle", Path.unlink)])
def test_a_store_that_ends_the_process_that_opens_it_or_forgets_is_not_opened_and_made_anew(
    library: Library, tmp_path: Path, files: str, harm: Callable[[Path], None]
) -> None:
    for number in range(3):
        library.write(f"{number}.txt", "\n\n".join(long_talk(350, seed=number)))
    library.index.sync()
    library.index.close()
    broken = list(folder(library).rglob(files))
    assert broken, "Chroma has written its HNSW files"
    for path in broken:
        harm(path)
    library.embedded()
    said = run(library, "said['n'] = len(library.index.search('turn_dense', 'word17', k=5000).turns)")
    assert said["n"] == 1050
    [found] = [one for one in check(library.index) if one.name == "vectors"]
    assert (found.ok, found.fix) == (False, "ontherecord doctor --repair")
    heard: list[str] = []
    library.index.sync(progress=lambda done: heard.append(done.stage))
    assert "vectors" in heard, "with progress"
    assert library.embedded() == 0
    assert all(one.ok for one in check(library.index) if one.name == "vectors")
    assert_as_if_new(library, tmp_path)


def damage(catalog: Path) -> None:
    catalog.write_bytes(b"garbage" * 5000)


def empty(catalog: Path) -> None:
    catalog.write_bytes(b"")


@pytest.mark.parametrize("harm", [damage, empty, half])
def test_a_damaged_catalog_is_kept_aside_and_made_anew_by_a_plain_sync(
    indexed: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    harm(folder(indexed) / FILE)
    assert indexed.index.sync().added == ("a.txt",)
    [aside] = folder(indexed).glob("catalog.broken-*")
    assert str(aside) in caplog.text
    assert_as_if_new(indexed, tmp_path, "word17 word99")
    indexed.write("a.txt", "ANA: Something else.\n")
    indexed.index.sync()
    assert list(folder(indexed).glob("catalog.broken-*")) == [], "it holds text that is to be gone"
