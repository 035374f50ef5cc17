"""What is around the views."""

import re
from html import unescape

import gradio as gr
import pytest

from rag.ui.frame import BUSY, IDLE, Frame, Who, render_head
from rag.ui.i18n import ENGLISH, LANGUAGES
from tests.rag.ui.double import HEARING, WordAssistant, library


def frame_of(assistant: WordAssistant | None, status: str = "") -> Frame:
    return Frame(lambda: assistant, lambda say: status, ("ask", "library"))


def test_a_link_opened_too_early_is_opened_when_the_library_is_there() -> None:
    link = f"?turn={HEARING.id.replace(' ', '%20')}%234"
    assert "Opening the transcript" in frame_of(None, "Starting").open(link)[0]
    waiting = frame_of(None, "Starting").refresh(-1, link)[2]
    opened = frame_of(WordAssistant(library(HEARING))).refresh(-1, waiting)
    assert "turn target" in opened[1]
    assert opened[2] == ""


def test_the_page_looks_again_sooner_while_something_is_going_on() -> None:
    assistant = WordAssistant(library(HEARING))
    frames = (frame_of(assistant), frame_of(assistant, "Looking"), frame_of(None))
    assert [frame.refresh(1, "")[4].value for frame in frames] == [IDLE, BUSY, BUSY]


def test_the_generation_is_the_indexs_and_stays_as_it_was_until_there_is_one() -> None:
    assert frame_of(None).refresh(-1, "")[3] == -1
    assert frame_of(WordAssistant(library(HEARING))).refresh(-1, "")[3] == 1


def test_a_language_can_be_chosen_and_each_view_gone_to() -> None:
    shown = unescape(render_head(None, None, "", ("ask", "library"), LANGUAGES["zh"]))
    assert re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', shown) == [
        ("?view=ask", "提问"),
        ("?view=library", "资料库"),
    ]
    assert re.findall(r'data-language="(\w+)"', shown) == sorted(LANGUAGES)
    assert re.findall(r'"zh" aria-current="true">(.*?)<span class="own" lang="zh"> · (.*?)<', shown) == [
        ("Chinese", "中文")
    ]
    assert 'aria-label="语言: Chinese · 中文"' in shown
    assert 'lang="zh"' in shown


def request(**headers: str) -> gr.Request:
    return gr.Request(headers=headers)


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ({}, "Answers by"),
        ({"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}, "由"),
        ({"accept-language": "zh-CN", "cookie": "a=b; otr_language=en"}, "Answers by"),
        ({"accept-language": "de", "cookie": 'otr_language="zh"'}, "由"),
        ({"cookie": "otr_language=../../etc"}, "Answers by"),
    ],
)
def test_the_head_speaks_the_language_kept_or_accepted(headers: dict[str, str], title: str) -> None:
    head = frame_of(WordAssistant(library(HEARING))).refresh(1, "", request(**headers))[0]
    assert title in head


def test_whoever_is_signed_in_is_named_and_signs_out_where_they_came_in() -> None:
    def head(who: Who | None) -> str:
        return render_head(None, None, "", ("ask",), ENGLISH, who=who)

    assert "data-user" not in head(None)
    assert 'data-user=""' in head(Who())
    assert "logout" not in head(Who())
    assert "Sign out" not in head(Who("ana <b>", can_sign_out=False))
    shown = head(Who("ana <b>", can_sign_out=True))
    assert 'data-user="ana &#60;b&#62;"' in shown
    assert '>ana &#60;b&#62;</span><a class="quiet" href="logout">Sign out</a>' in shown
