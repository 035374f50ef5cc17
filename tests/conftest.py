"""What every test lives with: no network, no settings from outside. And the real models, opened once."""

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from rag.cores import share_cores
from tests.dear import OnlyFast, share_out
from tests.folders import keep_in_memory

if TYPE_CHECKING:
    from rag.models import OpenedModel
    from tests.index.catalog.server import Server
    from tests.index.double import Library

# Read once, when these packages are first imported: so before any test, not in a fixture.
os.environ.update(HF_HUB_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="False", ANONYMIZED_TELEMETRY="False")
share_cores()
keep_in_memory()

# No test asserts a time: on a busy machine an example may take any.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_attempts: list[str] = []


def _stays_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost", socket.gethostname()):
        return True
    try:
        text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # else a Unix socket's path
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _stays_here(host):
        _attempts.append(f"{event} {host}")
        raise ConnectionRefusedError(f"a test tried to leave this machine: {event} {host}")


# An audit hook and not a patched socket: it also sees code that took its own reference earlier.
sys.addaudithook(_refuse_the_network)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="only what is fast: no model, no browser, nothing slow")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--fast"):
        config.pluginmanager.register(OnlyFast())


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    share_out(items)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[list[str]]:
    """Fails the test that opened a connection beyond this machine, even if its code hid the refusal."""
    _attempts.clear()
    yield _attempts
    assert not _attempts, f"this test tried to leave the machine: {_attempts}"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("OTR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:1")  # else `auto` asks whichever Ollama runs beside the tests


@pytest.fixture(scope="session")
def embedding_weights() -> Path:
    """The folder of the packaged embedding model, verified."""
    from index.embedding.model_files import EMBEDDING_NAME, embedding_model

    return Path(embedding_model(EMBEDDING_NAME).path)


@pytest.fixture(scope="session")
def local_model() -> "Iterator[OpenedModel]":
    """The packaged language model, running in this process."""
    from rag.models import open_model

    model = open_model("local", threads=None, timeout=120)
    yield model
    model.close()


@pytest.fixture(scope="session")
def postgresql() -> "Iterator[Server]":
    """A PostgreSQL server."""
    from tests.index.catalog.server import running

    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def catalog_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the catalog is, for tests which each store is to pass: in a file, then on a server."""
    if request.param == "sqlite":
        yield None
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture
def on_either(tmp_path: Path, catalog_url: str | None) -> "Iterator[Library]":
    """A library with its index, once with each store."""
    from tests.index.double import Library

    opened = Library(tmp_path / "library", catalog_url)
    yield opened
    opened.index.close()
