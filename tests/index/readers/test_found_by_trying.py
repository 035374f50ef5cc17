"""Shapes that were misread when one tried: each a way to print the same six turns."""

import json
from collections.abc import Callable

import pytest

from tests.index.readers.reading_helpers import read, said
from tests.index.readers.samples import docx, pdf, plain_page, xlsx

TALK = [
    ("Ana Reyes", "Good morning, everyone. Shall we begin?", 2),
    ("Bob Ott", "Please. The harbour report is ready.", 7),
    ("Ana Reyes", "Who wrote it?", 12),
    ("Bob Ott", "Mine is the first part, and Carla did the rest.", 15),
    ("Carla Vane", "That is right, more or less.", 21),
    ("Ana Reyes", "Then we take it as read.", 26),
]
WORDS = [(name, words) for name, words, _ in TALK]
TIMES = [float(start) for _, _, start in TALK]
NUMBERS = {"Ana Reyes": 1, "Bob Ott": 2, "Carla Vane": 3}


def _printed(template: str, between: str = "\n") -> str:
    turns = (
        template.format(
            name=name,
            first=name.split()[0],
            number=NUMBERS[name],
            initials="".join(part[0] for part in name.split()),
            words=words,
            time=f"0:{start:02}",
            long=f"00:00:{start:02}",
            until=f"00:00:{start + 2:02}",
            seconds=f"{start}.00",
            end=f"{start + 2}.50",
            start=start,
        )
        for name, words, start in TALK
    )
    return between.join(turns) + "\n"


@pytest.mark.parametrize(
    "template",
    [
        "{name} said: {words}",
        "{name}— {words}",
        "<{name}>: {words}",
        "\u200b{name}:\u200b {words}",
        "**{name}** {words}",
        "**{name}:**\n> {words}",
        "\\textbf{{{name}:}} {words}",
        "\\item[{name}] {words}",
        "\\speaker{{{name}}} {words}",
    ],
)
def test_a_name_before_words_however_it_is_set_off(template: str) -> None:
    suffix = ".tex" if "\\" in template else ".md"
    assert said(read(f"talk{suffix}", _printed(template, "\n\n"))) == WORDS


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "template",
    [
        "{initials} {name} 0 minutes {start} seconds {time} {words}",
        "{name} 0 minutes {start} seconds {words}",
        "{name} {time} {words}",
        "[{name} {time}] {words}",
        "[{time} {name}] {words}",
        "[{name}, {long}]\n{words}",
        "**{name}** *{time}*\n{words}",
        "{name}: {time}\n{words}",
        "{long} --> {until} {name}: {words}",
        "{seconds} {end} {name}: {words}",
        "({seconds}, {end}) {name}: {words}",
        "{name} [{seconds}]: {words}",
        "{name} {seconds} {end}\n{words}",
        "{long}:12 {name}: {words}",
        "[{long}:12] {name}: {words}",
        "{name} [{long};12] {words}",
        "{long}:00 - {until}:00\n{name}\n{words}",
        "#{long}-0# {name}: {words}",
    ],
)
def test_a_name_and_a_time_in_one_line_or_two(template: str, between: str) -> None:
    if "\n" in template and between == "\n":
        between = "\n\n"
    transcript = read("talk.txt", _printed(template, between))
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == TIMES


def test_times_amid_one_line_belong_to_the_names_behind_them() -> None:
    transcript = read("talk.txt", _printed("[{time}] {name}: {words}", " "))
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [(name, start) for name, _, start in TALK]


@pytest.mark.parametrize("template", ["**{name}:** {words}", "[{name}]: {words}"])
def test_names_amid_one_line_may_be_bold_or_in_brackets(template: str) -> None:
    assert said(read("talk.md", _printed(template, " "))) == WORDS


def test_a_day_and_hour_above_the_talk_are_no_header_of_a_turn() -> None:
    text = "Harbour talk\n2024-03-04 09:00\n\n" + _printed("Speaker {number} {time}\n{words}", "\n\n")
    assert [turn.start for turn in read("talk.txt", text).turns] == TIMES


