"""Text with speaker labels: what is a label, what is speech, what is front matter."""

import re
from collections import Counter
from itertools import product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.readers import SUFFIXES, Source, read_group, read_transcript
from index.transcript import Transcript
from tests.index.readers.conformance import broken_laws
from tests.index.readers.reading_helpers import read, said, stray_characters

BRIEFING = """Briefing by Press Secretary Vera Lind

Harbour Press Room

2:14 P.M. EDT

MS. LIND:  Good afternoon. One note: the ferry is back. (Applause.)

It sails at noon.

Q    When does it sail?

Q    And from where?

MS. LIND:  At 12:00: sharp.

     END     2:33 P.M. EDT
"""


def test_a_briefing_has_its_clock_its_place_and_a_turn_for_each_question() -> None:
    transcript = read("b.txt", BRIEFING)
    assert [turn.speaker for turn in transcript.turns] == ["MS. LIND", "Q", "Q", "MS. LIND"]
    assert (transcript.meta.start_clock, transcript.meta.end_clock) == ("2:14 P.M. EDT", "2:33 P.M. EDT")
    assert transcript.meta.place == "Harbour Press Room"
    assert [event.text for event in transcript.events] == ["(Applause.)"]


def test_colons_inside_speech_do_not_open_turns() -> None:
    text = """Ana Reyes: There are three steps: plan, build, keep.
https://example.org/x: see there
First, we need this: money.
Note: it is late.
However, the point is: go.
Bob Ott: He said: no."""
    assert [turn.speaker for turn in read("t.txt", text).turns] == ["Ana Reyes", "Bob Ott"]


LABELS = """Ana Reyes|ANA REYES|Speaker 1|Radio Television Hong Kong|Dr. Lee|José da Silva|O'Neil-Vale
|Ludwig van Beethoven|Q|THE PRESIDENT|SENIOR ADMINISTRATION OFFICIAL|王兰|欧盟记者|김철수"""


@pytest.mark.parametrize("label", [label.strip() for label in LABELS.split("|")])
def test_a_label_printed_once_is_accepted_by_its_shape(label: str) -> None:
    assert (label, "Good evening.") in said(read("t.txt", f"Bob Ott: Hello.\n{label}: Good evening.\n"))


def test_a_label_without_capitals_is_accepted_when_it_comes_again() -> None:
    text = "interviewer: So?\nparticipant 1: Three things: cold, wet, tired.\ninterviewer: And?\nparticipant 1: No.\n"
    assert [turn.speaker for turn in read("t.txt", text).turns] == ["interviewer", "participant 1"] * 2


def test_the_first_paragraph_under_a_label_is_speech_whatever_colons_it_has() -> None:
    text = "Ana Reyes:\n\nListen: we go.\n\nBob Ott:\n\nCarla Diaz: that is who asked.\n\nAna Reyes:\n\nYes.\n"
    assert said(read("t.txt", text)) == [
        ("Ana Reyes", "Listen: we go."),
        ("Bob Ott", "Carla Diaz: that is who asked."),
        ("Ana Reyes", "Yes."),
    ]


def test_a_role_is_kept_and_leaves_the_name() -> None:
    text = "Mr. Lin Wei, Deputy Head of the Office: Hello.\nMs. Tang Yu: Hello.\nLin Wei: Good.\n"
    turns = read("t.txt", text).turns
    assert [turn.speaker for turn in turns] == ["Lin Wei", "Tang Yu", "Lin Wei"]
    assert [turn.role for turn in turns] == ["Deputy Head of the Office", None, "Deputy Head of the Office"]
    assert turns[0].as_printed == ("Mr. Lin Wei, Deputy Head of the Office",)


