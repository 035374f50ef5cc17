"""What the command line writes with: consoles, progress bars, tables, text that is never markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from index.sync.report import SyncProgress
from rag.cli.visible import visible


def errors() -> Console:
    """Standard error: progress never mixes with what a command prints."""
    return Console(stderr=True)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[SyncProgress], None]]:
    """A progress bar for a sync, with the file at hand, the texts embedded and the time left."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=_no_bar(quiet)) as bar:
        files = bar.add_task("files", total=None)
        texts = bar.add_task("texts embedded", total=None, visible=False)

        def show(step: SyncProgress) -> None:
            bar.update(files, completed=step.done, total=step.total, description=visible(step.path) or "files")
            if step.to_embed:
                bar.update(texts, completed=step.embedded, total=step.to_embed, visible=True)

        yield show


@contextmanager
def model_progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar for model files: (bytes done, bytes in all, what)."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=_no_bar(quiet)) as bar:
        task = bar.add_task("model files", total=None, visible=False)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=visible(what), visible=True
        )


@contextmanager
def counted(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for what takes long: (done, in all)."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors(), transient=True, disable=_no_bar(quiet)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _no_bar(quiet: bool) -> bool:
    """A bar is for a terminal: into a file it would leave an empty line."""
    return quiet or not errors().is_terminal


def shown(text: object, *, style: str = "") -> Text:
    """Text for the terminal: never markup, and without control characters."""
    return Text(visible(text, lines=True), style=style)


def new_table(*columns: str) -> Table:
    """An empty table with these columns."""
    table = Table(box=None, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
