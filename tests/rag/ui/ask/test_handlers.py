"""What the page does, without a browser."""

import asyncio
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
import pytest

from index.filter import Filter
from rag.answer import StreamEvent
from rag.errors import ModelError
from rag.ui.ask.answer_actions import Using
from rag.ui.ask.browser_record import from_record, to_record
from rag.ui.ask.conversation import Beyond
from rag.ui.ask.handlers import Asking
from rag.ui.ask.html import render_exchange
from rag.ui.ask.stopping import StopSign
from rag.ui.i18n import ENGLISH
from tests.rag.ui.ask.asking import NO_LIMITS, ask, clicked, page_of
from tests.rag.ui.double import HEARING, LONG, WordAssistant, library, tell


def test_sources_are_drawn_before_the_first_word_and_the_checked_answer_last() -> None:
    drawn = ask(page_of(WordAssistant(library(HEARING))), "Is the bridge safe?")
    first, last = drawn[0][0][-1], drawn[-1][0][-1]
    assert (first.sources is not None, first.draft, first.answer) == (True, "", None)
    assert last.answer is not None
    assert "Cited in the answer" in drawn[-1][3]


def test_what_was_asked_near_what_is_cited_is_offered_next_and_nothing_that_was_asked() -> None:
    said = "\n".join(
        [
            "Ana: The harbour bridge closes in March.",
            "Ben: Which contractor repairs the harbour bridge?",
            "Ana: Nobody yet.",
            "Ben: When does the harbour bridge close?",
            "Ana: Who supervises the divers under <b>Sorrel</b> Quay?",
        ]
    )
    told = tell("talk.txt", "Talk", said)
    page = page_of(WordAssistant(library(told)))
    drawn = ask(page, "When does the harbour bridge close?")
    assert drawn[0][0][-1].next == ()
    offered = drawn[-1][0][-1].next
    assert offered
    assert "When does the harbour bridge close?" not in offered
    assert 'data-act="ask"' in drawn[-1][2]
    assert "<b>" not in drawn[-1][2].partition('class="next"')[2].replace("<b>Ana", "")


def test_an_earlier_answer_is_handed_on_and_stays_on_the_page() -> None:
    assistant = WordAssistant(library(HEARING))
    page = page_of(assistant)
    before = ask(page, "Is the bridge safe?")[-1][0]
    begun = page.begin("And the ferry?", before)
    list(page.answer(begun[0], StopSign(), *NO_LIMITS))
    assert "Is the bridge safe" in begun[1]
    assert assistant.asked[-1][2] == (("Is the bridge safe?", before[0].answer.text),)


def test_the_filter_row_limits_the_search() -> None:
    assistant = WordAssistant(library(HEARING))
    ask(page_of(assistant), "Is the bridge safe?", limits=(["Marta Lindqvist"], [], "2026-01-01", ""))
    assert assistant.asked[-1][1] == Filter(speakers=("Marta Lindqvist",), after="2026-01-01")


def test_a_date_that_is_none_is_answered_with_the_way_to_write_it() -> None:
    drawn = ask(page_of(WordAssistant(library(HEARING))), "Is it safe?", limits=([], [], "soon", ""))
    assert "not a date" in drawn[-1][0][-1].problem


def test_a_question_about_a_library_that_cannot_be_opened_is_told_why() -> None:
    drawn = ask(page_of(None, status="Stopped: there are no transcripts"), "Is it safe?")
    assert "there are no transcripts" in drawn[-1][0][-1].problem


@pytest.mark.slow
def test_a_question_before_the_library_is_open_waits_and_tells_how_far_that_is() -> None:
    opened: list[WordAssistant] = []
    page = Asking(lambda: opened[0] if opened else None, lambda say: "Starting: reading the library, 3 of 9 files")

    async def wait() -> list[Any]:
        drawn = []
        async for conversation, *_ in page.wait(page.begin("Is the bridge safe?", ())[0], StopSign()):
            if isinstance(conversation, tuple):
                drawn.append(conversation[-1].opening)
                opened.append(WordAssistant(library(HEARING)))
        return drawn

    assert asyncio.run(wait()) == ["Starting: reading the library, 3 of 9 files", ""]


