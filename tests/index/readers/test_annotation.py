"""Linguists' formats: Transcriber, ELAN, CHAT, TextGrid."""

import codecs

import pytest

from index.errors import MalformedTranscript
from tests.index.readers.reading_helpers import read, said, stray_characters

TRANSCRIBER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans xml:lang="fr"><Topics><Topic id="to1" desc="Le port"/></Topics>
<Speakers><Speaker id="spk1" name="Zoé"/><Speaker id="spk2" name="Paul"/></Speakers>
<Episode program="Midi" air_date="20040115"><Section type="report" topic="to1" startTime="0" endTime="9">
<Turn speaker="spk1" startTime="0" endTime="5"><Sync time="0"/>
Bonjour
<Sync time="2.5"/>
<Event desc="rire" type="noise"/> à tous &amp; toutes.<Comment desc="inaudible ici"/></Turn>
<Turn speaker="spk2 spk1" startTime="5" endTime="9"><Sync time="5"/><Who nb="1"/>Oui.<Who nb="2"/>Non.</Turn>
</Section></Episode></Trans>
"""

ELAN = """<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/>
<TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="1500"/><TIME_SLOT TIME_SLOT_ID="t3"/>
<TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="3000"/>
</TIME_ORDER>
<TIER TIER_ID="a" PARTICIPANT="Ana"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="t1"
 TIME_SLOT_REF2="t2"><ANNOTATION_VALUE>Hello &lt;there&gt;</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="t4" TIME_SLOT_REF2="t3">
<ANNOTATION_VALUE>and bye</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="ref@B"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="b1" TIME_SLOT_REF1="t2" TIME_SLOT_REF2="t4">
<ANNOTATION_VALUE>B001</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="tx@B" PARTICIPANT="Bo" PARENT_REF="ref@B"><ANNOTATION>
<REF_ANNOTATION ANNOTATION_ID="b2" ANNOTATION_REF="b1">
<ANNOTATION_VALUE>hi you</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>
"""

CHAT = """@UTF8
@Begin
@Languages:\teng
@Participants:\tCHI Target_Child, MOT Mary_Lou
\tMother
@Date:\t01-JAN-1999
*MOT:\twhat's that &-um [=! laughs] <the the> [/] thing@o ? \x150_1500\x15
%mor:\tpro|what
*CHI:\t(be)cause it's no::: go +... \x151500_1800\x15
*CHI:\t0 &=laughs .
*MOT:\tNew_York (.) xxx +/.
@End
"""

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 3.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "Ana - words"
        xmin = 0
        xmax = 3.5
        intervals: size = 2
        intervals [1]:
            xmin = 1
            xmax = 2
            text = "say ""hi""
 friend"
        intervals [2]:
            xmin = 2
            xmax = 3
            text = "sil"
    item [2]:
        class = "IntervalTier"
        name = "Ana - phones"
        xmin = 0
        xmax = 3.5
        intervals: size = 1
        intervals [1]:
            xmin = 1
            xmax = 2
            text = "s"
    item [3]:
        class = "IntervalTier"
        name = "Bo"
        xmin = 0
        xmax = 3.5
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 1
            text = "Well."
"""

SHORT = (
    'File type = "ooTextFile"\n"TextGrid"\n\n0\n2\n<exists>\n1\n"IntervalTier"\n"Ana"\n0\n2\n1\n0\n1.5\n"Hi there."\n'
)


def test_transcriber_times_each_sync_and_lists_noises() -> None:
    transcript = read("a.trs", TRANSCRIBER)
    assert said(transcript) == [("Zoé", "Bonjour à tous & toutes."), ("Paul", "Oui."), ("Zoé", "Non.")]
    assert [(segment.start, segment.end) for segment in transcript.turns[0].segments] == [(0.0, 2.5), (2.5, 5.0)]
    assert [event.text for event in transcript.events] == ["Le port", "rire"]
    assert [record.text for record in transcript.dropped] == ["inaudible ici"]
    assert (transcript.title, transcript.meta.date, transcript.turns[0].section) == ("Midi", "2004-01-15", "Le port")
    assert stray_characters(transcript, TRANSCRIBER) == []


