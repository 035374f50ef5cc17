"""Kinds of tools' exports, chats, minutes and notes that were misread: each with a small file made up for it."""

import json

import pytest

from tests.index.readers.reading_helpers import read, said

TALK = [
    ("Ana Reyes", "Shall we begin?"),
    ("Ben Ott", "Please. It is late."),
    ("Ana Reyes", "Then: we do."),
    ("Ben Ott", "Good."),
]


def _talk(form: str, between: str = "\n") -> str:
    blocks = (form.format(name=name, words=words, n=n) for n, (name, words) in enumerate(TALK, start=1))
    return between.join(blocks) + "\n"


def test_two_names_in_one_label_are_no_fuller_name_of_either() -> None:
    text = "JHD and KG: We present.\n\nKG: It is mostly editorial.\n\nJHD: It is.\n\nKG: Good.\n"
    assert [turn.speaker for turn in read("notes.md", text).turns] == ["JHD and KG", "KG", "JHD", "KG"]


def test_a_nick_typed_in_another_case_is_the_same_one() -> None:
    text = "dka: Shall we?\n\nAlex: Yes.\n\nDKA: Good.\n\nAlex: So.\n\ndka: Then we do.\n"
    assert [turn.speaker for turn in read("minutes.txt", text).turns] == ["dka", "Alex"] * 2 + ["dka"]


@pytest.mark.parametrize(
    "line",
    [
        "1. Note: it is linked.",
        "Continuing from [call 5](/calls/5). Quick takes on: the ferry.",
        '<span class="x:y">so</span>',
    ],
)
def test_items_links_and_attributes_before_a_colon_are_nobody(line: str) -> None:
    text = _talk("{name}: {words}", "\n\n") + f"\n{line}\n"
    assert {turn.speaker for turn in read("talk.md", text).turns} == {"Ana Reyes", "Ben Ott"}


def test_heads_of_a_summary_are_nobody() -> None:
    heads = [
        "Key Consensus",
        "Rationale",
        "Opposition Tactics",
        "Next Steps",
        "Risk",
        "Guiding Principles",
        "Africa Group",
    ]
    text = "".join(
        f"{head}: The consensus of the group is a key one, and its rationale is clear.\n\n" for head in heads
    )
    text += "Opposition to tactics grew in steps; the risk for guiding principles of any group is next to nothing.\n"
    assert {turn.speaker for turn in read("summary.txt", text).turns} == {None}


def test_names_in_bold_print_are_not_joined_by_lines_in_plain_print() -> None:
    text = (
        "# Call\n\n"
        + _talk("**{name}**\n* {words}", "\n\n")
        + "\n# Chat\n\n- From Ana to Everyone:\n\tCongrats Ben, yes\n"
    )
    assert {turn.speaker for turn in read("call.md", text).turns} == {"Ana Reyes", "Ben Ott"}


def test_words_of_a_recognizer_without_any_mark_are_read() -> None:
    words = "we went down to the harbour and saw that the ferry was late again so we walked " * 20
    assert [turn.speaker for turn in read("talk.txt", words).turns] == [None]


def test_a_chats_times_may_have_a_zone() -> None:
    log = _talk("[2024-03-04T10:01:0{n}.240Z]\t<{name}>\t{words}")
    transcript = read("irc.log", log)
    assert said(transcript) == TALK
    assert all(turn.start is None for turn in transcript.turns)


@pytest.mark.parametrize(
    "form",
    [
        "[@0:0{n}](https://video.example/x?t={n}) - **{name}**\n\n{words}",  # Fathom, Markdown
        "0:0{n} - {name}\n  {words}\n  ACTION ITEM: Send it - WATCH: https://video.example/x",  # Fathom, text
        "**{name}**  \n*00:00:0{n}*\n\n{words}",
        "**{name}** | 00:00:0{n}\n\n{words}",
    ],
)
def test_tools_of_today_print_names_and_times(form: str) -> None:
    transcript = read("call.md", "# Weekly\n\n" + _talk(form, "\n\n"))
    assert said(transcript) == TALK
    assert [turn.start for turn in transcript.turns] == [1.0, 2.0, 3.0, 4.0]