def test_a_question_that_waits_for_the_library_can_be_stopped() -> None:
    page, sign = Asking(lambda: None, lambda say: "Starting"), StopSign()
    pending = page.begin("Is the bridge safe?", ())[0]

    async def wait() -> None:
        async for _ in page.wait(pending, sign):
            page.stop(sign)

    asyncio.run(wait())
    *_, (conversation, *_) = page.answer(pending, sign, *NO_LIMITS)
    assert conversation[-1].stopped


@dataclass
class Failing(WordAssistant):
    error: Exception = field(default_factory=lambda: ModelError("the model server stopped answering"))

    def stream(self, *arguments: Any, **named: Any) -> Iterator[StreamEvent]:
        yield from list(super().stream(*arguments, **named))[:2]
        raise self.error


def test_a_model_that_stops_is_reported_where_the_answer_would_stand() -> None:
    drawn = ask(page_of(Failing(library(HEARING))), "Is the bridge safe?")
    assert drawn[-1][0][-1].problem == "the model server stopped answering"
    assert not drawn[-1][0][-1].pending


def test_a_fault_of_ours_ends_the_waiting_and_reaches_the_log() -> None:
    page = page_of(Failing(library(HEARING), error=ZeroDivisionError()))
    drawn: list[Any] = []
    events = page.answer(page.begin("Is the bridge safe?", ())[0], StopSign(), *NO_LIMITS)
    with pytest.raises(ZeroDivisionError):
        drawn.extend(events)
    assert "Something went wrong (ZeroDivisionError)" in drawn[-1][0][-1].problem


def test_nothing_asked_changes_nothing() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    assert all(update == {"__type__": "update"} for update in page.begin("   ", ()))
    assert list(page.answer((), StopSign(), *NO_LIMITS)) == []


def test_a_second_question_waits_for_the_first_answer() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    pending = page.begin("Is the bridge safe?", ())[0]
    assert all(update == {"__type__": "update"} for update in page.begin("And the ferry?", pending))


def test_asking_again_replaces_the_latest_answer() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    done = ask(page, "Is the bridge safe?")[-1][0]
    again = page.begin_again(done, clicked(without=""))[0]
    assert [(exchange.question, exchange.answer) for exchange in again] == [("Is the bridge safe?", None)]


def test_a_limit_read_from_the_question_can_be_taken_away() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    done = ask(page, "Which bearings had cracks, Marta Lindqvist?")[-1][0]
    assert "Ask again without" in render_exchange(done[-1], ENGLISH, latest=True)
    assert "Ask again without" not in render_exchange(done[-1], ENGLISH)
    again = page.begin_again(done, clicked(without="speaker: Marta Lindqvist"))[0]
    assert again[-1].without == ("speaker: Marta Lindqvist",)
    anew = list(page.answer(again, StopSign(), *NO_LIMITS))[-1][0]
    assert "Read from your question" not in render_exchange(anew[-1], ENGLISH, latest=True)


def test_a_stopped_draft_is_kept_and_marked_and_the_model_is_told() -> None:
    assistant = WordAssistant(library(HEARING), pause=0.02)
    page = page_of(assistant)
    sign = StopSign()
    drawing = page.answer(page.begin("Is the bridge safe?", ())[0], sign, *NO_LIMITS)
    next(drawing)
    while not (drafted := next(drawing)[0][-1]).draft:
        pass
    page.stop(sign)
    (last,) = list(drawing)[-1][0]
    assert last.stopped
    assert last.draft.startswith(drafted.draft)
    assert assistant.closed.wait(2)


def test_a_page_that_is_closed_stops_its_model() -> None:
    assistant = WordAssistant(library(HEARING), pause=0.02)
    drawing = page_of(assistant).answer(page_of(assistant).begin("Is the bridge safe?", ())[0], StopSign(), *NO_LIMITS)
    next(drawing)
    assert isinstance(drawing, Generator)
    drawing.close()
    assert assistant.closed.wait(2)