def test_nicks_behind_hours_and_minutes_are_a_chat() -> None:
    transcript = read("log.txt", _printed("[09:{start:02}] <{first}> {words}"))
    assert [turn.start for turn in transcript.turns] == [None] * 6
    assert transcript.turns[0].clock == "09:02"


@pytest.mark.parametrize(
    ("template", "label"),
    [
        ("<Speaker {number}> {words}", "Speaker {}"),
        ("<Speaker {number}>: {words}", "Speaker {}"),
        ("<SPEAKER_0{number}>\n{words}", "SPEAKER_0{}"),
        ("[{number}]: {words}", "{}"),
    ],
)
@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_captions_name_speakers_in_odd_brackets(template: str, label: str, suffix: str) -> None:
    cues = _printed("{long},000 --> {until},000\n" + template, "\n\n")
    transcript = read(f"talk{suffix}", "WEBVTT\n\n" + cues if suffix == ".vtt" else cues)
    assert said(transcript) == [(label.format(NUMBERS[name]), words) for name, words in WORDS]
    assert not [record for record in transcript.dropped if record.kind == "tag"]


@pytest.mark.parametrize(
    "template", ["<b>{name}</b>\n{words}", "{name} said: {words}", "<v {name}><00:00:01.000>{words}"]
)
def test_captions_name_speakers_above_or_before_the_words(template: str) -> None:
    cues = _printed("{long}.000 --> {until}.000\n" + template, "\n\n")
    assert said(read("talk.vtt", "WEBVTT\n\n" + cues)) == WORDS


def _by_turn(make: Callable[[str, str, int], object]) -> list[object]:
    return [make(name, words, start) for name, words, start in TALK]


@pytest.mark.parametrize(
    "value",
    [
        _by_turn(lambda name, words, start: {"s": name, "t": words}),
        _by_turn(lambda name, words, start: {name: words}),
        _by_turn(lambda name, words, start: [name, words]),
        {"title": "Harbour", "dialogue": _by_turn(lambda name, words, start: f"{name}: {words}")},
        {"transcript": _printed("{name}: {words}")},
        {"transcript": _printed("<p><b>{name}:</b> {words}</p>", "")},
    ],
)
def test_json_holds_a_talk_in_pairs_or_as_text(value: object) -> None:
    assert said(read("talk.json", json.dumps(value))) == WORDS


@pytest.mark.parametrize(
    "value",
    [
        _by_turn(lambda name, words, start: {"speaker": name, "t": start, "text": words}),
        _by_turn(lambda name, words, start: {"who": name, "t": f"0:{start:02}", "line": words}),
        _by_turn(lambda name, words, start: {"who": name, "said": words, "at": float(start)}),
        {"segments": _by_turn(lambda name, words, start: {"s": start, "e": start + 2, "spk": name, "txt": words})},
        {
            "timeline": _by_turn(
                lambda n, words, t: {"ts": f"00:00:{t:02}.000", "users": [{"username": n}], "text": words}
            )
        },
        {"utterances": _by_turn(lambda n, words, t: {"speaker_name": n, "snippet": words, "snippet_time": t})},
        {
            "parties": [{"id": "9", "speakerId": f"60{number}", "name": name} for name, number in NUMBERS.items()],
            "transcript": _by_turn(
                lambda name, words, start: {
                    "speakerId": f"60{NUMBERS[name]}",
                    "sentences": [{"start": start * 1000, "end": start * 1000 + 1500, "text": words}],
                }
            ),
        },
    ],
)
def test_json_under_the_keys_of_other_tools(value: object) -> None:
    transcript = read("talk.json", json.dumps(value))
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == TIMES


def test_seconds_since_1970_are_a_day_and_no_place_in_the_recording() -> None:
    posts = _by_turn(
        lambda name, words, start: {
            "user": f"U{NUMBERS[name]}",
            "user_profile": {"real_name": name},
            "text": words,
            "ts": f"17095000{start:02}.000100",
        }
    )
    transcript = read("channel.json", json.dumps(posts))
    assert said(transcript) == WORDS
    assert {(turn.start, turn.date) for turn in transcript.turns} == {(None, "2024-03-03")}


