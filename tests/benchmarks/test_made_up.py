"""What the benchmark of the readers reads: every format, and files that say what the conversation says."""

from itertools import islice

import pytest

from benchmarks.made_up import FILES, make
from benchmarks.made_up.conversation import conversation
from index.readers import FORMATS, Source, read_transcript

SIZE = 12_000


@pytest.mark.parametrize("name", FILES)
def test_a_made_up_file_is_read_with_every_word_in_its_place(name: str) -> None:
    transcript = read_transcript([Source(name, make(name, SIZE))])
    read = [word for turn in transcript.turns for word in turn.text.split()]
    said = (word.text for turn in conversation() for word in turn.words)
    assert read == list(islice(said, len(read)))
    assert len(read) > 50


@pytest.mark.slow
def test_every_format_is_measured() -> None:
    assert {read_transcript([Source(name, make(name, SIZE))]).files[0].format for name in FILES} == set(FORMATS)
