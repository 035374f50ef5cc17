"""YouTube's captions: rolling WebVTT, the XML of srv1 to srv3, json3, and the list that scripts save."""

import json

import pytest

from index.errors import MalformedTranscript
from index.readers import Source, read_transcript
from index.transcript import Transcript


def read(name: str, text: str) -> Transcript:
    return read_transcript([Source(name, text.encode())])


def texts(transcript: Transcript) -> list[str]:
    return [turn.text for turn in transcript.turns]


def assert_every_run_is_in_the_file(transcript: Transcript, source: str) -> None:
    for turn in transcript.turns:
        for segment in turn.segments:
            assert segment.runs
            for run in segment.runs:
                printed = source[run.char_start : run.char_start + run.length]
                assert turn.text[run.text_start : run.text_start + run.length] == printed


SRV1 = """<?xml version="1.0" encoding="utf-8" ?><transcript>
<text start="0.5" dur="2.25">It&amp;#39;s &lt;font color=&quot;#E5E5E5&quot;&gt;AT&amp;amp;T&lt;/font&gt;
&amp;quot;here&amp;quot;</text>
<text start="3" dur="1.5">and we are proud.</text><text start="9" dur="1"></text>
</transcript>"""


def test_srv1_markup_is_escaped_twice() -> None:
    transcript = read("talk.xml", SRV1)
    (turn,) = transcript.turns
    assert turn.text == 'It\'s AT&T "here" and we are proud.'
    assert (turn.speaker, turn.start, turn.end) == (None, 0.5, 4.5)
    assert [(segment.line_start, segment.line_end) for segment in turn.segments] == [(2, 3), (4, 4)]
    assert_every_run_is_in_the_file(transcript, SRV1)


def test_srv3_counts_in_milliseconds_and_has_a_tag_for_each_word() -> None:
    source = (
        '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><head><pen id="1"/></head><body>\n'
        '<p t="1340" d="3000" w="1"><s ac="0">what&#39;s</s><s t="240" ac="0"> up</s></p>\n'
        '<p t="4340" d="10" w="1" a="1">\n</p>\n<p t="4350" d="1000">everyone</p></body></timedtext>'
    )
    transcript = read("talk.srv3", source)
    (turn,) = transcript.turns
    assert (turn.text, turn.start, turn.end) == ("what's up everyone", 1.34, 5.35)
    assert_every_run_is_in_the_file(transcript, source)


def test_labels_in_captions_name_the_speakers() -> None:
    source = (
        '<transcript><text start="0" dur="2">Ana Reyes: Shall we?</text>'
        '<text start="2" dur="2">Bo O&amp;#39;Neil: Yes.</text></transcript>'
    )
    assert [(turn.speaker, turn.text) for turn in read("a.xml", source).turns] == [
        ("Ana Reyes", "Shall we?"),
        ("Bo O'Neil", "Yes."),
    ]


def test_xml_that_breaks_off_is_refused() -> None:
    with pytest.raises(MalformedTranscript, match="not closed"):
        read("a.xml", '<transcript><text start="0" dur="2">And th')


def test_text_between_captions_is_reported() -> None:
    source = '<transcript>stray<text start="0" dur="2">Hello there.</text></transcript>'
    assert [dropped.text for dropped in read("a.xml", source).dropped] == ["stray"]


JSON3 = {
    "wireMagic": "pb3",
    "pens": [{}],
    "events": [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
        {
            "tStartMs": 120,
            "dDurationMs": 3559,
            "segs": [{"utf8": "I\u2019m"}, {"utf8": " abo"}, {"utf8": "ut", "tOffsetMs": 9}],
        },
        {"tStartMs": 2000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": "3700", "dDurationMs": "1000", "segs": [{"utf8": "to say\nthis."}]},
    ],
}


@pytest.mark.parametrize("ascii_only", [True, False])
def test_json3_segments_bring_their_own_spacing(ascii_only: bool) -> None:
    source = json.dumps(JSON3, ensure_ascii=ascii_only, indent=1)
    transcript = read("talk.en.json3", source)
    (turn,) = transcript.turns
    assert (turn.text, turn.start, turn.end) == ("I\u2019m about to say this.", 0.12, 4.7)
    assert len(turn.segments) == 2
    assert_every_run_is_in_the_file(transcript, source)


def test_two_dashes_in_an_event_are_two_people() -> None:
    event = {"tStartMs": 0, "dDurationMs": 1000, "segs": [{"utf8": "- Ready?\n- Yes."}]}
    assert texts(read("a.json3", json.dumps({"wireMagic": "pb3", "events": [event]}))) == ["Ready?", "Yes."]


def test_the_list_that_scripts_save_is_captions() -> None:
    items = [{"text": "Hello\nthere.", "start": 0.5, "duration": 1.25}, {"text": "Bye.", "start": 9.0, "duration": 1.0}]
    transcript = read("a.json", json.dumps(items))
    assert [(turn.text, turn.start, turn.end) for turn in transcript.turns] == [
        ("Hello there.", 0.5, 1.75),
        ("Bye.", 9.0, 10.0),
    ]


def test_rolling_captions_print_each_line_once() -> None:
    source = "WEBVTT\nKind: captions\nLanguage: en\n\n"
    spoken = ["good evening all", "the council met", "the council met", "and voted"]
    above = ""
    for number, line in enumerate(spoken):
        word, rest = line.split(" ", 1)
        start, end = number * 3, number * 3 + 2
        tagged = f"{word}<00:00:{start:02}.500><c> {rest}</c>"
        source += f"00:00:{start:02}.000 --> 00:00:{end:02}.990 align:start position:0%\n{above or ' '}\n{tagged}\n\n"
        source += f"00:00:{end:02}.990 --> 00:00:{end + 1:02}.000 align:start position:0%\n{line}\n \n\n"
        above = line
    transcript = read("talk.en.vtt", source)
    # The line said twice is the price of the rule: a repeated line looks like one that rolled up.
    assert " ".join(texts(transcript)) == "good evening all the council met and voted"
    assert transcript.meta.language == "en"
