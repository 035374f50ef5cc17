"""What happens in Library: files added, speakers renamed, transcripts removed. Values in, component values out.

Users without the manage role are refused here, whatever their page shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder

from index.errors import LibraryError, OnTheRecordError
from index.library import add as intake
from index.library import remove as removal
from index.library import rename_speaker as renames
from index.library.add import IfThere, Preview
from index.library.rename_speaker import Rename
from index.speakers import suggestions
from index.speakers.labels import Name
from rag.scopes.store import read
from rag.ui.auth.signin import owner_of
from rag.ui.filters import scope_named
from rag.ui.frame import BUSY
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import Told, explain
from rag.ui.library.dialogs import (
    SpeakerLine,
    render_previews,
    render_problem,
    render_rebuild,
    render_removal,
    render_rename,
    render_speakers,
)
from rag.ui.library.html import render_list, render_tools, render_work
from rag.ui.library.jobs import Jobs
from rag.ui.library.uploads import Upload, sent
from rag.ui.overview import render_scope
from rag.ui.permalink import Place
from rag.ui.protocol import AssistantSource, MayManage, StatusSource

if TYPE_CHECKING:
    from index.index import Index
    from index.speakers.suggestions import Suggestion
    from index.sync.report import Progress, SyncReport
    from index.transcript import Turn
    from rag.ui.library.jobs import Kind

# The types of handlers' arguments are imported for good: Gradio looks them up to know what to hand over.

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
class Keeping:
    """The handlers of the view, over an assistant that may still be opening (None)."""

    assistant: AssistantSource
    status: StatusSource
    may_manage: MayManage
    jobs: Jobs = field(default_factory=Jobs)

    # -- looking ------------------------------------------------------------------------------------------------------

    def dress(self, request: gr.Request) -> tuple[str, str, Any]:
        """The tools in the language of whoever opens the page, the work going on, and when to look at it again."""
        say = words_of(request)
        return render_tools(say, manages=self.may_manage(request)), self._work(say), self._timer()

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
            collections=read(index.folder, owner),
            scope=scope,
            collects=bool(owner) or self.may_manage(request),
        )

    def open(self, request: gr.Request) -> tuple[str, str]:
        """The scope that the address of a fresh page names, and the list."""
        scope = scope_named(str(request.query_params))
        return scope, self.draw("", 0, request, scope)

    def turn_to(self, wanted: str, event: gr.EventData, request: gr.Request) -> tuple[str, int, str]:
        """The list within the scope that the page's address names by now."""
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
        and the generation now, and the frame's timer hurried, so that every view hears of it soon."""
        assistant = self.assistant()
        timer = self._timer()
        work = self._work(words_of(request))
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
            index = self._index(request, say)
        except OnTheRecordError as error:
            Sheet(uploads).discard()
            return render_problem(explain(error, say), say), Sheet()
        previews = [_previewed(index, upload, say) for upload in uploads]
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
            index = self._index(request, say)
            if not chosen:
                raise Told(say("library.none_chosen"))
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
        return "", Sheet(), *self._begun(say)

    # -- removing -----------------------------------------------------------------------------------------------------

    def ask_remove(self, sheet: Sheet, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """What removing the transcript clicked would do."""
        say = words_of(request)
        sheet.discard()
        try:
            index = self._index(request, say)
            info = index.info(str(event.id))
            aside = f"{index.library}/{removal.ASIDE}"
            return render_removal(info, removal.files_of(index, info.id), aside, say), Sheet()
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet()

    def remove(self, event: gr.EventData, request: gr.Request) -> tuple[str, str, Any]:
        """The transcript taken out of the library and of the index, behind the page."""
        say = words_of(request)
        identifier, keep = str(event.id), event.keep != "delete"
        try:
            index = self._index(request, say)
            info = index.info(identifier)
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), gr.skip(), gr.skip()

        def work(progress: Progress) -> SyncReport:
            removed = removal.remove(index, identifier, keep=keep)
            return index.sync([_root(index) / path for path in removed.paths], progress=progress, wait=WAIT)

        self.jobs.start("remove", work, info.title, files=0)
        return "", *self._begun(say)

    # -- renaming -----------------------------------------------------------------------------------------------------

    def ask_speakers(self, sheet: Sheet, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """The speakers of the transcript clicked."""
        say = words_of(request)
        sheet.discard()
        try:
            index = self._index(request, say)
            info = index.info(str(event.id))
            return render_speakers(info, _speakers(index, info.id), say), Sheet()
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet()

    def ask_rename(self, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """Where the new name of the speaker clicked is typed."""
        say = words_of(request)
        try:
            info = self._index(request, say).info(str(event.id))
            return render_rename(info, str(event.speaker), say, new=str(event.speaker)), Sheet()
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet()

    def plan_rename(self, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """What the new name would change; nothing is written yet."""
        say = words_of(request)
        old, new, role, everywhere = str(event.speaker), str(event.new), str(event.role), event.scope == "everywhere"
        try:
            index = self._index(request, say)
            info = index.info(str(event.id))
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet()
        plan, problem = None, ""
        try:
            scope = None if everywhere else info.id
            plan = renames.plan_rename(index, old, Name(new, role.strip() or None), transcript=scope)
        except OnTheRecordError as error:
            problem = explain(error, say)
        sheet = render_rename(
            info, old, say, new=new, role=role, everywhere=everywhere, plan=plan, problem=problem
        )  # fmt: skip
        return sheet, Sheet(rename=plan)

    def rename(self, sheet: Sheet, request: gr.Request) -> tuple[str, Sheet, Any, Any]:
        """The rename worked out written down and indexed, behind the page."""
        say = words_of(request)
        plan = sheet.rename
        try:
            index = self._index(request, say)
            if plan is None:
                raise Told(say("library.nothing_planned"))
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet(), gr.skip(), gr.skip()

        def work(progress: Progress) -> SyncReport:
            return index.sync([renames.write_rename(index, plan)], progress=progress, wait=WAIT)

        self.jobs.start("rename", work, f"{plan.old} → {plan.new.canonical}", files=len(plan.changes))
        return "", Sheet(), *self._begun(say)

    # -- all of it ----------------------------------------------------------------------------------------------------

    def look_again(self, request: gr.Request) -> tuple[str, Any, Any]:
        """The index made to follow the folder, behind the page."""
        return self._all("sync", request)

    def ask_rebuild(self, sheet: Sheet, request: gr.Request) -> tuple[str, Sheet]:
        """What a rebuild of the index means."""
        sheet.discard()
        return render_rebuild(words_of(request)), Sheet()

    def rebuild(self, request: gr.Request) -> tuple[str, Any, Any]:
        """The index rebuilt, behind the page; the old one answers until it is done."""
        return self._all("rebuild", request)

    def _all(self, kind: Kind, request: gr.Request) -> tuple[str, Any, Any]:
        say = words_of(request)
        try:
            index = self._index(request, say)
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), gr.skip(), gr.skip()
        self.jobs.start(
            kind, lambda progress: index.sync(rebuild=kind == "rebuild", progress=progress, wait=WAIT)
        )  # fmt: skip
        return "", *self._begun(say)

    def _index(self, request: gr.Request, say: Words) -> Index:
        """The index, for users with the manage role. Raises Told for all others."""
        from index.index import Index  # brings Chroma along, which the library behind the page has loaded by now

        if not self.may_manage(request):
            raise Told(say("library.may_not"))
        assistant = self.assistant()
        if assistant is None:
            raise Told(say("ask.unready", status=self.status(say) or say("ask.starting")))
        if not isinstance(assistant.index, Index) or assistant.index.library is None:
            raise Told(say("library.no_folder"))
        return assistant.index

    def _begun(self, say: Words) -> tuple[str, Any]:
        return self._work(say), self._timer(active=True)

    def _work(self, say: Words) -> str:
        return render_work(self.jobs.current, self.jobs.waiting, say)

    def _timer(self, *, active: bool | None = None) -> Any:
        return gr.Timer(WATCHING, active=self.jobs.busy if active is None else active)


def _previewed(index: Index, upload: Upload, say: Words) -> Preview | str:
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


def _speakers(index: Index, identifier: str) -> list[SpeakerLine]:
    turns = index.turns(identifier)
    counts = Counter(turn.speaker for turn in turns if turn.speaker)
    printed: dict[str, dict[str, None]] = {}
    for turn in turns:
        if turn.speaker:
            printed.setdefault(turn.speaker, {}).update(dict.fromkeys(turn.as_printed))
    offered = {found.speaker: found for found in suggestions.suggest(turns)}
    same = {found.speaker: found.same_as for found in suggestions.variants((s, n) for s, _, n in index.speakers())}
    return [
        _line(one, count, tuple(printed[one]), offered.get(one), same.get(one), turns)
        for one, count in counts.most_common()
    ]


def _line(
    name: str, count: int, printed: tuple[str, ...], found: Suggestion | None, same: str | None, turns: Sequence[Turn]
) -> SpeakerLine:
    if found is None:
        return SpeakerLine(name, count, printed, same_as=same)
    evidence = tuple(
        (Place(turns[one.turn].id, quote=(one.start, one.end)), turns[one.turn].text[one.start : one.end])
        for one in found.evidence
    )
    return SpeakerLine(name, count, printed, found.name, evidence, same)


def _root(index: Index) -> Path:
    assert index.library is not None  # looked at before the job began
    return index.library.resolve()
