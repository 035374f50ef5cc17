"""Pins as HTML. Pure."""

from base64 import b64encode
from collections.abc import Sequence

from markupsafe import Markup

from rag.export.sheet import SHEETS
from rag.pins.store import LONGEST_NOTE, Pinned
from rag.ui.i18n import Words
from rag.ui.template import render


def render_pins(pinned: Sequence[Pinned], say: Words, *, beyond: int = 0) -> Markup:
    """The pins, the latest first, and how many lie beyond the scope; how to make one where there is none."""
    return render("pins/pins.html", say=say, pinned=pinned, beyond=beyond, sheets=SHEETS, longest=LONGEST_NOTE)


def render_sheet_file(file: str, content: bytes, *, once: str) -> Markup:
    """A file for the browser to save; view.js does so, once for each `once`."""
    return render("file.html", name=file, value=b64encode(content).decode(), once=once)
