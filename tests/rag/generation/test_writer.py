"""Structured answers: sentences that name their turn, checked as all are, with one repair; then what stands."""

import json

import pytest

from rag.answer import Answer, Done, SentenceChecked, StreamEvent, Token
from rag.errors import ModelError
from rag.models import Style
from tests.index.double import Library
from tests.rag.double import ScriptedChat, form, make_assistant, read_prompt, replies

HEARING = """Ana Reyes:

We ship the new ferry timetable on Friday, if the harbour tests pass.

Ben Ode:

Who pays for the harbour tests?

Ana Reyes:

The council pays 40,000 euros for the harbour tests. The harbour tests take a week.

Ben Ode:

I would rather see the money for the harbour tests spent on the library roof.
"""
ASKED = "Who pays for the harbour tests?"
TRUE = ("Ana Reyes said that the council pays 40,000 euros for the harbour tests.", 3, "pays 40,000 euros")
OTHER = ("Ben Ode would rather see the money spent on the library roof.", 4, "spent on the library roof")
FALSE = ("The council pays 70,000 euros for the harbour tests.", 3, "The council pays 40,000 euros")


@pytest.fixture(scope="module")
def hearing(kept_library: Library) -> Library:
    kept_library.write("hearing.txt", HEARING)
    kept_library.index.sync()
    return kept_library


def asked(
    library: Library, *texts: str, style: Style = "structured", question: str = ASKED
) -> tuple[list[StreamEvent], Answer, list[str]]:
    """The events, the answer, and the prompts that the model read."""
    assistant = make_assistant(library, replies(*texts), style=style)
    events = list(assistant.stream(question))
    chat, done = assistant._model.chat, events[-1]
    assert isinstance(done, Done)
    assert isinstance(chat, ScriptedChat)
    return events, done.answer, chat.prompts


def kept(events: list[StreamEvent]) -> list[str]:
    return [event.sentence.text for event in events if isinstance(event, SentenceChecked)]


def test_a_sentence_is_cited_with_the_words_that_the_model_quotes(hearing: Library) -> None:
    _, answer, prompts = asked(hearing, form(TRUE))

    assert answer.text == f"{TRUE[0]} [1]"
    (citation,) = answer.citations
    assert (citation.turn_id, citation.quote) == ("hearing.txt#2", "pays 40,000 euros")
    assert len(prompts) == 1


def test_the_prose_is_streamed_without_its_form_and_sentences_as_they_are_complete(hearing: Library) -> None:
    events, _, _ = asked(hearing, form(TRUE, OTHER))

    assert "".join(event.text for event in events if isinstance(event, Token)) == f"{TRUE[0]} {OTHER[0]}"
    assert kept(events) == [TRUE[0], OTHER[0]]
    first = next(i for i, event in enumerate(events) if isinstance(event, SentenceChecked))
    assert first < max(i for i, event in enumerate(events) if isinstance(event, Token))


@pytest.mark.parametrize("turn", [1, 9, -1, 0])
def test_a_wrong_turn_is_replaced_by_the_one_that_says_it(hearing: Library, turn: int) -> None:
    _, answer, prompts = asked(hearing, form((TRUE[0], turn, TRUE[2])))

    assert [citation.turn_id for citation in answer.citations] == ["hearing.txt#2"]
    assert len(prompts) == 1


@pytest.mark.parametrize("quote", ["the council never pays", "", "pays", "take a week"])
def test_a_quote_that_the_turn_does_not_have_there_is_replaced_by_its_sentence(hearing: Library, quote: str) -> None:
    _, answer, _ = asked(hearing, form((TRUE[0], 3, quote)))

    assert [c.quote for c in answer.citations] == ["The council pays 40,000 euros for the harbour tests."]


def test_what_does_not_hold_is_asked_for_once_more_with_the_reason(hearing: Library) -> None:
    events, answer, prompts = asked(hearing, form(FALSE, OTHER), form(TRUE))

    assert len(prompts) == 2
    assert f"“{FALSE[0]}”: no cited turn says “70,000”" in prompts[1]
    assert prompts[1].startswith(prompts[0])
    assert [sentence.text for sentence in answer.sentences] == [TRUE[0], OTHER[0]]
    assert [sentence.text for sentence in answer.dropped] == [FALSE[0]]
    assert kept(events) == [FALSE[0], TRUE[0], OTHER[0]]
    assert [citation.marker for citation in answer.citations] == [1, 2]


def test_after_one_repair_what_stands_stands(hearing: Library) -> None:
    again = ("The council pays 80,000 euros for the harbour tests.", 3, "")
    _, answer, prompts = asked(hearing, form(OTHER, FALSE), form(again))

    assert len(prompts) == 2
    assert [sentence.text for sentence in answer.sentences if sentence.support != "verbatim"] == [OTHER[0]]
    assert [sentence.text for sentence in answer.dropped] == [FALSE[0], again[0]]


def test_a_sentence_said_again_in_the_repair_is_not_shown_twice(hearing: Library) -> None:
    _, answer, _ = asked(hearing, form(OTHER, FALSE), form(OTHER, FALSE))

    assert [sentence.text for sentence in answer.sentences if sentence.support != "verbatim"] == [OTHER[0]]
    assert [sentence.text for sentence in answer.dropped] == [FALSE[0]]


