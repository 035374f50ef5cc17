"""A really started page for tests: the command itself in a process of its own, over a library that is indexed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[3]
COUNTING = "tests.rag.ui.counting"  # the command with an embedder that counts words

ANA, BEN = ("ana", "ana's password"), ("ben", "ben's password")  # who manages, and who reads

PATIENCE = 300  # seconds for an answer on a busy machine; no test is about time

HEARING = """ANA REYES: We ship the new ferry timetable on Friday, if the harbour tests pass.

BEN ODE: Who pays for the harbour tests?

ANA REYES: The council pays 40,000 euros for the harbour tests.
"""


def make_library(folder: Path) -> Path:
    folder.mkdir()
    (folder / "2026-03-12-hearing.txt").write_text(HEARING, encoding="utf-8")
    command("index", "--library", folder)
    return folder


def add_users(folder: Path) -> Path:
    """A file of users in the folder: ana may manage the library, ben may read it."""
    file = folder / "users.txt"
    for (name, password), role in ((ANA, "manage"), (BEN, "read")):
        done = command("user", "add", name, "--role", role, "--file", file, stdin=password + "\n")
        assert done.returncode == 0, done.stderr
    return file


def command(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command run to its end, with an embedder that counts words."""
    return subprocess.run(
        _arguments(COUNTING, *arguments), cwd=ROOT, env=os.environ, input=stdin,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@contextmanager
def served(
    library: Path,
    *arguments: str | Path,
    auth: tuple[str, str] | None = None,
    module: str = COUNTING,
    settings: Mapping[str, str | Path] | None = None,
) -> Iterator[str]:
    """The address of the page while it runs, once its library is open; `auth` is somebody who may look.

    `settings` are `OTR_` variables by their lower-case names.
    """
    with running(library, *arguments, auth=auth, module=module, settings=settings) as (address, _):
        yield address


@contextmanager
def running(
    library: Path,
    *arguments: str | Path,
    auth: tuple[str, str] | None = None,
    module: str = COUNTING,
    settings: Mapping[str, str | Path] | None = None,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """As `served`, with the process that serves it."""
    line = _arguments(module, "serve", "--library", library, "--model", "extractive", *arguments)
    with subprocess.Popen(
        line, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=_environment(settings or {})
    ) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().split()[-1]
            _wait_for_the_library(address, auth)
            yield address, process
        finally:
            process.terminate()


def called(address: str, name: str, auth: tuple[str, str] | None = None, **values: object) -> list[tuple[str, Any]]:
    """The events of a call over plain HTTP: (event, data)."""
    url = f"{address}/gradio_api/call/v2/{name}"
    begun = httpx.post(url, json=values, auth=auth, timeout=PATIENCE)
    assert begun.status_code == 200, begun.text
    stream = httpx.get(f"{address}/gradio_api/call/{name}/{begun.json()['event_id']}", auth=auth, timeout=PATIENCE).text
    parts = [part.partition("\ndata: ") for part in stream.strip().split("\n\n")]
    return [(event.removeprefix("event: "), json.loads(data)) for event, _, data in parts]


def _wait_for_the_library(address: str, auth: tuple[str, str] | None) -> None:
    while called(address, "transcripts", auth)[-1][0] != "complete":
        time.sleep(0.2)


def _arguments(module: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


def _environment(settings: Mapping[str, str | Path]) -> dict[str, str]:
    return {**os.environ, **{f"OTR_{name.upper()}": str(value) for name, value in settings.items()}}