def test_short_labels_resolve_to_the_one_full_label_that_fits() -> None:
    text = """ANNA STONE, HOST: Welcome.
MARK STONE, GUEST: Thanks.
CARLA RUIZ (D), SENATOR (voice-over): I voted no.
A. STONE: Why?
RUIZ: Because.
STONE: Which of us?
"""
    turns = read("t.txt", text).turns
    assert [turn.speaker for turn in turns[3:]] == ["ANNA STONE", "CARLA RUIZ", "STONE"]
    assert [turn.inferred for turn in turns[3:]] == ["resolved", "resolved", "none"]
    assert turns[2].role == "SENATOR"


def test_capital_labels_open_turns_in_the_middle_of_a_line() -> None:
    text = "ANNA STONE: We go live. MARK RUIZ: Thanks.\n\n(END VIDEO) STONE: So. NOTE: mind the time.\n"
    assert said(read("t.txt", text)) == [
        ("ANNA STONE", "We go live."),
        ("MARK RUIZ", "Thanks."),
        ("ANNA STONE", "So. NOTE: mind the time."),
    ]


def test_stage_directions_are_events_and_do_not_break_a_turn() -> None:
    transcript = read("t.txt", "Ana Reyes: One.\n\n(Laughter.)\n\nTwo [inaudible 00:01:02] three (in 2021).\n")
    assert said(transcript) == [("Ana Reyes", "One. Two [inaudible 00:01:02] three (in 2021).")]
    assert [(event.text, event.turn) for event in transcript.events] == [
        ("(Laughter.)", None),
        ("[inaudible 00:01:02]", 0),
    ]


def test_front_matter_is_a_roster_a_date_and_a_place_and_never_a_turn() -> None:
    text = """Green building

Speakers:
Mr. He Ping, vice minister
Ms. Tang Yu, director

Moderator: Wu Lan, spokesperson
Date: 3 September 2019
Venue: Town hall
https://example.org/briefing

Wu Lan: Good morning.
He Ping: I will report.
"""
    transcript = read("t.txt", text)
    assert [turn.speaker for turn in transcript.turns] == ["Wu Lan", "He Ping"]
    assert {person.name: person.role for person in transcript.roster} == {
        "He Ping": "vice minister",
        "Tang Yu": "director",
        "Wu Lan": "spokesperson",
    }
    meta = transcript.meta
    assert (meta.title, meta.date, meta.place) == ("Green building", "2019-09-03", "Town hall")
    assert meta.url == "https://example.org/briefing"


def test_a_moderator_who_speaks_is_a_speaker() -> None:
    text = "Moderator: Good morning, everyone, and welcome.\nAna Reyes: Thanks.\nModerator: Please.\n"
    assert [turn.speaker for turn in read("t.txt", text).turns] == ["Moderator", "Ana Reyes", "Moderator"]


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "Harbour"\ndate: 2024-05-06\n---\n',
        "title=Harbour\ndate=2024-05-06\n",
        "Title: Harbour\nDate: May 6, 2024\n",
    ],
)
def test_a_head_says_title_and_date(head: str) -> None:
    transcript = read("t.md", f"{head}\nAna Reyes: Hello.\n\nBob Ott: Hi.\n")
    assert (transcript.meta.title, transcript.meta.date) == ("Harbour", "2024-05-06")
    assert len(transcript.turns) == 2


def test_long_prose_before_the_first_label_is_narrative() -> None:
    prose = (
        "The committee met in the old town hall, which had been heated since morning, and heard "
        + "many " * 12
        + "witnesses."
    )
    transcript = read("t.txt", f"Hearing\n\n{prose}\n\nAna Reyes: Hello.\n")
    assert [(event.kind, event.text) for event in transcript.events] == [("narrative", prose)]
    assert len(transcript.turns) == 1


def test_times_before_labels_and_between_turns_are_kept() -> None:
    text = "Call\n\n00:00:11\nAna: One thing: tea.\nBob: Agreed.\n\n00:05:00\n\nAna: Yes.\nBob: Good.\n"
    turns = read("t.txt", text).turns
    assert [(turn.start, turn.time_quality) for turn in turns] == [
        (11.0, "exact"),
        (11.0, "block"),
        (300.0, "exact"),
        (300.0, "block"),
    ]


