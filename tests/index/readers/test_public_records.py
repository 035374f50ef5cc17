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


REMARKS = " ".join(f"I have worked on bridge {number} and we all know it." for number in range(20))


def test_what_is_said_before_the_first_label_is_a_turn() -> None:
    transcript = read(
        "talk.md",
        "---\ntitle: The bridge\nspeakers: ['Ana Reyes']\n---\n\nThe evidence of a day.\n\n# Prepared remarks.\n\n"
        f"{REMARKS}\n\nThank you.\n\n# Other remarks.\n\n"
        "Senator Ott: When?\n\nAR: In May.\n\nSenator Ott: Well.\n\nAR: Yes.\n",
    )
    assert said(transcript)[0] == (None, f"{REMARKS} Thank you.")
    assert [turn.speaker for turn in transcript.turns][1:3] == ["Senator Ott", "Ana Reyes"]
    assert not any("bridge 7" in line for line in transcript.meta.raw_header_lines)


def test_a_sentence_after_a_role_is_no_roster() -> None:
    text = "MODERATOR:  Hi, everyone.  Thanks for joining. Well.\n\nMS. LEE:  Good.\n\nQ  When?\n\nMS. LEE:  Now.\n"
    assert said(read("talk.txt", text))[0][0] == "MODERATOR"


def test_labels_give_initials_and_doubt() -> None:
    transcript = read(
        "talk.md",
        "---\nspeakers:\n  - Bo Ott\n  - J. Carl Lund\n  - Ina Vey\ndate: 2019-05-14\n---\n# The bridge\n\n"
        "Ana Reyes (AR): How are you?\n\nBo Ott (BO): Good!\n\nAR: And you?\n\nIV: Good.\n\nBO: Well.\n\nAR: So?\n\n"
        "BO: It opens.\n\nAR: When?\n\nIV: In May.\n\nBO: Well.\n\nIV?: In June.\n\nAR: Well.\n",
    )
    speakers = ["Ana Reyes", "Bo Ott", "Ana Reyes", "Ina Vey", "Bo Ott", "Ana Reyes"]
    assert [turn.speaker for turn in transcript.turns][:6] == speakers
    assert said(transcript)[-2] == ("Ina Vey", "In June.")


def test_misprints_of_labels_that_come_again() -> None:
    transcript = read(
        "talk.txt",
        "QUESTION: Is there an age limit on the term of the PRIME MINISTER: One of you asked.\n\nQUESTION: Well?\n\n"
        "PRIME MINISTER; Yes.\n\nQUESTION: When?\n\nPRIME MINISTER: Soon; very soon.\n\nQUESTION: Why?\n\n"
        "PRIME MINISTER: So.\n\nQUESTION: So?\n\nPRIME MINISTER: Yes.\n",
    )
    assert said(transcript)[:4] == [
        ("QUESTION", "Is there an age limit on the term of the"),
        ("PRIME MINISTER", "One of you asked."),
        ("QUESTION", "Well?"),
        ("PRIME MINISTER", "Yes."),
    ]


def test_the_head_of_a_page_is_nobody() -> None:
    head = "UNREVISED HANSARD\n\nNATIONAL ASSEMBLY\n\nWednesday, 22 May 2013  Take: 37{}\n\n"
    transcript = read(
        "talk.txt",
        head.format(5)
        + "START OF DAY\n\nMs A REYES: I move.\n\nMr B OTT/src / END OF TAKE\n\n"
        + head.format(6)
        + "START OF DAY\n\nMr B OTT: I second.\n\n"
        + head.format(7)
        + "Mr C VEY: I third.\n\n"
        + head.format(8)
        + "Ms D LUND: And I.\n",
    )
    assert [turn.speaker for turn in transcript.turns] == ["A REYES", "B OTT", "C VEY", "D LUND"]


def test_a_label_right_above_another_one_is_a_heading() -> None:
    text = "**News:**\n\n- [Bridge](https://a.org)\n\n**TRANSCRIPT BELOW:**\n\n**Ana Reyes:** It is wet.\n\n"
    transcript = read("talk.md", f"{text}**Bo Ott:** Yes.\n\n**Ana Reyes:** Well.\n\n**Bo Ott:** So.\n")
    assert [turn.speaker for turn in transcript.turns] == ["Ana Reyes", "Bo Ott"] * 2


def test_a_label_without_words_leaves_the_next_one_its_own() -> None:
    talk = "Ana Reyes: Well.\n\nBo Ott: Yes.\n\n" * 3
    transcript = read("talk.txt", f"{talk}Ana Reyes:\n\nBo Ott: Did it leave?\n\nAna Reyes:It did.\n\nBo Ott: So.\n")
    assert said(transcript)[-3:] == [("Bo Ott", "Yes. Did it leave?"), ("Ana Reyes", "It did."), ("Bo Ott", "So.")]
    assert [record.kind for record in transcript.dropped] == ["label without words"]


HEARING = """                         THE HARBOUR

 STATEMENT OF JAMES D. MacPHEE, PRESIDENT OF THE HARBOUR
                          ASSOCIATION

    The Chairman. The gentlewoman from Ohio is recognized.
    Ms. Moore of Ohio. Would it be----
    Mr. Ott.--largely because of the rain.
    Ms. Moore of Ohio [continuing]. Of the rain?
    Mr. Ott [continuing]. Yes.
    The Chairman. Thank you.
"""


def test_members_who_go_on_where_they_broke_off() -> None:
    assert said(read("talk.txt", HEARING)) == [
        ("The Chairman", "The gentlewoman from Ohio is recognized."),
        ("Ms. Moore of Ohio", "Would it be----"),
        ("Mr. Ott", "--largely because of the rain."),
        ("Ms. Moore of Ohio", "Of the rain?"),
        ("Mr. Ott", "Yes."),
        ("The Chairman", "Thank you."),
    ]


