"""Turns and transcripts survive being written as JSON."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalog import serialization as records
from index.catalog.catalog import TranscriptInfo
from index.transcript import Event, Meta, ReaderWarning, Run, Segment, Turn
from tests.index.double import make_transcript

runs = st.builds(Run, st.integers(0, 9), st.integers(0, 9), st.integers(1, 9))
segments = st.builds(Segment, file=st.text(max_size=5), runs=st.lists(runs, max_size=2).map(tuple))


@pytest.mark.slow
@given(turn=st.builds(Turn, id=st.just("a#0"), index=st.just(0), segments=st.lists(segments, max_size=3).map(tuple)))
@settings(deadline=None)
def test_a_turn_comes_back_as_it_was(turn: Turn) -> None:
    assert records.turn(records.dump_turn(turn)) == turn


def test_a_transcript_is_listed_with_its_speakers_and_warnings() -> None:
    transcript = replace(
        make_transcript("ANA: Hi.", "BEN: Hi.", "ANA: So.", title="Standup", date="2026-03-01"),
        meta=Meta(title="Standup", date="2026-03-01", place="Harbour", language="en"),
        warnings=(ReaderWarning("odd", "talk.txt", 3, "no time"), ReaderWarning("odd", "talk.txt", None, "no end")),
    )
    assert TranscriptInfo(**records.info((records.dump_transcript(transcript),))) == TranscriptInfo(
        id="talk.txt",
        title="Standup",
        date="2026-03-01",
        speakers=("ANA", "BEN"),
        turns=3,
        format="labelled",
        state="ready",
        warnings=("talk.txt:3: no time", "talk.txt: no end"),
        place="Harbour",
        language="en",
    )


events = st.builds(
    Event,
    kind=st.sampled_from(["stage", "narrative"]),
    text=st.text(max_size=9),
    file=st.just("talk.txt"),
    line=st.none() | st.integers(1, 9),
    turn=st.none() | st.integers(0, 9),
    span=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
)


@given(st.lists(events, max_size=4).map(tuple))
@settings(deadline=None)
def test_events_and_files_of_a_transcript_come_back_as_they_were(found: tuple[Event, ...]) -> None:
    record = records.dump_transcript(replace(make_transcript("ANA: Hi."), events=found))
    assert records.events(record) == found
    assert records.files(record) == ("talk.txt",)