def test_chinese_labels_need_no_space_and_list_leads_are_speech() -> None:
    text = "记者：请问：目标是什么？\n张明：有三点：第一，增长。\n\n第二：稳定。\n记者：谢谢。\n"
    assert [turn.speaker for turn in read("t.txt", text).turns] == ["记者", "张明", "记者"]


def test_markdown_emphasis_is_not_text_and_a_break_is_nobody() -> None:
    text = "**Adam Stack:** Welcome. \\[laughter\\]\n\n**Break:** \\[12:00\\]\n\n**Jerod Sand:** We are *back*.\n"
    transcript = read("t.md", text)
    assert said(transcript) == [("Adam Stack", "Welcome. [laughter]"), ("Jerod Sand", "We are *back*.")]
    assert [event.text for event in transcript.events] == ["[laughter]", "Break:"]


HEADED = {
    "labels": (
        "# Talk\n\n**Ana Reyes:** We begin.\n\n### The *harbour*\n**Bob Ott:** It is closed.\n\n## More\n\n"
        "And stays so.\n"
    ),
    "timed-labels": (
        "# Talk\n\n**Ana Reyes** [0:01]\nWe begin.\n\n### The *harbour*\n\n**Bob Ott** [0:09]\nIt is closed.\n## More\n"
        "And stays so.\n"
    ),
    "timed-lines": (
        "# Talk\n\n[0:01] Ana Reyes: We begin.\n\n### The *harbour*\n[0:09] Bob Ott: It is closed.\n## More\n"
        "And stays so.\n"
    ),
}


@pytest.mark.parametrize("form", HEADED)
def test_a_heading_of_markdown_is_said_by_nobody_and_ends_no_turn(form: str) -> None:
    transcript = read("t.md", HEADED[form])
    assert transcript.files[0].format == form
    assert said(transcript) == [("Ana Reyes", "We begin."), ("Bob Ott", "It is closed. And stays so.")]
    assert [event.text for event in transcript.events] == ["The *harbour*", "More"]


def test_a_heading_amid_prose_is_no_paragraph() -> None:
    transcript = read(
        "t.md", "# Talk\n\nThe harbour is closed.\n\n## More\nIt stays so.\n# No heading, but " + "words " * 20
    )
    assert said(transcript)[:1] == [(None, "The harbour is closed.")]
    assert said(transcript)[1][1].startswith("It stays so. # No heading, but words")
    assert [event.text for event in transcript.events] == ["More"]


def test_what_looks_like_a_heading_in_a_text_that_is_no_markdown_stays_speech() -> None:
    transcript = read("t.txt", "Ana Reyes: We begin.\n\n# 1 is the harbour\n\nBob Ott: Yes.\n")
    assert said(transcript) == [("Ana Reyes", "We begin. # 1 is the harbour"), ("Bob Ott", "Yes.")]


UNMARKED = {
    "capitals": ("t.txt", "JANE DOE\nWe begin.\n\nDR. O'NEIL, GUEST\nIt is closed. STILL.\n\nJANE DOE\nWhy?\n"),
    "capitals and blanks": (
        "t.txt",
        "TOWN COUNCIL\n\n5 May 2024\n\nJANE DOE\n\nWe begin.\n\nDR. O'NEIL, GUEST\n\nIt is closed. STILL.\n\n"
        "JANE DOE\n\nWhy?\n",
    ),
    "headings": (
        "t.md",
        "# Talk\n\n## Jane Doe\n\nWe begin.\n\n## Dr. O'Neil, guest:\nIt is closed. STILL.\n\n## Jane Doe\nWhy?\n",
    ),
}


