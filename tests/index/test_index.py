"""A library and its index as callers see them: reading, searching, one writer, several processes."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import numpy.typing as npt
import pytest
from chromadb import PersistentClient

from index import open_index
from index.catalog.catalog import Catalog, State
from index.catalog.sqlite.catalog import FILE
from index.chroma.store import VectorStore
from index.errors import CatalogError, IndexBusy, NoIndex, NotFound, WrongLibrary
from index.filter import Filter
from index.scoring import Scorer
from tests.index.double import Clock, CountingEmbedder, Library, long_talk, make_transcript

TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"
ROOT = Path(__file__).parents[2]


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of its own that imports the project."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], *, say: str | None = None) -> str:
    out, _ = process.communicate(say, timeout=120)
    assert process.returncode == 0
    return out


WRITER = """
import sys
from pathlib import Path
from tests.index.double import Library
print(Library(Path(sys.argv[1])).index.sync().turns)
"""

HOLDER = """
import sys
from pathlib import Path
from tests.index.double import Library
index = Library(Path(sys.argv[1])).index
with index.repairing():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_without_an_index_the_command_is_named(library: Library) -> None:
    assert not library.index.exists
    for read in (library.index.transcripts, lambda: library.index.search("turn_words", "x"), library.index.speakers):
        with pytest.raises(NoIndex, match="ontherecord index --library"):
            read()
    assert not (library.folder / ".ontherecord").exists(), "reading makes nothing"


def test_an_empty_library_has_an_index_with_nothing_in_it(library: Library) -> None:
    library.index.sync()
    assert library.index.exists
    assert library.index.transcripts() == ()


def test_a_library_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"nowhere: no such library folder.*--library FOLDER"):
        open_index(tmp_path / "nowhere", embedder=CountingEmbedder()).sync()


def test_an_index_refuses_another_library(library: Library, tmp_path: Path) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    other = tmp_path / "other"
    other.mkdir()
    with open_index(other, library.folder / ".ontherecord", embedder=library.embedder) as index:
        for use in (index.sync, index.transcripts):
            with pytest.raises(WrongLibrary, match="--index"):
                use()


