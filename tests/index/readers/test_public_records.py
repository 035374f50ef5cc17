"""Shapes that public records have: what people noted who read parliaments, courts, briefings and podcasts with it."""

import json

from tests.index.readers.reading_helpers import read, said, stray_characters

STATEMENTS = """<!DOCTYPE html><html lang="en"><head><title>House Debates, 2015-12-04</title></head>
<body><h1>House Debates, 2015-12-04</h1>
<table><tr class="metadata"><th>parliament</th><td>42</td></tr></table>
<div class="statement" data-h2="Harbour" data-speaker-id="7"
data-speaker-name="The Chair (Mr. Bo Ott (North Wold, Lib.))" data-timestamp="2015-12-04 14:35:00">
<p> Order &amp; calm.</p>
<p>Mr. Speaker, I move:</p></div>
<div class="statement"><p>And the House being returned:</p></div>
<div class="statement" data-h2="Harbour" data-speaker-id="8"
data-speaker-name="Right Hon. Ana Reyes (Prime Minister, Lib.)">
<div><p>It opens in May.</p></div></div>
<div class="statement" data-h2="Roads" data-speaker-id="7" data-speaker-name="The Chair"><p>Thank you.</p></div>
</body></html>
"""


def test_an_attribute_names_who_speaks() -> None:
    transcript = read("a.html", STATEMENTS)
    assert said(transcript) == [
        ("The Chair", "Order & calm. Mr. Speaker, I move:"),
        ("Ana Reyes", "It opens in May."),
        ("The Chair", "Thank you."),
    ]
    assert [(turn.section, turn.clock) for turn in transcript.turns][::2] == [("Harbour", "14:35"), ("Roads", None)]
    assert [event.text for event in transcript.events if event.kind == "narrative"] == ["And the House being returned:"]
    assert (transcript.meta.date, stray_characters(transcript, STATEMENTS)) == ("2015-12-04", [])


def test_an_attribute_beside_a_printed_label_changes_nothing() -> None:
    turns = "".join(f'<p data-speaker="{name}"><b>{name}:</b> Good.</p>' for name in ("Ana", "Bo", "Ana", "Bo"))
    assert said(read("a.html", f"<html><body>{turns}</body></html>")) == [
        (name, "Good.") for name in ("Ana", "Bo", "Ana", "Bo")
    ]


def test_the_turns_of_all_sections_are_one_list() -> None:
    def turn(name: str, second: float, *texts: str) -> object:
        blocks = [{"start": second, "stop": second + 1, "text": text} for text in texts]
        return {"start": second, "stop": second + 2, "speaker": {"ID": 7, "name": name}, "text_blocks": blocks}

    sections = [
        {"start": 0, "turns": [turn("Ana Reyes", 0, "We will hear argument.", "Mr. Ott.")]},
        {"start": 9, "turns": [turn("Bo Ott", 9, "Thank you."), turn("Ana Reyes", 12, "Well?")]},
    ]
    argument = {"id": 3, "title": "Oral Argument - April 18, 2018", "transcript": {"sections": sections}}
    transcript = read("a.json", json.dumps(argument))
    assert said(transcript) == [
        ("Ana Reyes", "We will hear argument. Mr. Ott."),
        ("Bo Ott", "Thank you."),
        ("Ana Reyes", "Well?"),
    ]
    assert [turn.start for turn in transcript.turns] == [0.0, 9.0, 12.0]
    assert transcript.meta.date == "2018-04-18"


def test_a_mark_with_a_time_is_no_label_and_times_above_paragraphs_are_those_of_segments() -> None:
    transcript = read(
        "talk.txt",
        "Ana Reyes (00:00:15):\nDid it leave?\n\n(00:01:26):\nAnd without us?\n\nBo Ott (00:01:40):\n"
        "[Inaudible 00:01:40] an hour ago.\n\nAna Reyes (00:01:58):\nWell.\n\nBo Ott (00:02:01):\nYes.\n",
    )
    assert said(transcript)[:2] == [
        ("Ana Reyes", "Did it leave? And without us?"),
        ("Bo Ott", "[Inaudible 00:01:40] an hour ago."),
    ]
    assert [segment.start for segment in transcript.turns[0].segments] == [15.0, 86.0]
    assert [(record.kind, record.text) for record in transcript.dropped] == [("time", "(00:01:26):")]


def test_a_stop_and_a_dash_behind_capitals_is_a_label_however_long_the_speeches() -> None:
    speech = "".join(f"And paragraph {number} of the speech: it goes on.\n\n" for number in range(12))
    transcript = read(
        "talk.txt",
        "HON. V. REYES asked the Government, upon notice;\n\nCan the Minister inform us?\n\n"
        f"HON. F.S. OTT (Minister for Commerce, Trade, Tourism and Transport).- Mr. Speaker, I can.\n\n{speech}"
        "HON. SPEAKER.- Thank you.\n\nHON.  V.  REYES.-  Mr. Speaker, Sir: a word.\n\nHON. SPEAKER.- Minister?\n",
    )
    speakers = ["V. REYES", "F.S. OTT", "HON. SPEAKER", "V. REYES", "HON. SPEAKER"]
    assert [turn.speaker for turn in transcript.turns] == speakers
    assert said(transcript)[3] == ("V. REYES", "Mr. Speaker, Sir: a word.")


def test_words_to_the_chair_before_a_motion_are_no_label() -> None:
    transcript = read(
        "talk.txt",
        "The Speaker: Order.\n\nAna Reyes: I rise.\n\nMr. Speaker, I move:\n\nThat the House adjourn.\n\n"
        "Bo Ott: I rise too.\n\nMr. Speaker, I move:\n\nThat it does not.\n",
    )
    assert [turn.speaker for turn in transcript.turns] == ["The Speaker", "Ana Reyes", "Bo Ott"]
