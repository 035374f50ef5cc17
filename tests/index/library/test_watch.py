"""What arrives in the folder is in the index seconds later, finished files only."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from index.errors import EmptyLibrary, OnTheRecordError
from index.index import Index
from index.library.watch import watch
from index.sync.report import SyncReport
from tests.index.double import Library

pytestmark = pytest.mark.slow

TALK = "ANA: Ship on Friday.\n\nBEN: The bridge is closed.\n"
BROKEN = "WEBVTT\n\n00:99:99.000 --> nonsense\nANA: Ship.\n"


class Watched:
    """A watched library, and what was heard of it."""

    def __init__(self, library: Library, index: Index) -> None:
        self.library, self.index = library, index
        self.reports: list[SyncReport] = []
        self.faults: list[OnTheRecordError] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=watch, args=(index, self.reports.append, self.faults.append), kwargs={"stop": self._stop}
        )
        self._thread.start()

    @property
    def added(self) -> list[str]:
        return sorted(name for report in self.reports for name in report.added)

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + 15
        while not until() and time.monotonic() < end:
            time.sleep(0.05)
        assert until(), self.reports

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture
def watched(library: Library) -> Iterator[Watched]:
    library.write("a.txt", TALK)
    library.index.sync()
    watching = Watched(library, library.index)
    library.write("began.txt", TALK)
    watching.wait(lambda: "began.txt" in watching.added)
    yield watching
    watching.end()


def test_a_new_file_is_indexed_within_seconds_of_its_last_write(watched: Watched) -> None:
    path = watched.library.write("new.txt", TALK)
    watched.wait(lambda: "new.txt" in watched.added)
    path.unlink()
    watched.wait(lambda: "new.txt" in watched.reports[-1].removed)
    assert watched.faults == []


def test_a_file_that_grows_is_left_until_it_is_finished_and_keeps_no_other_waiting(watched: Watched) -> None:
    growing = watched.library.folder / "growing.txt"
    with growing.open("w") as file:
        for number in range(16):
            file.write(f"ANA: Line {number} of many.\n\nBEN: Yes.\n\n")
            file.flush()
            time.sleep(0.2)
            if number == 2:
                watched.library.write("other.txt", TALK)
        assert "other.txt" in watched.added, "indexed while the file was growing"
        assert "growing.txt" not in watched.added
    watched.wait(lambda: "growing.txt" in watched.added)
    assert len(watched.library.index.turns("growing.txt")) == 32


def test_files_that_programs_write_beside_are_ignored(watched: Watched) -> None:
    before = len(watched.reports)
    for name in (".hidden.txt", "~$talk.docx", "talk.txt.part", "talk.vtt.crdownload", "talk.txt.tmp", ".sync/x.txt"):
        watched.library.write(name, TALK)
    watched.library.write("talk.txt.part", TALK).rename(watched.library.folder / "talk.txt")
    watched.wait(lambda: "talk.txt" in watched.added)
    assert len(watched.reports) == before + 1
    assert watched.library.ids == ["a.txt", "began.txt", "talk.txt"]


def test_bad_files_are_reported_and_survived(watched: Watched) -> None:
    watched.library.write("bad.vtt", BROKEN)
    watched.wait(lambda: watched.reports[-1].failed != ())
    assert "bad.vtt" in watched.reports[-1].failed[0].error
    watched.library.write("good.txt", TALK)
    watched.wait(lambda: "good.txt" in watched.added)


def test_a_folder_that_comes_or_goes_as_a_whole_is_noticed(watched: Watched) -> None:
    elsewhere = watched.library.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "inside.txt").write_text(TALK)
    elsewhere.rename(watched.library.folder / "came")
    watched.wait(lambda: "came/inside.txt" in watched.added)
    (watched.library.folder / "came").rename(elsewhere)
    watched.wait(lambda: "came/inside.txt" in watched.reports[-1].removed)


def test_a_library_that_loses_its_last_file_is_reported_and_watched_on(watched: Watched) -> None:
    for path in watched.library.folder.glob("*.txt"):
        path.unlink()
    watched.wait(lambda: watched.faults != [])
    assert isinstance(watched.faults[0], EmptyLibrary)
    assert watched.library.ids == ["a.txt", "began.txt"], "nothing is forgotten"
    watched.library.write("next.txt", TALK)
    watched.wait(lambda: "next.txt" in watched.added)


def test_a_library_that_was_away_is_watched_again_when_it_is_back(watched: Watched) -> None:
    library = watched.library.folder
    away = library.rename(library.with_name("away"))
    watched.wait(lambda: "no such library" in "".join(map(str, watched.faults)))
    shutil.copytree(away, library)  # another folder than the one that was watched
    watched.library.write("back.txt", TALK)
    watched.wait(lambda: "back.txt" in watched.added)
    watched.library.write("later.txt", TALK)
    watched.wait(lambda: "later.txt" in watched.added)


def test_a_library_in_a_hidden_folder_with_its_index_inside_is_watched_and_comes_to_rest(library: Library) -> None:
    (library.folder / ".data").mkdir()
    inner = Library(library.folder / ".data" / "talks")
    with inner.opened(folder=inner.folder / "index") as index:
        watching = Watched(inner, index)
        inner.write("a.txt", TALK)
        watching.wait(lambda: watching.added == ["a.txt"])
        syncs: list[object] = []
        index.sync = lambda **given: syncs.append(given)  # type: ignore[method-assign, assignment]  # counts
        time.sleep(1.5)
        watching.end()
    assert syncs == [], "what a sync writes calls for no other"