def test_json_without_speakers_or_much_text_is_refused() -> None:
    package = {"name": "harbour", "description": "Harbour: tools for ferries", "keywords": ["ferry", "port", "sea"]}
    with pytest.raises(Exception, match="fits no format"):
        read("package.json", json.dumps(package))


def test_a_long_text_without_speakers_in_json_is_prose() -> None:
    words = "We went to the harbour in the morning. " * 8
    assert [turn.text for turn in read("speech.json", json.dumps({"text": words})).turns] == [words.strip()]


def _table(rows: list[list[str]]) -> bytes:
    cells = ["".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in rows]
    return docx("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>")


@pytest.mark.parametrize("header", [[], [["Speaker", "Text"]]])
@pytest.mark.parametrize("template", ["{name} {time}", "{name} ({long})", "{long} {name}", "{time} - {name}"])
def test_a_cell_may_hold_who_and_when(template: str, header: list[list[str]]) -> None:
    whens = _printed(template).splitlines()
    rows = [*header, *([when, words] for when, (_, words) in zip(whens, WORDS, strict=True))]
    for transcript in (read("talk.docx", _table(rows)), read("talk.xlsx", xlsx(*rows))):
        assert said(transcript) == WORDS
        assert [turn.start for turn in transcript.turns] == TIMES


def test_numbers_of_rows_are_no_times() -> None:
    rows = [[str(number), f"{name}:", words] for number, (name, words) in enumerate(WORDS, start=1)]
    transcript = read("talk.docx", _table(rows))
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == [None] * 6


@pytest.mark.parametrize("head", ["speaker,response", "user,comment", "Participant,Answer", "speaker_role,turn_text"])
def test_names_of_columns_that_surveys_and_corpora_have(head: str) -> None:
    rows = [f'{name},"{words}"' for name, words in WORDS]
    assert said(read("talk.csv", "\n".join([head, *rows]))) == WORDS


def test_a_span_of_time_is_a_start_and_an_end() -> None:
    rows = [f'0:{start:02} - 0:{start + 1:02},{name},"{words}"' for name, words, start in TALK]
    turns = read("talk.csv", "\n".join(["Timespan,Speaker,Content", *rows])).turns
    assert [(turn.start, turn.end) for turn in turns] == [(start, start + 1) for start in TIMES]


def test_the_number_of_a_lone_page_is_in_nobodys_words() -> None:
    lines = _printed("{name}: {words}", "\n\n").splitlines()
    transcript = read("talk.pdf", pdf([plain_page(lines, "1")]))
    assert said(transcript) == WORDS
    assert transcript.turns[-1].page == "1"


def test_what_tei_marks_as_said_is_speech() -> None:
    said_there = _printed('<p><said who="#{first}">{words}</said></p>')
    text = (
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><div>{said_there}</div></body></text></TEI>'
    )
    assert said(read("talk.xml", text)) == [(name.split()[0], words) for name, words in WORDS]


def test_latex_prints_signs_and_accents_and_leaves_its_commands_out() -> None:
    body = "\\begin{document}\n\\section{Opening}\n\\textbf{Ana:} At the caf\\'e \\& the quay \\dots % so\n\n"
    body += "\\textbf{Bob:} \\emph{Never}~again.\\\\\n\\end{document}\n"
    transcript = read("talk.tex", "\\documentclass{article}\n\\title{Harbour talk}\n\\date{4 March 2024}\n" + body)
    assert said(transcript) == [("Ana", "At the café & the quay …"), ("Bob", "Never again.")]
    assert (transcript.meta.title, transcript.meta.date) == ("Harbour talk", "2024-03-04")
    assert {"preamble", "left out"} <= {record.kind for record in transcript.dropped}


