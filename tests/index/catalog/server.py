"""A PostgreSQL of Debian's package, in a temporary folder, while the tests run; each index has a schema of it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg

_numbers = count(1)
_USER = "postgres"  # of the package; the server does not run as root
_QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c shared_buffers=32MB"


class Server:
    """A server that is running; it listens on a socket in its folder and nowhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fresh(self) -> str:
        """The URL of a catalog that is not there yet."""
        return f"postgresql://{_USER}:sesame@/postgres?host={self.folder}&schema=test_{os.getpid()}_{next(_numbers)}"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(f"host={self.folder} user={_USER} dbname=postgres", autocommit=True)

    def drop(self, url: str) -> None:
        with self.connect() as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {url.rpartition('=')[2]} CASCADE".encode())

    def program(self, name: str, *arguments: str, stdin: str = "") -> str:
        """What one of PostgreSQL's own programs prints."""
        where = ("-h", str(self.folder), "-U", _USER, "-d", "postgres")
        done = subprocess.run(
            [str(_programs() / name), *where, *arguments],
            input=stdin, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]},
        )  # fmt: skip
        return done.stdout

    def hang_up(self) -> None:
        """End every connection but the one that says so, as a server that is restarted does."""
        with self.connect() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


@contextmanager
def running() -> Iterator[Server]:
    """A new server, which ends with the block."""
    folder = Path(mkdtemp(prefix="otr-pg-", dir="/tmp"))  # the path of a socket is at most 107 bytes long
    try:
        as_its_user = _as_its_user(folder)
        programs = _programs()
        data = folder / "data"
        command = [programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        _run(command, as_its_user)
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _run([*control, "-o", f"-k {folder} -c listen_addresses='' {_QUICK}", "start"], as_its_user)
        try:
            yield Server(folder)
        finally:
            _run([*control, "-m", "immediate", "stop"], as_its_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    assert found, "these tests start a PostgreSQL: apt-get install postgresql"
    return found[-1].parent


def _as_its_user(folder: Path) -> Callable[[], None] | None:
    """What makes the program that is started next another user's, where the tests run as root."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam(_USER)
    os.chown(folder, user.pw_uid, user.pw_gid)

    def become() -> None:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    return become


def _run(command: list[object], become: Callable[[], None] | None) -> None:
    subprocess.run(
        [*map(str, command)],
        preexec_fn=become,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
