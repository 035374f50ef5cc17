"""Another model in the place of the one that answers."""

import gc
import threading
import weakref
from dataclasses import replace
from typing import Any, cast

import gradio as gr
import pytest

from index.errors import OnTheRecordError
from rag.errors import ModelError
from rag.models import opened
from rag.models.offers import Offer, Offers
from rag.settings import Settings
from rag.ui import startup
from rag.ui.i18n import ENGLISH
from rag.ui.models.html import render_sheet
from rag.ui.models.sheet import Choosing
from rag.ui.models.switching import Switching
from rag.ui.startup import Opening
from tests.index.double import Library
from tests.rag.ui.double import HEARING, WordAssistant, library

FOUND = Offers(
    (
        Offer("local", "packaged", "Small", size=1_100_000_000),
        Offer("ollama:good", "ollama", "good", billions=7.6),
        Offer("ollama:far", "ollama", "far", sends_to="ollama.com"),
        Offer("extractive", "extractive", "extractive"),
        Offer("openai:", "hosted", "openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
    ),
    "http://127.0.0.1:11434",
    ollama_runs=True,
)
REQUEST = gr.Request(headers={})


class Event:
    """What a browser sends with an event."""

    def __init__(self, name: str) -> None:
        self.name = name


def page_of(assistants: list[WordAssistant], *, manages: bool = True) -> Choosing:
    """A page with the last of these assistants; what is chosen is added to them."""

    def open_it(name: str, report: object) -> WordAssistant:
        if name == "bad.gguf":
            raise ModelError("language model bad.gguf: no such file")
        return replace(assistants[-1], model_name=name)

    switching = Switching(open_it, lambda one: assistants.append(cast(WordAssistant, one)))
    return Choosing(lambda: assistants[-1], lambda _: manages, switching, lambda: FOUND)


def chosen(page: Choosing, name: str) -> list[str]:
    event: Any = Event(name)
    return [sheet for sheet, _ in page.choose(event, REQUEST)]


def assistants() -> list[WordAssistant]:
    return [WordAssistant(library(HEARING), model_name="Small")]


def test_the_sheet_tells_what_each_model_costs_and_sends() -> None:
    sheet = page_of(assistants()).tell(REQUEST)
    assert "Answers are by Small&#46;" in sheet
    assert "<b>Small</b>" in sheet
    assert "1&#46;1 GB" in sheet
    assert sheet.count("Nothing leaves this machine") == 3
    assert "go to ollama&#46;com" in sheet
    assert "OPENAI&#95;API&#95;KEY is missing" in sheet
    assert [part.split('"')[0] for part in sheet.split('data-name="')[1:]] == [
        "ollama&#58;good", "ollama&#58;far", "extractive",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_model_chosen_answers_from_then_on() -> None:
    there = assistants()
    begun, ended = chosen(page_of(there), "ollama:good")
    assert there[-1].model_name == "ollama:good"
    assert "Opening ollama" in begun
    assert "data-name" not in begun  # nothing else can be chosen meanwhile
    assert "Answers are by ollama&#58;good" in ended


def test_where_a_model_cannot_be_opened_the_old_one_goes_on_and_the_sheet_says_why() -> None:
    there = assistants()
    assert "no such file" in chosen(page_of(there), "bad.gguf")[-1]
    assert [one.model_name for one in there] == ["Small"]
    assert "Write which model" in chosen(page_of(there), "  ")[-1]


def test_who_may_not_manage_sees_the_models_and_changes_nothing() -> None:
    there = assistants()
    page = page_of(there, manages=False)
    assert "data-name" not in page.tell(REQUEST)
    assert "ollama" in page.tell(REQUEST)
    assert "Only users who may manage the library" in chosen(page, "ollama:good")[0]
    assert len(there) == 1


def test_two_models_are_not_opened_at_once() -> None:
    going, go_on = threading.Event(), threading.Event()

    def slowly(name: str, report: object) -> WordAssistant:
        going.set()
        go_on.wait(30)
        return assistants()[0]

    switching = Switching(slowly, lambda _: None)
    thread = threading.Thread(target=switching.choose, args=("one", ENGLISH))
    thread.start()
    going.wait(30)
    assert "Opening one" in switching.status(ENGLISH)
    with pytest.raises(OnTheRecordError, match="Another model is being opened"):
        switching.choose("two", ENGLISH)
    go_on.set()
    thread.join()
    assert switching.status(ENGLISH) == ""


def test_nothing_typed_is_markup() -> None:
    sheet = render_sheet("<b>", "{{x}}", FOUND, ENGLISH, manages=True, problem="<i>", opening="")
    assert "<i>" not in sheet
    assert "{{x}}" not in sheet


@pytest.mark.slow
def test_a_model_is_closed_when_the_last_answer_by_it_is_over(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    def open_model(name: str, **_: object) -> opened.OpenedModel:
        return opened.OpenedModel(chat=None, name=name, style="none", close=lambda: closed.append(name))

    monkeypatch.setattr("rag.models.open_model", open_model)
    folder = Library(tmp_path / "library")
    folder.write("talk.txt", "ANA: The ferry leaves at nine.\n\nBEN: From which quay does the ferry leave?\n")
    folder.index.sync()
    settings = Settings(library=folder.folder, model="first")
    opening = Opening(lambda report, ready: ready(startup.open_models(settings, folder.index, report)))
    opening.start()
    opening.join()
    switching = Switching(
        lambda name, report: startup.open_another(cast(Any, opening.assistant()), name, report), opening.use
    )
    first = weakref.ref(opening.assistant())
    answer = cast(Any, opening.assistant()).stream("When does the ferry leave?")
    next(answer)
    switching.choose("second", ENGLISH)
    assert closed == []
    assert cast(Any, opening.assistant()).model_name == "second"
    assert list(answer)[-1].type == "done"  # the old one answers to its end
    del answer
    gc.collect()
    assert closed == ["first"]
    assert first() is None
    folder.index.close()