@pytest.mark.parametrize(
    "template",
    [
        "- speaker: {name}\n  start: {start}\n  text: {words}",
        "- speaker: '{name}'\n  start: {start}\n  text: >-\n    {words}",
        "Speaker: {name}\nTime: {time}\nText: {words}",
    ],
)
def test_lines_of_keys_are_turns(template: str) -> None:
    transcript = read("talk.txt", "title: Harbour talk\n" + _printed(template))
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == TIMES
    assert transcript.meta.title == "Harbour talk"


def test_who_asks_and_who_answers_are_no_keys() -> None:
    text = "User: Is the harbour open?\nResponse: It is not.\nUser: Why is that so?\nResponse: There is ice.\n"
    assert {turn.speaker for turn in read("chat.txt", text).turns} == {"User", "Response"}


@pytest.mark.parametrize(
    "template",
    [
        '<turn speaker="{name}" start="{start}">{words}</turn>',
        "<line><speaker>{name}</speaker><time>{time}</time><text>{words}</text></line>",
        '<sentence who="{name}" begin="{long}" text="{words}"/>',
    ],
)
def test_xml_of_ones_own_names_speakers_in_attributes_or_elements(template: str) -> None:
    transcript = read("talk.xml", f"<talk>\n{_printed(template)}</talk>\n")
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == TIMES


@pytest.mark.parametrize("template", ["**{name}** ([{time}]({link})): {words}", "[{time}]({link}) **{name}:** {words}"])
def test_times_may_be_links(template: str) -> None:
    link = "https://video.example/watch?v=1&t=1s"
    transcript = read("talk.md", _printed(template.replace("{link}", link), "\n\n"))
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == TIMES
    assert any(link in record.text for record in transcript.dropped)


def test_heads_of_pages_in_tables_are_nobody() -> None:
    head = "<table><tr><td>COUNCIL OF THE CITY</td><td>{}</td></tr>"
    head += "<tr><td>THE CITY OF WORKS</td><td>March 4, 2024</td></tr></table>"
    turns = ["<p>Mr. Speaker: Good.</p>", "<p>Mayor Katz: Fine.</p>", "<p>Mr. Speaker: So be it.</p>"]
    page = "".join(turn + head.format(number) for number, turn in enumerate(turns))
    transcript = read("minutes.html", f"<html><body>{page}</body></html>")
    assert {turn.speaker for turn in transcript.turns} == {"Mr. Speaker", "Mayor Katz"}


@pytest.mark.parametrize(
    "line",
    [
        "Tweet: https://example.org/x",
        "1. **Data use:** nodes share little.",
        "12. Mr D WORTH to ask the Minister of Works: when?\n\n13. Mr K LEES to ask the Minister of Works: why?",
        "March 4: the harbour froze.",
        "Issue #34: it is open.",
    ],
)
def test_addresses_items_days_and_sentences_before_a_colon_are_nobody(line: str) -> None:
    talk = _printed("**{name}** [A]: {words}", "\n\n")
    assert {turn.speaker for turn in read("talk.md", f"{talk}\n{line}\n\n{line}\n").turns} == set(NUMBERS)


def test_lists_of_votes_in_chinese_minutes_are_nobody() -> None:
    text = "主席：現在開始表決。\n\n梁國雄議員：請等一等。\n\n主席：請說。\n\n"
    text += "地方選區：\n\n功能團體：\n\n出席議員：\n\n梁國雄議員：多謝。\n"
    assert {turn.speaker for turn in read("minutes.txt", text).turns} == {"主席", "梁國雄議員"}


def test_a_title_with_a_colon_above_prose_does_not_take_the_prose() -> None:
    words = "The exchange gives proofs to those who trade. "
    text = "---\ntitle: Clockwork\n---\nClockWork: An exchange for proofs\n\n# Introduction\n\n"
    text += "\n\n".join([words * 5] * 12)
    transcript = read("talk.md", text)
    assert {turn.speaker for turn in transcript.turns} == {None}
    assert len(transcript.turns) >= 12
