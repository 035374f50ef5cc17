"""A transcript opened at a turn."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from index.transcript import Event, Segment, Turn
from rag.ui.i18n import ENGLISH, LANGUAGES
from rag.ui.permalink import Place
from rag.ui.reader.html import (
    PAGE,
    SPOKEN,
    open_place,
    page,
    question_before,
)
from rag.ui.reader.turn_html import Shown, attribution, render_turns, source_lines
from tests.rag.ui.double import HEARING, HOSTILE, LONG, MemoryIndex, library, tell


def opened(identifier: str, quote: tuple[int, int] | None = None, index: MemoryIndex | None = None) -> str:
    return open_place(index or library(), Place(identifier, quote=quote), ENGLISH)


def shown_turns(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-turn="(\d+)"', html)]


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_turn_stands_among_the_turns_around_it_with_its_quote_highlighted() -> None:
    html = opened("hearings/bridge hearing.vtt#13", quote=(0, 14))
    assert shown_turns(html) == list(range(26))
    target = re.search(r'<article class="turn target voice-[^"]+".*?</article>', html)
    assert target is not None
    assert "<mark>For comparison</mark>" in target[0]
    assert html.count("<mark>") == 1
    assert html.count("aria-current") == 1


def test_every_page_of_a_long_transcript_is_there_and_those_around_the_turn_are_drawn() -> None:
    html = opened(f"{LONG.id}#440")
    assert re.findall(r'data-page="(\d+)"', html) == [str(n) for n in range(-(-len(LONG.spoken) // PAGE))]
    assert shown_turns(html) == list(range(400, 480))  # turn 440 is the first of its page
    assert shown_turns(opened(f"{LONG.id}#899")) == list(range(880, 900))


def test_pages_put_together_are_the_transcript() -> None:
    index = library()
    info = index.info(LONG.id)
    drawn = [shown_turns(page(index, info, number, ENGLISH)) for number in range(24)]
    assert [turn for turns in drawn for turn in turns] == list(range(900))


def test_a_turn_that_is_gone_is_said_to_be_gone() -> None:
    assert "has no turn 99" in text_of(opened(f"{HEARING.id}#99"))
    assert "Not in the library" in opened("gone.txt#0")


def test_hostile_names_titles_and_words_are_text() -> None:
    html = opened(f"{HOSTILE.id}#0")
    assert not re.search(r"<(script|img|b)\b", html)
    assert "{{" not in html
    assert "${" not in html


@pytest.mark.parametrize(("turn", "question"), [(13, None), (3, None), (5, 4), (15, 14), (10, 9), (0, None)])
def test_the_question_that_prompted_a_turn_is_marked(turn: int, question: int | None) -> None:
    assert question_before(library(), HEARING.id, turn) == question
    assert re.findall(r'class="turn asked voice-[^"]+" data-turn="(\d+)"', opened(f"{HEARING.id}#{turn}")) == (
        [] if question is None else [str(question)]
    )


def test_between_question_and_answer_somebody_may_say_a_word() -> None:
    talk = tell("t.txt", "T", "Ana: Who pays for the bridge?\nBo: Order, please.\nCy: The county does.")
    assert question_before(library(talk), "t.txt", 2) == 0
    talk = tell("t.txt", "T", "Ana: Who pays?\nBo: I would rather not say who pays for that.\nCy: The county does.")
    assert question_before(library(talk), "t.txt", 2) is None


def test_a_quotation_is_attributed_to_who_said_it_where_and_when() -> None:
    turn = replace(HEARING.spoken[13], role="Engineer")
    assert attribution(turn, HEARING.info, ENGLISH) == (
        "Marta Lindqvist, Engineer · Harbour bridge hearing · 2026-03-12 · 4:20"
    )
    assert "2026-03-13" in attribution(replace(turn, date="2026-03-13"), HEARING.info, ENGLISH)


def test_the_source_of_a_turn_is_its_file_and_lines() -> None:
    pieces = (Segment("a.txt", 9, 10, 0, 2), Segment("a.txt", 12, 12, 2, 4), Segment("b.txt", 1, 1, 4, 6))
    assert source_lines(Turn("a.txt#0", 0, "Ana", "Yes so", pieces), ENGLISH) == "a.txt, lines 9–12; b.txt, line 1"


def test_what_is_known_of_a_turn_can_be_opened() -> None:
    turn = replace(HEARING.spoken[0], as_printed=("CHAIR",), page="7", segments=(Segment("bridge.vtt", 3, 5, 0, 9),))
    html = text_of(render_turns([turn], Shown(HEARING.info), ENGLISH))
    for fact in ("Date2026-03-12", "Sourcebridge.vtt, lines 3–5", "Printed asCHAIR", "Page7"):
        assert fact in html


def test_stage_directions_stand_where_they_were() -> None:
    turn = replace(HEARING.spoken[0], text="No bags. (Laughter.) None.")
    shown = Shown(
        HEARING.info,
        place=Place(turn.id, quote=(3, 26)),
        printed=(Event("stage", "(Laughter.)", "a", 1, turn=0, span=(9, 20)),),
        between={(0, 0): [Event("stage", "(MUSIC)", "a")], (0, 8): [Event("narrative", "He rose.", "a")]},
    )
    html = render_turns([turn], shown, ENGLISH)
    assert text_of(html).startswith("(MUSIC)")
    words = re.search(r'<p class="words">(.*)</p>', html)
    assert words is not None
    assert unescape(words[1]) == (
        'No <mark>bags.</mark><span class="outside narrative">He rose.</span><mark> </mark>'
        '<mark><i class="stage">(Laughter.)</i></mark><mark> None.</mark>'
    )
    assert text_of(re.sub(r"<span.*?</span>", "", words[1])) == turn.text


def test_a_recording_beside_the_transcript_is_offered_and_turns_play_from_their_time(tmp_path: Path) -> None:
    (tmp_path / "hearings").mkdir()
    (tmp_path / "hearings" / "bridge hearing.mp4").write_bytes(b"film")
    html = opened(f"{HEARING.id}#13", index=replace(library(), library=tmp_path))
    assert '<video controls playsinline preload="metadata" data-part="0"' in html
    assert "recording?transcript=hearings%2Fbridge%20hearing.vtt&part=0" in unescape(html)
    assert html.count('data-act="play"') == len(HEARING.spoken)
    silent = opened(f"{HEARING.id}#13")
    assert "<video" not in silent
    assert 'data-act="play"' not in silent


def test_it_speaks_the_readers_language() -> None:
    html = open_place(library(), Place(f"{HEARING.id}#13"), LANGUAGES["zh"])
    assert "在记录中查找" in html
    assert "Find" not in html


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=list(LANGUAGES))
def test_the_script_has_its_words_in_every_language(words: object) -> None:
    for key in SPOKEN:
        assert f"reader.{key}" in words.texts  # type: ignore[attr-defined]


def test_chinese_stands_as_it_is() -> None:
    talk = tell("会议.txt", "发展会议", "赵泽良: 谢谢你的提问。\n记者: 谁来出资？\n赵泽良: 由地方出资（笑）。")
    html = opened("会议.txt#2", quote=(1, 5), index=library(talk))
    assert "<mark>地方出资</mark>" in html
    assert "发展会议" in html
