"""What happens in the sheet of the models: shown to everybody, changed by those who may manage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import OnTheRecordError
from rag.models.offers import Offers, offers
from rag.ui.desk import PRIVATE, Desk, panel, script
from rag.ui.frame import BUSY
from rag.ui.i18n import Words
from rag.ui.i18n.request import words_of
from rag.ui.i18n.translate import TranslatedError, explain
from rag.ui.models.html import LONGEST, render_sheet
from rag.ui.models.switching import Switching
from rag.ui.protocol import AssistantSource, MayManage

AT_THE_SAME_TIME = 2  # looks at what there is, or choices


def build(desk: Desk, switching: Switching | None) -> None:
    """The sheet, opened by the model's name in the head. Without `switching`, it only tells."""
    choosing = Choosing(desk.assistant, desk.may_manage, switching)
    sheet = panel("model-sheet", script=script(Path(__file__).with_suffix(".js")))
    handled: Any = {**PRIVATE, "concurrency_limit": AT_THE_SAME_TIME, "concurrency_id": "models"}
    sheet.told(choosing.tell, None, [sheet], **handled)
    sheet.chosen(choosing.choose, None, [sheet, desk.timer], **handled)


@dataclass(frozen=True, slots=True)
class Choosing:
    """The handlers, over an assistant that may still be opening (None)."""

    assistant: AssistantSource
    may_manage: MayManage
    switching: Switching | None
    found: Callable[[], Offers] = offers

    def tell(self, request: gr.Request) -> str:
        """The sheet as things are now."""
        return self._sheet(request)

    def choose(self, event: gr.EventData, request: gr.Request) -> Iterator[tuple[str, Any]]:
        """Another model: the sheet while it is opened, then none, or what stands against it."""
        say, name = words_of(request), str(event.name).strip()[:LONGEST]
        if not self.may_manage(request) or self.switching is None:
            yield self._sheet(request, problem=say("models.may_not")), gr.skip()
            return
        yield self._sheet(request, opening=say("models.opening", model=name)), gr.Timer(BUSY)
        try:
            if not name:
                raise TranslatedError(say("models.unnamed"))
            self.switching.choose(name, say)
        except OnTheRecordError as error:
            yield self._sheet(request, problem=explain(error, say)), gr.skip()
        else:
            yield self._sheet(request), gr.Timer(BUSY)

    def _sheet(self, request: gr.Request, *, problem: str = "", opening: str = "") -> str:
        say, assistant = words_of(request), self.assistant()
        name, note = (assistant.model_name, assistant.model_note) if assistant is not None else (None, None)
        manages = self.switching is not None and self.may_manage(request)
        opening = opening or self._status(say)
        return render_sheet(name, note, self.found(), say, manages=manages, problem=problem, opening=opening)

    def _status(self, say: Words) -> str:
        return self.switching.status(say) if self.switching is not None else ""
