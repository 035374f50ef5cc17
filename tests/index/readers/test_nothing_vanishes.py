"""Every character of a text is in a turn, an event, the metadata or the dropped, however the text is spoilt."""

from contextlib import suppress
from random import Random

import pytest

from index.errors import TranscriptError
from index.readers import Source, read_transcript
from index.readers.shared.document import open_document
from index.readers.text.plain_text import TEXT_READERS
from tests.index.readers import mutating
from tests.index.readers.conformance import vanished
from tests.index.readers.fuzzing import seeds

FAMILIES = [reader.name for reader in TEXT_READERS] + ["webvtt", "srt", "sbv", "chat", "textgrid", "table"]
# They rearrange a text; those that break its bytes or its encoding are the fuzz run's.
MUTATORS = (
    *(mutating.shuffle, mutating.delete, mutating.graft, mutating.repeat, mutating.word, mutating.babble),
    mutating.tags,
)
WAYS = 100


def _rearranged(family: str, number: int) -> Source:
    rnd = Random(f"{family} {number}")
    sound, others = rnd.choice(seeds()[family]), [source.data for name in FAMILIES for source in seeds()[name]]
    data = sound.data
    for mutator in rnd.choices(MUTATORS, k=rnd.choice((0, 1, 1, 2))):
        data = mutator(rnd, data, others)[:20_000]
    return Source(sound.path, data)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_no_letter_of_a_rearranged_text_vanishes(family: str) -> None:
    for number in range(WAYS):
        source = _rearranged(family, number)
        with suppress(TranscriptError):
            transcript = read_transcript([source])
            if transcript.files[0].format in FAMILIES:
                missing = vanished(transcript, open_document(source.path, source.data).text)
                assert not missing, (number, transcript.files[0].format, missing)
