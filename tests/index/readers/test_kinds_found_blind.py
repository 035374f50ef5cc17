"""Kinds of files that were misread when files of repositories nobody had looked at were tried: each made up anew."""

import json

import pytest

from index.errors import UnknownFormat
from tests.index.readers.reading_helpers import read, said

PROSE = "It went on for a long while and nobody in the hall said that it would ever end. "
TALK = [("Ana", "Shall we begin?"), ("Ben Ott", "Yeah"), ("Ana", "Then we do."), ("Ben Ott", "Yeah")]


@pytest.mark.parametrize("form", ["*{}*", "_{}_", "**{}**", "***{}***"])
def test_names_alone_in_any_print_head_their_words(form: str) -> None:
    text = "# Town Hall\n\n" + "\n\n".join(f"{form.format(name)}\n\n{words}" for name, words in TALK)
    assert said(read("hall.md", text)) == TALK


def test_what_was_heard_is_nobody_in_italics_either() -> None:
    heard = ["Applause", "Laughter", "Applause", "Laughter"]
    text = "# Talk\n\n" + "".join(f"{PROSE}\n\n*{what}*\n\n" for what in heard) + PROSE
    assert {turn.speaker for turn in read("talk.md", text).turns} == {None}


@pytest.mark.parametrize(
    "text",
    [
        f"**Meeting Report: Council Meeting**\n\n**Date:** 2024-05-06\n\n{PROSE}\n\n### Decisions\n\n* **Boats:**\n",
        f'# Info\nInterviewee: Ana\n\n## Question 1: What keeps you busy?\n\n*"{PROSE}\nMiddle Term: so it is."*\n',
        f"# Engines\n\n{PROSE}[^0]\n\n[^0]: **Engine** is what turns a screw.\n\n[^1]: **Ship** floats.\n",
        f"# tool\n\nUsage: run it with a file and wait.\n\nExample: tool file\n\n{PROSE}\n\nLicense: MIT\n",
        "Pancakes\n\nIngredients: flour and milk.\n\nMethod: Mix all of it well.\n\nServe: with jam, or with cheese.\n",
        "# Report\n\nANALYSIS: It is deep.\n\nFINDINGS: It is old.\n\nANALYSIS: It is dear.\n\nFINDINGS: It is so.\n",
        f"---\nday: 2025-10-27\n---\n{PROSE}\nWe give it a firm and an interface.\nInterface, so far: no.\nFirm: one.\n"
        + PROSE * 9
        + 14 * "\nAnd so it goes.",
        "10:00:01 INFO: it started\n10:00:02 WARN: no file\n10:00:03 INFO: it listens\n10:00:09 ERROR: it broke\n",
    ],
    ids=["heading", "amid-a-paragraph", "footnotes", "manual", "recipe", "report", "notes", "log"],
)
def test_what_is_no_talk_names_nobody(text: str) -> None:
    assert {turn.speaker for turn in read("file.md", text).turns} == {None}


def test_the_only_speaker_below_prose_keeps_a_name() -> None:
    text = f"Remarks at the harbour\n\n{PROSE}\n\nTHE MAYOR: Good day to all of you. {PROSE}\n\n{PROSE}\n"
    assert [turn.speaker for turn in read("remarks.txt", text).turns] == ["THE MAYOR"]


def test_a_long_heading_is_a_question_that_nobody_is_named_for() -> None:
    asked = "What would you want of the harbour as to who may enter it and how should that be done, so that all win?"
    text = f"# Interview\n\nRosa: I like it.\n\n## {asked}\n\nRosa: A gate.\n\n## And then?\n\nRosa: Then we go.\n"
    assert said(read("interview.md", text)) == [("Rosa", "I like it."), (None, asked), ("Rosa", "A gate. Then we go.")]


def test_a_lecture_before_the_questions_is_speech_under_its_headings() -> None:
    heads = "".join(f"## Part {n}\n\nI say that we go on. {PROSE * 6}\n\n" for n in range(5))
    text = f"# Workshop\n\n{heads}## Questions\n\n**Ana:** Is it late?\n\n**Ben:** It is.\n\n**Ana:** Good.\n"
    transcript = read("workshop.md", text)
    assert [turn.speaker for turn in transcript.turns] == [None] * 5 + ["Ana", "Ben", "Ana"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "0:00:00-0:00:10，Ana：\n\n Well?\n\n0:00:10-0:00:19，Ben：\n\n So.\n\n"
                 "0:00:19-0:00:29，Ana：\n\n Good.\n"),
        ("b.txt", "Ana 🕐 0:00\nWell?\n\nBen 🕐 0:10\nSo.\n\nAna 🕐 0:19\nGood.\n"),
        ("c.md", "# T\n\n```\nWEBVTT\n\n0:00.000 --> 0:09.000\n<v Ana>Well?\n\n0:10.000 --> 0:12.000\n<v Ben>So.\n\n"
                 "0:19.000 --> 0:20.000\n<v Ana>Good.\n```\n"),
    ],
)  # fmt: skip
def test_times_beside_names_in_other_prints(name: str, text: str) -> None:
    turns = read(name, text).turns
    assert [(turn.speaker, turn.start, turn.text) for turn in turns] == [
        ("Ana", 0.0, "Well?"),
        ("Ben", 10.0, "So."),
        ("Ana", 19.0, "Good."),
    ]


