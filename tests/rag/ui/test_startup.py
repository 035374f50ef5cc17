"""The library opened behind a page that is already there."""

import threading
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexBusy, MayNotWrite
from index.sync.report import SyncProgress
from rag.settings import load_settings
from rag.ui.i18n import ENGLISH
from rag.ui.startup import Opening, Ready, Report, describe, open_library
from tests.rag.ui.double import HEARING, WordAssistant, library

ASSISTANT = WordAssistant(library(HEARING))


def finish(opening: Opening) -> Opening:
    opening.start()
    opening.join()
    return opening


def test_questions_are_taken_before_the_sync_behind_them_ends() -> None:
    syncing, goes_on = threading.Event(), threading.Event()

    def work(report: Report, ready: Ready) -> None:
        ready(ASSISTANT)
        report(lambda say: say("status.looking"))
        syncing.set()
        goes_on.wait(5)

    opening = Opening(work)
    assert opening.assistant() is None
    assert opening.coming()
    assert opening.status(ENGLISH).startswith("Starting")
    opening.start()
    assert syncing.wait(5)
    assert opening.assistant() is ASSISTANT
    assert opening.status(ENGLISH) == "Looking for changes in the library"
    goes_on.set()
    opening.join()
    assert opening.status(ENGLISH) == ""


def test_what_stops_the_opening_stays_on_the_page() -> None:
    def work(report: Report, ready: Ready) -> None:
        raise IndexBusy("another process writes to this index")

    opening = finish(Opening(work))
    assert opening.status(ENGLISH) == "Stopped: another process writes to this index"
    assert opening.assistant() is None
    assert not opening.coming()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_is_named_too() -> None:
    def work(report: Report, ready: Ready) -> None:
        raise ZeroDivisionError("division by zero")

    assert finish(Opening(work)).status(ENGLISH) == "Stopped: ZeroDivisionError: division by zero"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_asks_the_program_to_end_does_not_leave_the_page_opening_for_ever() -> None:
    def work(report: Report, ready: Ready) -> None:
        raise SystemExit(3)

    opening = finish(Opening(work))
    assert opening.status(ENGLISH) == "Stopped: RuntimeError: something asked the program to end: 3"
    assert not opening.coming()


class Indexed:
    """An index that another process is making, for so many looks, and then writes to."""

    def __init__(self, looks: int, fault: Exception) -> None:
        self.looks, self.syncs, self.fault = looks, 0, fault

    @property
    def exists(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def sync(self, **_: object) -> None:
        self.syncs += 1
        raise self.fault


class Warm:
    def warm_up(self) -> None:
        pass


@pytest.mark.parametrize(
    "index",
    [
        Indexed(2, IndexBusy("process 7 on desk is writing")),
        Indexed(0, MayNotWrite("permission denied")),
    ],
    ids=["made by another", "of a user who may read"],
)
def test_a_page_opens_where_another_process_indexes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, index: Indexed
) -> None:
    looks = index.looks
    monkeypatch.setattr("rag.opening.index_of", lambda *_: index)
    monkeypatch.setattr("rag.ui.startup.open_models", lambda *_: Warm())
    opened: list[Any] = []
    opening = Opening(lambda report, _: open_library(load_settings(library=tmp_path), report, opened.append))
    assert finish(opening).status(ENGLISH) == ""
    assert (len(opened), index.syncs) == (1, looks + 1)


def test_progress_is_told_in_counts() -> None:
    assert describe(SyncProgress("reading", 3, 9), ENGLISH) == "reading the library, 3 of 9 files"
    embedding = SyncProgress("embedding", 9, 9, embedded=1200, to_embed=4000)
    assert describe(embedding, ENGLISH) == "preparing passages for search, 1,200 of 4,000"