@pytest.mark.parametrize("form", UNMARKED)
def test_names_without_a_colon_that_come_again_are_labels(form: str) -> None:
    name, text = UNMARKED[form]
    transcript = read(name, text)
    found = [((speaker or "").upper(), words) for speaker, words in said(transcript)]
    assert found == [("JANE DOE", "We begin."), ("DR. O'NEIL", "It is closed. STILL."), ("JANE DOE", "Why?")]
    assert (transcript.turns[1].role or "").upper() == "GUEST"
    assert stray_characters(transcript, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ANNUAL REPORT\n\nThe council met in May.\n\nBUDGET\n\nIt is large.\n\nHARBOUR WORKS\n\nThey go on.\n",
        "I THINK SO\nWE ALL DO\nTHANK YOU\nJANE DOE\nI THINK SO.\nJOHN SMITH\nYES WE DO.\nJANE DOE\nWHY IS THAT?\n",
        "Ana Reyes: We begin.\n\nJANE DOE\n\nBob Ott: It is closed.\n\nAna Reyes: Why?\n\nJANE DOE\n\nBob Ott: So.\n",
    ],
    ids=["headings", "captions", "labels with colons"],
)
def test_other_lines_in_capitals_are_no_labels(text: str) -> None:
    assert {speaker for speaker, _ in said(read("t.txt", text))} <= {None, "Ana Reyes", "Bob Ott"}


PAGES = (
    Source("talk-1.txt", b"Talk on boats | May 6, 2024\n\nAna Reyes:\n\nWe begin.\n\nBob Ott:\n\nYes.\n\n< 1 2 >\n"),
    Source("talk-2.txt", b"Talk on boats | May 6, 2024\n\nAnd we go on.\n\nAna Reyes:\n\nEnd.\n\n< 1 2 >\n"),
)


def test_pages_with_one_title_join_and_the_open_turn_goes_on() -> None:
    (transcript,) = read_group(PAGES)
    assert said(transcript) == [("Ana Reyes", "We begin."), ("Bob Ott", "Yes. And we go on."), ("Ana Reyes", "End.")]
    assert [segment.file for segment in transcript.turns[1].segments] == ["talk-1.txt", "talk-2.txt"]
    assert transcript.turns[1].inferred == "continuation"
    assert transcript.id == "talk-1.txt"
    assert broken_laws(transcript, PAGES) == []


def test_pages_with_other_titles_stay_apart() -> None:
    other = Source("talk-2.txt", PAGES[1].data.replace(b"boats", b"ships"))
    assert [transcript.id for transcript in read_group([PAGES[0], other])] == ["talk-1.txt", "talk-2.txt"]


def test_the_same_bytes_give_the_same_revision_and_other_bytes_another() -> None:
    once, again = (read_transcript(PAGES).revision for _ in range(2))
    assert once == again
    assert read_transcript(PAGES[:1]).revision not in (once, read_transcript(PAGES[1:]).revision)


NAMES = st.sampled_from(["Ana Reyes", "Bob Ott", "Radio Harbour", "MS. LEE", "Speaker 2", "Q"])
SPEECH = st.sampled_from(
    ["Good evening.", "Three things: tea, milk, time.", "(Laughter.)", "He said: no. And left.", "It is 10:30.", "Yes"]
)
LINES = st.lists(
    st.one_of(
        st.builds("{}: {}".format, NAMES, SPEECH),
        st.builds("{}:\n\n{}".format, NAMES, SPEECH),
        st.builds("{}  0:{:02d}\n{}".format, NAMES, st.integers(0, 59), SPEECH),
        st.builds("{} [{}.0 - {}.5]: {}".format, NAMES, st.integers(0, 59), st.integers(60, 99), SPEECH),
        st.builds("[{}.0 -> {}.5] {}".format, st.integers(0, 59), st.integers(60, 99), SPEECH),
        st.builds("00:00:{:02d} {}".format, st.integers(0, 59), SPEECH),
        st.builds("[00:{:02d}:05]".format, st.integers(0, 59)),
        SPEECH,
        st.sampled_from(
            [
                "< 1 2 3 >",
                "Page 4 of 9",
                "* * *",
                "",
                "Title of the talk",
                "Date: May 6, 2024",
                "# Notes",
                "## Ana Reyes",
                "JANE DOE",
            ]
        ),
    ),
    min_size=1,
    max_size=14,
)


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text))


