"""An answer judged, and saved as a file."""

import re
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from index.catalog.kept import KeptInFolder
from rag.export import FORMATS
from rag.feedback import store as feedback
from rag.feedback.redaction import spell
from rag.ui.ask.answer_actions import Using
from rag.ui.ask.conversation import Opinion
from tests.rag.ui.ask.asking import ask, clicked, page_of
from tests.rag.ui.double import HEARING, WordAssistant, library


def test_an_opinion_is_kept_beside_the_index_and_shown_at_the_answer(tmp_path: Path) -> None:
    index = library(HEARING, folder=tmp_path)
    page = page_of(WordAssistant(index))
    done = ask(page, "Is the bridge safe?")[-1][0]
    judged: Any = gr.EventData(None, {"exchange": "0", "verdict": "citation", "note": "not him", "wrong": ["2", "77"]})
    conversation, _, latest, record = Using(page.assistant).judge(done, judged)
    (kept,) = feedback.read(KeptInFolder(tmp_path))
    assert (kept.verdict, kept.note, kept.wrong) == ("citation", "not him", (2,))
    assert kept.question.pieces == ("Is the bridge safe?",)
    assert conversation[0].answer is not None
    assert spell(kept.text, index.turn) == conversation[0].answer.text
    assert re.search(r'data-verdict="citation" aria-pressed="true"', latest)
    assert conversation[0].opinion == Opinion("citation", "not him", (2,))
    assert "not him" in record


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_and_a_conversation_are_saved_in_every_form(form: str) -> None:
    page = page_of(WordAssistant(library(HEARING)))
    one = ask(page, "Is the bridge safe?")[-1][0]
    two = ask(page, "And the ferry?", one)[-1][0]
    single = Using(page.assistant).export(two, clicked(exchange="1", form=form))
    assert f'data-name="and&#45;the&#45;ferry&#46;{form}"' in single
    assert "And the ferry" in single
    assert "Is the bridge safe" not in single
    assert "Is the bridge safe" in Using(page.assistant).export(two, clicked(exchange="all", form=form))
    assert Using(page.assistant).export(two, clicked(exchange="all", form="exe")) == ""