def test_a_new_conversation_forgets_the_answer_being_made() -> None:
    page = page_of(WordAssistant(library(HEARING), pause=0.02))
    sign = StopSign()
    drawing = page.answer(page.begin("Is the bridge safe?", ())[0], sign, *NO_LIMITS)
    next(drawing)
    assert page.clear(sign)[0] == ()
    assert list(drawing)[-1][0] == ()


def test_what_can_be_chosen_is_offered_and_the_welcome_only_where_nothing_was_asked() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    speakers, transcripts, _, _, welcome, *_ = page.open((), StopSign(), clicked(record=""))
    assert "Marta Lindqvist" in speakers["choices"]
    assert transcripts["choices"] == [("Harbour bridge hearing (2026-03-12)", HEARING.id)]
    assert "Ask your transcripts" in welcome
    assert page.open(ask(page, "Is the bridge safe?")[-1][0], StopSign(), clicked(record=""))[4] == gr.skip()


def test_a_fresh_page_goes_on_with_the_conversation_that_the_browser_kept() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    done = ask(page, "Is the bridge safe?")[-1][0]
    opened = page.open((), StopSign(), clicked(record=to_record(done)))
    assert opened[2][0].question == "Is the bridge safe?"
    assert opened[6] == gr.skip()  # the reader, which the address may have opened
    assert 'class="cite"' in opened[4]
    assert "Cited in the answer" in opened[5]


def test_a_question_asked_while_the_conversation_is_still_being_opened_is_not_taken_away() -> None:
    page, sign = page_of(WordAssistant(library(HEARING))), StopSign()
    page.begin("Is the bridge safe?", (), sign)
    speakers, _, *rest = page.open((), sign, clicked(record=""))
    assert speakers["choices"]
    assert all(update == gr.skip() for update in rest)


def test_going_back_to_a_conversation_ends_the_answer_being_made() -> None:
    page = page_of(WordAssistant(library(HEARING), pause=0.02))
    kept = to_record(ask(page, "Is the bridge safe?")[-1][0])
    sign = StopSign()
    drawing = page.answer(page.begin("Who pays for the ferry?", ())[0], sign, *NO_LIMITS)
    next(drawing)
    back = page.go_back(sign, clicked(record=kept))
    assert list(drawing)[-1] == back[:4]
    assert [exchange.question for exchange in back[0]] == ["Is the bridge safe?"]


def test_the_latest_question_is_edited_in_its_place_and_an_earlier_one_in_a_new_conversation() -> None:
    page = page_of(WordAssistant(library(HEARING)))
    one = ask(page, "Is the bridge safe?")[-1][0]
    two = ask(page, "And the ferry?", one)[-1][0]
    in_place = page.begin_edited(two, clicked(exchange="1", question="And the buses?"))[0]
    assert [exchange.question for exchange in in_place] == ["Is the bridge safe?", "And the buses?"]
    assert {exchange.talk for exchange in in_place} == {one[0].talk}
    apart = page.begin_edited(two, clicked(exchange="0", question="Is the ferry safe?"))[0]
    assert [exchange.question for exchange in apart] == ["Is the ferry safe?"]
    assert apart[0].talk != one[0].talk


@pytest.mark.parametrize("place", ["2", "-1", "x", "", "99999999999"])
def test_a_place_that_is_none_changes_nothing(place: str) -> None:
    page = page_of(WordAssistant(library(HEARING)))
    done = ask(page, "Is the bridge safe?")[-1][0]
    assert all(one == gr.skip() for one in page.begin_edited(done, clicked(exchange=place, question="What?")))
    judged: Any = gr.EventData(None, {"exchange": place, "verdict": "right", "note": "", "wrong": []})
    assert all(one == gr.skip() for one in Using(page.assistant).judge(done, judged))


def test_what_was_not_searched_is_said_and_kept_with_the_conversation() -> None:
    index = library(HEARING, LONG)
    page = page_of(WordAssistant(index))
    begun = page.begin("Is the bridge safe?", ())[0]
    (done,) = list(page.answer(begun, StopSign(), [], [HEARING.id], "", ""))[-1][0]
    assert done.beyond == Beyond(transcripts=1)
    assert "not searched&#58; 1 transcript" in render_exchange(done, ENGLISH)
    assert from_record(to_record((done,)), index)[0].beyond == done.beyond
