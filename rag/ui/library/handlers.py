"""What happens in Library: the list, files added and removed, the index rebuilt. Values in, component values out.

Users without the manage role are refused here, whatever their page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder

from index.errors import LibraryError, OnTheRecordError
from index.library import add as intake
from index.library import remove as removal
from index.library.add import IfThere, Preview
from rag.scopes.store import read
from rag.ui.auth.permissions import owner_of
from rag.ui.filters import scope_named
from rag.ui.frame import BUSY
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.library.dialogs import (
    render_previews,
    render_problem,
    render_rebuild,
    render_removal,
)
from rag.ui.library.html import render_list, render_tools
from rag.ui.library.managing import WAIT, Managing, Sheet
from rag.ui.library.uploads import Upload, sent
from rag.ui.overview import render_scope

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.index import Index
    from index.sync.report import Progress, SyncReport
    from rag.ui.library.jobs import Kind

# The types of handlers' arguments are imported for good: Gradio looks them up to know what to hand over.


@dataclass(frozen=True)
class Keeping(Managing):
    """The handlers of the view but for those that rename: the list, files added and removed, the index rebuilt."""

    # -- looking ------------------------------------------------------------------------------------------------------

    def dress(self, request: gr.Request) -> tuple[str, str, Any]:
        """The tools in the user's language, the work going on, and when to look at it again."""
        say = words_of(request)
        return render_tools(say, manages=self.may_manage(request)), self.work(say), self.timer()

    def scope(self, request: gr.Request) -> str:
        """What can be asked of all transcripts at once."""
        return render_scope(words_of(request))

    def draw(self, wanted: str, first: int, request: gr.Request, scope: str = "") -> str:
        """The list."""
        say = words_of(request)
        assistant = self.assistant()
        if assistant is None:
            return render_list((), say, manages=False)
        index, owner = assistant.index, owner_of(request)
        return render_list(
            index.transcripts(),
            say,
            manages=self.may_manage(request),
            wanted=wanted,
            first=first,
            warnings=index.warnings(),
            collections=read(index.kept, owner),
            scope=scope,
            collects=bool(owner) or self.may_manage(request),
        )

    def open(self, request: gr.Request) -> tuple[str, str]:
        """The scope that the address of a fresh page names, and the list."""
        scope = scope_named(str(request.query_params))
        return scope, self.draw("", 0, request, scope)

    def turn_to(self, wanted: str, event: gr.EventData, request: gr.Request) -> tuple[str, int, str]:
        """The list within the scope that the page's address names now."""
        scope = scope_named(str(event.query))
        return scope, 0, self.draw(wanted, 0, request, scope)

    def look_for(self, event: gr.EventData, request: gr.Request, scope: str = "") -> tuple[str, int, str]:
        """The list narrowed to what was typed."""
        wanted = str(event.wanted)[:200]
        return wanted, 0, self.draw(wanted, 0, request, scope)

    def turn_page(self, wanted: str, event: gr.EventData, request: gr.Request, scope: str = "") -> tuple[int, str]:
        """Another page of the list."""
        first = max(0, int(event.first))
        return first, self.draw(wanted, first, request, scope)

    def tick(self, generation: int, wanted: str, first: int, request: gr.Request, scope: str = "") -> tuple[Any, ...]:
        """The work going on, and whether to look again; where the index has changed since its `generation`, the list
        and the generation now, and the frame's timer made faster, so that every view is told of it soon."""
        assistant = self.assistant()
        timer = self.timer()
        work = self.work(words_of(request))
        if assistant is None or assistant.index.generation == generation:
            return work, timer, gr.skip(), gr.skip(), gr.skip()
        return work, timer, self.draw(wanted, first, request, scope), assistant.index.generation, gr.Timer(BUSY)

    def dismiss(self) -> str:
        """The work that has ended taken from the page."""
        return ""

    def close(self, sheet: Sheet) -> tuple[str, Sheet]:
        """No sheet; what was sent for it is deleted."""
        sheet.discard()
        return "", Sheet()

    # -- adding -------------------------------------------------------------------------------------------------------

    def preview(self, sheet: Sheet, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """What the files sent would be; nothing is added yet."""
        say = words_of(request)
        sheet.discard()
        try:
            uploads = sent(event.files, Path(get_upload_folder()))
        except LibraryError as error:
            return render_problem(explain(error, say), say), Sheet()
        try:
            index = self.index(request, say)
        except OnTheRecordError as error:
            Sheet(uploads).discard()
            return render_problem(explain(error, say), say), Sheet()
        previews = [_preview_or_problem(index, upload, say) for upload in uploads]
        kept = tuple(
            upload
            for upload, one in zip(uploads, previews, strict=True)
            if isinstance(one, Preview) and one.transcript is not None
        )
        Sheet(tuple(upload for upload in uploads if upload not in kept)).discard()
        return render_previews(previews, say), Sheet(kept)

    def add(self, sheet: Sheet, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet, str, Any]:
        """The files chosen put into the library and indexed, behind the page."""
        say = words_of(request)
        chosen = _chosen(sheet.uploads, event.files)
        try:
            index = self.index(request, say)
            if not chosen:
                raise TranslatedError(say("library.none_chosen"))
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), sheet, gr.skip(), gr.skip()
        others = Sheet(tuple(upload for upload in sheet.uploads if upload not in [one for one, _ in chosen]))
        others.discard()

        def work(progress: Progress) -> SyncReport:
            try:
                paths = [intake.add(index, upload.name, upload.read(), if_there=there) for upload, there in chosen]
            finally:
                Sheet(tuple(upload for upload, _ in chosen)).discard()
            return index.sync(paths, progress=progress, wait=WAIT)

        self.jobs.start("add", work, ", ".join(upload.name for upload, _ in chosen), files=len(chosen))
        return "", Sheet(), *self.started(say)

    # -- removing -----------------------------------------------------------------------------------------------------

    def ask_remove(self, sheet: Sheet, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """What removing the transcript clicked would do."""

        def draw(index: Index, info: TranscriptInfo, say: Words) -> str:
            aside = f"{index.library}/{removal.ASIDE}"
            return render_removal(info, removal.files_of(index, info.id), aside, say)

        return self.sheet_of(sheet, event, request, draw)

    def remove(self, event: gr.EventData, request: gr.Request) -> tuple[str, str, Any]:
        """The transcript taken out of the library and of the index, behind the page."""
        say = words_of(request)
        identifier, keep = str(event.id), event.keep != "delete"
        try:
            index = self.index(request, say)
            info = index.info(identifier)
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), gr.skip(), gr.skip()

        def work(progress: Progress) -> SyncReport:
            removed = removal.remove(index, identifier, keep=keep)
            return index.sync([_root(index) / path for path in removed.paths], progress=progress, wait=WAIT)

        self.jobs.start("remove", work, info.title, files=0)
        return "", *self.started(say)

    # -- all of it ----------------------------------------------------------------------------------------------------

    def look_again(self, request: gr.Request) -> tuple[str, Any, Any]:
        """The index made to follow the folder, behind the page."""
        return self._sync_all("sync", request)

    def ask_rebuild(self, sheet: Sheet, request: gr.Request) -> tuple[str, Sheet]:
        """What a rebuild of the index means."""
        sheet.discard()
        return render_rebuild(words_of(request)), Sheet()

    def rebuild(self, request: gr.Request) -> tuple[str, Any, Any]:
        """The index rebuilt, behind the page; the old one answers until it is done."""
        return self._sync_all("rebuild", request)

    def _sync_all(self, kind: Kind, request: gr.Request) -> tuple[str, Any, Any]:
        say = words_of(request)
        try:
            index = self.index(request, say)
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), gr.skip(), gr.skip()
        self.jobs.start(
            kind, lambda progress: index.sync(rebuild=kind == "rebuild", progress=progress, wait=WAIT)
        )  # fmt: skip
        return "", *self.started(say)


def _preview_or_problem(index: Index, upload: Upload, say: Words) -> Preview | str:
    try:
        return intake.preview(index, upload.name, upload.read())
    except OnTheRecordError as error:
        return explain(error, say)


def _chosen(uploads: Sequence[Upload], files: Any) -> list[tuple[Upload, IfThere]]:
    """The uploads that are to be added, as the browser says: a number, and what to do where the name is taken."""
    chosen: dict[int, IfThere] = {}
    for file in files if isinstance(files, list) else ():
        number, there = (file.get("number"), file.get("there")) if isinstance(file, dict) else (None, None)
        if isinstance(number, int) and 0 <= number < len(uploads):
            chosen[number] = "replace" if there == "replace" else "keep both"
    return [(uploads[number], there) for number, there in sorted(chosen.items())]


def _root(index: Index) -> Path:
    assert index.library is not None  # looked at before the job began
    return index.library.resolve()
