"""Who comes in: the command's own server over HTTP, with a file of users and with a proxy's header."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from gradio_client import Client

from tests.rag.ui.running import ANA, BEN, PATIENCE, add_users, command, make_library, served

pytestmark = pytest.mark.slow

PAGE = {"accept": "text/html,application/xhtml+xml"}
PATHS = (
    "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x", "/theme.css", "/assets/x.js",
    "/reader/page?transcript=2026-03-12-hearing.txt&page=0", "/recording?transcript=2026-03-12-hearing.txt&part=0",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("signin") / "library")


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = add_users(tmp_path_factory.mktemp("users"))
    assert command("user", "add", "cleo", "--role", "manage", "--no-password", "--file", file).returncode == 0
    return file


@pytest.fixture(scope="module")
def address(library: Path, users: Path) -> Iterator[str]:
    """A page with a file of users, and a proxy on 127.0.0.2 that names whom it signed in."""
    settings: dict[str, str | Path] = {
        "auth_file": users,
        "auth_header": "X-Remote-User",
        "auth_proxy": "127.0.0.2",
        "base_url": "https://records.example",
    }
    with served(library, auth=ANA, settings=settings) as found:
        yield found


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=PAGE, timeout=PATIENCE) as opened:
        yield opened


@pytest.fixture
def proxy(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=address, transport=httpx.HTTPTransport(local_address="127.0.0.2"), timeout=PATIENCE
    ) as opened:
        yield opened


def sign_in(browser: httpx.Client, user: tuple[str, str], path: str = "/login") -> httpx.Response:
    return browser.post(path, data={"username": user[0], "password": user[1]})


def test_without_signing_in_there_is_nothing(address: str) -> None:
    for path in PATHS:
        refused = httpx.get(address + path, timeout=PATIENCE)
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"].startswith("Basic")
    for path in ("/gradio_api/queue/join", "/gradio_api/call/load", "/gradio_api/upload", "/gradio_api/run/predict"):
        assert httpx.post(address + path, json={"data": []}, timeout=PATIENCE).status_code in (401, 403), path


def test_a_browser_is_sent_to_sign_in_and_back_to_the_turn(browser: httpx.Client) -> None:
    sent = browser.get("/?turn=2026-03-12-hearing.txt%230")
    assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "/login")
    page = browser.get(sent.headers["location"])
    assert 'type="password"' in page.text
    action = re.search(r'action="([^"]+)"', page.text)
    assert action is not None
    back = sign_in(browser, BEN, unescape(action[1]))
    assert (back.status_code, back.headers["location"]) == (303, "/?turn=2026-03-12-hearing.txt%230")
    assert browser.get(back.headers["location"]).status_code == 200


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: httpx.Client) -> None:
    cookie = sign_in(browser, BEN).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    secure = browser.post(
        "/login", data={"username": "ben", "password": BEN[1]}, headers={"x-forwarded-proto": "https"}
    )
    assert "secure" in secure.headers["set-cookie"].lower()


def test_signing_out_ends_it(browser: httpx.Client) -> None:
    sign_in(browser, BEN)
    cookies = dict(browser.cookies)
    assert browser.get("/config").status_code == 200
    assert browser.get("/logout").headers["location"] == "/login"
    browser.cookies.update(cookies)
    assert browser.get("/config").status_code == 303


def test_a_wrong_password_says_no_more_than_that(browser: httpx.Client) -> None:
    for user in (("ben", "wrong password"), ("nobody", "wrong password"), ("cleo", "*")):
        refused = sign_in(browser, user)
        assert refused.status_code == 401
        assert "Name or password is wrong." in unescape(refused.text)
        assert "set-cookie" not in refused.headers


def test_the_sign_in_page_never_leads_to_another_site(browser: httpx.Client) -> None:
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        sent = browser.post("/login", params={"next": target}, data={"username": "ben", "password": BEN[1]})
        assert sent.headers["location"] == "/"


def test_the_sign_in_page_shows_no_markup_of_the_address(browser: httpx.Client) -> None:
    page = browser.get("/login", params={"next": '/"><script>alert(1)</script>'})
    assert "<script" not in page.text


def test_the_sign_in_page_speaks_chinese(browser: httpx.Client) -> None:
    assert "登录" in browser.get("/login", headers={"accept-language": "zh-CN,zh;q=0.9"}).text


def test_a_python_client_signs_in(address: str) -> None:
    assert Client(address, auth=BEN, verbose=False).src.startswith(address)


def test_a_program_sends_name_and_password(address: str) -> None:
    assert httpx.get(address + "/config", auth=BEN, timeout=PATIENCE).status_code == 200
    assert httpx.get(address + "/config", auth=("ben", "wrong password"), timeout=PATIENCE).status_code == 401


def test_only_who_manages_may_upload(address: str) -> None:
    refused = httpx.post(address + "/gradio_api/upload", auth=BEN, timeout=PATIENCE)
    assert (refused.status_code, "You may read this library" in refused.text) == (403, True)
    assert httpx.post(address + "/gradio_api/upload", auth=ANA, timeout=PATIENCE).status_code not in (401, 403)


def test_another_site_may_not_use_the_page(browser: httpx.Client) -> None:
    sign_in(browser, ANA)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        refused = browser.post("/gradio_api/queue/join", json={}, headers={"origin": origin})
        assert refused.status_code == 403
        assert "OTR_BASE_URL" in refused.text
    for origin in (str(browser.base_url).rstrip("/"), "https://records.example"):
        assert browser.post("/gradio_api/queue/join", json={}, headers={"origin": origin}).status_code == 422


def test_the_proxy_says_who_asks(proxy: httpx.Client) -> None:
    assert proxy.get("/config", headers={"x-remote-user": "dora"}).status_code == 200
    assert proxy.get("/config", headers={"X-Remote-User": "cleo"}).status_code == 200


def test_the_proxy_must_say_it_once_and_wholly(proxy: httpx.Client) -> None:
    assert proxy.get("/config").status_code == 401
    assert proxy.get("/config", headers={"x-remote-user": ""}).status_code == 403
    twice = [("x-remote-user", "dora"), ("x-remote-user", "cleo")]
    assert proxy.get("/config", headers=twice).status_code == 403


@pytest.mark.parametrize("forwarded", [{}, {"x-forwarded-for": "127.0.0.2"}, {"forwarded": "for=127.0.0.2"}])
def test_nobody_else_is_believed(address: str, forwarded: dict[str, str]) -> None:
    refused = httpx.get(address + "/config", headers={"x-remote-user": "cleo", **forwarded}, timeout=PATIENCE)
    assert refused.status_code == 403
    assert "only from the proxy" in refused.text
    signed_in = httpx.get(
        address + "/config", headers={"x-remote-user": "cleo", **forwarded}, auth=ANA, timeout=PATIENCE
    )
    assert signed_in.status_code == 403, "a header nobody may send is no smaller lie beside a password"


def test_behind_a_proxy_its_own_address_stays_its_own(proxy: httpx.Client) -> None:
    """Where a proxy also says for whom it asks, it is the proxy that connects all the same."""
    headers = {"x-remote-user": "dora", "x-forwarded-for": "203.0.113.9"}
    assert proxy.get("/config", headers=headers).status_code == 200


def test_after_failures_one_waits(address: str) -> None:
    with httpx.Client(
        base_url=address, transport=httpx.HTTPTransport(local_address="127.0.0.9"), timeout=PATIENCE
    ) as stranger:
        for _ in range(5):
            assert sign_in(stranger, ("ana", "wrong password")).status_code == 401
        refused = sign_in(stranger, ANA)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "Too many attempts" in refused.json()["detail"]


def test_who_is_removed_is_out_at_once(address: str, users: Path) -> None:
    command("user", "add", "eve", "--file", users, stdin="eve's password\n")
    with httpx.Client(base_url=address, timeout=PATIENCE) as eve:
        assert sign_in(eve, ("eve", "eve's password")).json() == {"success": True}
        assert eve.get("/config").status_code == 200
        command("user", "remove", "eve", "--file", users)
        assert eve.get("/config").status_code == 401
