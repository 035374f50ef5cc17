"""Tables, JSON records and the Whisper family."""

import json

import pytest

from index.errors import TranscriptError
from tests.index.readers.reading_helpers import read, said


@pytest.mark.parametrize(
    "header",
    ["Speaker,Text", "who,utterance", "Participant,Content", "name,transcript", "Speaker Name,body"],
)
def test_a_table_says_its_columns_in_many_words(header: str) -> None:
    assert said(read("t.csv", f"{header}\nAna,Hello.\nBob,Hi.\n")) == [("Ana", "Hello."), ("Bob", "Hi.")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_quoted_cells_hold_anything(delimiter: str) -> None:
    text = delimiter.join(["start", "speaker", "text"]) + "\n"
    text += delimiter.join(['"00:00:01,5"', '"Lin, Grace"', f'"He said ""no""{delimiter}\nand left"']) + "\n"
    transcript = read("t.csv", text)
    assert said(transcript) == [("Lin, Grace", " ".join(f'He said "no"{delimiter} and left'.split()))]
    assert transcript.turns[0].start == 1.5


@pytest.mark.parametrize(
    ("column", "value", "seconds"), [("start_ms", "1500", 1.5), ("in", "90", 90.0), ("begin", "1:30", 90.0)]
)
def test_times_are_seconds_milliseconds_or_clocks(column: str, value: str, seconds: float) -> None:
    assert read("t.csv", f"speaker,{column},text\nAna,{value},Hello.\n").turns[0].start == seconds


def test_a_row_without_a_speaker_goes_on_with_the_one_above() -> None:
    text = "speaker,text\n,Zero.\nAna,One.\n,two\nAna,Three.\n,four\nBob,Five.\n"
    transcript = read("t.csv", text)
    assert said(transcript) == [(None, "Zero."), ("Ana", "One. two Three. four"), ("Bob", "Five.")]
    assert [segment.inferred for segment in transcript.turns[1].segments] == ["none", "carried", "none", "carried"]


def test_what_a_page_left_in_cells_is_read_as_it_is_shown() -> None:
    text = 'speaker,text\nAna,"She said ""no""&#8212;in <em>Harbour</em> &amp; <laugh> left."\nBob,A &lt; B ""so""\n'
    assert said(read("t.csv", text)) == [("Ana", 'She said "no"—in Harbour & <laugh> left.'), ("Bob", 'A < B ""so""')]


def test_a_date_for_each_row_ends_a_turn_where_it_changes() -> None:
    text = "date,speaker,text\n8 May 2023,Ana,One.\n25 May 2023,Ana,Two.\n"
    assert [(turn.text, turn.date) for turn in read("t.csv", text).turns] == [
        ("One.", "2023-05-08"),
        ("Two.", "2023-05-25"),
    ]


def test_a_row_without_words_is_reported() -> None:
    transcript = read("t.csv", "speaker,text\nAna,Hello.\nBob,\n")
    assert [dropped.text for dropped in transcript.dropped] == ["Bob,"]


def test_cells_of_other_columns_and_times_that_are_none_are_reported() -> None:
    transcript = read("t.csv", "speaker,start,text,mood\nAna,1.5,Hello.,calm\nBob,late,Hi.,\n")
    assert [dropped.text for dropped in transcript.dropped] == ["calm", "late"]


def test_json_lines_are_read_line_by_line() -> None:
    transcript = read("t.jsonl", '{"speaker": "Ana", "text": "Caf\\u00e9 \\"x\\""}\n\n{"speaker": 2, "text": "Hi"}\n')
    assert said(transcript) == [("Ana", 'Café "x"'), ("Speaker 2", "Hi")]
    assert [turn.segments[0].line_start for turn in transcript.turns] == [1, 3]


def test_a_broken_line_is_named() -> None:
    with pytest.raises(TranscriptError, match=r"t\.jsonl:21"):
        read("t.jsonl", '{"speaker": "Ana", "text": "Hi"}\n' * 20 + '{"speaker": \n')


def test_whisper_without_speakers_is_cut_at_pauses() -> None:
    segments = [
        {"start": 0, "end": 2, "text": " One."},
        {"start": 2.5, "end": 4, "text": " Two."},
        {"start": 9, "end": 10, "text": " Three."},
    ]
    transcript = read("w.json", json.dumps({"text": "", "segments": segments, "language": "en"}))
    assert said(transcript) == [(None, "One. Two."), (None, "Three.")]
    assert transcript.meta.language == "en"


def test_a_word_with_another_speaker_splits_a_segment() -> None:
    words = [
        {"word": word, "start": n, "end": n + 1, "speaker": speaker}
        for n, (word, speaker) in enumerate([("Did", "S1"), ("you?", "S1"), ("No,", "S2"), ("never.", "S2")])
    ]
    segment = {"start": 0, "end": 4, "text": " Did you? No, never.", "speaker": "S1", "words": words}
    transcript = read("w.json", json.dumps({"segments": [segment]}))
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns] == [
        ("S1", "Did you?", 0.0, 2.0),
        ("S2", "No, never.", 2.0, 4.0),
    ]


def test_whisper_cpp_counts_in_milliseconds_and_may_not_know_the_speaker() -> None:
    items = [{"offsets": {"from": 500, "to": 900}, "text": " Hi.", "speaker": speaker} for speaker in ("0", "?", "1")]
    transcript = read("w.json", json.dumps({"transcription": items}))
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [
        ("Speaker 0", 0.5),
        (None, 0.5),
        ("Speaker 1", 0.5),
    ]


@pytest.mark.parametrize("value", [float("inf"), "soon", None, True, [], {}, -1e400])
def test_a_time_that_is_none_is_unknown_and_never_zero(value: object) -> None:
    transcript = read("w.json", json.dumps({"segments": [{"start": value, "end": 2, "text": "Hi", "speaker": "A"}]}))
    assert transcript.turns[0].start is None


def test_deep_json_is_refused() -> None:
    with pytest.raises(TranscriptError):
        read("w.json", '{"segments": ' + "[" * 900 + "]" * 900 + "}")


def test_half_a_surrogate_pair_is_no_character() -> None:
    transcript = read("t.jsonl", '{"speaker": "Ana", "text": "a \\ud83d b \\ud83d\\ude00"}\n')
    assert transcript.turns[0].text == "a \ufffd b \U0001f600"