def test_elan_tiers_are_read_in_the_order_of_their_times() -> None:
    transcript = read("a.eaf", ELAN)
    assert said(transcript) == [("Ana", "Hello <there>"), ("Bo", "hi you"), ("Ana", "and bye")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(0.0, 1.5), (1.5, 3.0), (3.0, None)]
    assert [record.text for record in transcript.dropped] == ["B001"]
    assert stray_characters(transcript, ELAN) == []


def test_chat_codes_are_not_words() -> None:
    transcript = read("a.cha", CHAT)
    assert said(transcript) == [
        ("Mary Lou", "what's that um the the thing?"),
        ("CHI", "because it's no go…"),
        ("Mary Lou", "New York xxx—"),
    ]
    assert (transcript.turns[0].start, transcript.turns[0].end, transcript.turns[0].role) == (0.0, 1.5, "Mother")
    assert transcript.meta.date == "1999-01-01"
    assert [event.text for event in transcript.events] == ["laughs"]
    assert {record.kind for record in transcript.dropped} == {"dependent tier", "no words", "header", "codes"}
    assert stray_characters(transcript, CHAT) == []


@pytest.mark.parametrize(
    ("bom", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-8")]
)
def test_a_textgrid_is_read_in_the_encoding_praat_chose(bom: bytes, encoding: str) -> None:
    transcript = read("a.TextGrid", bom + LONG.encode(encoding))
    assert transcript.files[0].encoding == encoding
    assert said(transcript) == [("Bo", "Well."), ("Ana", 'say "hi" friend')]
    labels = [dropped.text for dropped in transcript.dropped if dropped.kind != "name of a tier"]
    assert sorted(labels) == ["s", "sil"]
    assert stray_characters(transcript, LONG) == []


def test_the_short_form_says_the_same() -> None:
    transcript = read("a.TextGrid", SHORT)
    assert said(transcript) == [("Ana", "Hi there.")]
    assert transcript.turns[0].end == 1.5


def test_a_textgrid_cut_off_is_refused_with_the_line() -> None:
    with pytest.raises(MalformedTranscript, match=r"a\.TextGrid:\d+: has no text in quotes"):
        read("a.TextGrid", SHORT[: SHORT.index('"Hi')])


def test_a_textgrid_that_promises_endless_intervals_is_refused() -> None:
    with pytest.raises(MalformedTranscript):
        read("a.TextGrid", SHORT.replace("\n2\n1\n0\n", "\n2\n1e308\n0\n"))


def test_what_chat_prints_beside_the_words_is_reported() -> None:
    text = '@UTF8\n@Begin\n*ANA:\tyes [/] yes \x15%a:"f"_0_15\x15 \x150_1500\x15\n*BOB:\t0 .\n@End\n'
    transcript = read("a.cha", text)
    assert said(transcript) == [("ANA", "yes yes")]
    assert [record.text for record in transcript.dropped][:2] == ['[/] \x15%a:"f"_0_15\x15', "*BOB:\t0 ."]


def test_remarks_in_a_textgrid_and_what_stands_behind_its_tiers_are_reported() -> None:
    transcript = read("a.TextGrid", SHORT.replace("<exists>\n", "<exists> ! by hand\n") + '"left"\n')
    assert {record.text for record in transcript.dropped} == {"left", "! by hand"}


def test_brackets_that_a_textgrid_never_closes_take_no_longer_than_their_number() -> None:
    assert said(read("a.TextGrid", SHORT + "[" * 200_000)) == [("Ana", "Hi there.")]


def test_a_speaker_of_transcriber_whose_number_is_endless_is_nobody() -> None:
    text = TRANSCRIBER.replace('nb="1"', f'nb="{"1" * 5000}"')
    assert text != TRANSCRIBER
    assert said(read("a.trs", text))[0][1] == "Bonjour à tous & toutes."
