from datetime import date

import pytest

from index.filter import Filter
from index.transcript import Speaker
from rag.language.names import Roster
from rag.question.date_range import Event
from rag.question.followup import Standalone, standalone
from rag.question.question import Question
from rag.question.reading import understood

ROSTER = Roster([Speaker("Ana Reyes", role="Mayor"), Speaker("Gideon Marsh")])
EVENTS = (Event("2025-03-12", "Council hearing"), Event("2026-09-16", "Council hearing"))


def reading(question: str) -> Question:
    return understood(Standalone(question, ""), ROSTER, EVENTS, today=date(2026, 11, 23))


def test_speakers_and_days_are_read_and_listed_as_limits() -> None:
    read = reading("What did the mayor say in March?")
    assert read.limits() == ("speaker: Ana Reyes", "after: 2025-03-01", "before: 2025-03-31")
    assert read.describe()[0] == "speaker: Ana Reyes (from the question)"


def test_a_limit_can_be_taken_away() -> None:
    read = reading("What did the mayor say in March?")
    assert read.without(["speaker: Ana Reyes"]).limits() == ("after: 2025-03-01", "before: 2025-03-31")
    assert read.without(["after: 2025-03-01"]).limits() == ("speaker: Ana Reyes",)


def test_days_limit_the_search_only_where_something_was_said_then_and_nobody_chose_others() -> None:
    said = reading("What did the mayor say in March?")
    assert said.narrowed(Filter()) == Filter(after="2025-03-01", before="2025-03-31")
    assert said.narrowed(Filter(after="2026")) == Filter(after="2026")
    assert reading("Will the ferry run in March?").narrowed(Filter()) == Filter()


def test_days_that_limit_the_search_are_not_searched_for() -> None:
    question = "What did the mayor say in March about the bridge?"
    assert reading(question).undated(question) == "What did the mayor say about the bridge?"
    assert reading("Will the ferry run in March?").undated("Will the ferry run in March?").endswith("in March?")


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("What is the latest on the bridge?", "latest"),
        ("Who first mentioned the seals?", "first"),
        ("What did Marsh say about the fares?", None),
        ("What was said at the first hearing?", None),
    ],
)
def test_first_and_latest_ask_for_an_order(question: str, order: str | None) -> None:
    assert reading(question).order == order


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Did Reyes and Marsh agree?", (Filter(speakers=("Ana Reyes",)), Filter(speakers=("Gideon Marsh",)))),
        ("What did Reyes tell Marsh?", ()),
        ("Who agreed with Reyes and Marsh?", ()),
        (
            "Did Marsh mention the fare in March 2025 and in September 2026?",
            (Filter(after="2025-03-01", before="2025-03-31"), Filter(after="2026-09-01", before="2026-09-30")),
        ),
        (
            "What did Marsh say in March 2025 and in September 2026?",
            (Filter(after="2025-03-01", before="2025-03-31"), Filter(after="2026-09-01", before="2026-09-30")),
        ),
    ],
)
def test_a_comparison_has_its_sides(question: str, sides: tuple[Filter, ...]) -> None:
    read = reading(question)
    assert read.sides == sides
    assert (read.dates is not None) == ("2025" in question and not sides)
    assert not sides or (read.dates is None and read.kind in ("agreement", "changed"))
    assert {limit for side in sides for limit in side.describe()} <= set(read.limits())
    assert all(read.without([limit]).sides == () for side in sides for limit in side.describe())


def test_a_follow_up_that_only_names_somebody_wants_what_the_question_before_wanted() -> None:
    def follow_up(question: str, before: str) -> Question:
        full = standalone(question, ((before, "In May."),), ROSTER)
        return understood(full, ROSTER, EVENTS, today=date(2026, 11, 23))

    assert follow_up("And Marsh?", "When did the mayor leave?").kind == "when"
    assert follow_up("And Okafor?", "When did Lena leave?").wants.day is not None
    assert follow_up("And the price?", "When did Lena leave?").wants.day is None
    assert follow_up("And why did Marsh leave?", "When did the mayor leave?").wants.day is None
