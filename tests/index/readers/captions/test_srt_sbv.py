"""WebVTT, SubRip and SBV: cues, voices, labels on change, rolling lines."""

import pytest

from index.errors import MalformedTranscript
from index.readers import Source, read_transcript
from index.transcript import Transcript
from tests.index.readers.reading_helpers import read, said


def vtt(*cues: str, header: str = "WEBVTT") -> Transcript:
    """A WebVTT file with a cue of two seconds for each text."""
    blocks = [f"00:00:{2 * n:02d}.000 --> 00:00:{2 * n + 2:02d}.000\n{cue}" for n, cue in enumerate(cues)]
    return read("c.vtt", "\n\n".join([header, *blocks]) + "\n")


def srt(*cues: str) -> Transcript:
    blocks = [f"{n + 1}\n00:00:{2 * n:02d},000 --> 00:00:{2 * n + 2:02d},000\n{cue}" for n, cue in enumerate(cues)]
    return read("c.srt", "\n\n".join(blocks) + "\n")


def test_several_voices_of_a_cue_are_several_turns_with_its_time() -> None:
    transcript = vtt("<v Ana>One &amp; two.</v>\n<v.loud Bob>Three.</v>")
    assert said(transcript) == [("Ana", "One & two."), ("Bob", "Three.")]
    assert [turn.start for turn in transcript.turns] == [0.0, 0.0]


def test_an_untagged_cue_is_carried_only_where_voices_are_not_closed() -> None:
    assert said(vtt("<v Ana>One.", "Two.")) == [("Ana", "One. Two.")]
    assert said(vtt("<v Ana>One.</v>", "Two.", "Three.")) == [("Ana", "One."), (None, "Two."), (None, "Three.")]


def test_only_the_first_colon_of_a_cue_names_a_speaker() -> None:
    transcript = vtt("Ana Lee: He said: no.", "at 10:30: sharp", "+44 20 **** 0199: Hello?")
    assert said(transcript) == [("Ana Lee", "He said: no. at 10:30: sharp"), ("+44 20 **** 0199", "Hello?")]
    assert transcript.turns[0].inferred == "carried"


def test_a_known_label_opens_a_turn_on_a_later_line_of_a_cue() -> None:
    assert said(srt("ANA: Hi.\nBOB: Yes: fine.", "BOB: More.")) == [("ANA", "Hi."), ("BOB", "Yes: fine. More.")]


def test_dashes_tell_speakers_apart_and_name_nobody() -> None:
    transcript = srt("ANA: Well?", "- Yes.\n- No.", "And then?")
    assert said(transcript) == [("ANA", "Well?"), (None, "Yes."), (None, "No."), (None, "And then?")]
    assert said(srt("- ANA: Yes.\n- BOB: No.")) == [("ANA", "Yes."), ("BOB", "No.")]


def test_ids_notes_and_styles_are_not_said() -> None:
    text = "WEBVTT\nLanguage: de\n\nSTYLE\n::cue { color: red }\n\nNOTE Bob: not a cue\n\n"
    text += "NOTES-1\n00:01.000 --> 00:02.000\nHallo\n"
    transcript = read("c.vtt", text)
    assert said(transcript) == [(None, "Hallo")]
    assert transcript.meta.language == "de"
    assert transcript.turns[0].anchor == "NOTES-1"
    assert [dropped.kind for dropped in transcript.dropped] == ["style", "note"]


def test_words_below_a_blank_line_are_words_and_notes_are_not() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nmore words\n\nNOTE stray\n\n00:03.000 --> 00:04.000\n\nTwo.\n"
    transcript = read("c.vtt", text)
    assert said(transcript) == [(None, "One. more words Two.")]
    assert [dropped.text for dropped in transcript.dropped] == ["NOTE stray"]


def test_a_subrip_cue_may_hold_blank_lines_and_numbers() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n2020\n\n2021\n\n2\n00:00:03.5 --> 00:00:04.5\n<i>was {\\an8}long</i>\n"
    assert said(read("c.srt", text)) == [(None, "2020 2021 was long")]


def test_a_stage_direction_alone_is_an_event_and_ends_no_carry() -> None:
    transcript = srt("ANA: One.", "[Music]", "Two.")
    assert said(transcript) == [("ANA", "One. Two.")]
    assert [event.text for event in transcript.events] == ["[Music]"]


def test_where_nobody_is_named_a_pause_or_a_minute_ends_a_turn() -> None:
    text = "0:00:00.000,0:00:02.000\nOne.\n\n0:00:03.000,0:00:04.000\ntwo\n\n0:00:06.500,0:00:07.000\nThree.\n"
    assert said(read("c.sbv", text)) == [(None, "One. two"), (None, "Three.")]


