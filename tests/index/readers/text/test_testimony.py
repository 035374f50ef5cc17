"""Testimony as text: questions and answers have their people, with line numbers, pages, or neither."""

import pytest

from index.readers import Source, read_group
from tests.index.readers.conformance import vanished
from tests.index.readers.reading_helpers import read, said, stray_characters

PAGES = """\
                                                  12
 1            JOHN ROE, having been duly sworn,
 2   testified as follows:
 3                   DIRECT EXAMINATION
 4   BY MS. LEE:
 5       Q.   Where were you at 10:30?
 6       A.   At home. I walked to the
\f                                                  13
 1   car.
 2       MR. HARRIS:  Objection: form.
 3            (Discussion off the record.)
 4       THE WITNESS:  I said so.
 5                   CROSS-EXAMINATION
 6   BY MR. HARRIS:
 7       Q.   Whose car?
 8       A.   Mine.
"""
SPOKEN = [
    ("MS. LEE", "Where were you at 10:30?"),
    ("JOHN ROE", "At home. I walked to the car."),
    ("MR. HARRIS", "Objection: form."),
    ("JOHN ROE", "I said so."),
    ("MR. HARRIS", "Whose car?"),
    ("JOHN ROE", "Mine."),
]
BARE = """\
DEPOSITION OF JOHN ROE
Taken March 4, 2024

JOHN ROE, having been duly sworn,
testified as follows:

DIRECT EXAMINATION

BY MS. LEE:

     Q.  Where were you at 10:30?

     A.  At home. I walked to the
car.

     MR. HARRIS:  Objection: form.

     (Discussion off the record.)

     THE WITNESS:  I said so.

CROSS-EXAMINATION

BY MR. HARRIS:

     Q.  Whose car?

     A.  Mine.
"""


@pytest.mark.parametrize("text", [PAGES, PAGES.replace("\f", ""), PAGES.replace("\n", "\r\n"), BARE])
def test_who_asks_and_who_answers(text: str) -> None:
    transcript = read("roe.txt", text)
    assert transcript.files[0].format == "testimony"
    assert said(transcript) == SPOKEN
    assert [turn.inferred for turn in transcript.turns] == ["resolved", "resolved", "none"] + ["resolved"] * 3
    assert not vanished(transcript, text)
    assert stray_characters(transcript, text) == []


def test_a_turn_is_cited_by_page_and_line_and_by_the_lines_of_the_file() -> None:
    crossing = read("roe.txt", PAGES).turns[1]
    assert (crossing.page, crossing.line, crossing.end_page, crossing.end_line) == ("12", "6", "13", "1")
    assert [(s.line_start, s.line_end) for s in crossing.segments] == [(7, 7), (9, 9)]


def test_a_title_above_the_oath_is_no_witness() -> None:
    transcript = read("roe.txt", BARE)
    assert transcript.meta.date == "2024-03-04"
    assert transcript.events[0].text.startswith("JOHN ROE, having")


def test_questions_and_answers_without_an_examination_are_an_interviews() -> None:
    (transcript,) = read_group(
        [Source("a.txt", b"Q. Where were you?\n\nA. At home, all day.\n\nQ. And then?\n\nA. Out.\n")]
    )
    assert transcript.files[0].format == "labels"


def test_a_tribunal_names_who_is_called_and_who_examines() -> None:
    text = """JUDGE MAYE:  Good morning. Ms. Vale.
MS. VALE:  Thank you, Your Honour.
WITNESS:  ANNA BEECH [Resumed]
Cross-examined by Ms. Vale: [Continued]
Q.   Where were you in May?
A.   In the harbour.
Questioned by the Court:
Q.   With whom?
A.   Alone.
"""
    assert said(read("day2.txt", text))[2:] == [
        ("MS. VALE", "Where were you in May?"),
        ("ANNA BEECH", "In the harbour."),
        ("the Court", "With whom?"),
        ("ANNA BEECH", "Alone."),
    ]
