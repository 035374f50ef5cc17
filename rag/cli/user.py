"""`ontherecord user …`: who may sign in to the page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.options import AsJson, print_values
from rag.cli.visible import visible
from rag.errors import AuthFileError

users = typer.Typer(
    no_args_is_help=True,
    help="Say who may sign in to the page: names, roles and password hashes in the file that OTR_AUTH_FILE names.\n\n"
    "A running page follows the file: who is removed is out at once.",
)

Name = Annotated[str, typer.Argument(help="The user's name.")]
File = Annotated[
    Path | None, typer.Option("--file", help="The file of users. [default: OTR_AUTH_FILE]", show_default=False)
]
Library = Annotated[Path | None, typer.Option("--library", hidden=True)]
IndexFolder = Annotated[Path | None, typer.Option("--index", hidden=True)]


@users.command()
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", help="read: ask and read. manage: change the library too.")] = "read",
    replace: Annotated[bool, typer.Option("--replace", help="Give a user there is another role and password.")] = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Only a role, for a user whom a reverse proxy signs in.")
    ] = False,
    file: File = None,
    library: Library = None,
    index: IndexFolder = None,
    as_json: AsJson = False,
) -> None:
    """Add a user. The password is asked for, or read from standard input where that is no terminal.

    Example: `ontherecord user add ana --role manage --file users.txt`
    """
    from rag.ui.auth.accounts import ROLES, Account, User, check_name, hash_password, load_accounts, save_accounts

    del library, index  # accepted after every subcommand; users belong to no library
    place = _file(file)
    accounts = load_accounts(place) if place.exists() else {}
    if check_name(name) in accounts and not replace:
        raise AuthFileError(f"{place}: {name!r} is there already. Change role and password with --replace")
    for known in ROLES:
        if role == known:
            accounts[name] = Account(User(name, known), None if no_password else hash_password(_password()))
            break
    else:
        raise typer.BadParameter(f"{role!r} is not one of: {', '.join(ROLES)}", param_hint="--role")
    save_accounts(place, accounts)
    print_values(
        {"file": str(place), "name": name, "role": role},
        as_json,
        lambda _: typer.echo(f"{name} may now {role}; kept in {place}"),
    )


@users.command()
def remove(
    name: Name, file: File = None, library: Library = None, index: IndexFolder = None, as_json: AsJson = False
) -> None:
    """Remove a user, who is signed out at once."""
    from rag.ui.auth.accounts import load_accounts, save_accounts

    del library, index  # as above
    place = _file(file)
    accounts = load_accounts(place)
    if name not in accounts:
        raise AuthFileError(f"{place}: there is no user {name!r}. There are: {', '.join(accounts) or 'none'}")
    del accounts[name]
    save_accounts(place, accounts)
    print_values(
        {"file": str(place), "removed": name}, as_json, lambda _: typer.echo(f"{name} is removed from {place}")
    )


@users.command("list")
def list_users(file: File = None, library: Library = None, index: IndexFolder = None, as_json: AsJson = False) -> None:
    """List the users and what they may do."""
    from rag.ui.auth.accounts import load_accounts

    del library, index  # as above
    accounts = load_accounts(_file(file)).values()
    values = {
        "users": [{"name": a.user.name, "role": a.user.role, "password": a.password is not None} for a in accounts]
    }
    lines = (f"{a.user.name}  {a.user.role}{'' if a.password else '  (signed in by a proxy)'}" for a in accounts)
    print_values(values, as_json, lambda _: typer.echo(visible("\n".join(lines), lines=True) or "No users."))


def _file(file: Path | None) -> Path:
    from rag.settings import load_settings

    place = file or load_settings().auth_file
    if place is None:
        raise AuthFileError("no file of users is named. Name it with --file users.txt or OTR_AUTH_FILE")
    return place


def _password() -> str:
    from rag.ui.auth.accounts import MIN_PASSWORD

    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < MIN_PASSWORD:
        raise AuthFileError(f"the password is too short: give at least {MIN_PASSWORD} characters")
    return password
