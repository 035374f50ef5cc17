"""Kinds that real libraries have and that were misread: each with a small file made up for it."""

import json

import pytest

from tests.index.readers.reading_helpers import read, said
from tests.index.readers.samples import pdf

TALK = [
    ("Ana Reyes", "Shall we begin?"),
    ("Ben Ott", "Please. It is late."),
    ("Ana Reyes", "Then: we do."),
    ("Ben Ott", "Good."),
]
STYLES = "[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\nStyle: Ana Reyes,Arial\n\n[Events]\n"


def _talk(form: str, between: str = "\n") -> str:
    blocks = (form.format(name=name, words=words, n=n) for n, (name, words) in enumerate(TALK, start=1))
    return between.join(blocks) + "\n"


@pytest.mark.parametrize("style", ["{name}", "{name} - Top", "{name}_Italics"])
def test_styles_called_after_people_name_who_speaks(style: str) -> None:
    event = f"Dialogue: 0,0:00:0{{n}}.00,0:00:0{{n}}.90,{style},,0,0,0,,{{words}}"
    transcript = read("talk.ass", "[Script Info]\nTitle: Harbour\n\n" + STYLES + _talk(event))
    assert said(transcript) == TALK


@pytest.mark.parametrize("styles", [("Default", "Signs"), ("English", "Chinese"), ("Top", "OP Romaji")])
def test_styles_of_print_and_language_name_nobody(styles: tuple[str, str]) -> None:
    event = "Dialogue: 0,0:00:0{n}.00,0:00:0{n}.90,{style},,0,0,0,,Words {n}."
    events = "\n".join(event.format(n=n, style=styles[n % 2]) for n in range(6))
    transcript = read("talk.ass", f"[Script Info]\nTitle: Harbour\n\n{STYLES}{events}\n")
    assert {turn.speaker for turn in transcript.turns} == {None}


@pytest.mark.parametrize("note", ["NOTE {name}\n\n", "NOTE speaker: {name}\n", "NOTE\n{name}\n\n"])
def test_notes_above_cues_name_who_speaks(note: str) -> None:
    cues = _talk(note + "00:00:0{n}.000 --> 00:00:0{n}.900\n{words}\n")
    assert said(read("talk.vtt", "WEBVTT\n\n" + cues)) == TALK


def test_notes_that_name_nobody_are_dropped() -> None:
    cues = _talk("NOTE Confidence: 0.9{n}\n\n00:00:0{n}.000 --> 00:00:0{n}.900\n{words}\n")
    transcript = read("talk.vtt", "WEBVTT\n\n" + cues)
    assert {turn.speaker for turn in transcript.turns} == {None}
    assert [record.kind for record in transcript.dropped] == ["note"] * 4


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_words_may_stand_between_tags_called_after_who_speaks(between: str) -> None:
    talk = [(name.split()[0], words) for name, words in TALK]
    text = between.join(f"<{name}>{words}</{name}>" for name, words in talk)
    assert said(read("talk.txt", text)) == talk


def test_notes_under_headings_are_nobodys_words() -> None:
    text = "# Meeting\n\n## Ferry\n\nPresenter: Ana Reyes (ARE)\n\n- [slides](https://harbour.example)\n\n"
    text += "ARY: It is late.\n\n"
    text += (
        "BOT: How late?\n\n### Summary of Key Points\n\n- The ferry is late\n  again.\n\n### Conclusion\n\nStage 2.\n\n"
    )
    text += (
        "## Pier\n\nPresenter: Ben Ott (BOT)\n\nBOT: It opens in May.\n\nARY: Good.\n\n### Conclusion\n\n* In May.\n"
    )
    transcript = read("notes.md", text)
    turns = [("ARY", "It is late."), ("BOT", "How late?"), ("BOT", "It opens in May."), ("ARY", "Good.")]
    assert said(transcript) == turns
    events = [" ".join(event.text.split()) for event in transcript.events]
    assert {"- The ferry is late again.", "Stage 2.", "Presenter: Ben Ott (BOT)", "* In May."} <= set(events)