def test_a_chat_exported_by_nicks_has_a_head_and_a_foot() -> None:
    rule = "=" * 40
    talk = [(name.split()[0].lower() + "_r", words) for name, words in TALK]
    body = "\n\n".join(f"[10/15/2024 3:0{n} PM] {name}\n{words}" for n, (name, words) in enumerate(talk))
    head = f"{rule}\nGuild: Harbour\nChannel: Text / general\n{rule}\n\n"
    assert said(read("general.txt", f"{head}{body}\n\n{rule}\nExported 4 message(s)\n{rule}\n")) == talk


def test_cues_may_say_in_json_who_speaks() -> None:
    cues = "".join(
        f"00:00:0{n}.000 --> 00:00:0{n}.900\n{json.dumps({'speakerName': name, 'spokenText': words})}\n\n"
        for n, (name, words) in enumerate(TALK)
    )
    assert said(read("metadata.vtt", "WEBVTT\n\n" + cues)) == TALK


@pytest.mark.parametrize("form", ["{}: {}\n\n", "**{}:**\n\n{}\n\n", "{} said:\n{}\n\n", "## {}\n\n{}\n\n"])
def test_oneself_is_somebody_in_a_chat(form: str) -> None:
    talk = [("You" if n % 2 == 0 else "ChatGPT", words) for n, (_, words) in enumerate(TALK)]
    assert said(read("chat.md", "".join(form.format(name, words) for name, words in talk))) == talk


def test_chapters_of_a_panel_are_headings() -> None:
    lines = "0:02\nshall we\n0:05\nbegin\nChapter 2: Harbour\n0:09\nthe ferry\n0:12\nis late\n"
    transcript = read("panel.txt", "Transcript\n\n" + lines)
    assert [turn.text for turn in transcript.turns] == ["shall we begin the ferry is late"]
    assert [event.text for event in transcript.events] == ["Chapter 2: Harbour"]


def test_words_behind_a_name_in_capitals_are_no_part_of_it() -> None:
    turns = [("ANA REYES", "Shall we?"), ("BEN OTT", "Please. It is late."), ("ANA REYES", "So.")]
    text = "ACT I\n\n" + "\n\n".join(f"{name}. {words}" for name, words in turns)
    assert said(read("play.txt", text)) == turns


def test_chapters_of_show_notes_are_nobody() -> None:
    text = "Show notes\n\n" + "\n\n".join(
        f"{n}:15 - {head}\n\n* A thing of it.\n* Another one."
        for n, head in enumerate(["SSL", "innerHTML", "Don't trust it", "Tips"])
    )
    assert {turn.speaker for turn in read("notes.md", text).turns} == {None}


def test_a_wrapped_line_opens_with_no_label_beside_one_in_capitals() -> None:
    text = "Remarks\n\nTHE PRESIDENT:  I was raised by a righteous\nHarbourer: my dad.  My dad was one.\n\nThank you.\n"
    assert {turn.speaker for turn in read("remarks.md", text).turns} == {"THE PRESIDENT"}


def test_labels_of_print_may_stand_amid_a_paragraph() -> None:
    text = "HON. A. REYES.- Sir, wages rise. HON. B. D. OTT.- Shame!\n\nHON. SPEAKER.- Order!\n\n"
    text += "HON. A. REYES.- They do. HON. B. D. OTT.- No.\n"
    speakers = ["A. REYES", "B. D. OTT", "HON. SPEAKER", "A. REYES", "B. D. OTT"]
    assert [turn.speaker for turn in read("hansard.txt", text).turns] == speakers


def test_words_of_a_recognizer_in_rows_are_joined() -> None:
    rows = [
        f"{word}|{speaker}|{n}.5|{n}.9|||"
        for n, (word, speaker) in enumerate(zip("shall we begin yes".split(), "1112", strict=True))
    ]
    text = "token|speaker|ts|endTs|punctuation|case|tags\n" + "\n".join(rows) + "\n"
    assert said(read("call.csv", text)) == [("Speaker 1", "shall we begin"), ("Speaker 2", "yes")]


