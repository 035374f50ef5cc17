"""What the catalog answers, without a search and without a language model."""

import pytest

from index.filter import Filter
from rag.answer import Done, SentenceChecked, Sources
from tests.index.double import Library
from tests.rag.double import answer_by_code, asked_nothing, make_assistant

FERRY = """Acting Chair Kerr:

Who pays for the ferry? Who owns it?

Ana Reyes:

The county pays, and the county owns it, as it has owned every ferry before.

Ben Ode:

Thank you.
"""
ROOF = """Ana Reyes:

The roof leaks.

Dora Penn:

Since when?
"""


@pytest.fixture(scope="module")
def library(kept_library: Library) -> Library:
    kept_library.write("2025-03-12-ferry-hearing.txt", FERRY)
    kept_library.write("2026-09-16-roof-hearing.txt", ROOF)
    kept_library.index.sync()
    return kept_library


@pytest.mark.parametrize(
    ("question", "said", "cited"),
    [
        ("Who spoke in the ferry hearing?", "3 speakers are named in “ferry", ["ferry#0", "ferry#1", "ferry#2"]),
        ("Who chaired?", "Acting Chair Kerr is named as chair in “ferry hearing”.", ["ferry#0"]),
        ("Who asked questions?", "3 questions in 2 transcripts: Acting Chair Kerr (2 questions", ["ferry#0", "roof#1"]),
        ("How many turns did Ana Reyes have?", "Ana Reyes has 2 turns with 18 words in 2 transcripts.", ["ferry#1"]),
        ("How often did Ben Ode speak?", "Ben Ode has 1 turn with 2 words in “ferry hearing”.", ["ferry#2"]),
        ("Who spoke most?", "Ana Reyes speaks most in 2 transcripts: 2 turns with 18 words.", ["ferry#1"]),
        ("Who spoke last in the roof hearing?", "Dora Penn speaks last in “roof hearing”.", ["roof#1"]),
        ("When was the ferry hearing?", "“ferry hearing” is of 12 March 2025.", ["ferry#0"]),
        ("How long is the roof hearing?", "“roof hearing” has 2 turns with 5 words.", ["roof#0"]),
    ],
)  # fmt: skip
def test_the_catalog_answers_and_cites_the_first_turns(
    question: str, said: str, cited: list[str], library: Library
) -> None:
    answer = answer_by_code(question, library)
    first = answer.sentences[0]
    assert first.text.startswith(said)
    assert first.support == "computed"
    turns = [answer.citations[marker - 1].turn_id for marker in first.citations]
    assert [turn.replace("-hearing.txt", "").rpartition("-")[2] for turn in turns] == cited
    assert all(library.index.turn(c.turn_id).text[c.quote_start : c.quote_end] == c.quote for c in answer.citations)
    assert not answer.abstained


def test_transcripts_are_listed_with_their_days_each_with_its_first_turn(library: Library) -> None:
    answer = answer_by_code("List all transcripts", library)
    assert [s.text for s in answer.sentences] == [
        "There are 2 transcripts.",
        "“ferry hearing” (12 March 2025): 3 turns, 3 speakers.",
        "“roof hearing” (16 September 2026): 2 turns, 2 speakers.",
    ]
    assert [s.citations for s in answer.sentences] == [(), (1,), (2,)]


@pytest.mark.parametrize("question", ["List all transcripts with Dora Penn", "Which hearings were held in 2026?"])
def test_a_person_and_a_day_limit_the_list(question: str, library: Library) -> None:
    answer = answer_by_code(question, library)
    assert [s.text for s in answer.sentences[1:]] == ["“roof hearing” (16 September 2026): 2 turns, 2 speakers."]


def test_a_filter_limits_what_is_told_and_coverage_says_so(library: Library) -> None:
    answer = answer_by_code("Who spoke?", library, Filter(transcripts=("2026-09-16-roof-hearing.txt",)))
    assert answer.text.startswith("2 speakers are named in “roof hearing”: ")
    assert (answer.coverage.transcripts, answer.coverage.turns) == (1, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Hello!", "Hello."), ("thanks", "You are welcome; "), ("What can you do?", "2 transcripts with")],
)
def test_a_greeting_is_answered_by_the_program_and_cites_nothing(typed: str, said: str, library: Library) -> None:
    answer = answer_by_code(typed, library)
    assert answer.text.startswith(said)
    assert (answer.abstained, answer.reason) == (True, answer.text)
    assert (answer.sentences, answer.citations, answer.nearest) == ((), (), ())


def test_what_no_label_says_is_searched_for(library: Library) -> None:
    answer = make_assistant(library).ask("Who moderated the ferry hearing?")
    assert all(s.support != "computed" for s in answer.sentences)


def test_the_events_are_those_of_any_answer(library: Library) -> None:
    events = list(make_assistant(library, asked_nothing).stream("Who chaired?"))
    assert [type(event) for event in events] == [Sources, SentenceChecked, Done]
    assert isinstance(events[0], Sources)
    assert [p.turn.id for p in events[0].passages] == [c.turn_id for c in events[0].citations]