@pytest.mark.parametrize("head", ["News", "Links", "Error", "WHEREAS", "THEREFORE BE IT RESOLVED THAT"])
def test_heads_of_lists_and_resolutions_are_nobody(head: str) -> None:
    text = _talk("{name}: {words}", "\n\n") + f"\n{head}: the ferry.\n\n{head}: the pier.\n"
    assert {turn.speaker for turn in read("talk.txt", text).turns} == {"Ana Reyes", "Ben Ott"}


@pytest.mark.parametrize("mark", ["{}", "{}:", "*{}:*", "[{}]"])
def test_a_line_that_only_names_a_language_is_nobody(mark: str) -> None:
    blocks = [
        mark.format(language) + f"\n{name}: {words}"
        for language, (name, words) in zip(["English", "Afrikaans"] * 2, TALK, strict=True)
    ]
    assert said(read("talk.txt", "Minutes\n\n" + "\n\n".join(blocks))) == TALK


def test_an_office_with_its_holder_in_brackets_is_the_holder() -> None:
    text = (
        "Deputy Ben Ott: Is it late?\n\nMinister for Transport (Deputy Ana Reyes): It is.\n\nDeputy Ben Ott: Why?\n\n"
    )
    text += "Minister for Transport (Deputy Ana Reyes): The wind.\n"
    turns = read("debate.txt", text).turns
    assert [turn.speaker for turn in turns] == ["Deputy Ben Ott", "Deputy Ana Reyes"] * 2
    assert turns[1].role == "Minister for Transport"


def test_a_sound_has_blanks_beside_it() -> None:
    items = [("word", "Hi"), ("spacing", " "), ("word", "there."), ("audio_event", "(laughs)"), ("word", "Well.")]
    words = [
        {"type": kind, "text": text, "start": n, "end": n + 1, "speaker_id": "s"}
        for n, (kind, text) in enumerate(items)
    ]
    assert [turn.text for turn in read("talk.json", json.dumps({"words": words})).turns] == ["Hi there. (laughs) Well."]


def test_names_in_capitals_before_a_stop_and_a_dash_may_be_rare() -> None:
    page = "".join(f"<p>A line of print {n},</p>" for n in range(12))
    text = f"<p>HON. A. REYES (Minister for Transport).- Sir,</p>{page}"
    text += f"<p>HON. SPEAKER.- Thank you.</p>{page}<p>HON. A. REYES.- Yes.</p>"
    turns = read("hansard.html", f"<html><body>{text}</body></html>").turns
    assert [turn.speaker for turn in turns] == ["A. REYES", "HON. SPEAKER", "A. REYES"]


def test_a_table_on_a_page_has_names_in_one_column_and_words_in_the_other() -> None:
    rows = [*TALK, *((name, f"{words} And so on, as it goes on and on.") for name, words in TALK)]
    page = [(400, 740, "Harbour talk")]
    for n, (name, words) in enumerate(rows):
        first, _, rest = words.partition(" ")
        page += [(72, 700 - 40 * n, name), (200, 700 - 40 * n, first), (200, 686 - 40 * n, rest)]
    transcript = read("talk.pdf", pdf([[line for line in page if line[2]]]))
    assert said(transcript) == rows


def test_an_hour_before_a_label_is_no_part_of_it() -> None:
    text = "Remarks\n\n2:05 P.M. EDT MODERATOR: Welcome.\n\nTHE PRESIDENT: Thank you.\n\nMODERATOR: So.\n"
    transcript = read("remarks.txt", text)
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [
        ("MODERATOR", None),
        ("THE PRESIDENT", None),
        ("MODERATOR", None),
    ]


def test_officials_without_names_are_each_somebody() -> None:
    text = "SENIOR ADMINISTRATION OFFICIAL:  One.\n\nSENIOR ADMINISTRATION OFFICIAL:  Two.\n\nQ    Three?\n"
    assert len(read("call.txt", text).turns) == 3


