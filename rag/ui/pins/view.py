"""Pins: turns and quotes put by in the reader, with notes; a quote sheet and a Word document of them."""

from pathlib import Path

from rag.ui.desk import AT_ONCE, Desk, panel, script
from rag.ui.pins.handlers import Pinning

NAME = "pins"


def build(desk: Desk) -> None:
    """The list, in the column it stands in, and what the reader's button does."""
    pinning = Pinning(desk.assistant)
    shown = panel("pins-list", script=script(Path(__file__).with_suffix(".js")))
    file = panel("pins-file")
    desk.on_library(pinning.draw, None, [shown])
    desk.on_shown(NAME, pinning.draw, None, [shown])
    desk.reader.pin(pinning.add, None, [shown], **AT_ONCE)
    shown.note(pinning.note, None, [shown], **AT_ONCE)
    shown.unpin(pinning.remove, None, [shown], **AT_ONCE)
    shown.exported(pinning.export, None, [file], **AT_ONCE)