def test_a_speaker_called_by_the_letter_a_is_no_article() -> None:
    text = "".join(f"Speaker {who} [{n}.00 - {n + 1}.00]:\n    Point {n}.\n\n" for n, who in enumerate("ABAC", start=2))
    assert [turn.speaker for turn in read("talk.txt", text).turns] == [f"Speaker {who}" for who in "ABAC"]


def test_times_in_milliseconds_are_told_by_how_slowly_anybody_would_speak() -> None:
    text = "".join(f"Speaker {n % 2} [{n}000.00 - {n}900.00]:\n    Point {n} is mine.\n\n" for n in range(1, 6))
    assert [turn.start for turn in read("talk.txt", text).turns] == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_names_between_two_angle_brackets_are_names() -> None:
    text = "".join(f"<<{name}>> {words}\n\n" for name, words in TALK)
    assert said(read("chat.txt", text)) == TALK


def test_fields_and_rosters_of_other_languages_are_front_matter() -> None:
    text = (
        "# Entrevista\n\n**Fecha:** 2025-11-14\n\n**Duración:** 58 minutos\n\n**Modalidad:** Virtual\n\n"
        "**Hora de inicio:** 16:00\n\n**Participantes:**\n\n* **Entrevistador:** Luis\n\n---\n\n"
        "**Ana:** ¿Empezamos?\n\n**Luis:** Sí.\n\n**Ana:** Bien.\n\n**Luis:** Claro.\n"
    )
    transcript = read("entrevista.md", text)
    assert [turn.speaker for turn in transcript.turns] == ["Ana", "Luis", "Ana", "Luis"]
    assert transcript.meta.date == "2025-11-14"


def test_the_numbers_of_pages_are_nobody() -> None:
    page = "<p>MR SPEAKER: The Minister.</p><p>ANA REYES: I report.</p><p>MR SPEAKER: Thank you.</p>"
    page += "<div>Page: <a>1</a>, <a>2</a>, <a>3</a>, <a>4</a></div>"
    transcript = read("sitting.html", f"<html><body>{page}</body></html>")
    assert [turn.speaker for turn in transcript.turns] == ["MR SPEAKER", "ANA REYES", "MR SPEAKER"]


@pytest.mark.parametrize(
    "line", ["e.g.: a gate", "Round of: thanks", "Guests: Rosa Tey", "Next Meeting: May", "1.0: new"]
)
def test_words_before_a_colon_amid_minutes_are_nobody(line: str) -> None:
    text = "".join(f"{name}: {words}\n\n" for name, words in TALK * 2) + f"{line}\n"
    assert {turn.speaker for turn in read("minutes.txt", text).turns} == {"Ana", "Ben Ott"}


def test_a_committee_that_is_present_does_not_testify() -> None:
    text = "INTERVIEW OF: ANA REYES\n\nAPPEARANCES:\nHARBOUR BOARD COMMITTEE:\nBen Ott, Counsel\n\n"
    text += "EXAMINATION\nBY MR. OTT:\n"
    text += "".join(f"Q. Is it point {n}?\nA. It is point {n}.\n" for n in range(6)) + "MR. OTT: Thank you.\n"
    speakers = {turn.speaker for turn in read("interview.txt", text).turns}
    assert not any(name and ("COMMITTEE" in name or "INTERVIEW" in name) for name in speakers)


def test_a_chat_of_zoom_below_minutes_names_who_sent_it() -> None:
    chat = "".join(f"10:02:1{n} From {name} to Everyone:\t{words}\n" for n, (name, words) in enumerate(TALK))
    text = (
        "# Minutes\n\n## Notes\n\n" + "".join(f"**{name}**: {words}\n\n" for name, words in TALK) + f"## Chat\n\n{chat}"
    )
    transcript = read("minutes.md", text)
    assert said(transcript) == TALK * 2
    assert {turn.start for turn in transcript.turns} == {None}


