"""Tables as tools write them: columns by name, by what stands in them, and the unit of their times."""

import json

import pytest

from index.readers.shared.columns import layout_of
from index.readers.shared.document import open_document
from index.readers.tables import csv_table
from tests.index.readers.reading_helpers import read, said


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Start Time,End Time,Speaker,Dialog", {"start": 0, "end": 1, "speaker": 2, "text": 3}),
        ("speakerName,spokenText,startTime", {"speaker": 0, "text": 1, "start": 2}),
        ("Timecode;Sprecher;Wortlaut", {"start": 0, "speaker": 1, "text": 2}),
        ("onset,offset,transcription,speaker", {"start": 0, "end": 1, "text": 2, "speaker": 3}),
        ("begin_time_ms,dur_ms,participant,utterance", {"start": 0, "duration": 1, "speaker": 2, "text": 3}),
    ],
)
def test_columns_are_known_by_the_names_that_tools_give(header: str, columns: dict[str, int]) -> None:
    layout = layout_of(header.replace(";", ",").split(","))
    assert layout is not None
    found = dict(layout.columns)
    if "offset" in header:  # beside an onset it is the end, elsewhere the start
        assert read("t.csv", f"{header}\n1.5,2.5,Hello.,Ana\n").turns[0].end == 2.5
    else:
        assert found == columns


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("audacity.txt", "1.000000\t2.500000\tAna: Shall we begin?\n3.500000\t4.250000\tBob: Please, go on.\n"),
        (
            "elan.txt",
            "Ana\t\t00:00:01.000\t00:00:02.500\tShall we begin?\nBob\t\t00:00:03.500\t00:00:04.250\tPlease, go on.\n",
        ),
        ("t.csv", '1.0,2.5,Ana,"Shall we begin?"\n3.5,4.25,Bob,"Please, go on."\n'),
        ("t.csv", "von;bis;Wer;Was gesagt wurde\n1,0;2,5;Ana;Shall we begin?\n3,5;4,25;Bob;Please, go on.\n"),
        ("t.csv", 'Harbour talk\nStart,End,Speaker,Text\n1.0,2.5,Ana,Shall we begin?\n3.5,4.25,Bob,"Please, go on."\n'),
        ("t.csv", "sep=;\nStart;End;Speaker;Text\n1.0;2.5;Ana;Shall we begin?\n3.5;4.25;Bob;Please, go on.\n"),
    ],
)
def test_a_table_without_a_header_of_its_own_is_told_by_its_cells(name: str, rows: str) -> None:
    transcript = read(name, rows)
    assert transcript.files[0].format == "table"
    assert said(transcript) == [("Ana", "Shall we begin?"), ("Bob", "Please, go on.")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(1.0, 2.5), (3.5, 4.25)]


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        ("start\tend\ttext\n1000\t2500\tShall we begin with it?\n2500\t4000\tPlease.\n", 1.0),
        ("start\tend\ttext\n10\t12\tShall we begin with it?\n12\t14\tPlease do so.\n", 10.0),
        ("start\tend\ttext\n0\t20\thello.\n45\t80\they.\n90\t95\tbaby.\n", 0.0),
        ("start_s\tend_s\ttext\n1000\t2500\tShall we begin?\n2500\t4000\tPlease.\n", 1000.0),
        ('1000, "so look at this beautiful"\n3000, "harbour I really like"\n5000, "it somebody asked why"\n', 1.0),
    ],
)
def test_whole_numbers_are_milliseconds_where_nobody_speaks_so_slowly(rows: str, start: float) -> None:
    assert read("t.tsv" if "\t" in rows else "t.csv", rows).turns[0].start == start


@pytest.mark.parametrize(
    "text",
    [
        "We went to the harbour, she said\nand then, of course, to the road\n",
        "1,2,3\n4,5,6\n7,8,9\n",
        "10 apples, and pears\n20 pears, and plums\n",
    ],
)
def test_prose_and_numbers_are_no_table(text: str) -> None:
    assert csv_table.READER.sniff(open_document("t.txt", text.encode())).score == 0


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"transcript": [{"speaker": {"display_name": "Ana"}, "text": "Begin?", "timestamp": "00:00:01"}]}},
        [
            {
                "participant": {"id": 1, "name": "Ana"},
                "words": [{"text": "Begin?", "start_timestamp": {"relative": 1.0}}],
            }
        ],
        {"calls": [{"lines": [{"who": "Ana", "content": [{"type": "text", "text": "Begin?"}], "startTime": "1.0"}]}]},
        {"segments": [{"speaker": {"label": "Ana"}, "start": 1.0, "end": 2.0, "text": "Begin?"}]},
    ],
)
def test_lists_of_objects_are_found_wherever_they_lie(value: object) -> None:
    transcript = read("t.json", json.dumps(value))
    assert said(transcript) == [("Ana", "Begin?")]
    assert transcript.turns[0].start == 1.0


def test_in_a_list_of_lists_sentences_come_before_their_words() -> None:
    words = [{"text": "Shall", "speaker": "A", "from": 1.0}, {"text": "we?", "speaker": "A", "from": 1.5}]
    value = {
        "result": {"words": words, "sentences": [{"text": "Shall we?", "speaker": "A", "begin": 1.0, "until": 2.0}]}
    }
    transcript = read("t.json", json.dumps(value))
    assert [len(turn.segments) for turn in transcript.turns] == [1]
    assert transcript.turns[0].end == 2.0


def test_rows_of_audacity_about_the_spectrum_hold_no_words() -> None:
    transcript = read("t.txt", "1.0\t2.5\tShall we begin?\n\\\t1000.0\t2000.0\n3.5\t4.25\tPlease go on.\n")
    assert [turn.text for turn in transcript.turns] == ["Shall we begin? Please go on."]
    assert [record.kind for record in transcript.dropped] == ["row without words"]


def test_words_lie_deep_in_the_object_on_each_line() -> None:
    spoken = [("Begin?", 0, 1.0), ("Please.", 1, 3.5)]
    lines = [
        json.dumps(
            {"type": "transcript", "data": {"is_final": True, "utterance": {"text": w, "speaker": s, "start": t}}}
        )
        for w, s, t in spoken
    ]
    transcript = read("t.jsonl", "\n".join(lines))
    assert said(transcript) == [("Speaker 0", "Begin?"), ("Speaker 1", "Please.")]
    assert [turn.start for turn in transcript.turns] == [1.0, 3.5]


def test_segments_in_whole_milliseconds_or_clocks_are_told() -> None:
    words = [("Ana", "Shall we begin?", 0, 2500), ("Bob", "Please, go on.", 2500, 4000)]
    segments = [{"speaker": s, "text": w, "start": a, "end": b} for s, w, a, b in words]
    assert [turn.end for turn in read("t.json", json.dumps({"segments": segments})).turns] == [2.5, 4.0]
    clocked = [{"speaker": s, "text": w, "start": "00:00:02", "end": "00:00:04"} for s, w, _, _ in words]
    assert read("t.json", json.dumps({"segments": clocked})).turns[0].start == 2.0


def test_whisper_cpp_prints_speakers_before_the_words() -> None:
    items = [
        {"offsets": {"from": n * 1000, "to": n * 1000 + 900}, "text": f" (speaker {who}) {words}"}
        for n, (who, words) in enumerate([("0", "Begin?"), ("1", "Please."), ("?", "So.")])
    ]
    found = said(read("t.json", json.dumps({"transcription": items})))
    assert found == [("Speaker 0", "Begin?"), ("Speaker 1", "Please."), (None, "So.")]
