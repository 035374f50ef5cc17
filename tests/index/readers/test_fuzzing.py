"""A slice of the fuzz run (`python -m benchmarks.fuzz_readers`), and that the run finds what it looks for."""

import time
from random import Random

import pytest

from benchmarks.fuzz_readers import LONGEST, Run
from index.readers import FORMATS
from tests.index.readers.fuzzing import fault, seeds, spoilt
from tests.index.readers.mutating import MUTATORS, Mutator

pytestmark = pytest.mark.slow

SLICE = {"pdf": 5}  # each of its files starts a process
SEED = 1


@pytest.mark.parametrize("reader", FORMATS)
def test_a_spoilt_file_is_read_or_refused(reader: str) -> None:
    for number in range(SLICE.get(reader, 150)):
        begun = time.process_time()
        found = fault(spoilt(reader, number, SEED), reader)
        assert found is None, (number, found)
        assert time.process_time() - begun < LONGEST, number


def test_every_format_has_a_sound_file_to_spoil() -> None:
    assert all(seeds()[name] for name in FORMATS)


def test_the_same_number_gives_the_same_file() -> None:
    assert [spoilt("word", n, SEED) for n in range(30)] == [spoilt("word", n, SEED) for n in range(30)]
    assert spoilt("srt", 0, SEED) != spoilt("srt", 1, SEED)


@pytest.mark.parametrize("mutator", MUTATORS)
def test_every_way_of_spoiling_takes_any_bytes(mutator: Mutator) -> None:
    rnd = Random(0)
    for data in (b"", b"\n", b"{", b"<a/>", b"PK\x03\x04", bytes(range(256))):
        assert isinstance(mutator(rnd, data, (b"", b"other")), bytes)


def test_a_run_counts_every_file_and_its_cost() -> None:
    (tally,) = Run(["srt"], 20, seed=SEED).go().values()
    assert (tally.inputs, tally.failures) == (20, [])
    assert tally.seconds >= tally.longest > 0
    assert tally.megabytes > 1


def test_a_file_that_ends_its_process_is_named_and_the_next_is_still_read() -> None:
    (tally,) = Run(["no such reader"], 2, seed=SEED).go().values()
    assert [(failure.number, failure.what.split(":")[0]) for failure in tally.failures] == [
        (0, "ended with 1"),
        (1, "ended with 1"),
    ]
