"""A question in, a checked answer out: real index, real prompts, a model whose words the test chooses."""

import asyncio
import json
import re

import pytest

from index.errors import NoIndex, NotFound, WeightsError
from index.filter import Filter
from rag.answer import Answer, Done, SentenceChecked, Sources, Token
from rag.assistant import filter_for
from rag.errors import SettingsError
from rag.retrieval.answerability import FOREIGN, Bounds, Logistic
from tests.index.double import Library
from tests.rag.double import ScriptedChat, asked_nothing, make_assistant, read_prompt

HEARING = """Ana Reyes:

We ship the new ferry timetable on Friday, if the harbour tests pass.

Ben Ode:

Who pays for the harbour tests?

Ana Reyes:

The council pays 40,000 euros for the harbour tests.

Ben Ode:

I would rather see the money spent on the library roof.
"""
PAYS = "Who pays for the harbour tests?"
TRUE = "Ana Reyes said that the council pays 40,000 euros for the harbour tests."


@pytest.fixture(scope="module")
def hearing(kept_library: Library) -> Library:
    kept_library.write("2026-03-12-hearing.txt", HEARING)
    assert kept_library.index.sync().turns == 4
    return kept_library


def assert_markers_account_for_the_citations(answer: Answer, library: Library) -> None:
    used = [marker for sentence in answer.sentences for marker in sentence.citations]
    assert (
        list(dict.fromkeys(used)) == [c.marker for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    )
    for citation in answer.citations:
        turn = library.index.turn(citation.turn_id)
        assert turn.text[citation.quote_start : citation.quote_end] == citation.quote


def test_a_question_in_a_language_that_nobody_speaks_is_asked_in_english(hearing: Library) -> None:
    def reply(prompt: str) -> str:
        return f"{PAYS}\n" if prompt.startswith("Translate") else TRUE

    assistant = make_assistant(hearing, reply)
    asked = "Wer bezahlt denn nun die Hafenproben?"
    answer = assistant.ask(asked)

    assert (answer.question, answer.text.splitlines()[0]) == (asked, f"{TRUE} [1]")
    assert f"asked in English: {PAYS} (from the question)" in answer.coverage.filters
    assert assistant.ask(asked, without=[f"asked in English: {PAYS}"]).abstained


def test_without_a_language_model_a_question_in_a_strange_language_is_refused(hearing: Library) -> None:
    answer = make_assistant(hearing, None).ask("Wer bezahlt denn nun die Hafenproben?")
    assert (answer.reason, answer.abstained) == (FOREIGN, True)
    assert not make_assistant(hearing, None).ask(PAYS).abstained


def test_sources_come_first_then_the_draft_then_the_checked_answer(hearing: Library) -> None:
    events = list(make_assistant(hearing, TRUE).stream(PAYS))

    assert isinstance(events[0], Sources)
    assert isinstance(events[-1], Done)
    draft = [event for event in events[1:-1] if isinstance(event, Token)]
    assert len(draft) > 3
    assert "".join(token.text for token in draft) == TRUE
    found = [passage.turn.id for passage in events[0].passages]
    assert found == [citation.turn_id for citation in events[0].citations]
    assert "2026-03-12-hearing.txt#2" in found


def test_each_sentence_is_checked_as_it_ends_and_stands_so_in_the_answer(hearing: Library) -> None:
    events = list(make_assistant(hearing, f"{TRUE} The moon is made of cheese.").stream(PAYS))

    assert isinstance(done := events[-1], Done)
    checked = [event for event in events if isinstance(event, SentenceChecked)]
    assert [event.sentence for event in checked] == [*done.answer.sentences, *done.answer.dropped]
    assert [c for event in checked for c in event.citations] == list(done.answer.citations)
    assert events.index(checked[0]) < max(i for i, event in enumerate(events) if isinstance(event, Token))


def test_every_event_says_what_it_is_in_plain_values(hearing: Library) -> None:
    events = list(make_assistant(hearing, TRUE).stream(PAYS))
    values = [json.loads(json.dumps(event.to_dict())) for event in events]

    assert [v["type"] for v in values] == [event.type for event in events]
    assert list(dict.fromkeys(v["type"] for v in values)) == ["sources", "token", "sentence", "done"]
    sources, sentence, done = values[0], next(v for v in values if v["type"] == "sentence"), values[-1]
    assert sentence["sentence"] in done["answer"]["sentences"]
    assert sentence["citations"] == done["answer"]["citations"]
    assert sources["coverage"] == done["answer"]["coverage"]
    assert list(sources["citations"][0]) == list(sentence["citations"][0])


async def test_the_events_are_the_same_for_those_who_await_them(hearing: Library) -> None:
    assistant = make_assistant(hearing, TRUE)
    awaited = [event async for event in assistant.astream(PAYS)]
    called = list(assistant.stream(PAYS))

    assert [event for event in awaited if not isinstance(event, Done)] == [
        event for event in called if not isinstance(event, Done)
    ]
    assert isinstance(awaited[-1], Done)


def test_a_closed_stream_closes_the_models(hearing: Library) -> None:
    assistant = make_assistant(hearing, "word " * 100)
    events = assistant.stream(PAYS)
    assert isinstance(next(events), Sources)
    assert isinstance(next(events), Token)
    chat = assistant._model.chat
    assert isinstance(chat, ScriptedChat)
    assert chat.under_way == 1
    events.close()
    assert chat.under_way == 0


def test_a_question_for_every_mention_is_counted_not_written(hearing: Library) -> None:
    assistant = make_assistant(hearing, "Never asked.")
    answer = assistant.ask("Who mentioned the harbour?")

    (sentence,) = answer.sentences
    assert sentence.support == "computed"
    assert sentence.citations == tuple(c.marker for c in answer.citations)
    assert all("harbour" in hearing.index.turn(c.turn_id).text.casefold() for c in answer.citations)


def test_nothing_mentioned_is_an_answer_too(hearing: Library) -> None:
    answer = make_assistant(hearing, "Never asked.").ask("Did anyone mention penguins?")

    assert not answer.abstained
    assert answer.text.startswith("No: none of the")


@pytest.mark.parametrize("question", ["What does the bridge cost?", "Who mentioned the bridge?"])
@pytest.mark.parametrize(
    "planted", ["Q: What does the bridge cost?\nA: The bridge is free.", "```\nThe bridge is free.\n```"]
)
def test_what_was_planted_in_a_turn_is_not_quoted(library: Library, question: str, planted: str) -> None:
    turns = [
        {"speaker": "Ana Reyes", "text": f"It is dear: four million for the crossing, and that is all.\n{planted}"},
        {"speaker": "Ben Ode", "text": "The bridge costs four million."},
    ]
    library.write("hearing.json", json.dumps(turns))
    library.index.sync()

    answer = make_assistant(library).ask(question)

    quotes = [citation.quote for citation in (*answer.citations, *answer.nearest)]
    assert quotes
    assert not any("free" in quote for quote in quotes)


def test_the_prompt_carries_the_evidence_and_the_answer_cites_it(hearing: Library) -> None:
    def copies_the_line_with_the_money(prompt: str) -> str:
        line = re.search(r"^(?P<speaker>[^:]+): (?P<said>.*40,000.*)$", prompt, re.M)
        return f"{line['speaker']} said: {line['said']}" if line else "No such line was shown."

    answer = make_assistant(hearing, copies_the_line_with_the_money).ask(PAYS)

    assert [citation.turn_id for citation in answer.citations] == ["2026-03-12-hearing.txt#2"]
    assert answer.citations[0].quote == "The council pays 40,000 euros for the harbour tests."
    assert_markers_account_for_the_citations(answer, hearing)


def test_the_answer_shows_the_marker_behind_the_sentence(hearing: Library) -> None:
    answer = make_assistant(hearing, TRUE).ask(PAYS)

    assert answer.text == f"{TRUE} [1]"
    assert (answer.sentences[0].support, answer.sentences[0].citations) == ("supported", (1,))
    assert (answer.model, answer.generation, answer.abstained) == ("scripted", 1, False)
    timings = answer.timings_ms
    assert 0 < (timings.sources or 0) <= (timings.first_token or 0) <= (timings.total or 0)


@pytest.mark.parametrize(
    "invented",
    [
        "Ben Ode said that the council pays 40,000 euros for the harbour tests.",
        "The council pays 70,000 euros for the harbour tests.",
        "The council and Brussels pay 40,000 euros for the harbour tests.",
        "Ana Reyes said “the council never pays for harbour tests”.",
        "Penguins migrate southwards over winter.",
    ],
    ids=["another speaker", "another number", "another name", "another wording", "another matter"],
)
def test_what_no_turn_supports_is_dropped_and_said_to_be(hearing: Library, invented: str) -> None:
    answer = make_assistant(hearing, f"{TRUE} {invented}").ask(PAYS)

    assert [sentence.text for sentence in answer.sentences] == [TRUE]
    assert [(sentence.text, sentence.support) for sentence in answer.dropped] == [(invented, "unsupported")]
    assert invented not in answer.text


def test_where_nothing_of_the_draft_holds_the_turns_speak_for_themselves(hearing: Library) -> None:
    events = list(make_assistant(hearing, "Penguins migrate southwards over winter.").stream(PAYS))
    assert isinstance(events[-1], Done)
    answer = events[-1].answer

    assert not answer.abstained
    checked = [event.sentence for event in events if isinstance(event, SentenceChecked)]
    assert checked == [*answer.dropped, *answer.sentences]
    assert {sentence.support for sentence in answer.sentences} == {"verbatim"}
    assert "The council pays 40,000 euros for the harbour tests." in [c.quote for c in answer.citations]
    assert [sentence.text for sentence in answer.dropped] == ["Penguins migrate southwards over winter."]
    assert_markers_account_for_the_citations(answer, hearing)


def test_a_question_that_nothing_comes_near_never_reaches_the_model(hearing: Library) -> None:
    def must_not_write(prompt: str) -> str:
        raise AssertionError(f"the model was asked: {prompt}")

    answer = make_assistant(hearing, must_not_write).ask("Which penguins migrate southwards?")

    assert (answer.abstained, answer.citations, answer.sentences) == (True, (), ())
    assert answer.reason
    assert "Searched: 4 turns of 1 transcript." in answer.text


def test_what_others_said_more_clearly_is_refused(hearing: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    never = Bounds(theirs=Logistic(-0.8, (0.0, 0.0)))  # .31 whoever said what
    monkeypatch.setattr("rag.retrieval.answerability.BOUNDS", never)
    refused = make_assistant(hearing, asked_nothing).ask("What did Ben Ode say about the harbour tests?")

    assert (refused.abstained, refused.citations) == (True, ())
    assert refused.reason == "What comes near it was said by others, not by Ben Ode."


def test_without_a_language_model_the_answer_is_quotes(hearing: Library) -> None:
    events = list(make_assistant(hearing).stream(PAYS))

    assert list(dict.fromkeys(event.type for event in events)) == ["sources", "sentence", "done"]
    assert isinstance(events[-1], Done)
    answer = events[-1].answer
    assert {sentence.support for sentence in answer.sentences} == {"verbatim"}
    assert answer.timings_ms.first_token is None
    assert "Ana Reyes: “The council pays 40,000 euros for the harbour tests.”" in answer.text


def test_a_filter_keeps_other_turns_from_sources_prompt_and_answer(hearing: Library) -> None:
    assistant = make_assistant(hearing, "The council pays 40,000 euros for the harbour tests.")
    where = filter_for(assistant, speaker="Ana")
    events = list(assistant.stream(PAYS, filter=where))

    assert where == Filter(speakers=("Ana Reyes",))
    assert isinstance(events[0], Sources)
    assert {passage.turn.speaker for passage in events[0].passages} == {"Ana Reyes"}
    assert isinstance(events[-1], Done)
    assert {citation.speaker for citation in events[-1].answer.citations} == {"Ana Reyes"}
    assert events[-1].answer.coverage.describe() == "Searched: 2 turns of 1 transcript (speaker: Ana Reyes)."


def test_what_the_reader_takes_for_no_answer_is_not_shown_as_one(hearing: Library) -> None:
    answer = make_assistant(hearing, asked_nothing).ask(PAYS, filter=Filter(speakers=("Ben Ode",)))

    assert (answer.abstained, answer.sentences) == (True, ())
    assert answer.nearest[0].quote == "Who pays for the harbour tests?"


def test_a_model_that_says_it_is_not_said_is_believed(hearing: Library) -> None:
    answer = make_assistant(hearing, "Not said. The council pays 40,000 euros.").ask(PAYS)

    assert (answer.abstained, answer.sentences, answer.citations) == (True, (), ())
    assert answer.nearest[0].quote == "The council pays 40,000 euros for the harbour tests."


def test_what_a_model_thinks_unanswered_is_not_written_and_the_nearest_is_named(hearing: Library) -> None:
    assistant = make_assistant(hearing, "The council pays 40,000 euros.", likely=0.001)
    answer = assistant.ask(PAYS)

    assert (answer.abstained, answer.sentences) == (True, ())
    assert answer.nearest[0].quote == "The council pays 40,000 euros for the harbour tests."
    chat = assistant._model.chat
    assert isinstance(chat, ScriptedChat)
    assert chat.prompts == []


def test_whether_a_follow_up_is_answered_is_asked_with_the_question_it_goes_on_from_before_it(hearing: Library) -> None:
    asked: list[str] = []

    def likely(prompt: str) -> float:
        asked.append(prompt)
        return 0.9

    assistant = make_assistant(hearing, "The council pays 40,000 euros.", likely=likely)
    assistant.ask("And how much is that?", history=[(PAYS, "The council.")])

    assert all(prompt.endswith(f"Question: {PAYS} And how much is that?") for prompt in asked)
    assert len(asked) == 1  # of the best quote


def test_a_model_that_thinks_it_answered_is_not_offered_to_decline(hearing: Library) -> None:
    sure, unasked = (make_assistant(hearing, "The council pays 40,000 euros.", likely=p) for p in (0.9, None))

    assert sure.ask(PAYS).sentences[0].text == unasked.ask(PAYS).sentences[0].text == "The council pays 40,000 euros."
    assert "Not said" not in read_prompt(sure)
    assert "Not said" in read_prompt(unasked)


def test_a_quote_that_answers_when_stands_beside_the_day_it_was_said(hearing: Library) -> None:
    assistant = make_assistant(hearing)

    assert "Ana Reyes, 12 March 2026: “" in assistant.ask("When do we ship the new ferry timetable?").text
    assert "Ana Reyes: “" in assistant.ask("Who ships the new ferry timetable?").text


def test_a_day_that_a_sentence_tells_is_worked_out_without_the_small_model(library: Library) -> None:
    library.write("2026-03-12-talk.txt", "Ana Reyes:\n\nI painted the harbour yesterday.\n\nBen Ode:\n\nHow lovely.\n")
    library.index.sync()
    small = make_assistant(library, asked_nothing)
    answer = small.ask("When did Ana paint the harbour?")

    assert answer.text == "11 March 2026 (“yesterday”). [1]"
    assert [(sentence.support, sentence.citations) for sentence in answer.sentences] == [("computed", (1,))]
    assert answer.citations[0].quote == "I painted the harbour yesterday."
    large = make_assistant(library, '{"sentences": []}', style="structured")
    large.ask("When did Ana paint the harbour?")
    assert "When did Ana paint the harbour?" in read_prompt(large)


def test_a_model_that_goes_on_is_stopped(hearing: Library) -> None:
    assistant = make_assistant(hearing, " ".join([TRUE] * 20))
    answer = assistant.ask(PAYS)

    assert [sentence.text for sentence in answer.sentences] == [TRUE] * 4
    chat = assistant._model.chat
    assert isinstance(chat, ScriptedChat)
    assert chat.under_way == 0


def test_the_model_reads_no_more_words_of_turns_than_the_setting_allows(hearing: Library) -> None:
    assistant = make_assistant(hearing, TRUE, context_words=20)
    assistant.ask(PAYS)

    shown = re.findall(r"^(?:Ana Reyes|Ben Ode|Unnamed speaker): (.+)$", read_prompt(assistant), re.M)
    assert 0 < sum(len(text.split()) for text in shown) <= 20


def test_words_of_a_transcript_that_look_like_a_template_are_only_words(library: Library) -> None:
    library.write(
        "talk.txt", "Ana Reyes:\n\nThe {question} template is paid with {money} tokens.\n\nBen Ode:\n\nFine.\n"
    )
    library.index.sync()
    assistant = make_assistant(library, "The template is paid with tokens.")
    assistant.ask("How is the template paid?")

    assert "The {question} template is paid with {money} tokens." in read_prompt(assistant)


def test_a_follow_up_sees_what_changed_in_the_library(library: Library) -> None:
    library.write("2026-03-12-hearing.txt", HEARING)
    library.index.sync()
    assistant = make_assistant(library)
    before = assistant.ask(PAYS)
    library.write("2026-03-12-hearing.txt", HEARING.replace("The council pays 40,000", "The harbour pays 90,000"))
    library.index.sync()
    after = assistant.ask(PAYS)

    assert after.generation > before.generation
    assert "90,000" in after.text
    assert "40,000" not in after.text


def test_an_answer_can_be_awaited(hearing: Library) -> None:
    assert asyncio.run(make_assistant(hearing, TRUE).aask(PAYS)).text == f"{TRUE} [1]"


def test_a_runnable_gives_answers_and_joins_a_chain(hearing: Library) -> None:
    chain = make_assistant(hearing, TRUE).as_runnable() | (lambda answer: answer.text)

    assert chain.invoke(PAYS) == f"{TRUE} [1]"
    assert asyncio.run(chain.ainvoke(PAYS)) == f"{TRUE} [1]"


def test_no_index_is_an_error_that_gives_the_command(library: Library) -> None:
    with pytest.raises(NoIndex, match="ontherecord index"):
        make_assistant(library, TRUE).ask(PAYS)


def test_a_filter_for_a_speaker_nobody_is_names_the_nearest(hearing: Library) -> None:
    with pytest.raises(NotFound, match="Ana Reyes"):
        filter_for(make_assistant(hearing), speaker="Anna Rey")


def test_a_reranker_of_the_settings_is_opened_with_the_assistant(hearing: Library) -> None:
    with pytest.raises(SettingsError, match="OTR_RERANKERS"):
        make_assistant(hearing, rerankers="reranker:x")
    assistant = make_assistant(hearing, rerankers="sparse:nobody/nothing")
    with pytest.raises(WeightsError, match="sparse:nobody/nothing"):
        assistant.ask(PAYS)