def test_an_index_can_be_read_without_its_library(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    with open_index(folder=library.folder / ".ontherecord", embedder=library.embedder) as index:
        assert [info.id for info in index.transcripts()] == ["a.txt"]


def test_turns_are_found_by_their_ids(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    assert library.index.turn("a.txt#1").text == "The bridge is closed."
    assert library.index.info("a.txt").turns == 2
    for wrong in ("a.txt#2", "b.txt#0", "a.txt"):
        with pytest.raises(NotFound):
            library.index.turn(wrong)
    with pytest.raises(NotFound):
        library.index.info("b.txt")


def test_mentions_are_exhaustive_and_keep_to_the_filter(library: Library) -> None:
    library.write("a.txt", "\n\n".join(f"{'ANA' if n % 2 else 'BEN'}: The bridge, {n}." for n in range(400)))
    library.index.sync()
    assert len(library.index.mentions("bridges")) == 400
    within = library.index.mentions("bridge", Filter(speakers=("Ben",)))
    located = library.index.located(within)
    assert len(within) == 200
    assert {turn.speaker for _, turn in located.values()} == {"BEN"}
    assert {transcript.id for transcript, _ in located.values()} == {"a.txt"}


def test_counts_of_what_a_filter_admits(library: Library) -> None:
    library.write("a.txt", TALK)
    library.write("b.txt", TALK)
    library.index.sync()
    assert library.index.admitted_counts(Filter()) == (2, 4)
    assert library.index.admitted_counts(Filter(speakers=("ANA",), transcripts=("a.txt",))) == (1, 1)
    assert library.index.admitted_counts(Filter(speakers=("NOBODY",))) == (0, 0)


@pytest.mark.slow
def test_a_second_writer_is_refused_with_the_holder_named(library: Library) -> None:
    library.write("a.txt", TALK)
    holder = child(HOLDER, library.folder)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(IndexBusy, match=f"process {holder.pid} on "):
        library.index.sync(wait=0.1)
    finish(holder, say="")
    assert library.index.sync(wait=5).added == ("a.txt",)


@pytest.mark.slow
def test_a_reader_sees_what_another_process_commits(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    assert len(library.index.search("turn_dense", "budget").turns) == 2
    library.write("b.txt", "CARA: The budget is one million.\n")
    assert finish(child(WRITER, library.folder)) == "3\n"
    scores = library.index.search("turn_dense", "CARA budget million")
    best = int(scores.turns[np.argmax(scores.scores)])
    assert library.index.located([best])[best][1].text == "The budget is one million."
    (library.folder / "a.txt").unlink()
    finish(child(WRITER, library.folder))
    assert len(library.index.search("turn_dense", "bridge").turns) == 1


@pytest.mark.slow
def test_chroma_is_opened_again_when_another_process_wrote_much(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.scoring.current._NEWCOMERS", 3)
    library.write("a.txt", TALK)
    library.index.sync()
    library.index.search("turn_dense", "bridge")
    library.write("b.txt", "\n\n".join(long_talk(50)))
    finish(child(WRITER, library.folder))
    assert len(library.index.search("turn_dense", "bridge", k=500).turns) == 52
    newest = max(int(entries.keys[-1]) for entries in library.index.scorer.snapshot.entries.values())
    assert library.index._current._horizon == newest


def test_two_indexes_in_one_process_see_each_others_writes(library: Library) -> None:
    library.write("a.txt", TALK)
    with library.opened() as reader:
        library.index.sync()
        assert len(reader.search("turn_dense", "bridge").turns) == 2
        library.write("b.txt", TALK)
        library.index.sync()
        assert len(reader.search("turn_dense", "bridge").turns) == 4
        library.index.close()
        assert len(reader.search("turn_dense", "bridge").turns) == 4


@pytest.mark.slow
def test_searches_go_on_while_transcripts_come_change_and_go(library: Library) -> None:
    for number in range(4):
        library.write(f"{number}.txt", "\n\n".join(long_talk(10, seed=number)))
    library.index.sync()
    stop, faults, done = threading.Event(), [], []

    def search() -> None:
        while not stop.is_set():
            try:
                for where in (None, Filter(speakers=("ANA",))):
                    scores = library.index.search("chunk_dense", "word17 word99", where)
                    located = library.index.located(scores.turns.tolist())
                    assert all(turn.id.startswith(transcript.id) for transcript, turn in located.values())
                    done.append(len(scores.turns))
            except Exception as error:  # noqa: BLE001 - told to the thread that asserts
                faults.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(6):
            library.write(f"{number % 5}.txt", "\n\n".join(long_talk(10, seed=50 + number)))
            (library.folder / f"{(number + 2) % 5}.txt").unlink(missing_ok=True)
            library.index.sync(rebuild=number == 3)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not faults
    assert len(done) > 5
    assert min(done) > 0


def test_work_is_done_again_when_a_commit_came_between(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    seen = []

    def work(scorer: Scorer) -> int:
        seen.append(scorer.snapshot.generation)
        if len(seen) == 1:
            library.write("b.txt", TALK)
            library.index.sync()
        return scorer.snapshot.total

    assert library.index.at_one_generation(work) == 4
    assert seen[0] < seen[1]


def test_a_reader_notices_an_index_that_was_made_anew(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    with library.opened() as reader:
        assert reader.info("a.txt")
        folder = library.folder / ".ontherecord"
        library.index.close()
        (folder / FILE).rename(folder / "aside.sqlite3")
        library.write("b.txt", TALK)
        library.index.sync()
        assert [info.id for info in reader.transcripts()] == ["a.txt", "b.txt"]
        assert len(reader.search("turn_dense", "bridge").turns) == 4


def test_an_index_of_another_version_is_made_anew_only_when_asked(library: Library) -> None:
    library.write("a.txt", TALK)
    library.index.sync()
    library.index.catalog.publish(facts={"schema": "0"})
    library.index.close()
    with pytest.raises(CatalogError, match="--rebuild"):
        library.index.sync()
    assert library.index.sync(rebuild=True).added == ("a.txt",)
    assert len(library.index.search("turn_dense", "bridge").turns) == 2


def test_an_index_folder_that_cannot_be_written_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match=r"cannot be written: Not a directory.*--index FOLDER"):
        library.opened(folder=tmp_path / "file" / "index").sync()


def test_loading_replaces_what_was_loaded(tmp_path: Path) -> None:
    with open_index(folder=tmp_path, embedder=CountingEmbedder()) as index:
        assert index.load([make_transcript("ANA: One.", id="a"), make_transcript("BEN: Two.", id="b")]).turns == 2
        report = index.load([make_transcript("ANA: One.", id="a")])
        assert (report.removed, report.unchanged, report.embedded) == (("b",), 1, 0)


def test_the_holder_is_forgotten_after_a_sync_and_kept_after_a_fault(library: Library) -> None:
    library.write("a.txt", TALK)
    holder = library.folder / ".ontherecord/writer.json"

    def fail(_: object) -> None:
        assert json.loads(holder.read_text())["pid"] == os.getpid()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        library.index.sync(progress=fail)
    assert holder.exists()
    library.index.sync()
    assert not holder.exists()


@pytest.mark.slow
def test_a_reader_during_a_first_sync_reads_each_entry_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.run._COMMIT_SECONDS", 0.0)  # every transcript is a commit
    monkeypatch.setattr("index.sync.run._COMMIT_SHARE", 1e9)
    for number in range(40):
        library.write(f"{number:03}.txt", "\n\n".join(long_talk(8, seed=number)))
    library.index.sync(["000.txt"])
    read: list[int] = []
    state = Catalog.state

    def counted(catalog: Catalog, known: Collection[int] = ()) -> State:
        found = state(catalog, known)
        read.append(sum(len(entries.keys) for entries in found.entries.values()))
        return found

    monkeypatch.setattr(Catalog, "state", counted)
    opened = Mock(wraps=PersistentClient)
    monkeypatch.setattr("chromadb.PersistentClient", opened)

    def look(_: object) -> None:
        library.index.search("turn_dense", "word17")

    library.index.sync(progress=look)
    library.index.search("turn_dense", "word17")
    assert len(read) > 30, "it looked again after each commit"
    assert sum(read) <= sum(library.index.catalog.live_entries().values())
    assert opened.call_count <= 1


def test_many_transcripts_are_committed_together(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync.run._COMMIT_SECONDS", 3600.0)
    for number in range(30):
        library.write(f"{number:03}.txt", "ANA: Yes.")
    library.index.sync()
    assert library.index.generation == 1


def test_where_a_commit_takes_long_there_are_few(
    library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("run", "sync"):
        monkeypatch.setattr(f"index.sync.{module}.monotonic", clock.now)
    upsert = VectorStore.upsert

    def slow(store: VectorStore, view: str, keys: Sequence[int], vectors: npt.NDArray[np.float16]) -> None:
        clock.sleep(5)  # as Chroma takes with a large index
        upsert(store, view, keys, vectors)

    monkeypatch.setattr(VectorStore, "upsert", slow)
    for number in range(120):
        library.write(f"{number:03}.txt", "ANA: Yes.")
    library.index.sync(progress=lambda step: clock.sleep(1) if step.stage == "reading" else None)
    assert library.index.generation < 6, "of the time that files take to read"


@pytest.mark.model
def test_the_packaged_model_finds_by_meaning(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    library.write(
        "council.txt",
        "ANA REYES: The crossing over the river was shut in May.\n\nBEN OKAFOR: We will plant forty trees.\n\n"
        "ANA REYES: School meals will cost less.\n",
    )
    with open_index(library.folder) as index:
        index.sync()
        scores = index.search("turn_dense", "When did they close the bridge?")
        best = int(scores.turns[np.argmax(scores.scores)])
        assert "crossing" in index.located([best])[best][1].text
        assert index.sync().embedded == 0


def test_what_was_printed_but_not_said_is_kept_where_it_was(library: Library) -> None:
    library.write("talk.txt", "ANA: Ship on Friday. (Laughter.)\n\n(END VIDEO CLIP)\n\nBEN: The bridge is closed.\n")
    library.index.sync()
    inside, between = library.index.events("talk.txt")
    assert (inside.text, inside.turn, inside.span) == ("(Laughter.)", 0, (16, 27))
    assert (between.text, between.turn, between.line) == ("(END VIDEO CLIP)", None, 3)
    assert library.index.files("talk.txt") == ("talk.txt",)
    assert library.index.info("talk.txt") == library.index.transcripts()[0]


def test_an_index_that_kept_less_of_a_transcript_reads_it_again_and_embeds_nothing(library: Library) -> None:
    library.write("talk.txt", "ANA: Ship on Friday. (Laughter.)\n")
    library.index.sync()
    with closing(sqlite3.connect(library.index.folder / FILE, isolation_level=None)) as catalog:
        catalog.execute("UPDATE transcripts SET record = json_remove(record, '$.events', '$.files')")
        catalog.execute("UPDATE about SET value = 'older' WHERE key = 'readers'")
    assert library.index.events("talk.txt") == ()
    embedded = len(library.embedder.embedded)
    assert library.index.sync().updated == ("talk.txt",)
    assert [event.text for event in library.index.events("talk.txt")] == ["(Laughter.)"]
    assert len(library.embedder.embedded) == embedded


@pytest.mark.parametrize("ask", ["info", "events", "files"])
def test_of_a_transcript_that_is_not_there_nothing_is_known(library: Library, ask: str) -> None:
    library.index.sync()
    with pytest.raises(NotFound, match=r"gone\.txt"):
        getattr(library.index, ask)("gone.txt")
