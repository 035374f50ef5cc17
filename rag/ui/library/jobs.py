"""Work on the library, one job after the other in a thread of its own: the page goes on asking meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from index.errors import OnTheRecordError
from rag.errors import told

if TYPE_CHECKING:
    from index.sync.report import Progress, SyncProgress, SyncReport

    Work = Callable[[Progress], SyncReport]

Kind = Literal["add", "remove", "rename", "sync", "rebuild"]

_LOG = logging.getLogger(__name__)

SOON = 2.0  # seconds before which nobody needs to know how long it takes
LEAST = 0.02  # share of the work before which nobody can say


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to the library, how far it is, and how it ended.

    `subject` names the file or the speaker it is about. `share` of the work is done, None where that is not known yet;
    `report` or `problem` is there when it has ended.
    """

    number: int
    kind: Kind
    subject: str = ""
    progress: SyncProgress | None = None
    share: float | None = None
    seconds: float = 0.0
    files: int | None = None  # that it is about; None: whichever have changed
    report: SyncReport | None = None
    problem: Exception | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.report is not None or self.problem is not None

    @property
    def seconds_left(self) -> float | None:
        """About how long it still takes; None where that cannot be said, or is not worth saying.

        >>> Job(1, "sync", share=0.25, seconds=10.0).seconds_left
        30.0
        """
        if self.share is None or self.share < LEAST or self.seconds < SOON:
            return None
        return self.seconds * (1 - self.share) / self.share


class Jobs:
    """The jobs of one library. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: deque[tuple[Job, Work]] = deque()
        self._running: Job | None = None
        self._last: Job | None = None
        self._lock = threading.Condition()
        self._numbers = 0
        self._worker: threading.Thread | None = None

    def start(self, kind: Kind, work: Work, subject: str = "", *, files: int | None = None) -> Job:
        """Do it when those before are done; returns at once."""
        with self._lock:
            self._numbers += 1
            job = Job(self._numbers, kind, subject, files=files)
            self._waiting.append((job, work))
            if self._worker is None:
                # A daemon: it ends with the program; what is half done is swept by the next sync.
                self._worker = threading.Thread(target=self._run, name="library", daemon=True)
                self._worker.start()
        return job

    @property
    def busy(self) -> bool:
        """Whether anything is being done or waits for it."""
        with self._lock:
            return self._running is not None or bool(self._waiting)

    @property
    def current(self) -> Job | None:
        """The job being done, else the one that ended last; None where there was none."""
        with self._lock:
            if self._running is not None:
                return self._running
            return self._waiting[0][0] if self._waiting else self._last

    @property
    def waiting(self) -> int:
        """How many wait behind the one being done."""
        with self._lock:
            return len(self._waiting)

    def join(self, timeout: float | None = None) -> bool:
        """Wait until all are done; whether they are."""
        with self._lock:
            return self._lock.wait_for(lambda: self._running is None and not self._waiting, timeout)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._worker = None
                    self._lock.notify_all()
                    return
                job, work = self._waiting.popleft()
                self._running = job
            ended = self._finished_job(job, work)
            with self._lock:
                self._last, self._running = ended, None

    def _finished_job(self, job: Job, work: Work) -> Job:
        begun = self._clock()
        share = Share(job.files)

        def report_progress(progress: SyncProgress) -> None:
            now = replace(job, progress=progress, share=share.after(progress), seconds=self._clock() - begun)
            with self._lock:
                self._running = now

        try:
            report = work(report_progress)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the thread has nobody else to tell
            if not isinstance(error, OnTheRecordError):
                _LOG.exception("Work on the library failed")
            return replace(job, problem=told(error), seconds=self._clock() - begun)
        return replace(job, report=report, seconds=self._clock() - begun)


class Share:
    """How much of a sync is done, from what it reports: files read, and of the file being read the texts embedded."""

    def __init__(self, files: int | None = None) -> None:
        """`files`: how many the sync is about; None for all files of the library that have changed."""
        self._files = files
        self._path: str | None = None
        self._begun = 0  # files
        self._embedded = 0  # texts, before the file being read
        self._first = 0  # place of the first file that there was anything to do for

    def after(self, progress: SyncProgress) -> float | None:
        """The share once this was reported, 0 to 1; None where it is unknown."""
        if progress.stage == "done":
            return 1.0
        if progress.stage == "vectors" or not progress.total:
            return None
        if progress.path != self._path:
            self._path, self._embedded = progress.path, progress.embedded
            self._first = self._first if self._begun else progress.done
            self._begun += 1
        of_file = 0.0
        if progress.stage == "embedding" and progress.to_embed > self._embedded:
            of_file = (progress.embedded - self._embedded) / (progress.to_embed - self._embedded)
        if self._files is not None:
            return min((self._begun - 1 + of_file) / max(self._files, 1), 1.0)
        return min((progress.done - self._first + of_file) / (progress.total - self._first), 1.0)
