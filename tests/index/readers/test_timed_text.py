"""Text whose labels or lines carry times."""

import pytest

from tests.index.readers.reading_helpers import read, said

SHAPES = {
    "otter": "Ana Reyes  0:01\nShall we: now or later?\n\nBob Ott  1:02:03\nIt starts at 10:30.\n",
    "teams": "Ana Reyes   0:01\nShall we: now or later?\nBob Ott   1:02:03\nIt starts at 10:30.\n",
    "rev": "Ana Reyes: (00:01)\nShall we: now or later?\n\nBob Ott: (01:02:03)\nIt starts at 10:30.\n",
    "new rev": "Ana Reyes (00:01):\n\nShall we: now or later?\n\nBob Ott (01:02:03):\n\nIt starts at 10:30.\n",
    "one line": "Ana Reyes (00:01): Shall we: now or later?\nBob Ott (01:02:03): It starts at 10:30.\n",
    "sonix": "Ana Reyes: [00:00:01] Shall we: now or later?\n\nBob Ott: [01:02:03] It starts at 10:30.\n",
    "ladybug": "**Ana Reyes** [0:01]\nShall we: now or later?\n\n**Bob Ott** [1:02:03] It starts at 10:30.\n",
    "riverside": "Ana Reyes (00:01)\nShall we: now or later?\n\nBob Ott (01:02:03)\nIt starts at 10:30.\n",
    "fathom": "0:01 - Ana Reyes\nShall we: now or later?\n\n1:02:03 - Bob Ott\nIt starts at 10:30.\n",
    "zoom": "Ana Reyes\n00:00:01\nShall we: now or later?\n\nBob Ott\n01:02:03\nIt starts at 10:30.\n",
    "prefix": "[00:00:01] Ana Reyes: Shall we: now or later?\n\n[01:02:03] Bob Ott: It starts at 10:30.\n",
    "plain prefix": "00:00:01 Ana Reyes: Shall we: now or later?\n01:02:03 Bob Ott: It starts at 10:30.\n",
    "voices": "00:00:01 <v Ana Reyes>Shall we: now or later?\n01:02:03 <v Bob Ott>It starts at 10:30.\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_label_with_a_time_opens_a_turn_and_its_colons_do_not(shape: str) -> None:
    transcript = read("t.txt", SHAPES[shape])
    assert said(transcript) == [("Ana Reyes", "Shall we: now or later?"), ("Bob Ott", "It starts at 10:30.")]
    assert [turn.start for turn in transcript.turns] == [1.0, 3723.0]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_turn_of_any_length_may_stand_on_the_line_of_its_label(shape: str) -> None:
    speech = "Shall we: now or later? " * 40
    transcript = read("t.txt", SHAPES[shape].replace("Shall we: now or later?", speech.strip()))
    assert said(transcript) == [("Ana Reyes", speech.strip()), ("Bob Ott", "It starts at 10:30.")]


SPANS = {
    "label, seconds": ("SPEAKER_00 [0.5s - 3.2s]: Shall we: now?\nSPEAKER_01 [3.25s - 61s]: Yes.\n"),
    "round brackets": ("SPEAKER_00 (0.5 - 3.2): Shall we: now?\nSPEAKER_01 (3.25 - 61.0): Yes.\n"),
    "clocks": (
        "SPEAKER_00 [00:00:00.500 - 00:00:03.200]: Shall we: now?\nSPEAKER_01 [00:00:03.250 - 00:01:01]: Yes.\n"
    ),
    "on two lines": ("SPEAKER_00 [0.5s - 3.2s]\nShall we: now?\n\nSPEAKER_01 [3.25s - 61.0s]\nYes.\n"),
    "both in brackets": ("[SPEAKER_00] (0.5 : 3.2) Shall we: now?\n[SPEAKER_01] (3.25 : 61.0) Yes.\n"),
    "seconds first": ("[0.5s -> 3.2s] SPEAKER_00: Shall we: now?\n[3.25s -> 61.0s] SPEAKER_01: Yes.\n"),
    "tag": ("[00:00.500 --> 00:03.200] [SPEAKER_00] Shall we: now?\n[00:03.250 --> 01:01.000] [SPEAKER_01] Yes.\n"),
}


@pytest.mark.parametrize("shape", SPANS)
def test_from_when_to_when_is_kept_in_seconds_or_on_the_clock(shape: str) -> None:
    transcript = read("t.txt", SPANS[shape])
    assert said(transcript) == [("SPEAKER_00", "Shall we: now?"), ("SPEAKER_01", "Yes.")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(0.5, 3.2), (3.25, 61.0)]


def test_lines_that_open_with_seconds_and_name_nobody_are_no_stage_directions() -> None:
    transcript = read("t.txt", "[0.00s -> 4.00s]  We begin.\n[4.00s -> 6.50s]  And we end.\n")
    assert said(transcript) == [(None, "We begin. And we end.")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(0.0, 6.5)]
    assert transcript.events == ()


def test_numbers_in_brackets_that_are_no_times_stay_speech() -> None:
    transcript = read("t.txt", "Ana Reyes: It grew (1.5 - 2.0 of them) and (1990-1995): it fell.\nBob Ott: So.\n")
    assert said(transcript) == [
        ("Ana Reyes", "It grew (1.5 - 2.0 of them) and (1990-1995): it fell."),
        ("Bob Ott", "So."),
    ]


def test_a_clock_of_the_day_is_no_time_of_the_recording() -> None:
    transcript = read("t.txt", "[Ana Reyes] 10:02:33\nHello.\n\n[Bob Ott] 10:02:40\nHi.\n")
    assert [(turn.start, turn.clock) for turn in transcript.turns] == [(None, "10:02:33"), (None, "10:02:40")]


def test_paragraphs_under_a_header_are_one_segment_and_headers_of_one_speaker_merge() -> None:
    text = "Ana  0:01\nOne.\n\nTwo.\n\nAna  0:09\nThree.\n\nBob  0:12\nFour.\n"
    turn = read("t.txt", text).turns[0]
    assert turn.text == "One.\n\nTwo.\n\nThree."
    assert [segment.start for segment in turn.segments] == [1.0, 9.0]


def test_the_unknown_never_merge() -> None:
    text = "Unknown Speaker  0:01\nOne.\n\nUnknown Speaker  0:04\nTwo.\n\nSpeaker 1  0:09\nA.\n\nSpeaker 1  0:12\nB.\n"
    assert [turn.speaker for turn in read("t.txt", text).turns] == ["Unknown Speaker", "Unknown Speaker", "Speaker 1"]


def test_a_footer_is_dropped_and_not_said() -> None:
    transcript = read("t.txt", "Ana  0:01\nOne.\n\nBob  0:04\nTwo.\n\nTranscribed by https://otter.ai\n")
    assert transcript.turns[-1].text == "Two."
    assert [dropped.text for dropped in transcript.dropped] == ["Transcribed by https://otter.ai"]


def test_a_line_without_a_voice_carries_the_last_one() -> None:
    transcript = read("t.txt", SHAPES["voices"] + "01:02:09 And ends at noon.\n")
    assert said(transcript)[-1] == ("Bob Ott", "It starts at 10:30. And ends at noon.")
    assert transcript.turns[-1].inferred == "carried"


def test_transcribeme_may_go_back_in_time_and_leave_a_line_empty() -> None:
    text = "S1 00:00:04.717 Hello.\nS2 00:00:06.000\nS2 00:00:03.100 Sorry.\n"
    transcript = read("t.txt", text)
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [("S1", 4.717), ("S2", 3.1)]
    assert [warning.code for warning in transcript.warnings] == ["time_goes_back"]


def test_times_amid_words_are_not_words() -> None:
    transcript = read("t.txt", "[00:00:02] Ana: Hello there. [00:00:10] And more.\n\n[00:00:15] Bob: Hi.\n")
    assert said(transcript)[0] == ("Ana", "Hello there. And more.")
    assert [dropped.text for dropped in transcript.dropped] == ["[00:00:10]"]


def test_lines_that_name_nobody_are_blocks_up_to_a_minute_at_a_sentence_end() -> None:
    text = "00:00:00 One.\n00:00:30 two\n00:01:05 three.\n00:01:10 Four.\n"
    transcript = read("t.txt", text)
    assert said(transcript) == [(None, "One. two three."), (None, "Four.")]


def test_text_that_names_nobody_is_a_turn_for_each_paragraph() -> None:
    transcript = read("t.txt", "My walk\n\nI went to the harbour: it was\ncold.\n\nNobody came.\n")
    assert said(transcript) == [(None, "I went to the harbour: it was cold."), (None, "Nobody came.")]
    assert transcript.meta.title == "My walk"


RECORD = """[Congressional Record Volume 143, Number 8 (Tuesday, January 28, 1997)]
[House]
[Page H101]

                          ROADS

  The House met at noon and was called to order.
  Ms. ROYBAL-VALE. Mr. Speaker, the road to St. Louis
is closed. Mr. Smith said so.
  It has been closed
[[Page H102]]
for a year.
  Mr. VAN HOLM of Ohio. I object.

                          ____________________

                          BRIDGES

                          TOLLS

  The SPEAKER pro tempore (Mr. Vale). The clerk will report.
"""


def test_the_record_has_headings_pages_and_narrative() -> None:
    transcript = read("r.txt", RECORD)
    assert [(turn.speaker, turn.section, turn.page, turn.end_page) for turn in transcript.turns] == [
        ("Ms. ROYBAL-VALE", "ROADS", "H101", "H102"),
        ("Mr. VAN HOLM of Ohio", "ROADS", "H102", None),
        ("The SPEAKER pro tempore", "BRIDGES > TOLLS", "H102", None),
    ]
    assert len(transcript.turns[0].segments) == 2
    assert [(event.kind, event.line) for event in transcript.events] == [
        ("stage", 5),
        ("narrative", 7),
        ("stage", 17),
        ("stage", 19),
    ]
    assert (transcript.meta.date, transcript.meta.chamber) == ("1997-01-28", "House")


def test_what_whisper_prints_has_the_times_of_its_lines() -> None:
    printed = (
        "[00:00:00.000 --> 00:00:04.000]  Hello and welcome.\n[00:00:04.000 --> 00:00:06.500]  Thanks for having me.\n"
    )
    transcript = read("talk.txt", printed)
    assert transcript.files[0].format == "timed-lines"
    assert [turn.text for turn in transcript.turns] == ["Hello and welcome. Thanks for having me."]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (0.0, 6.5)
