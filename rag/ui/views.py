"""The places of the page. A view is one file here and one name in `VIEWS`.

A view is a module with `NAME`, which is its address (`/?view=NAME`), the text `view.NAME` in every language, and

    def build(desk: Desk) -> None:

which makes its components (they stand in a column `#view-NAME`) and wires its own actions. What it needs of the rest
of the page is in `desk`. Its script, where it has one, belongs to one of its own panels.
"""

from collections.abc import Sequence
from typing import Protocol

from rag.ui.ask import view as ask
from rag.ui.desk import Desk
from rag.ui.library import view as library
from rag.ui.mentions import view as mentions
from rag.ui.pins import view as pins


class View(Protocol):
    """What the page needs of a view."""

    @property
    def NAME(self) -> str: ...

    def build(self, desk: Desk) -> None: ...


VIEWS: Sequence[View] = (ask, mentions, pins, library)
