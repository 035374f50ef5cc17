"""Which doors the settings open, who may reach the page, and what a visitor of an open one may do."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.errors import AuthFileError, NotAllowed, SettingsError
from rag.settings import Settings
from rag.ui.auth.addresses import is_loopback
from rag.ui.auth.guard import guards, may_manage, require_manage
from rag.ui.auth.identity import Doors, check_reach, open_doors
from tests.rag.ui.running import command


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"auth_header": "X-User"}, "OTR_AUTH_PROXY"),
        ({"auth_proxy": "10.0.0.1"}, "OTR_AUTH_HEADER"),
        ({"auth_header": "X User", "auth_proxy": "10.0.0.1"}, "not the name of a header"),
        ({"auth_header": "X-User", "auth_proxy": "proxy.lan"}, "proxy.lan"),
        ({"auth_header": "X-User", "auth_proxy": " , "}, "names no address"),
    ],
)
def test_doors_that_are_not_in_order_are_named(settings: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        open_doors(Settings(**settings))  # type: ignore[arg-type]  # pydantic reads the texts


def test_a_file_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(AuthFileError, match="ontherecord user add"):
        open_doors(Settings(auth_file=tmp_path / "users.txt"))


def test_a_proxy_is_known_by_address_or_network() -> None:
    doors = open_doors(Settings(auth_header="X-User", auth_proxy="10.0.0.7, 2001:db8::/64"))
    assert doors.is_proxy("10.0.0.7")
    assert doors.is_proxy("::ffff:10.0.0.7")
    assert doors.is_proxy("2001:db8::1")
    assert not doors.is_proxy("10.0.0.8")
    assert not doors.is_proxy(None)
    assert not doors.is_proxy("testclient")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_on_this_machine_nobody_has_to_sign_in(host: str) -> None:
    assert is_loopback(host)
    check_reach(host, Doors(), open_to_all=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4"])
def test_beyond_it_somebody_has_to_or_it_is_said_to_be_meant(host: str) -> None:
    with pytest.raises(SettingsError, match=r"ontherecord user add .*OTR_AUTH_FILE.*OTR_AUTH_HEADER.*--open"):
        check_reach(host, Doors(), open_to_all=False)
    check_reach(host, Doors(), open_to_all=True)
    check_reach(host, Doors(header="x-user"), open_to_all=False)


@pytest.mark.slow
def test_the_command_refuses_before_it_listens(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    refused = command("serve", "--host", "0.0.0.0", "--library", tmp_path / "transcripts")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--open" in refused.stderr


def who(host: str, *, client: str, doors: Doors | None = None, **headers: str) -> str:
    """What a request from `client` may do: manage, read, or why nothing."""

    async def handler(request: Request) -> JSONResponse:
        try:
            require_manage(request)
        except NotAllowed as error:
            assert not may_manage(request)
            return JSONResponse(f"read: {error}")
        assert may_manage(request)
        return JSONResponse("manage")

    app = Starlette(routes=[Route("/", handler)], middleware=guards(host, "", doors))
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with TestClient(app, base_url="http://127.0.0.1", client=(client, 5000)) as asked:
        found: str = asked.get("/", headers=sent).json()
        return found


def test_only_this_machine_manages_an_open_page() -> None:
    assert who("0.0.0.0", client="127.0.0.1") == "manage"
    assert who("0.0.0.0", client="192.168.1.9").startswith("read: Only from the machine it runs on")


def test_what_a_proxy_hands_on_is_not_from_this_machine() -> None:
    assert who("127.0.0.1", client="127.0.0.1", x_forwarded_for="203.0.113.9").startswith("read")


@pytest.mark.slow
def test_the_file_says_what_a_proxys_users_may_do(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    assert command("user", "add", "ana", "--role", "manage", "--no-password", "--file", file).returncode == 0
    doors = open_doors(Settings(auth_file=file, auth_header="X-User", auth_proxy="10.0.0.7"))
    assert who("0.0.0.0", client="10.0.0.7", doors=doors, x_user="ana") == "manage"
    assert who("0.0.0.0", client="10.0.0.7", doors=doors, x_user="ben").startswith("read: You may read")


def test_a_request_that_nobody_looked_at_may_nothing() -> None:
    assert not may_manage(Request({"type": "http", "headers": []}))
