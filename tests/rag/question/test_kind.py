"""What kind of answer a question wants."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.transcript import Speaker
from rag.language.names import Roster
from rag.question.followup import Standalone
from rag.question.kind import read_wants
from rag.question.reading import understood

EXAMPLES = Path(__file__).parents[3] / "examples"
PEOPLE = Roster([Speaker("Ana Reyes"), Speaker("Ben Ode")])


def kind_among(question: str, people: Roster = PEOPLE) -> str:
    return understood(Standalone(question, ""), people, (), today=date(2026, 11, 23)).kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much does the bridge cost?", "fact"),
        ("When does the ferry reopen?", "when"),
        ("Who pays for the bridge?", "fact"),
        ("What did Ana Reyes say about the ferry?", "fact"),
        ("Do Ana Reyes and Ben Ode agree about the fares?", "agreement"),
        ("Where do they disagree?", "agreement"),
        ("Did Ana Reyes agree that the ferry is late?", "fact"),
        ("What does the harbour agreement say?", "fact"),
        ("Compare the fares of both routes.", "compare"),
        ("What is the difference between the two routes?", "compare"),
        ("What changed in the cost between March and June?", "changed"),
        ("How have fares risen since 2025?", "changed"),
        ("Why did the council change its mind?", "fact"),
        ("List the conditions of the licence.", "list"),
        ("What were the main reasons for the delay?", "list"),
        ("Which three islands lost their ferry?", "list"),
        ("Which members of the council walked out?", "list"),
        ("What sort of boats need a licence?", "list"),
        ("Which boat does Ana like?", "fact"),
        ("Which boat runs the night service?", "fact"),
        ("Summarise the discussion of the school roof.", "summary"),
        ("Sum up her case for the bridge.", "summary"),
        ("In short, why is the ferry late?", "summary"),
        ("Can you give an overview of the hearing?", "summary"),
        ("How often was the linkspan mentioned?", "count"),
        ("Did anyone mention penguins?", "count"),
    ],
)
def test_a_question_says_what_kind_of_answer_it_wants(question: str, kind: str) -> None:
    assert kind_among(question) == kind


def test_the_questions_of_the_examples_are_of_the_kind_they_are_labelled_with() -> None:
    for line in (EXAMPLES / "kinds.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert kind_among(entry["question"], Roster([])) == entry["kind"], entry["qid"]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who asked about the bridge?", True),
        ("Which reporter raised the bridge?", True),
        ("Who else wanted to know about it?", True),
        ("Who was asked to leave?", False),
        ("When did Ana ask about it?", False),
    ],
)
def test_a_question_for_whoever_asked_is_known(question: str, asked: bool) -> None:
    assert read_wants(question).asker == asked
