"""Another language model in the place of the one that answers, while the page goes on."""

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.ui.i18n import Words
from rag.ui.i18n.translate import TranslatedError
from rag.ui.protocol import Assistant, Line

Report = Callable[[Line], None]
OpenAnother = Callable[[str, Report], Assistant]  # a model's name, and what reports how far it is


@dataclass
class Switching:
    """Opens a model behind the page and hands its assistant on; until then, and where it fails, the old one answers.

    `use` gets the new assistant. One at a time: two large models in memory are one too many already.
    """

    open_another: OpenAnother
    use: Callable[[Assistant], None]
    _line: Line | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def status(self, say: Words) -> str:
        """What is being opened, in words; empty where nothing is."""
        line = self._line
        return line(say) if line is not None else ""

    def choose(self, name: str, say: Words) -> None:
        """Open the model and let it answer from now on; returns when it does.

        Raises OnTheRecordError, where it cannot be opened or another one is being opened.
        """
        if not self._lock.acquire(blocking=False):
            raise TranslatedError(say("models.busy"))
        try:
            self._report(lambda say: say("models.opening", model=name))
            self.use(self.open_another(name, self._report))
            # An answer under way keeps its assistant and its model; the last to let go of them frees the memory.
            gc.collect()
        finally:
            self._line = None
            self._lock.release()

    def _report(self, line: Line) -> None:
        self._line = line
