"""The endpoints that change something: scopes and pins kept, turns corrected, the index made to follow the folder."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.events import api

from rag.api.functions import Programs
from rag.ui.auth.permissions import owner_of, require_manage
from rag.ui.programs.call_errors import plain_errors, without_paths

Values = dict[str, Any]


def add_changes(programs: Programs, *, at_once: int) -> None:
    """Add them to the page being built; `at_once`: calls at the same time of those that change no transcript."""

    def save_scope(
        name: str,
        request: gr.Request,
        folder: list[str] | None = None,
        transcript: list[str] | None = None,
        own: bool = False,
    ) -> Values:
        """Keep a collection of transcripts, in the place of the one that has the name. Not `own`: needs `manage`.

        Args:
            name: What it is called.
            folder: With what these folders hold, now and later.
            transcript: With these transcripts: ids or titles.
            own: For the user alone, instead of for everybody.
        """
        with plain_errors():
            if not own or not owner_of(request):
                require_manage(request)
            return programs.save_scope(owner_of(request), name, folder=folder, transcript=transcript, own=own)

    def remove_scope(name: str, request: gr.Request, own: bool = False) -> Values:
        """Forget a collection; its transcripts stay. Not `own`: needs the role `manage`.

        Args:
            name: What it is called.
            own: The user's own, instead of everybody's.
        """
        with plain_errors():
            if not own or not owner_of(request):
                require_manage(request)
            return programs.remove_scope(owner_of(request), name, own=own)

    def pin(turn_id: str, request: gr.Request, quote: str | None = None, note: str | None = None) -> Values:
        """Pin a turn, or words of it.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            quote: Only these words of the turn.
            note: What to remember of it.
        """
        with plain_errors():
            return programs.pin(owner_of(request), turn_id, quote=quote, note=note)

    def unpin(id: str, request: gr.Request) -> Values:
        """Forget a pin.

        Args:
            id: Of the pin, as `pins` gives it.
        """
        with plain_errors():
            return programs.unpin(owner_of(request), id)

    def correct(
        turn_id: str,
        request: gr.Request,
        words: str | None = None,
        speaker: str | None = None,
        split_at: str | None = None,
        merge: bool = False,
    ) -> Values:
        """Correct a turn: its words, its speaker, where it is split. Its file stays as it is. Needs the role `manage`.

        Args:
            turn_id: As a citation has it: the transcript's id, #, the number of the turn.
            words: What the turn says, all of it.
            speaker: Who says it; with `split_at`, who says the second part.
            split_at: Make two turns of it, the second of which begins with these words.
            merge: Join the next turn to it.
        """
        with plain_errors():
            require_manage(request)
            return programs.correct(
                turn_id, words=words, speaker=speaker, split_at=split_at, merge=merge, by=owner_of(request)
            )

    def undo(id: str, request: gr.Request) -> Values:
        """Take a correction back. Needs the role `manage`.

        Args:
            id: Of the correction, as `corrections` gives it.
        """
        with plain_errors():
            require_manage(request)
            return programs.undo(id)

    def sync(request: gr.Request, rebuild: bool = False) -> Iterator[Values]:
        """Make the index hold what the library folder says: progress, then what changed. Needs the role `manage`.

        Args:
            rebuild: Rebuild everything, beside the index in use.
        """
        with plain_errors():
            require_manage(request)
            yield from map(without_paths, programs.sync(rebuild=rebuild))

    for function in (save_scope, remove_scope, pin, unpin):
        api(function, api_name=function.__name__, concurrency_limit=at_once, concurrency_id="look")
    for change in (correct, undo, sync):
        api(change, api_name=change.__name__, concurrency_limit=1, concurrency_id="sync")
