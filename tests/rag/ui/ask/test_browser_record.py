"""A conversation as the browser keeps it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Sentence
from rag.ui.ask.browser_record import LARGEST, from_record, to_record
from rag.ui.ask.conversation import Conversation, Exchange, Opinion
from tests.rag.ui.double import HEARING, LONG, MemoryIndex, TranslatedError, WordAssistant, library

TALK = "0123456789abcdef0123456789abcdef"
QUESTIONS = ("Is the bridge safe to drive on?", "Who pays for the ferry, Teodor Hale?", "What about climate?")


def talk(*questions: str, index: MemoryIndex | None = None) -> Conversation:
    assistant = WordAssistant(index or library(HEARING))
    exchanges = []
    for question in questions or QUESTIONS:
        exchange = Exchange(question, talk=TALK)
        for event in assistant.stream(question):
            exchange = exchange.after(event)
        exchanges.append(replace(exchange, draft=""))
    return tuple(exchanges)


def changed(record: str, **values: Any) -> str:
    return json.dumps({**json.loads(record), **values})


def test_what_comes_back_is_what_was_kept() -> None:
    before = talk()
    after = from_record(to_record(before), library(HEARING))
    assert [exchange.question for exchange in after] == list(QUESTIONS)
    for one, other in zip(before, after, strict=True):
        assert one.answer is not None
        assert other.answer is not None
        assert replace(one.answer, timings_ms=other.answer.timings_ms) == other.answer
        assert one.sources is not None
        assert other.sources is not None
        assert [p.turn for p in one.sources.passages] == [p.turn for p in other.sources.passages]
        assert one.sources.citations == other.sources.citations
        assert (one.talk, one.sources.read) == (other.talk, other.sources.read)


def test_the_reasons_of_sentences_shown_and_left_out_come_back() -> None:
    (one,) = talk(QUESTIONS[0])
    assert one.answer is not None
    shown = replace(one.answer.sentences[0], why="Teodor Hale says it.")
    left_out = Sentence("It is not.", "weak", why="No turn says this.")
    record = to_record((replace(one, answer=replace(one.answer, sentences=(shown,), dropped=(left_out,))),))
    (back,) = from_record(record, library(HEARING))
    assert back.answer is not None
    assert (back.answer.sentences, back.answer.dropped) == ((shown,), (left_out,))


def test_a_record_of_an_earlier_version_has_no_reasons() -> None:
    values = json.loads(to_record(talk(QUESTIONS[0])))
    answer = values["exchanges"][0]["answer"]
    answer |= {"sentences": [["It is safe.", "supported", [1]]], "dropped": ["It is not."]}
    (back,) = from_record(json.dumps(values), library(HEARING))
    assert back.answer is not None
    assert back.answer.sentences == (Sentence("It is safe.", "supported", (1,)),)
    assert back.answer.dropped == (Sentence("It is not.", "unsupported"),)


def test_a_record_is_compact() -> None:
    before = talk()
    whole = sum(len(json.dumps(exchange.answer.to_dict())) for exchange in before if exchange.answer is not None)
    assert len(to_record(before)) < whole


def test_links_come_back_with_the_address_they_had() -> None:
    (one,) = talk(QUESTIONS[0])
    assert one.answer is not None
    citations = tuple(replace(c, url="https://otr.example.org/?turn=x") for c in one.answer.citations)
    record = to_record((replace(one, answer=replace(one.answer, citations=citations)),))
    (back,) = from_record(record, library(HEARING))
    assert back.answer is not None
    assert back.answer.citations[0].url == "https://otr.example.org/?turn=hearings%2Fbridge%20hearing.vtt%234"


def test_an_answer_that_was_cut_off_comes_back_as_stopped() -> None:
    (back,) = from_record(to_record((Exchange("Is it?", talk=TALK, draft="It is"),)), library(HEARING))
    assert (back.stopped, back.draft, back.pending) == (True, "It is", False)


def test_problems_and_opinions_come_back() -> None:
    (one,) = talk(QUESTIONS[0])
    kept = (replace(one, opinion=Opinion("citation", "not him", (2,))), Exchange("?", talk=TALK, problem="no library"))
    back = from_record(to_record(kept), library(HEARING))
    assert back[0].opinion == Opinion("citation", "not him", (2,))
    assert back[1].problem == "no library"


def test_a_citation_whose_transcript_is_gone_is_lost_and_the_others_hold() -> None:
    record = to_record(talk(QUESTIONS[0]))
    (back,) = from_record(record, library(LONG))
    assert back.answer is not None
    assert back.answer.citations == ()
    assert back.answer.sentences[0].citations == (1,)
    assert back.sources is not None
    assert back.sources.passages == ()


def test_a_citation_whose_turn_says_something_else_now_is_lost_and_one_that_moved_is_found() -> None:
    record = to_record(talk(QUESTIONS[0]))
    moved = TranslatedError(
        HEARING.id,
        HEARING.title,
        HEARING.date,
        tuple(
            replace(turn, text="Well. " + turn.text) if turn.index == 4 else replace(turn, text="Nothing.")
            for turn in HEARING.spoken
        ),
    )
    (back,) = from_record(record, library(moved))
    assert back.answer is not None
    (citation,) = back.answer.citations
    assert citation.turn == 4
    assert moved.spoken[4].text[citation.quote_start : citation.quote_end] == citation.quote


@pytest.mark.parametrize(
    "record",
    [
        "", "null", "[]", "{", '{"id": "x", "exchanges": []}', '{"id": "' + TALK + '", "exchanges": []}',
        changed(to_record(talk()), id="../../etc/passwd"),
        changed(to_record(talk()), version=2),
        " " * (LARGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_record_of_ours_gives_nothing(record: str) -> None:
    assert from_record(record, library(HEARING)) == ()


@pytest.mark.parametrize(
    "citation",
    [
        [1, "hearings/bridge hearing.vtt#4", -5, 10**12, "Is the"],
        [1, "hearings/bridge hearing.vtt#99999999999999999999", 0, 5, "Is th"],
        [1, "no turn", 0, 5, "Is th"],
        [1, "hearings/bridge hearing.vtt#4", 0, 0, ""],
        [1, "hearings/bridge hearing.vtt#4", 0, 11, "I am a liar"],
    ],
)
def test_a_forged_citation_never_quotes_what_the_turn_does_not_say(citation: list[Any]) -> None:
    values = json.loads(to_record(talk(QUESTIONS[0])))
    values["exchanges"][0]["answer"]["citations"] = [citation]
    values["exchanges"][0]["sources"]["found"] = [citation[1:4]]
    (back,) = from_record(json.dumps(values), library(HEARING))
    assert back.answer is not None
    for one in back.answer.citations:
        assert HEARING.spoken[one.turn].text[one.quote_start : one.quote_end] == one.quote


@pytest.mark.parametrize("base", ["javascript:alert(1)//", 'http://x" onclick="', "http://a b"])
def test_a_forged_address_of_links_is_refused(base: str) -> None:
    values = json.loads(to_record(talk(QUESTIONS[0])))
    values["exchanges"][0]["answer"]["base"] = base
    assert from_record(json.dumps(values), library(HEARING)) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(("question", "answer", "sources", "opinion", "without", "draft")), JSON)
def test_whatever_stands_in_a_record_nothing_is_raised(key: str, value: Any) -> None:
    values = json.loads(to_record(talk(QUESTIONS[0])))
    values["exchanges"][0][key] = value
    assert isinstance(from_record(json.dumps(values), library(HEARING)), tuple)
