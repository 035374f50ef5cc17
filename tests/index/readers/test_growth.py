"""A slice of the growth run (`python -m benchmarks.growth`), and that it finds what it looks for."""

import re

import pytest

from index.errors import UnknownFormat
from index.readers import FORMATS, Source
from tests.index.readers import growing
from tests.index.readers.growing import PATTERNS, growth, pairs, swollen

pytestmark = pytest.mark.slow

_TRIES = 4
_CHEAP = [pair for pair in pairs() if pair[0] != "pdf"]  # of which each starts processes


@pytest.mark.parametrize(("reader", "pattern"), _CHEAP[::23])
def test_four_times_the_length_takes_some_four_times_as_long(reader: str, pattern: str) -> None:
    # What grows steeply does so each time; once, it may be the machine that paused.
    found = [growth(reader, pattern)]
    while found[-1].is_steep and len(found) < _TRIES:
        found.append(growth(reader, pattern))
    assert not found[-1].is_steep, found


def test_the_run_is_over_every_reader_and_pattern() -> None:
    assert len(set(pairs())) == len(FORMATS) * len(PATTERNS) > 3_400
    assert {reader for reader, _ in _CHEAP[::23]} == FORMATS.keys() - {"pdf"}, "the slice has some of each"


@pytest.mark.parametrize("reader", FORMATS)
def test_a_swollen_file_holds_what_it_is_swollen_with(reader: str) -> None:
    small, large = (sum(len(source.data) for source in swollen(reader, "ab cd ef ", n)) for n in (100, 20_000))
    assert large > small


def test_a_quadratic_pattern_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(sources: list[Source], format: str | None = None) -> None:
        re.search(rb"(?:a+)+$|a*a*b", sources[0].data) if format is None else None
        re.findall(rb"\(.*?\)\)", sources[0].data)
        raise UnknownFormat(sources[0].path, "read slowly on purpose.")

    monkeypatch.setattr(growing, "read_transcript", read)
    monkeypatch.setattr(growing, "SMALL", 4_000)  # half the usual lengths: a quarter of the time
    monkeypatch.setattr(growing, "LARGE", 16_000)
    assert growth("labels", "(").is_steep
    assert not growth("labels", "x").is_steep