def test_no_sentence_at_all_is_an_abstention(hearing: Library) -> None:
    _, answer, prompts = asked(hearing, form())

    assert (answer.abstained, answer.reason) == (True, "The turns found do not answer this.")
    assert len(prompts) == 1


def test_where_nothing_holds_the_turns_speak_for_themselves(hearing: Library) -> None:
    _, answer, _ = asked(hearing, form(FALSE), form())

    assert {sentence.support for sentence in answer.sentences} == {"verbatim"}
    assert [sentence.text for sentence in answer.dropped] == [FALSE[0]]


def test_markers_in_the_prose_are_taken_out(hearing: Library) -> None:
    _, answer, _ = asked(hearing, form((f"{TRUE[0][:-1]} [9].", 3, "")))

    assert answer.text == f"{TRUE[0]} [1]"


def test_a_sentence_that_was_cut_off_is_not_used(hearing: Library) -> None:
    _, answer, _ = asked(hearing, form(TRUE)[:-2] + ', {"sentence": "The council pays 40,000 eur')

    assert [sentence.text for sentence in answer.sentences] == [TRUE[0]]
    assert answer.dropped == ()


@pytest.mark.parametrize("reply", ["I cannot say.", "[1, 2]", '{"answer": "Ana"}', ""])
def test_a_reply_in_another_form_says_how_to_ask_otherwise(hearing: Library, reply: str) -> None:
    with pytest.raises(ModelError, match=r"scripted: its reply is not in the form.*OTR_MODEL_STYLE=plain"):
        asked(hearing, reply)


def test_odd_values_in_the_form_are_read_as_far_as_they_go(hearing: Library) -> None:
    odd = [{"sentence": TRUE[0], "turn": "[3]", "quote": None}, "?", {"sentence": "", "turn": 1}, {"turn": 2}]
    _, answer, _ = asked(hearing, json.dumps({"sentences": odd}))

    assert [sentence.text for sentence in answer.sentences] == [TRUE[0]]


def test_a_plain_model_is_not_asked_for_a_form(hearing: Library) -> None:
    assistant = make_assistant(hearing, TRUE[0])
    assert assistant.ask(ASKED).text == f"{TRUE[0]} [1]"
    assert "quote the words" not in read_prompt(assistant)


def test_a_plain_model_that_lists_the_same_again_is_stopped(hearing: Library) -> None:
    listed = "The roof, the ferry and the tests, " + "the roof, the ferry, the tests, " * 50
    tokens = [event.text for event in asked(hearing, listed, style="plain")[0] if isinstance(event, Token)]

    assert "".join(tokens).startswith("The roof, the ferry and the tests")
    assert len("".join(tokens)) < 100


@pytest.mark.parametrize("style", ["structured", "plain"])
@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wer zahlt die harbour tests?", "German"),
        ("¿Quién paga los harbour tests?", "Spanish"),
        (ASKED, None),
    ],
)
def test_the_answer_is_asked_for_in_the_language_of_the_question(
    hearing: Library, style: Style, question: str, language: str | None
) -> None:
    reply = form(TRUE) if style == "structured" else TRUE[0]
    _, _, prompts = asked(hearing, *[reply] * 4, style=style, question=question)  # some need a repair, or English first
    writing = [prompt for prompt in prompts if question in prompt and "Ana Reyes" in prompt]  # not to translate it

    assert writing
    if language:
        assert f"Write the answer in {language}." in writing[-1]
    else:
        assert not any("Write the answer in" in prompt for prompt in writing)


def test_a_small_model_is_not_asked_where_a_later_turn_denies_the_day_that_answers_best(library: Library) -> None:
    library.write(
        "2025-03-12-council.txt",
        "Ana Reyes: The ferry terminal is to reopen on September 1, we plan.\n\nBen Ode: Good.\n",
    )
    library.write(
        "2025-06-18-briefing.txt", "Ana Reyes: It will not be on September 1. It is November 15 now.\n\nBen Ode: Oh.\n"
    )
    library.index.sync()
    _, answer, prompts = asked(library, style="plain", question="When will the ferry terminal reopen?")

    assert prompts == []
    assert [citation.date for citation in answer.citations[:2]] == ["2025-03-12", "2025-06-18"]
    assert {sentence.support for sentence in answer.sentences} == {"verbatim"}


def test_a_day_that_is_denied_answers_nothing_where_the_model_takes_it_for_no_answer(library: Library) -> None:
    library.write("2025-03-12-council.txt", "Ana Reyes: The ferry terminal is to reopen on September 1, we plan.\n")
    library.write("2025-06-18-briefing.txt", "Ana Reyes: The ferry terminal will not reopen on September 1.\n")
    library.index.sync()
    sure, unsure = (make_assistant(library, "It is November.", likely=likely) for likely in (0.99, 0.01))
    question = "When will the ferry terminal reopen?"

    assert not sure.ask(question).abstained
    assert unsure.ask(question).abstained
