"""What happens in Library when a speaker is renamed: who speaks, what a new name would change, the change itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from index.errors import OnTheRecordError
from index.library import rename_speaker as renames
from index.speakers import suggestions
from index.speakers.labels import Name
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.library.dialogs import SpeakerLine, render_problem, render_rename, render_speakers
from rag.ui.library.managing import WAIT, Managing, Sheet
from rag.ui.permalink import Place

if TYPE_CHECKING:
    from index.index import Index
    from index.speakers.suggestions import Suggestion
    from index.sync.report import Progress, SyncReport
    from index.transcript import Turn

# The types of handlers' arguments are imported for good: Gradio looks them up to know what to hand over.


@dataclass(frozen=True)
class Renaming(Managing):
    """The handlers that rename."""

    def ask_speakers(self, sheet: Sheet, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """The speakers of the transcript clicked."""
        return self.sheet_of(
            sheet,
            event,
            request,
            lambda index, info, say: render_speakers(info, _speaker_lines(index, info.id), say),
        )

    def ask_rename(self, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """Where the new name of the speaker clicked is typed."""
        say = words_of(request)
        try:
            info = self.index(request, say).info(str(event.id))
            return render_rename(info, str(event.speaker), say, new=str(event.speaker)), Sheet()
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet()

    def plan_rename(self, event: gr.EventData, request: gr.Request) -> tuple[str, Sheet]:
        """What the new name would change; nothing is written yet."""
        say = words_of(request)
        old, new, role, everywhere = str(event.speaker), str(event.new), str(event.role), event.scope == "everywhere"
        try:
            index = self.index(request, say)
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
            index = self.index(request, say)
            if plan is None:
                raise TranslatedError(say("library.nothing_planned"))
        except OnTheRecordError as error:
            return render_problem(explain(error, say), say), Sheet(), gr.skip(), gr.skip()

        def work(progress: Progress) -> SyncReport:
            return index.sync([renames.write_rename(index, plan)], progress=progress, wait=WAIT)

        self.jobs.start("rename", work, f"{plan.old} → {plan.new.canonical}", files=len(plan.changes))
        return "", Sheet(), *self.started(say)


def _speaker_lines(index: Index, identifier: str) -> list[SpeakerLine]:
    turns = index.turns(identifier)
    counts = Counter(turn.speaker for turn in turns if turn.speaker)
    printed: dict[str, dict[str, None]] = {}
    for turn in turns:
        if turn.speaker:
            printed.setdefault(turn.speaker, {}).update(dict.fromkeys(turn.as_printed))
    offered = {found.speaker: found for found in suggestions.suggest(turns)}
    same = {found.speaker: found.same_as for found in suggestions.variants((s, n) for s, _, n in index.speakers())}
    return [
        _speaker_line(one, count, tuple(printed[one]), offered.get(one), same.get(one), turns)
        for one, count in counts.most_common()
    ]


def _speaker_line(
    name: str, count: int, printed: tuple[str, ...], found: Suggestion | None, same: str | None, turns: Sequence[Turn]
) -> SpeakerLine:
    if found is None:
        return SpeakerLine(name, count, printed, same_as=same)
    evidence = tuple(
        (Place(turns[one.turn].id, quote=(one.start, one.end)), turns[one.turn].text[one.start : one.end])
        for one in found.evidence
    )
    return SpeakerLine(name, count, printed, found.name, evidence, same)
