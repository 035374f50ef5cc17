"""A library to keep."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.ui.library.handlers import Keeping
from tests.index.double import Library
from tests.rag.double import make_assistant
from tests.rag.ui.library.double import Kept


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(uploads))
    library = Library(tmp_path / "library")
    library.write("talk.txt", "Speaker 1: I sell fish.\nAna: Fresh?\n")
    library.index.sync()
    assistant = make_assistant(library)
    yield Kept(library, Keeping(lambda: assistant, lambda _: "", lambda _: True), uploads)
    library.index.close()