def test_the_acting_chairman_of_the_committee_of_the_whole() -> None:
    record = (
        "[Congressional Record Volume 151, Number 99 (Wednesday, July 20, 2005)]\n[House]\n[Page H6117]\n\n"
        "                              AMENDMENT NO. 3\n\n  Mr. OTT. I offer it.\n"
        "  The Acting CHAIRMAN (Mr. Vey). The question is on\nthe amendment.\n  The amendment was agreed to.\n"
        "  The Acting CHAIRMAN. The Clerk will report.\n"
    )
    assert [turn.speaker for turn in read("talk.txt", record).turns] == ["Mr. OTT", "The Acting CHAIRMAN"]


def test_running_heads_of_pages_are_nobodys_words() -> None:
    pages = [
        f"HON. A. REYES: It is wet and\n\n{number}\n\n18th Parliament\n\nTuesday, 25 February 2025\n\ncold.\n\n"
        f"JOURNALIST\n\n{number + 1}\n\n18th Parliament\n\nTuesday, 25 February 2025\n\nHON. B. OTT: Yes.\n\n"
        for number in (858, 860)
    ]
    transcript = read("talk.txt", "".join(pages))
    assert said(transcript)[:2] == [("A. REYES", "It is wet and cold. JOURNALIST"), ("B. OTT", "Yes.")]
    assert [record.text for record in transcript.dropped if record.kind == "page head"][:3] == [
        "858",
        "18th Parliament",
        "Tuesday, 25 February 2025",
    ]


def test_titles_between_paragraphs_are_events() -> None:
    transcript = read(
        "talk.txt",
        "Ana Reyes: Good morning.\n\nThat is all.\n\nQuestions From Counsel to the Inquiry\n\n"
        "Bo Ott: When was it built in\n\nThe Harbour Town?\n\nAna Reyes: So it was.\n\n"
        "REPORT OF THE\nHARBOUR COMMITTEE\n\n"
        "Bo Ott: NOT AT ALL.\n\nThank you.\n",
    )
    assert said(transcript) == [
        ("Ana Reyes", "Good morning. That is all."),
        ("Bo Ott", "When was it built in The Harbour Town?"),
        ("Ana Reyes", "So it was."),
        ("Bo Ott", "NOT AT ALL. Thank you."),
    ]
    assert [event.text for event in transcript.events] == [
        "Questions From Counsel to the Inquiry",
        "REPORT OF THE",
        "HARBOUR COMMITTEE",
    ]


def test_lists_of_people_give_the_initials_of_speakers() -> None:
    transcript = read(
        "talk.md",
        "# July 23, 2019 Notes\n\nLuca Sand (LSA), Bo Ott (BTO), Bill Turner Odd\n\nRemote:\nIna Vey (IVE)\n\n"
        "| Name | Abbreviation |\n| --- | --- |\n| Uma Lund | UL | Harbour Ltd |\n\n## Roads\n\n"
        "Presenter: Luca Sand (LSA), Bo Ott\n\nLSA: So.\n\nBTO: Well.\n\n"
        "## Bridges\n\nUma Lund (UL)\n\nUL: It is wet.\n\nIVE: Yes.\n\nBTO: No.\n",
    )
    assert said(transcript) == [
        ("Luca Sand", "So."),
        ("Bo Ott", "Well."),
        ("Uma Lund", "It is wet."),
        ("Ina Vey", "Yes."),
        ("Bo Ott", "No."),
    ]


def test_a_comment_of_but_a_link_and_links_that_are_hidden() -> None:
    link = '<a id="link-{0}" style="display:none;" href="#{0}">&#10026;</a>'
    said_there = ["Good.", "<a href='https://a.org/b'>https://a.org/b</a>", "So.", "Well."]
    page = (
        "".join(
            f"<div class='comment'><span class='name'>{name}</span>: {words} {link.format(number)}</div>\n"
            for number, (name, words) in enumerate(zip(["Ana Reyes", "Bo Ott"] * 2, said_there, strict=True))
        )
        + "<div><span class='name'>Bo Ott</span>: Yes.</div>"
    )
    transcript = read("a.html", f"<html><body>{page}</body></html>")
    assert said(transcript) == [
        ("Ana Reyes", "Good."),
        ("Bo Ott", "https://a.org/b"),
        ("Ana Reyes", "So."),
        ("Bo Ott", "Well. Yes."),
    ]


def test_ministers_are_whom_brackets_name_and_askers_ask() -> None:
    transcript = read(
        "talk.txt",
        "MR. SPEAKER: Order.\n\nDR. VEY asked the Minister for Roads :-\n\n(a) whether it opens.\n\n"
        "THE MINISTER FOR ROADS (Mr. Ott): It does.\n\nMR.SPEAKER: Next.\n\nMR. OTT: I said so.\n",
    )
    assert [turn.speaker for turn in transcript.turns] == [
        "MR. SPEAKER",
        "DR. VEY",
        "MR. OTT",
        "MR. SPEAKER",
        "MR. OTT",
    ]


def test_the_title_is_the_heading_of_the_page_and_not_of_the_site() -> None:
    page = (
        "<html><head><title>Talk with Bo Ott - The Harbour Show</title></head><body><h1>The Harbour Show</h1>"
        "<h1>Talk with Bo Ott \u2013 The Harbour Show</h1><p><b>Ana:</b> Hello.</p><p><b>Bo:</b> Yes.</p></body></html>"
    )
    assert read("a.html", page).title == "Talk with Bo Ott \u2013 The Harbour Show"
