"""Work on the library: one after the other, heard of, never lost."""

import threading
from collections.abc import Callable
from typing import Literal

import pytest

from index.errors import LibraryError
from index.sync.report import Progress, SyncProgress, SyncReport
from rag.ui.library.jobs import Job, Jobs, Share

Stage = Literal["reading", "embedding", "vectors", "done"]


def progress(
    stage: Stage, done: int, total: int, path: str = "a", embedded: int = 0, to_embed: int = 0
) -> SyncProgress:
    return SyncProgress(stage, done, total, path, embedded, to_embed)


def test_jobs_are_done_in_order_and_the_last_one_tells_how_it_ended() -> None:
    jobs = Jobs()
    order: list[str] = []

    def work_on(name: str) -> Callable[[Progress], SyncReport]:
        def work(_: Progress) -> SyncReport:
            order.append(name)
            return SyncReport(added=(name,))

        return work

    for name in "abc":
        jobs.start("add", work_on(name), name)
    assert jobs.join(10)
    assert order == ["a", "b", "c"]
    assert jobs.current is not None
    assert jobs.current.report == SyncReport(added=("c",))
    assert not jobs.busy


def test_the_job_being_done_is_heard_of_while_others_wait() -> None:
    jobs, told, go_on = Jobs(), threading.Event(), threading.Event()

    def work(hear: Progress) -> SyncReport:
        hear(progress("embedding", 0, 1, embedded=5, to_embed=10))
        told.set()
        assert go_on.wait(10)
        return SyncReport()

    jobs.start("sync", work)
    jobs.start("sync", lambda _: SyncReport())
    assert told.wait(10)
    assert jobs.current is not None
    assert (jobs.current.progress, jobs.waiting, jobs.busy) == (progress("embedding", 0, 1, "a", 5, 10), 1, True)
    go_on.set()
    assert jobs.join(10)


def test_a_job_that_fails_says_why_and_the_next_one_is_done(caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs()

    def refuse(_: Progress) -> SyncReport:
        raise LibraryError("talk.vtt: cannot be written. Make room")

    def break_down(_: Progress) -> SyncReport:
        raise ZeroDivisionError("oh")

    def ends(_: Progress) -> SyncReport:
        raise SystemExit(3)

    jobs.start("add", refuse)
    assert jobs.join(10)
    assert jobs.current is not None
    assert str(jobs.current.problem) == "talk.vtt: cannot be written. Make room"
    jobs.start("add", break_down)
    assert jobs.join(10)
    assert isinstance(jobs.current.problem, ZeroDivisionError)
    assert "ZeroDivisionError" in caplog.text
    jobs.start("add", ends)
    assert jobs.join(10)
    assert isinstance(jobs.current.problem, RuntimeError), "a thread ends with it in silence"
    jobs.start("sync", lambda _: SyncReport(turns=3))
    assert jobs.join(10)
    assert jobs.current.report == SyncReport(turns=3)


def test_the_share_grows_from_file_to_file_and_within_one() -> None:
    share = Share()
    shares = [
        share.after(progress("reading", 4, 8, "e")),  # four were unchanged: they do not count
        share.after(progress("embedding", 4, 8, "e", 5, 10)),
        share.after(progress("reading", 6, 8, "g", 10)),
        share.after(progress("embedding", 6, 8, "g", 15, 20)),
        share.after(progress("done", 8, 8)),
    ]
    assert shares == [0.0, 0.125, 0.5, 0.625, 1.0]


def test_a_sync_of_some_files_is_measured_by_these() -> None:
    share = Share(files=2)
    assert share.after(progress("reading", 57, 60, "x")) == 0.0
    assert share.after(progress("embedding", 57, 60, "x", 5, 10)) == 0.25
    assert share.after(progress("reading", 58, 60, "y", 10)) == 0.5
    assert share.after(progress("vectors", 1, 100)) is None


def test_how_long_it_takes_is_said_only_when_it_can_be_told() -> None:
    assert Job(1, "sync", share=0.5, seconds=30.0).seconds_left == 30.0
    assert Job(1, "sync", share=0.5, seconds=0.5).seconds_left is None
    assert Job(1, "sync", share=0.001, seconds=30.0).seconds_left is None
    assert Job(1, "sync", seconds=30.0).seconds_left is None