def test_rolling_captions_give_each_line_once() -> None:
    rolling = [
        "one two",
        "one two\nthree four",
        "three four\nfive six",
        "five six\nseven",
        "seven\neight",
        "eight\nnine",
    ]
    assert said(srt(*rolling)) == [(None, "one two three four five six seven eight nine")]


def test_odd_times_are_kept_and_warned_about() -> None:
    text = "1\n00:00:05,000 --> 00:00:04,000\nOne.\n\n2\n00:00:01,000 --> 00:00:02,000\nTwo.\n"
    transcript = read("c.srt", text)
    assert [warning.code for warning in transcript.warnings] == ["end_before_start", "time_goes_back"]
    assert [segment.start for turn in transcript.turns for segment in turn.segments] == [5.0, 1.0]


def test_content_decides_and_not_the_suffix() -> None:
    assert read("captions.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n").files[0].format == "webvtt"
    assert read("captions.vtt", "1\n00:00:01,000 --> 00:00:02,000\nHi\n").files[0].format == "srt"


def test_captions_without_cues_are_malformed() -> None:
    with pytest.raises(MalformedTranscript, match=r"c\.vtt:1"):
        read_transcript([Source("c.vtt", b"WEBVTT\n\nNOTE nothing\n")])


def dropped(transcript: Transcript) -> list[tuple[str, str]]:
    return [(record.kind, record.text) for record in transcript.dropped]


def test_a_chevron_changes_the_speaker_and_a_name_behind_it_says_to_whom() -> None:
    cues = [">> ANNA LEE: GOOD EVENING.", "WE BEGIN.", ">> THANK YOU. >> YES,", "ANNA.", ">>> ANNA LEE: RAIN, NEXT."]
    expected = [
        ("ANNA LEE", "GOOD EVENING. WE BEGIN."),
        (None, "THANK YOU."),
        (None, "YES, ANNA."),
        ("ANNA LEE", "RAIN, NEXT."),
    ]
    assert said(srt(*cues)) == said(vtt(*(cue.replace(">", "&gt;") for cue in cues))) == expected


def test_chevrons_without_any_name_tell_turns_apart() -> None:
    assert said(srt(">> Hello there.", "How are you?", ">> Fine.")) == [
        (None, "Hello there. How are you?"),
        (None, "Fine."),
    ]


def test_chevrons_divide_a_text_and_mail_and_programs_have_others() -> None:
    text = (
        "Harbour News\n\n>> ANNA LEE: GOOD EVENING. WE BEGIN\nWITH RAIN.\n>> THANK YOU.\n[Applause]\n>>> BACK SOON.\n"
    )
    transcript = read("news.txt", text)
    assert said(transcript) == [
        ("ANNA LEE", "GOOD EVENING. WE BEGIN WITH RAIN."),
        (None, "THANK YOU. [Applause]"),
        (None, "BACK SOON."),
    ]
    assert (transcript.files[0].format, transcript.title) == ("broadcast", "Harbour News")
    assert read("mail.txt", "Ana: Hi.\n> Bob wrote this.\n>> I wrote that.\n>> And this.\n").files[0].format == "labels"


def test_what_rolling_captions_repeat_is_reported() -> None:
    rolling = ["one two", "one two\nthree", "three\nfour", "four\nfive", "five\nsix", "six\nseven"]
    assert dropped(srt(*rolling)) == [("repeated line", word) for word in ("one two", "three", "four", "five", "six")]


def test_words_beside_the_times_and_in_tags_of_no_format_are_reported() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000 X1:40 X2:600 left over\nHi <laughs> there.\n"
    assert said(read("c.srt", text)) == [(None, "Hi there.")]
    beside = [("tag", "<laughs>"), ("text beside the times", "X1:40 X2:600 left over")]
    assert sorted(dropped(read("c.srt", text))) == beside
    assert dropped(vtt("<i.loud>Hi</i> <00:00:01.000><c>there</c><b>.</b>")) == []


def test_a_line_above_the_times_is_an_id_only_below_a_blank_one() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nstray\nid\n00:03.000 --> 00:04.000\nTwo.\n"
    for content in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        transcript = read("c.vtt", content)
        assert [record.text.split() for record in transcript.dropped] == [["stray", "id"]]
        assert transcript.turns[0].anchor is None


def test_words_where_an_id_stands_are_reported() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\nno blank line\n00:03.000 --> 00:04.000\nTwo.\n"
    assert dropped(read("c.vtt", text)) == [("cue id", "no blank line")]


def test_a_reference_with_more_digits_than_can_be_read_stays_as_printed() -> None:
    name = f"Ana &#{'9' * 5000};"
    assert said(vtt(f"<v {name}>Hi.</v>"))[0] == (name, "Hi.")
