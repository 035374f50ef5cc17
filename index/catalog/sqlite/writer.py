"""One writer at a time: the lock of an index, and who has it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CatalogError, IndexBusy


@dataclass(frozen=True, slots=True)
class FileWriter:
    """The right to write to the index in a folder."""

    folder: Path

    @contextmanager
    def writing(self, wait: float) -> Iterator[bool]:
        """The writer's lock; whether the writer before died while it had it.

        Raises IndexBusy where another process has it for more than `wait` seconds, CatalogError where nobody can.
        """
        with ExitStack() as stack:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                stack.enter_context(FileLock(self.folder / "writer.lock").acquire(timeout=wait))
                died = self.is_taken
                self._holder.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
            except Timeout as error:
                who = self._who()
                message = f"{self.folder}: {who} is writing to this index. Wait for it, or stop it"
                raise IndexBusy(message, code="index_busy", folder=self.folder, who=who) from error
            except OSError as error:
                raise CatalogError(
                    f"{self.folder}: the index folder cannot be written: {error.strerror}. "
                    "Make room or make it writable, or choose another with --index FOLDER; the old index still serves"
                ) from error
            yield died
            # Only here: a process that finds the file after a crash or a fault knows to look twice.
            with suppress(OSError):
                self._holder.unlink(missing_ok=True)

    @property
    def is_taken(self) -> bool:
        """Whether a process is writing, or died while it was."""
        return self._holder.exists()

    @property
    def _holder(self) -> Path:
        return self.folder / "writer.json"

    def _who(self) -> str:
        try:
            facts = json.loads(self._holder.read_text())
            return f"process {facts['pid']} on {facts['host']}"
        except (OSError, ValueError, KeyError):
            return "another process"
