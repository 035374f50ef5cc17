"""The collector is off while anything is read, and as it was afterwards."""

import gc
from collections.abc import Iterator

import pytest

from index.errors import UnknownFormat
from index.readers import Source, read_transcript
from index.readers.shared.collector import collector_waits


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_the_last_of_several_reads_turns_the_collector_on_again() -> None:
    with collector_waits():
        with collector_waits():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_file_that_is_refused_leaves_the_collector_on() -> None:
    with pytest.raises(UnknownFormat):
        read_transcript([Source("empty.txt", b"")])
    assert gc.isenabled()


def test_a_collector_that_somebody_turned_off_stays_off() -> None:
    gc.disable()
    read_transcript([Source("a.txt", b"ANA: Hello.\nBOB: Hi.\nANA: Bye.\n")])
    assert not gc.isenabled()
