"""Who speaks in captions: judged by all cues, whatever markup, brackets or credits they have."""

import pytest

from tests.index.readers.reading_helpers import read, said


def _srt(*payloads: str) -> str:
    return "\n".join(
        f"{number}\n00:00:{number:02d},000 --> 00:00:{number:02d},900\n{payload}\n"
        for number, payload in enumerate(payloads, start=1)
    )


@pytest.mark.parametrize(
    "label",
    [
        "[{}]: ",
        "{{{}}}: ",
        "[{}] ",
        "({}) ",
        "<i>{}:</i> ",
        '<font color="#ff0">{}</font>: ',
        "{{\\an8}}{}: ",
        "- {}: ",
    ],
)
def test_a_label_is_known_in_any_markup(label: str) -> None:
    first, second = label.format("Rosa Tey"), label.format("Ben Ode")
    transcript = read("c.srt", _srt(f"{first}Shall we?", f"{second}Please.", f"{first}Then we do."))
    assert said(transcript) == [("Rosa Tey", "Shall we?"), ("Ben Ode", "Please."), ("Rosa Tey", "Then we do.")]


@pytest.mark.parametrize("credit", ["Napisy: mira", "Subtitles by: Nobody", "Harbour: closed"])
def test_one_label_at_the_head_of_many_cues_names_nobody(credit: str) -> None:
    transcript = read("c.srt", _srt(credit, "Did you hear?", "No.", "It went.", "Away.", "Far away."))
    assert {turn.speaker for turn in transcript.turns} == {None}
    assert credit in transcript.turns[0].text


def test_sounds_in_brackets_are_nobody_however_often_they_come() -> None:
    transcript = read("c.srt", _srt("[Music] Good day.", "[Laughter] Yes.", "[Music] No.", "[sighs] Well."))
    assert {turn.speaker for turn in transcript.turns} == {None}


def test_single_dashes_tell_changes_where_many_cues_open_with_one() -> None:
    transcript = read("c.srt", _srt("- How are you?", "- Good. I came", "by boat.", "- Bye. - Bye."))
    assert said(transcript) == [(None, "How are you?"), (None, "Good. I came by boat."), (None, "Bye."), (None, "Bye.")]


def test_names_in_cue_ids_speak() -> None:
    ids = ('1 "Rosa Tey" (32834)', '2 "Ben Ode" (11827)')
    cues = "\n".join(f"{name}\n00:0{n}.000 --> 00:0{n}.900\nWords {n}.\n" for n, name in enumerate(ids, start=1))
    assert said(read("c.vtt", f"WEBVTT\n\n{cues}")) == [("Rosa Tey", "Words 1."), ("Ben Ode", "Words 2.")]


def test_a_voice_with_a_class_alone_is_that_class() -> None:
    cues = "00:01.000 --> 00:02.000\n<v.speaker1>One.</v>\n\n00:02.000 --> 00:03.000\n<v.loud Rosa>Two.</v>\n"
    assert said(read("c.vtt", f"WEBVTT\n\n{cues}")) == [("speaker1", "One."), ("Rosa", "Two.")]


def test_what_was_heard_beside_a_name_is_not_the_name() -> None:
    transcript = read("c.srt", _srt("WOMAN ( gasping ): A ship!", "MAN: Where?", "WOMAN: There. (he/him)"))
    assert [turn.speaker for turn in transcript.turns] == ["WOMAN", "MAN", "WOMAN"]


def test_a_colon_is_speech_where_the_ids_of_cues_name_the_speakers() -> None:
    words = [("Ana Reyes", "Morning: all."), ("Bo Ott", "Morning: Ana."), ("Ana Reyes", "Bo: who pays?")]
    text = "WEBVTT\n\n" + "".join(
        f'{n} "{name}" (123456)\n00:00:0{n}.000 --> 00:00:0{n}.900\n{said}\n\n'
        for n, (name, said) in enumerate(words, start=1)
    )
    assert [(turn.speaker, turn.text) for turn in read("webex.vtt", text).turns] == words


TALK = [("Rosa Tey", "Shall we begin?"), ("Ben Ode", "Please. It is late."), ("Rosa Tey", "Then: we do.")]
HEADS = ["{} - ", "{} — ", "{} | ", "{}:", "{}; ", "{}... ", "{}\n", "[{}]\n", "({})\n", "[00:00] {}: "]


def _cues(line: str, identifier: str = "") -> str:
    return "WEBVTT\n\n" + "".join(
        identifier.format(name, n) + f"00:00:0{n}.000 --> 00:00:0{n}.900\n{line.format(name)}{words}\n\n"
        for n, (name, words) in enumerate(TALK, start=1)
    )


@pytest.mark.parametrize("head", HEADS)
def test_a_cue_may_open_with_a_name_in_any_print_that_explains_the_file(head: str) -> None:
    assert said(read("talk.vtt", _cues(head))) == TALK


@pytest.mark.parametrize("identifier", ["{1} - {0}\n", "{0}\n", "{0} {1}\n", "{0}-{1}\n", "{1}: {0}\n"])
def test_ids_that_are_names_again_and_again_say_who_speaks(identifier: str) -> None:
    assert said(read("talk.vtt", _cues("", identifier))) == TALK


@pytest.mark.parametrize("identifier", ["cue-{1}\n", "Cue {1}\n", "part{1}-{1}\n"])
def test_ids_that_count_name_nobody(identifier: str) -> None:
    assert {turn.speaker for turn in read("talk.vtt", _cues("", identifier)).turns} == {None}


@pytest.mark.parametrize("label", ["(speaker {})", "[{}]", "说话人{}：", "话者 {}:", "화자 {}:"])
def test_a_number_seen_once_is_a_speaker_beside_others(label: str) -> None:
    text = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{label.format(who)} We go on.\n\n" for n, who in enumerate("1213")
    )
    assert len({turn.speaker for turn in read("talk.srt", text).turns}) == 3


def test_a_number_may_be_glued_to_the_hours() -> None:
    text = "".join(f"{n}00:00:0{n},000 --> 00:00:0{n},900\nROSA: We go on.\n\n" for n in (1, 2, 3))
    assert [turn.start for turn in read("talk.srt", text).turns] == [1.0]
