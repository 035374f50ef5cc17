"""The library and the models opened behind a page that is already there."""

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import IndexBusy, MayNotWrite, OnTheRecordError
from rag.errors import told
from rag.settings import Settings, resolve_library
from rag.ui.i18n import Words
from rag.ui.i18n.translate import explain
from rag.ui.protocol import Assistant, Line

if TYPE_CHECKING:
    from index.index import Index
    from index.sync.report import SyncProgress
    from rag.assistant import Assistant as Answering

Report = Callable[[Line], None]
Ready = Callable[[Assistant], None]


class Opening:
    """Runs `work(report, ready)` in a thread; what it reports is the page's status line, until it has nothing to say.

    `work` calls `ready` as soon as questions can be answered, and goes on (a sync) behind them.
    """

    def __init__(self, work: Callable[[Report, Ready], None]) -> None:
        self._work = work
        self._assistant: Assistant | None = None
        self._status: Line | None = lambda say: say("status.opening")
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="opening", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def join(self) -> None:
        """Wait until everything behind the page is done."""
        self._thread.join()

    def assistant(self) -> Assistant | None:
        """The assistant; None until it is ready."""
        return self._assistant

    def coming(self) -> bool:
        """Whether there is an assistant, or may still be one."""
        return self._assistant is not None or not self._failed

    def status(self, say: Words) -> str:
        """What is going on, in words; empty when nothing is."""
        line = self._status
        return line(say) if line is not None else ""

    def use(self, assistant: Assistant) -> None:
        """Let this assistant answer from now on."""
        self._assistant = assistant

    def _run(self) -> None:
        try:
            self._work(self._report, self.use)
        except (Exception, SystemExit) as error:
            # The thread has nobody else to tell, and a page that says "starting" for ever helps nobody.
            problem = told(error)
            self._status, self._failed = _stopped_line(problem), True
            if problem is not error:
                raise problem from error
            if not isinstance(error, OnTheRecordError):
                raise
        else:
            self._status = None

    def _report(self, line: Line) -> None:
        self._status = line


def open_library(settings: Settings, report: Report, ready: Ready) -> None:
    """Open index and models. A library never indexed is indexed first; any other is updated behind the page."""
    # Many seconds of imports on a busy machine: the page is already there.
    from rag.opening import index_of

    index = index_of(settings, resolve_library(settings))
    while not index.exists:
        with suppress(IndexBusy):  # another process makes it: then it is there soon
            index.sync(progress=lambda done: report(lambda say: say("status.starting", what=describe(done, say))))
    report(lambda say: say("status.models"))
    assistant = open_models(settings, index, report)
    ready(assistant)
    report(lambda say: say("status.warming"))
    assistant.warm_up()
    report(lambda say: say("status.looking"))
    # Another process, on another machine perhaps, brings it up to date, or somebody who may: its commits are seen.
    with suppress(IndexBusy, MayNotWrite):
        index.sync(progress=lambda done: report(lambda say: say("status.updating", what=describe(done, say))))


def open_models(settings: Settings, index: "Index", report: Report) -> "Answering":
    """An assistant over an open index, with the model that the settings name, which ends with it.

    Another may take its place while it still answers, so nobody can say when to close its model.
    """
    from rag.assistant import Assistant as Answering
    from rag.generation.prompts import load_prompts
    from rag.models import open_model

    def progress(done: int, size: int, what: str) -> None:
        report(lambda say: say("status.starting", what=describe_bytes(done, size, what, say)))

    model = open_model(
        settings.model,
        threads=settings.threads,
        timeout=settings.model_timeout,
        style=settings.model_style,
        progress=progress,
    )
    assistant = Answering(index, model, load_prompts(), settings)
    weakref.finalize(assistant, model.close)
    return assistant


def open_another(assistant: "Answering", name: str, report: Report) -> "Answering":
    """An assistant as this one, with another model, ready to be asked."""
    settings = assistant.settings.model_copy(update={"model": name})
    another = open_models(settings, assistant.index, report)
    another.warm_up()
    return another


def describe(progress: "SyncProgress", say: Words) -> str:
    """How far a sync is, in words."""
    if progress.stage == "embedding":
        return say("progress.embedding", done=progress.embedded, total=progress.to_embed)
    if progress.stage == "vectors":
        return say("progress.arranging", done=progress.done, total=progress.total)
    return say("progress.reading", done=progress.done, total=progress.total)


def describe_bytes(done: int, size: int, what: str, say: Words) -> str:
    """How far the preparation of a file is, in words."""
    return say("progress.bytes", what=what, done=round(done / 2**20), total=round(size / 2**20))


def _stopped_line(error: Exception) -> Line:
    return lambda say: say("status.stopped", why=explain(error, say))