def test_the_head_of_a_table_that_each_page_repeats_is_nobody() -> None:
    head = "| Time | Speaker | Words |\n|---|---|---|\n"
    rows = [f"| 0:0{n} | {name} | {words} |\n" for n, (name, words) in enumerate(TALK)]
    transcript = read("table.md", f"{head}{rows[0]}{rows[1]}\n{head}{rows[2]}{rows[3]}")
    assert said(transcript) == TALK
    assert ("repeated heading", "Time Speaker Words") in [(left.kind, left.text) for left in transcript.dropped]


def test_rows_of_names_and_words_without_a_head_may_follow_one_another() -> None:
    names = ["PERSON A"] * 4 + ["PERSON B"] * 3 + ["PERSON A"] * 4 + ["PERSON B"] * 3 + ["PERSON A"]
    text = "".join(f'{name},"So here we go, and this is point {n}."\n' for n, name in enumerate(names))
    assert [turn.speaker for turn in read("talk.csv", text).turns] == ["PERSON A", "PERSON B"] * 2 + ["PERSON A"]


def test_json_that_holds_rows_of_cells_is_a_table() -> None:
    rows = [[2.0 * n, 2.0 * n + 1.5, f"speaker{n % 2}", words] for n, (_, words) in enumerate(TALK)]
    turns = read("talk.json", json.dumps({"result": rows})).turns
    assert [(turn.speaker, turn.start, turn.text) for turn in turns] == [
        (f"speaker{n % 2}", 2.0 * n, words) for n, (_, words) in enumerate(TALK)
    ]


def test_nicks_behind_an_at_sign_are_names() -> None:
    text = "".join(f"@{'ana' if n % 2 else 'ben.o'} and so point {n} it is /\n" for n in range(8))
    assert [turn.speaker for turn in read("chat.txt", text).turns] == ["ben.o", "ana"] * 4


def test_whom_words_are_addressed_to_does_not_say_them() -> None:
    text = "".join(f"{name}: {words}\n@{name} is that so?\n" for name, words in TALK)
    assert {turn.speaker for turn in read("chat.txt", text).turns} == {"Ana", "Ben Ott"}


def test_columns_may_be_questions_and_called_responses() -> None:
    rows = [{"Who?": name, "Responses": words, "Start": n} for n, (name, words) in enumerate(TALK)]
    assert said(read("talk.json", json.dumps(rows))) == TALK
    assert said(read("talk.csv", "".join(f"{a},{b}\n" for a, b in [("name", "raw_script"), *TALK]))) == TALK


def test_heads_of_sections_of_which_one_comes_again_are_nobody() -> None:
    heads = [
        "File Formats",
        "Speech Recognition",
        "Text Extraction",
        "Language Processing",
        "Text Extraction",
        "Harbour Tools",
    ]
    text = "".join(f"{head}:\n\nThe tools read formats, and extraction of speech is language.\n\n" for head in heads)
    text += "Summary:\n\nIt is processing and recognition of files.\n\nFuture Plans:\n\nIn future we go on.\n"
    assert {turn.speaker for turn in read("report.txt", text).turns} == {None}


@pytest.mark.parametrize("asks", ["Question", "Pregunta"])
def test_what_stands_below_a_labelled_question_is_the_answer(asks: str) -> None:
    text = "".join(f"**{asks}:** Is it point {n}?\n\nIt is point {n}. We go on.\n\n" for n in range(3))
    assert [(turn.speaker == "A", turn.text[:2]) for turn in read("talk.md", text).turns] == [
        (False, "Is"),
        (True, "It"),
    ] * 3


def test_who_speaks_and_what_are_told_by_the_values_where_nobody_knows_the_keys() -> None:
    words = [f"Point {n} of the order paper is the harbour wall, and it is open." for n in range(6)]
    talk = [(f"Councillor {'Steen' if n % 2 else 'Ott'}", text) for n, text in enumerate(words)]
    items = [
        {"kind": "member", "member": name, "spoken_words": text, "id": 7001 + n} for n, (name, text) in enumerate(talk)
    ]
    assert said(read("council.json", json.dumps({"meta": {"date": "2014-04-30"}, "hansard": items}))) == talk


def test_a_list_of_goods_under_keys_of_its_own_is_no_talk() -> None:
    goods = [{"maker": f"Maker {n}", "about": f"A lamp of so many watts, number {n}, with a cord."} for n in range(6)]
    with pytest.raises(UnknownFormat):
        read("goods.json", json.dumps(goods))
