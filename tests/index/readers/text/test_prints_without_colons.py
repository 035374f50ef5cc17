"""Labels before a dash, a tab, a bar or a sign, in lists and quotations; and what only looks like them."""

import pytest

from tests.index.readers.reading_helpers import read, said, stray_characters

TALK = [
    ("Rosa Tey", "Shall we begin?"),
    ("Ben Ode", "Please. It is late."),
    ("Rosa Tey", "Then: we do."),
    ("Ben Ode", "Good."),
]
PRINTS = [
    "{} - ",
    "{} – ",
    "{} — ",
    "{} -- ",
    "{}\t",
    "{}:\t",
    "{} | ",
    "{} >> ",
    "{}> ",
    "**{}** - ",
    "- {}: ",
    "- **{}:** ",
    "- **{}**: ",
    "* **{}**: ",
    "• {}: ",
    "> {}: ",
    "> **{}**: ",
    "{} = ",
    "{} → ",
    "{} -> ",
    "{} » ",
    "{} // ",
    "{} ..... ",
    "{}:: ",
    "{}; ",
    "{}:",
    "~ {}: ",
    "#{}: ",
    "🎤 **{}**: ",
    '"{}": ',
    "`{}:` ",
    "***{}:*** ",
    "{}, guest: ",
    "Guest - {}: ",
]


def _talk(label: str, gap: str) -> str:
    return gap.join(label.format(name) + words for name, words in TALK) + "\n"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("label", PRINTS)
def test_a_label_that_explains_the_file_needs_no_colon_and_may_stand_behind_a_mark(label: str, gap: str) -> None:
    text = _talk(label, gap)
    transcript = read("talk.txt", text)
    assert said(transcript) == TALK
    assert stray_characters(transcript, text) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("label", ["**{}**\n", "**{}**\n\n", "[{}]\n", "### {}\n", "### {}:\n\n", "- {} -\n", "{}\n"])
def test_a_name_may_have_a_line_of_its_own_in_any_print(label: str, gap: str) -> None:
    assert said(read("talk.txt", _talk(label, gap))) == TALK


@pytest.mark.parametrize("row", ["| {} | {} |", "| {}: | {} |", '"{}","{}"', "{};{}"])
def test_rows_of_names_and_words_need_no_header(row: str) -> None:
    text = "".join(row.format(name, words) + "\n" for name, words in TALK)
    assert said(read("talk.txt", text)) == TALK


def test_rows_that_name_nobody_again_and_again_are_no_talk() -> None:
    text = "".join(f"| {name} | A thing of the harbour, as people say. |\n" for name in ("Anchor", "Berth", "Buoy"))
    assert {turn.speaker for turn in read("list.txt", text).turns} == {None}


@pytest.mark.parametrize("mark", ["({}) ", "[{}] ", "{}. ", "{} ", "{}\t", "{:03d} "])
def test_turns_may_be_numbered(mark: str) -> None:
    text = "".join(f"{mark.format(n)}{name}: {words}\n" for n, (name, words) in enumerate(TALK, start=1))
    assert said(read("talk.txt", text)) == TALK


def test_a_quotation_of_several_lines_loses_its_marks() -> None:
    text = "# Harbour talk\n\n> **Ana**: Shall we begin?\n>\n> **Bo**: It is late\n> and dark.\n>\n> **Ana**: Yes.\n"
    transcript = read("talk.md", text)
    assert said(transcript) == [("Ana", "Shall we begin?"), ("Bo", "It is late and dark."), ("Ana", "Yes.")]
    assert transcript.meta.title == "Harbour talk"
    assert [turn.segments[0].line_start for turn in transcript.turns] == [3, 5, 8]


@pytest.mark.parametrize("print", ["{} | {} | ", "[{}] {} | ", "[{}] {} - ", "{} - {} - "])
def test_a_time_may_stand_before_a_name_without_a_colon(print: str) -> None:
    text = "\n".join(print.format(f"00:0{n}", name) + words for n, (name, words) in enumerate(TALK, start=1))
    transcript = read("talk.txt", text)
    assert said(transcript) == TALK
    assert [turn.start for turn in transcript.turns] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    "head", ["{} (0h 01m 0{}s): ", "{} (1m 0{}s): ", "{} [1m0{}s]\n", "{} 1m0{}s: ", "[1m 0{1}s] {0}: ", "{} (6{}s): "]
)
def test_a_time_may_have_its_units_as_letters(head: str) -> None:
    text = "\n".join(head.format(name, n) + words for n, (name, words) in enumerate(TALK))
    transcript = read("talk.txt", text)
    assert said(transcript) == TALK
    assert [turn.start for turn in transcript.turns] == [60.0, 61.0, 62.0, 63.0]


@pytest.mark.parametrize(
    "print", ["CHAIR YALE. {} MS. OAK. {}", "Chair Yale. {} Ms. Oak. {}", "Dr. Elm. {} Ms. Oak. {}"]
)
def test_a_title_and_a_surname_before_a_stop_are_a_label(print: str) -> None:
    first, second = print.replace(" {}", "").split(". ", 1) if print[0] == "C" else ("Dr. Elm", "Ms. Oak.")
    paragraphs = print.format("Good day.\n\n", "I second it.\n\n")
    speakers = [turn.speaker for turn in read("minutes.txt", paragraphs * 2).turns]
    assert speakers == [first, second.rstrip(".")] * 2


