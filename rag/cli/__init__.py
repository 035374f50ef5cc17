"""The `ontherecord` command. Heavy imports stand inside the commands, so that `--help` and `parse` answer at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from typing import Annotated

import typer
from typer.main import get_command

from index.errors import OnTheRecordError
from rag.cli.ask import ask, search
from rag.cli.correct import correct, corrections
from rag.cli.eval import evaluation, feedback
from rag.cli.index import doctor, index_command, parse
from rag.cli.library import names, rename, speakers, transcripts
from rag.cli.migrate import migrate
from rag.cli.overview import overview
from rag.cli.pins import pins
from rag.cli.scopes import scopes
from rag.cli.serve import models, serve
from rag.cli.show import show
from rag.cli.user import users
from rag.cli.verify import export, verify
from rag.cli.visible import visible
from rag.cli.watch import watch
from rag.cores import share_cores

_INTERRUPTED = 130

app = typer.Typer(
    name="ontherecord",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Ask questions of your transcripts; every sentence of an answer points at the speaker turn that says it.\n\n"
    "Begin with `ontherecord index --library FOLDER`, then `ontherecord ask QUESTION --library FOLDER`.",
)
app.add_typer(evaluation, name="eval")
app.add_typer(users, name="user")
app.add_typer(feedback, name="feedback")
app.add_typer(pins, name="pins")
app.add_typer(scopes, name="scopes")
app.command("index")(index_command)
for _command_of in (
    *(ask, search, parse, transcripts, speakers, names, rename, show, overview, watch, correct, corrections),
    *(verify, export, migrate, doctor, models, serve),
):
    app.command()(_command_of)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"ontherecord {version('ontherecord')}")
        raise typer.Exit


@app.callback()
def _program(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None: ...


@cache
def _command() -> Callable[..., object]:
    """The tree of commands, built once: it costs more than most commands do."""
    return get_command(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of these arguments (default: the process's); its own errors go to standard error, exit 1."""
    share_cores()
    try:
        _command()(args=arguments)
    except OnTheRecordError as error:
        typer.echo(f"Error: {visible(error, lines=True)}", err=True)
        raise SystemExit(1) from error
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:  # typer ends so, without a word, on Ctrl-C
            typer.echo("Interrupted; what was finished is kept.", err=True)
        raise


if __name__ == "__main__":
    main()