def accounted(transcript: Transcript) -> str:
    """Everything a transcript says of its file: turns, labels, events outside of turns, dropped, the head."""
    labels = [segment.as_printed or "" for turn in transcript.turns for segment in turn.segments]
    events = [event.text for event in transcript.events if event.turn is None]
    dropped = [dropped.text for dropped in transcript.dropped]
    turns = [turn.text for turn in transcript.turns]
    return "\n".join([*turns, *labels, *events, *dropped, *transcript.meta.raw_header_lines])


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n\r\n"]), st.sampled_from(["t.txt", "t.md"]))
def test_no_word_of_a_text_vanishes(lines: list[str], gap: str, name: str) -> None:
    text = "Ana Reyes: We begin.\n" + gap.join(lines) + "\nBob Ott: We end.\n"
    source = Source(name, text.encode())
    transcript = read_transcript([source])
    assert broken_laws(transcript, [source]) == []
    missing = words_of(text) - words_of(accounted(transcript))
    assert not missing, missing


def test_an_office_with_its_holders_name_in_brackets_is_the_holder() -> None:
    transcript = read(
        "hansard.txt",
        "Mr Speaker: Order.\n\nAlan Pryce (Northfield) (Lab): What steps is she taking?\n\n"
        "The Secretary of State for Transport (Helen Marsh): None.\n\nAlan Pryce: That is not enough.\n\n"
        "Helen Marsh: It is what it is.\n\nThe Clerk (Through Interpreter): Quiet.\n",
    )
    speakers = ["Mr Speaker", "Alan Pryce", "Helen Marsh", "Alan Pryce", "Helen Marsh", "The Clerk"]
    assert [turn.speaker for turn in transcript.turns] == speakers
    assert transcript.turns[2].role == "Secretary of State for Transport"
    assert transcript.turns[2].as_printed == ("The Secretary of State for Transport (Helen Marsh)",)


def test_an_interviews_letters_are_its_speakers() -> None:
    transcript = read(
        "interview.txt",
        "Interview with Amara Nwosu\nDate: 12 May 2023\n\nI: So how did you get into this?\n\nR: I started in 2009.\n\n"
        "I: And how was it?\n\nR: Hard. There were three of us: me, Tom, and a printer.\n",
    )
    assert said(transcript) == [
        ("I", "So how did you get into this?"),
        ("R", "I started in 2009."),
        ("I", "And how was it?"),
        ("R", "Hard. There were three of us: me, Tom, and a printer."),
    ]


def test_names_in_a_script_without_capitals_are_names_although_printed_once() -> None:
    transcript = read("a.txt", "أحمد: صباح الخير، لنبدأ.\n\nليلى: نعم، بالتأكيد.\n\nأحمد: الميزانية.\n")
    assert [turn.speaker for turn in transcript.turns] == ["أحمد", "ليلى", "أحمد"]


@pytest.mark.parametrize("suffix", ["rst", "adoc", "org"])
def test_plain_text_of_repositories_is_taken_into_a_library(suffix: str) -> None:
    assert f".{suffix}" in SUFFIXES
    turns = read(f"council.{suffix}", "Ana Reyes: When does it open?\n\nBo Chen: In May.\n").turns
    assert [turn.speaker for turn in turns] == ["Ana Reyes", "Bo Chen"]


def test_two_thousand_people_who_speak_once_are_read_in_a_moment() -> None:
    syllables = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "fe", "go", "ha"]
    names = [f"{''.join(name).title()} Reyes" for name in product(syllables, repeat=3)][:2000]
    text = "\n".join(f"{name}: The roof of the table is at point {i}." for i, name in enumerate(names))
    begun = process_time()
    assert len(read("roll.txt", text).turns) == 2000
    assert process_time() - begun < 5  # .2 of one; eight where each was looked for in all of the text
