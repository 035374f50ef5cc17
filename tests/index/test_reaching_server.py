"""How a Chroma server is reached: its address, and how long one that is away is waited for. No server is needed."""

from pathlib import Path

import httpx
import pytest

from index.chroma.server import Patience, is_unavailable, read_address
from index.chroma.store import VectorStore
from index.errors import VectorStoreError
from tests.index.double import Clock

REFUSED = httpx.ConnectError("refused")


@pytest.mark.parametrize(
    ("url", "base", "shown"),
    [
        ("http://localhost", "http://localhost:8000", "http://localhost:8000"),
        ("https://example.org", "https://example.org:443", "https://example.org:443"),
        ("https://example.org:8443/chroma/", "https://example.org:8443/chroma", "https://example.org:8443/chroma"),
        ("http://example.org/api/v2", "http://example.org:8000", "http://example.org:8000"),
        ("http://ana:p%40ss@example.org", "http://ana:p%40ss@example.org:8000", "http://example.org:8000"),
        ("http://[::1]:9000", "http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_address_is_taken_apart(url: str, base: str, shown: str) -> None:
    address = read_address(url)
    assert (address.base, address.shown) == (base, shown)


def test_a_tenant_and_a_database_stand_behind_the_question_mark() -> None:
    address = read_address("https://api.example.org?tenant=news&database=hearings", "secret")
    assert (address.tenant, address.database) == ("news", "hearings")
    assert address.headers["X-Chroma-Token"] == "secret"
    assert "secret" not in repr(address)


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host", "http://", "http://host:99999", "http://h?user=x"])
def test_what_is_no_address_is_refused_with_the_way_to_write_one(url: str, tmp_path: Path) -> None:
    with pytest.raises(VectorStoreError, match=r"OTR_CHROMA_URL.*Write it as http://HOST:PORT"):
        VectorStore(tmp_path, name="otr-test-0", url=url)


def test_a_password_is_in_no_message(tmp_path: Path) -> None:
    with pytest.raises(VectorStoreError) as caught:
        VectorStore(tmp_path, name="otr-test-0", url="http//ana:secret@host")
    assert "secret" not in str(caught.value)


class Flaky:
    """Fails with these, one after the other, then works."""

    def __init__(self, *faults: Exception) -> None:
        self._faults, self.calls = list(faults), 0

    def __call__(self) -> str:
        self.calls += 1
        if self._faults:
            raise self._faults.pop(0)
        return "done"


@pytest.mark.parametrize(("met", "patient", "longest"), [(True, True, 25), (False, True, 2), (True, False, 2)])
def test_who_writes_waits_for_a_restart_and_who_searches_a_moment(
    clock: Clock, met: bool, patient: bool, longest: float
) -> None:
    patience = Patience()
    if met:
        patience.call(Flaky(), patient=True)
    flaky = Flaky(*[REFUSED] * 10_000)
    with pytest.raises(httpx.ConnectError):
        patience.call(flaky, patient=patient)
    # Pauses are drawn at random, up to 3 s: the last one would have ended too late.
    assert longest - 3 < clock.slept <= longest
    assert flaky.calls > 2


def test_an_attempt_that_takes_longer_than_there_is_time_is_not_made_again(clock: Clock) -> None:
    calls: list[float] = []

    def hang() -> None:
        calls.append(clock.now())
        clock.sleep(3)
        raise httpx.ReadTimeout("nothing came")

    with pytest.raises(httpx.ReadTimeout):
        Patience().call(hang, patient=False)
    assert len(calls) == 1


def test_an_attempt_is_made_again_while_the_server_is_unavailable(clock: Clock) -> None:
    flaky = Flaky(REFUSED, REFUSED, REFUSED)
    assert Patience().call(flaky, patient=True) == "done"
    assert flaky.calls == 4


def test_what_the_server_refuses_is_not_asked_again() -> None:
    flaky = Flaky(ValueError("dimension 3 is not 384"))
    with pytest.raises(ValueError, match="384"):
        Patience().call(flaky, patient=True)
    assert flaky.calls == 1


def test_who_searches_leaves_a_server_alone_that_was_just_away_and_who_writes_does_not(clock: Clock) -> None:
    patience = Patience()
    with pytest.raises(httpx.ConnectError):
        patience.call(Flaky(*[REFUSED] * 99), patient=False)
    flaky = Flaky()
    with pytest.raises(ConnectionError):
        patience.call(flaky, patient=False)
    assert flaky.calls == 0
    clock.sleep(5)
    assert patience.call(flaky, patient=False) == "done", "after a while it is asked again"
    with pytest.raises(httpx.ConnectError):
        patience.call(Flaky(*[REFUSED] * 99), patient=False)
    assert patience.call(flaky, patient=True) == "done"
    assert patience.call(flaky, patient=False) == "done", "it is back"


def test_a_fault_hidden_behind_another_counts() -> None:
    hidden = ValueError("Could not connect to a Chroma server")
    hidden.__context__ = REFUSED
    assert is_unavailable(hidden)
    assert not is_unavailable(ValueError("no"))