def test_a_statement_before_the_first_label_is_a_turn() -> None:
    statement = "We have called this conference to tell you of the harbour. I want to say that our ferry is late. " * 8
    text = f"Press conference\n\n{statement}\n\nJOURNALIST: How late?\n\nPRIME MINISTER: An hour.\n\nJOURNALIST: Why?\n"
    turns = read("conference.txt", text).turns
    assert [turn.speaker for turn in turns] == [None, "JOURNALIST", "PRIME MINISTER", "JOURNALIST"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Right Hon. Ana Reyes (Prime Minister, Lib.)", "Ana Reyes"),
        (f"Mr. Ben Ott (Research Chair and Professor, {'Harbour ' * 12}University)", "Ben Ott"),
    ],
)
def test_members_may_have_long_posts_and_honours(label: str, name: str) -> None:
    text = f"The Chair: Order.\n\n{label}: Thank you.\n\nThe Chair: Go on.\n"
    assert [turn.speaker for turn in read("committee.txt", text).turns] == ["The Chair", name, "The Chair"]


def test_restructured_text_has_directives_and_underlined_headings() -> None:
    text = "Hearing\n=======\n\n**Ana**: Shall we?\n\nBen Ott\n-------\n\n.. rst-class:: indented\n\n**Ben**: Yes.\n\n"
    text += (
        'Questioned by Ana\n^^^^^^^^^^^^^^^^^\n\n**Ana**: It says here:\n\n"Remember: it is late."\n\n**Ben**: It is.\n'
    )
    transcript = read("hearing.rst", text)
    words = ["Shall we?", "Yes.", 'It says here: "Remember: it is late."', "It is."]
    assert said(transcript) == list(zip(["Ana", "Ben"] * 2, words, strict=True))
    assert [event.text for event in transcript.events] == ["Ben Ott", "Questioned by Ana"]


def test_a_label_of_a_page_may_have_no_blank_behind_its_colon() -> None:
    page = _talk("<div><span>{name}:</span><span>{words}</span></div>", "")
    assert said(read("page.html", f"<html><body>{page}</body></html>")) == TALK


HEARING = """\
HEARING ON HARBOURS

    The Chairman. The committee will come to order.

STATEMENT OF THE HONORABLE ANA REYES, A REPRESENTATIVE IN CONGRESS
                    FROM THE STATE OF KANSAS

    Ms. Reyes. Thank you.
    Mr. Moore of Kansas. Is it ``late''?
    Ms. Reyes. ``Late.''
    The Chairman. Mr. Moore?
    Mr. Moore of Kansas. I yield.
"""


def test_hearings_have_members_of_states_and_headings_as_wide_as_the_page() -> None:
    transcript = read("hearing.txt", HEARING)
    speakers = ["The Chairman", "Ms. Reyes", "Mr. Moore of Kansas", "Ms. Reyes", "The Chairman", "Mr. Moore of Kansas"]
    assert [turn.speaker for turn in transcript.turns] == speakers
    assert transcript.turns[0].text == "The committee will come to order."
    heading = "STATEMENT OF THE HONORABLE ANA REYES, A REPRESENTATIVE IN CONGRESS FROM THE STATE OF KANSAS"
    assert transcript.turns[1].section == heading


RECORD = """\
[Congressional Record Volume 143, Number 8 (Tuesday, January 28, 1997)]
[Senate]

  Mr. REYES. I ask that it be printed, as follows:

                                 S. 213

       Be it enacted.

     SECTION 1. HARBOURS AND
                   FERRIES.

       The ferry is late.

  The PRESIDING OFFICER [Mr. Ott]. Without objection.
"""


def test_the_text_of_a_bill_is_in_the_turn_that_hands_it_in() -> None:
    transcript = read("record.txt", RECORD)
    assert [turn.speaker for turn in transcript.turns] == ["Mr. REYES", "The PRESIDING OFFICER"]
    assert "HARBOURS AND FERRIES." in " ".join(transcript.turns[0].text.split())
    assert transcript.turns[0].text.endswith("The ferry is late.")
