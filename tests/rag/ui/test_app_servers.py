"""Two app servers on one catalog, each with a folder of its own: what is begun at one goes on at the other."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.index.catalog.server import Server
from tests.rag.ui.running import ANA, PATIENCE, add_users, called, command, make_library, running

pytestmark = pytest.mark.slow

TURN = "2026-03-12-hearing.txt#2"
PAGE = {"accept": "text/html"}


@pytest.fixture
def url(postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = postgresql.fresh()
    monkeypatch.setenv("OTR_CATALOG_URL", made)
    yield made
    postgresql.drop(made)


@pytest.mark.usefixtures("url")
def test_who_signed_in_goes_on_where_their_app_server_was_killed(tmp_path: Path) -> None:
    library, users = make_library(tmp_path / "library"), add_users(tmp_path)

    serve = partial(running, library, auth=ANA, settings={"auth_file": users})
    with (
        serve("--index", tmp_path / "first") as (first, process),
        serve("--index", tmp_path / "second") as (second, _),
        httpx.Client(headers=PAGE, timeout=PATIENCE) as browser,
    ):
        begun = browser.post(f"{first}/login", data={"username": ANA[0], "password": ANA[1]})
        assert begun.status_code == 303
        assert browser.get(f"{first}/").status_code == 200
        assert called(first, "pin", ANA, turn_id=TURN, note="for the lead")[-1][0] == "complete"
        process.kill()
        process.wait()
        assert browser.get(f"{second}/").status_code == 200  # by the same cookie
        (_, (kept,)) = called(second, "pins", ANA)[-1]
        assert [(one["note"], one["turn_id"]) for one in kept["pins"]] == [("for the lead", TURN)]
        (library / "later.txt").write_text("ANA REYES: The ferry is late.\n", encoding="utf-8")
        assert command("index", "--library", library).returncode == 0
        (_, (listed,)) = called(second, "transcripts", ANA)[-1]
        assert len(listed["transcripts"]) == 2  # a commit is seen at once
        browser.get(f"{second}/logout")
        assert browser.get(f"{second}/").headers["location"] == "/login"
