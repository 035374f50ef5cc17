"""A real library in a folder with the handlers of its view, and clicks as a browser sends them."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rag.ui.library.handlers import Keeping
from rag.ui.library.managing import Sheet
from rag.ui.library.renaming import Renaming
from tests.index.double import Library

REQUEST: Any = SimpleNamespace(headers={"accept-language": "en"})
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Speaker 1>The zebra sleeps.\n\n00:05.000 --> 00:06.000\n<v Bo>Why?\n"


@dataclass
class Kept:
    library: Library
    keeping: Keeping
    uploads: Path

    @property
    def renaming(self) -> Renaming:
        keeping = self.keeping
        return Renaming(keeping.assistant, keeping.status, keeping.may_manage, keeping.jobs)

    def send(self, *files: tuple[str, bytes], sheet: Sheet | None = None) -> tuple[str, Sheet]:
        listed = []
        for number, (name, data) in enumerate(files):
            path = self.uploads / f"hash-{number}" / f"file-{number}"
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            listed.append({"path": str(path), "name": name})
        return self.keeping.preview(sheet or Sheet(), clicked(files=listed), REQUEST)

    def done(self) -> None:
        assert self.keeping.jobs.join(30)
        job = self.keeping.jobs.current
        assert job is not None
        assert job.problem is None

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.library.folder.iterdir() if not path.name.startswith("."))

    @property
    def sent(self) -> list[Path]:
        return list(self.uploads.rglob("file-*"))


def clicked(**values: Any) -> Any:
    return SimpleNamespace(**values)
