"""Names with times beside, above or below them, as panels, chats and meeting tools print them."""

import pytest

from tests.index.readers.reading_helpers import read, said

WORDS = [("Rosa Tey", "Shall we begin?"), ("Ben Ode", "Please. It is late."), ("Rosa Tey", "Then we do.")]


@pytest.mark.parametrize(
    "header",
    [
        "{name} {time}",
        "**{name}** {time}",
        "{name}  {time} AM",
        "{name} [{time} PM]",
        "{name} {time} a.m.",
        "[{time} AM] {name}",
        "{time} {name}",
        "{time}\n{name}",
        "{name}\n{time}",
        "### {name} [{time}]",
        "user avatar\n{name}\n{time}",
        "{initials}\n{name}\n0 minutes 3 seconds0:{time}",
        "{name}\n{number} minutes {number} seconds",
        "{name} {number} minutes {number} seconds",
        "{name} 1/12/2026 {time} AM",
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_name_and_a_time_head_the_words_below(header: str, suffix: str) -> None:
    text = "".join(
        header.format(
            name=name, time=f"10:0{number}", number=number, initials="".join(word[0] for word in name.split())
        )
        + f"\n{words.replace('. ', '.' + chr(10))}\n\n"
        for number, (name, words) in enumerate(WORDS, start=1)
    )
    assert said(read(f"talk{suffix}", text)) == WORDS


@pytest.mark.parametrize(
    "mark", ["{time}\n", "[{time}] ", "**[{time}]** ", "({time}) ", "{time} - ", "{time}\n5 seconds\n"]
)
def test_times_alone_name_nobody_and_time_the_words(mark: str) -> None:
    lines = [mark.format(time=f"0:{10 * number:02d}") + f"These words {number}." for number in range(1, 5)]
    transcript = read("talk.txt", "\n".join(lines))
    assert said(transcript) == [(None, "These words 1. These words 2. These words 3. These words 4.")]
    assert transcript.turns[0].start == 10.0


@pytest.mark.parametrize("label", ["[{}] ", "[{}]: ", "{{{}}}: ", "{}: "])
def test_a_name_behind_a_time_may_stand_in_brackets(label: str) -> None:
    lines = [f"[00:0{n}] {label.format(name)}{words}" for n, (name, words) in enumerate(WORDS)]
    assert said(read("talk.txt", "\n".join(lines))) == WORDS


@pytest.mark.parametrize("time", ["[12/01/2026, 10:37:2{}] ", "12/01/26, 10:3{} - "])
def test_a_chat_has_times_of_day(time: str) -> None:
    lines = [time.format(n) + f"{name}: {words}" for n, (name, words) in enumerate(WORDS)]
    transcript = read("chat.txt", "\n".join(lines))
    assert said(transcript) == WORDS
    assert [turn.start for turn in transcript.turns] == [None, None, None]
    assert transcript.turns[0].clock is not None


def test_the_clock_of_a_briefing_is_no_speaker() -> None:
    text = "Briefing\n\n11:05 A.M. EST\n\nMS. TEY:  Good day.\n\nQ    Any news?\n\nMS. TEY:  No.\n\n11:40 A.M. EST\n"
    assert {turn.speaker for turn in read("b.md", text).turns} == {"MS. TEY", "Q"}


def test_chapters_with_times_are_headings() -> None:
    text = "# Talk\n\n## Opening [00:00]\n\n**Rosa:** Welcome.\n\n## The boats (12:30)\n\n**Ben:** Two.\n\n"
    text += "**Rosa:** Which?\n"
    transcript = read("talk.md", text)
    assert said(transcript) == [("Rosa", "Welcome."), ("Ben", "Two."), ("Rosa", "Which?")]
    assert any("The boats" in event.text for event in transcript.events)


STRANGE = {
    "Teams panel": "{name}\n0 minutes {n} seconds0:0{n}\n{name} 0 minutes {n} seconds\n{words}\n\n",
    "panel with a gap below each line": "AB\n\n{name}\n\n0:0{n}\n\n{words}\n\n",
    "panel with the time twice": "{name}\n{n} seconds\n0:0{n}\n{words}\n",
    "comma": "{name}, 0:0{n}\n{words}\n\n",
    "at": "{name} @ 0:0{n}\n{words}\n\n",
    "said at": "{name} said at 00:00:0{n}: {words}\n",
    "both in brackets": "[{name}] [0:0{n}] {words}\n",
    "braces": "{{0:0{n}}} {name}: {words}\n",
    "arrow": "[0:0{n} → 0:0{n}] {name}: {words}\n",
    "time above": "00:00:0{n}\n{name}: {words}\n\n",
    "bold time above": "**00:00:0{n}**\n**{name}:** {words}\n\n",
}


@pytest.mark.parametrize("shape", STRANGE)
def test_names_and_times_as_tools_and_people_print_them(shape: str) -> None:
    talk = [("Rosa Tey", "Shall we begin?"), ("Ben Ode", "Please. It is late."), ("Rosa Tey", "Then: we do.")]
    text = "".join(STRANGE[shape].format(name=name, n=n, words=words) for n, (name, words) in enumerate(talk, start=1))
    transcript = read("talk.txt", text)
    assert said(transcript) == talk
    assert [turn.start for turn in transcript.turns] == [1.0, 2.0, 3.0]


def test_a_time_of_day_may_stand_between_a_name_and_the_words() -> None:
    text = "Rosa Tey 9:58 AM: Shall we begin?\nBen Ode 10:02 AM: Please.\nRosa Tey 10:03 AM: Then item one.\n"
    assert [(turn.speaker, turn.clock) for turn in read("chat.txt", text).turns] == [
        ("Rosa Tey", "9:58 AM"),
        ("Ben Ode", "10:02 AM"),
        ("Rosa Tey", "10:03 AM"),
    ]