def test_the_only_word_in_capitals_is_what_a_text_is_about() -> None:
    text = "BURMA: the perspective of the harbour.\n\nIn Burma it rains. Burma has ferries, and Burma is far.\n"
    assert {turn.speaker for turn in read("release.txt", text).turns} == {None}


def test_questions_in_bold_print_have_the_plain_words_below_as_answers() -> None:
    text = "---\ntitle: Harbour\n---\n\n**Q: How did you come?**\n\nBy the ferry. I liked it.\n\nI came in May.\n\n"
    text += "**Q: And you stayed?**\n\nI did.\n"
    answers = [("Q", "How did you come?"), ("A", "By the ferry. I liked it. I came in May.")]
    assert said(read("talk.md", text)) == [*answers, ("Q", "And you stayed?"), ("A", "I did.")]


def test_nicks_above_the_words_of_a_copied_chat_are_names() -> None:
    turns = [("ana_r", "hey, is the ferry late?"), ("bob99", "yes, ten minutes or so.\nthe pier is closed too")]
    turns += [("ana_r", "ok then I walk."), ("carla.v", "same here."), ("bob99", "see you")]
    text = "\n\n".join(f"{nick}\n{words}" for nick, words in turns)
    assert [turn.speaker for turn in read("chat.txt", text).turns] == [nick for nick, _ in turns]


def test_lists_of_links_below_a_talk_are_nobodys_words() -> None:
    text = _talk("**{name}:** {words}\n") + "\nNews\n\n- The ferry is late\n\nLinks\n\n- https://example.org/pier\n"
    assert said(read("show.md", text)) == TALK


def test_a_time_and_a_name_in_bold_print_name_whoever_speaks_once_too() -> None:
    text = "**[00:13] SPEAKER_00:** Hi. I built the ferry.\n\nIt is late. So I tell of it.\n\nAnd of the pier.\n"
    [turn] = read("talk.md", text).turns
    assert (turn.speaker, turn.start) == ("SPEAKER_00", 13.0)


def test_people_of_a_meeting_in_italics_speak_not() -> None:
    text = "# Harbour\n\n*Special Guests*: Ana Reyes, Ben Ott (for the pier)\n\n*Chairs:* Carla Voss, Dan Lind\n\n"
    transcript = read("minutes.md", text + "Ana: Shall we?\n\nBen: Yes.\n\nAna: Good.\n")
    assert [turn.speaker for turn in transcript.turns] == ["Ana Reyes", "Ben Ott", "Ana Reyes"]


_QUESTIONS = [
    ("12.", "Mr L KHOZA (ANC)", "to ask the Minister of Works:", "(1) When does the pier open?"),
    ("13.", "Ms A REYES (DA)", "to ask the Minister of Land and", "How many ferries are late?"),
    ("14.", "Mr L KHOZA (ANC)", "to ask the Deputy Minister of Health:", "Whether he is well?"),
]


def test_places_of_print_are_put_back_into_lines() -> None:
    rows = "".join(
        f'<text top="{100 + 60 * n}" left="85" width="30" height="16" font="0"><b>{number}</b></text>\n'
        f'<text top="{130 + 60 * n}" left="149" width="300" height="16" font="0">{question}</text>\n'
        f'<text top="{100 + 60 * n}" left="149" width="400" height="16" font="0"><b>{name} {to}</b></text>\n'
        for n, (number, name, to, question) in enumerate(_QUESTIONS)
    )
    head = '<?xml version="1.0"?>\n<!DOCTYPE pdf2xml>\n<pdf2xml>\n<page number="1" top="0" left="0">\n'
    transcript = read("questions.xml", f"{head}{rows}</page>\n</pdf2xml>\n")
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("L KHOZA", _QUESTIONS[0][3]),
        ("A REYES", _QUESTIONS[1][3]),
        ("L KHOZA", _QUESTIONS[2][3]),
    ]