def test_the_riksdag_numbers_what_is_said() -> None:
    text = "Anf. 1 ANNA LIND (S):\nHamnen är stängd.\n\nAnf. 2 Statsrådet ERIK BERG (M):\nI maj.\n\n"
    text += "Anf. 3 ANNA LIND (S) replik:\nDet är för sent.\n"
    turns = read("protokoll.txt", text).turns
    assert [turn.speaker for turn in turns] == ["ANNA LIND", "ERIK BERG", "ANNA LIND"]
    assert turns[1].role == "Statsrådet"


ESSAY = """\
The harbour - a place of many ships - lies east of the town. It has three things: boats, gulls and rain.

London - the capital - is far away. London - so people say - has no harbour like it.

Paris - well, Paris has a river. Note: the river is long.

London - again - comes to mind. Paris - again - does not.
"""
NO_TALKS = {
    "essay": ESSAY,
    "list": "".join(
        f"- **{head}:** We looked after it. It is better now.\n" for head in ("Harbour", "Ferry", "Budget")
    ),
    "changes": "".join(f"- **{head}:** A page. It no longer jumps.\n" for head in ("Added", "Fixed", "Added", "Fixed")),
    "glossary": "".join(
        f"{word}: A thing of the harbour, as people say.\n" for word in ("Anchor", "Berth", "Buoy", "Dock", "Quay")
    ),
    "glossary with dashes": "".join(
        f"{word} - A thing of the harbour, as people say.\n" for word in ("Anchor", "Berth", "Buoy", "Dock", "Quay")
    ),
    "recipe": "Harbour soup\n\nFish: two pounds.\nWater: a quart.\nSalt: a pinch.\n\nBoil water. Add fish and salt.\n",
    "prices": "## What does it cost?\n\nThe ferry costs what it costs, and that is little.\n\n"
    "It runs twice a day, and never on Sundays.\n\nAdults: three euros. Dogs: nothing.\n\n## Who may ride?\n\nAll.\n",
    "days": "".join(f"{day} - We went sailing. It rained.\n" for day in ("Monday", "Tuesday", "Sunday", "Monday")),
    "mail": "> When does the ferry run?\n> I cannot find it.\n\nTwice a day.\n\n> And on Sundays?\n\nNever.\n",
    "menus": "Home >> Harbour >> Ferry\nSettings >> Display >> Colours are here.\nIt is Settings >> Sound. Easy.\n",
    "years": "1990 - The harbour was built.\n1995 - The ferry came.\n2000 - The museum opened.\n",
    "short sentences": "The House. It stood on the hill.\n\nRain. It fell all day.\n\nThe House. It burned down.\n",
}


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("kind", NO_TALKS)
def test_what_only_looks_like_labels_names_nobody(kind: str, suffix: str) -> None:
    assert {turn.speaker for turn in read(f"text{suffix}", NO_TALKS[kind]).turns} == {None}


HEADS = {
    "meeting": "Meeting Title: Weekly\nDate: 2024-05-06\nInterviewer: Ana Reyes\nInterviewee: Bo Ott\n\n",
    "project": "Project: Harbour\nInterview Number: 12\nInterviewer: Ana Reyes\nNarrator: Bo Ott\nDate: 2024-05-06\n\n",
    "person": "Interviewer: Ana Reyes\nRespondent: Bo Ott\nGender: female\nAge: 54\nDate: 2024-05-06\nJob: fisher\n\n",
    "several": "Attendees: Ana Reyes and Bo Ott\nDate: 2024-05-06\n\n",
    "bold": "# Weekly\n\n**Interviewer:** Ana Reyes\n**Interviewee:** Bo Ott\n**Date:** 2024-05-06\n\n",
}


@pytest.mark.parametrize("head", HEADS)
def test_the_fields_above_a_talk_are_no_turns(head: str) -> None:
    transcript = read(
        "talk.txt", HEADS[head] + "Interviewer: Where was it?\nBo: By the harbour.\nInterviewer: And now?\n"
    )
    assert [turn.speaker for turn in transcript.turns] == ["Interviewer", "Bo Ott", "Interviewer"]
    assert [person.name for person in transcript.roster] == ["Ana Reyes", "Bo Ott"]
    assert transcript.meta.date == "2024-05-06"


@pytest.mark.parametrize("first", ["Okay", "Good Morning", "Yes"])
def test_an_interviewers_first_word_is_no_name(first: str) -> None:
    text = f"Interviewer: {first}\nRespondent: Fine.\nInterviewer: Where were you born?\nRespondent: Here.\n"
    assert [turn.speaker for turn in read("talk.txt", text).turns] == ["Interviewer", "Respondent"] * 2


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("令和6年3月4日", "2024-03-04"),
        ("令和元年５月１０日", "2019-05-10"),
        ("平成三十年十二月三日", "2018-12-03"),
        ("4. März 2024", "2024-03-04"),
        ("1er mars 2024", "2024-03-01"),
        ("4 de março de 2024", "2024-03-04"),
        ("4 marca 2024", "2024-03-04"),
    ],
)
def test_dates_of_other_calendars_and_languages(printed: str, day: str) -> None:
    text = f"Harbour talk\n{printed}\n\nAna: Shall we?\nBo: Yes.\nAna: Good.\n"
    assert read("talk.txt", text).meta.date == day
