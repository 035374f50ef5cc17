"""What every handler that changes the library needs: the index, for those who may, and work behind the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import OnTheRecordError
from index.library.rename_speaker import Rename
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.library.dialogs import render_problem
from rag.ui.library.html import render_work
from rag.ui.library.jobs import Jobs
from rag.ui.library.uploads import Upload
from rag.ui.protocol import AssistantSource, MayManage, StatusSource

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.index import Index

WAIT = 3600.0  # seconds that a job waits for another program to end its own sync
WATCHING = 0.7  # seconds between looks at a job


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the open sheet is about: files sent and not yet added, or a rename worked out and not yet done."""

    uploads: tuple[Upload, ...] = ()
    rename: Rename | None = None

    def discard(self) -> None:
        """Delete the files that nobody added."""
        for upload in self.uploads:
            upload.discard()


@dataclass(frozen=True)
class Managing:
    """Handlers over an assistant that may still be opening (None)."""

    assistant: AssistantSource
    status: StatusSource
    may_manage: MayManage
    jobs: Jobs = field(default_factory=Jobs)

    def index(self, request: gr.Request, say: Words) -> Index:
        """The index, for users with the manage role. Raises TranslatedError for all others."""
        from index.index import Index  # brings Chroma along, which the library behind the page has loaded before

        if not self.may_manage(request):
            raise TranslatedError(say("library.may_not"))
        assistant = self.assistant()
        if assistant is None:
            raise TranslatedError(say("ask.unready", status=self.status(say) or say("ask.starting")))
        if not isinstance(assistant.index, Index) or assistant.index.library is None:
            raise TranslatedError(say("library.no_folder"))
        return assistant.index

    def sheet_of(
        self,
        sheet: Sheet,
        event: gr.EventData,
        request: gr.Request,
        draw: Callable[[Index, TranscriptInfo, Words], str],
    ) -> tuple[str, Sheet]:
        """A new sheet about the transcript clicked, in the place of the open one, or why there is none."""
        say = words_of(request)
        sheet.discard()
        try:
            index = self.index(request, say)
            return draw(index, index.info(str(event.id)), say), Sheet()
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet()

    def started(self, say: Words) -> tuple[str, Any]:
        """What is drawn when a job has been started."""
        return self.work(say), self.timer(active=True)

    def work(self, say: Words) -> str:
        """The jobs at work and waiting, as HTML."""
        return render_work(self.jobs.current, self.jobs.waiting, say)

    def timer(self, *, active: bool | None = None) -> Any:
        """The timer by which the page looks at a job; by default it runs while there is one."""
        return gr.Timer(WATCHING, active=self.jobs.busy if active is None else active)
