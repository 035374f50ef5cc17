"""The examples are what a first user asks: their questions have to point at the turns that answer them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from index.readers import Source, group_names, read_group
from index.transcript import Transcript, named_speakers

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LIBRARY = EXAMPLES / "transcripts"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
CONVERSATIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (EXAMPLES / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
]
# An opening begins a conversation, a topic begins another subject in it; the rest are follow-ups.
STEP_KINDS = {"opening", "topic", "thing", "person", "ellipsis", "speaker", "date", "correction", "asker"}
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
# Transcript id -> turns, transcript id -> speakers: counted from the words, not by a reader.
TURNS = {
    "2025-10-07-low-water-episode-31.txt": 71,
    "2026-02-11-tidal-project-meeting.vtt": 78,
    "2026-04-20-interview-bram-tolliver.srt": 56,
    "2026-05-27-school-parents-evening.json": 66,
    "2026-09-16-council-hearing.csv": 66,
    "council-hearing-2025-03-12.txt": 76,
    "harbour-briefing-1.txt": 56,
}

SPEAKERS = {
    "2025-10-07-low-water-episode-31.txt": 4,
    "2026-02-11-tidal-project-meeting.vtt": 5,
    "2026-04-20-interview-bram-tolliver.srt": 2,
    "2026-05-27-school-parents-evening.json": 6,
    "2026-09-16-council-hearing.csv": 13,
    "council-hearing-2025-03-12.txt": 11,
    "harbour-briefing-1.txt": 9,
}


def read_library() -> dict[str, Transcript]:
    groups = group_names(path.name for path in LIBRARY.iterdir())
    read = [read_group([Source(name, (LIBRARY / name).read_bytes()) for name in group]) for group in groups]
    return {transcript.id: transcript for transcripts in read for transcript in transcripts}


@pytest.fixture(scope="module")
def library() -> dict[str, Transcript]:
    return read_library()


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+(?:[.,'’]\w+)*", text.casefold()))


def test_every_file_is_read_and_the_two_pages_are_one_transcript(library: dict[str, Transcript]) -> None:
    assert {identifier: len(transcript.turns) for identifier, transcript in library.items()} == TURNS
    assert all(30 <= count <= 120 for count in TURNS.values())


@pytest.mark.parametrize("identifier", TURNS)
def test_every_turn_has_words_and_one_of_the_speakers(library: dict[str, Transcript], identifier: str) -> None:
    transcript = library[identifier]
    assert all(turn.text.strip() and turn.speaker for turn in transcript.turns)
    assert len(list(named_speakers(transcript.turns))) == SPEAKERS[identifier]


@pytest.mark.parametrize("identifier", TURNS)
def test_reading_reports_nothing_odd(library: dict[str, Transcript], identifier: str) -> None:
    assert library[identifier].warnings == ()


@pytest.mark.parametrize(
    ("identifier", "date"),
    [
        ("council-hearing-2025-03-12.txt", "2025-03-12"),
        ("harbour-briefing-1.txt", "2025-06-18"),
        ("2025-10-07-low-water-episode-31.txt", "2025-10-07"),
    ],
)
def test_a_text_file_says_its_own_title_and_date(library: dict[str, Transcript], identifier: str, date: str) -> None:
    meta = library[identifier].meta
    assert meta.date == date
    assert meta.title is not None
    assert meta.title in LIBRARY.joinpath(identifier).read_text(encoding="utf-8")


def test_page_two_goes_on_with_the_turn_that_page_one_breaks_off(library: dict[str, Transcript]) -> None:
    broken = library["harbour-briefing-1.txt"].turns[25]
    assert "they can work about ninety minutes at each slack water" in " ".join(broken.text.split())
    assert [segment.file for segment in broken.segments] == [
        "harbour-briefing-1.txt",
        "harbour-briefing-2.txt",
    ]


def test_the_questions_are_enough_and_each_has_its_own_id() -> None:
    assert len({question["qid"] for question in QUESTIONS}) == len(QUESTIONS) >= 45
    assert len(QUESTIONS) - len(ANSWERABLE) >= 10
    assert {question["transcript_id"] for question in QUESTIONS} == set(TURNS)


def test_a_question_without_an_answer_has_no_gold() -> None:
    for question in QUESTIONS:
        if not question["answerable"]:
            assert (question["gold_turns"], question["gold_mode"], question["answers"]) == ([], "none", [])


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["qid"])
def test_the_gold_turns_say_the_answer(library: dict[str, Transcript], question: dict[str, Any]) -> None:
    turns = library[question["transcript_id"]].turns
    gold = [turns[index] for index in question["gold_turns"]]
    said = words(" ".join(f"{turn.speaker} {turn.text}" for turn in gold))
    assert gold
    assert question["answers"]
    assert question["gold_mode"] in {"all", "any"}
    assert {word for answer in question["answers"] for word in words(answer)} <= said


def test_the_conversations_are_enough_of_every_kind_and_each_has_its_own_id() -> None:
    assert len({conversation["cid"] for conversation in CONVERSATIONS}) == len(CONVERSATIONS) >= 42
    assert {len(conversation["steps"]) for conversation in CONVERSATIONS} == {2, 3}
    kinds = [step["kind"] for conversation in CONVERSATIONS for step in conversation["steps"]]
    assert set(kinds) == STEP_KINDS
    assert all(kinds.count(kind) >= 3 for kind in STEP_KINDS)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation["cid"])
def test_only_what_begins_a_subject_stands_alone_as_asked(conversation: dict[str, Any]) -> None:
    kinds = [step["kind"] for step in conversation["steps"]]
    assert [kind == "opening" for kind in kinds] == [place == 0 for place in range(len(kinds))]
    for step in conversation["steps"]:
        assert (step["question"] == step["standalone"]) == (step["kind"] in {"opening", "topic"})
        assert step["question"].endswith(("?", "."))
        assert step["standalone"].endswith("?")


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation["cid"])
def test_every_step_of_a_conversation_has_turns_that_answer(
    library: dict[str, Transcript], conversation: dict[str, Any]
) -> None:
    turns = {turn.id for transcript in library.values() for turn in transcript.turns}
    for step in conversation["steps"]:
        assert set(step) == {"kind", "question", "standalone", "gold_turns", "gold_mode"}
        assert step["gold_mode"] in {"all", "any"}
        assert len(set(step["gold_turns"])) == len(step["gold_turns"]) >= 1
        assert set(step["gold_turns"]) <= turns
