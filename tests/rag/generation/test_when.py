"""When something was, worked out by code."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.transcript import Turn
from rag.answer import Passage
from rag.generation.when import Dated, dated
from rag.language.sentences import Span
from rag.question.kind import read_wants
from rag.retrieval.reader import Window

SAID_ON = "2023-06-09"  # a Friday


def places(*said: tuple[str, float], on: str | None = SAID_ON) -> Sequence[Window]:
    turns = [Turn(f"talk.txt#{n}", n, "Ana", text) for n, (text, _) in enumerate(said)]
    return [
        Window(Passage(turn, "talk.txt", "Talk", on, 0.0), Span(0, len(turn.text), turn.text), score, score)
        for turn, (_, score) in zip(turns, said, strict=True)
    ]


def told(question: str, text: str, on: str | None = SAID_ON) -> str | None:
    found = answer_of(question, places((text, 1.0), on=on))
    return found.text if found else None


def answer_of(question: str, said: Sequence[Window]) -> Dated | None:
    asked = read_wants(question).day
    return dated(asked, "", said) if asked else None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("When did Ana paint it?", "I painted it yesterday.", "8 June 2023 (“yesterday”)."),
        ("When did Ana speak there?", "I spoke there last week.", "The week before 9 June 2023 (“last week”)."),
        ("When was the trip?", "That trip this past weekend!", "The weekend before 9 June 2023 (“this past weekend”)."),
        ("When did Ana join?", "I joined last Tuesday.", "6 June 2023 (“last Tuesday”)."),
        ("When does the show begin?", "The show begins next month.", "July 2023 (“next month”)."),
        ("In what year did they marry?", "They married in 1993.", "1993."),
        ("When did Ana buy it?", "I bought it the day before yesterday.", "7 June 2023 (“the day before yesterday”)."),
        ("When do we meet?", "We meet next Saturday.", "10 June 2023 or 17 June 2023 (“next Saturday”)."),
        ("When was it taken?", "It was taken last summer.", "The summer before 9 June 2023 (“last summer”)."),
        ("When did he leave?", "He left a few years ago.", "A few years before 9 June 2023 (“a few years ago”)."),
        ("When was she born?", "She was born 10 years ago.", "2013 (“10 years ago”)."),
        ("When did it open?", "It opened before 2010.", "Before 2010."),
        ("Since when does it apply?", "It has applied since May 2021.", "Since May 2021."),
        ("When did she know?", "She knew it by yesterday.", "By 8 June 2023 (“yesterday”)."),
        ("When does it open?", "It opens on 1 September.", "1 September (said on 9 June 2023)."),
        ("When did Ana move?", "We moved two weeks ago.", "About 26 May 2023 (“two weeks ago”)."),
        ("When did we meet?", "We would have a meeting in May 2022.", "May 2022."),
    ],
)
def test_the_day_is_worked_out_from_the_day_it_was_said_on(question: str, text: str, answer: str) -> None:
    assert told(question, text) == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who painted it?", "I painted it yesterday."),
        ("At what time did Ana leave?", "I left yesterday."),
        ("When did Ana start the job?", "I'm starting the job next month."),  # another start, or a plan
        ("When will Ana camp?", "We camped there last year."),
        ("When did Ana camp in July?", "We camped there last week of May, in a tent."),
        ("When did Ana camp in July?", "We camped there last year."),
        ("Which year did it open?", "It opened last week."),
        ("When Ana moved, what did she buy?", "I bought a boat last year."),
        ("When did the ferry reopen?", "We plan to reopen it on September 1."),
        ("When did the ferry reopen?", "It will reopen on September 1."),
        ("When did the mayor resign?", "The mayor did not resign in May 2022."),
        ("When did prices rise?", "Prices rose in 2022, not the year before."),
        ("When did it begin?", "It began in fiscal year 2022."),
        ("When did Ana camp?", "Maybe we camped elsewhere."),
        ("When does Ana swim?", "I swim every Tuesday."),
        ("When did it open?", "It opened in May 2020 and closed in June 2021."),  # which of the two?
        ("When did Ana paint it?", "I painted it with the children."),
        ("When did it open?", "It would have opened on May 5, 2022."),
        ("When did it open?", "It should never have been opened on May 5, 2022."),
        ("When did it open?", "It almost opened on May 5, 2022."),
        ("When will it open?", "It might open on September 1."),
        ("When will it open?", "It may be open on September 1."),
    ],
)
def test_where_the_sentence_does_not_say_just_one_day_that_fits_nothing_is_worked_out(question: str, text: str) -> None:
    assert told(question, text) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When will it reopen?", "It reopened in September 2019."),
        ("When did they sign it?", "They signed the contract that ends in 2030."),
        ("When was it built?", "It was built twenty-two years ago."),
        ("When was it built?", "It was built 1.5 years ago."),
        ("When was it built?", "It was built two or three years ago."),
        ("When was it built?", "It was built more than two years ago."),
        ("When does it close?", "It closes two weeks from today."),
        ("When does it close?", "It closes the day after tomorrow."),
        ("When did it close?", "It closed a week after May 5, 2022."),
        ("When did it close?", "It closed the Monday before last."),
        ("When was the fair?", "The fair ran from 3 to 5 May 2022."),
        ("When was the fair?", "The fair ran May 3-5, 2022."),
        ("When did he die?", "He died in the last year of the war."),
        ("When did he come?", "He came several times in the past year."),
        ("When should a patient call?", "The patient called last week."),
        ("When did it open and who opened it?", "It opened in May 2021."),
        ("When did it not open?", "It opened in May 2021."),
        ("When did they approve it?", "Did they approve it in March 2022?"),
        ("When did it happen?", "It happened in the 20th century."),
        ("When was it?", "It was on the 5th floor."),
        ("When did she close it?", "Theresa May closed it."),
        ("When did it close?", "After 2000 people it closed."),
        ("When was the law made?", "We use the Clean Air Act of 1970."),
        ("What day was the crash?", "The crash was in 2022."),
        ("What day of the week was it?", "It was on May 5, 2022."),
        ("When did it close on May 5?", "It closed on May 12."),
        ("When did Ana first visit Rome?", "I visited Rome again last year."),
        ("When did we hear it?", "At last week's meeting we heard it."),
    ],
)
def test_what_only_looks_like_the_day_asked_for_is_left_to_the_model(question: str, text: str) -> None:
    assert told(question, text) is None


def test_of_a_month_alone_no_week_is_counted() -> None:
    assert told("When did it close?", "It closed last week.", on="2023-06") is None
    assert told("When did it close?", "It closed in May 2021.", on="2023-06") == "May 2021."


def test_without_the_day_it_was_said_on_only_a_printed_date_answers() -> None:
    assert told("When did Ana paint it?", "I painted it yesterday.", on=None) is None
    assert told("When did Ana paint it?", "I painted it on 5 May 2020.", on=None) == "5 May 2020."


def test_a_sentence_far_behind_the_best_is_not_asked() -> None:
    question = "When did Ana paint it?"
    near, far = ("I painted the harbour.", 3.0), ("I swam yesterday.", 1.0)

    assert answer_of(question, places(near, far)) is None
    found = answer_of(question, places(near, ("I painted it yesterday.", 2.8)))
    assert isinstance(found, Dated)
    assert (found.support, found.span.text) == ("computed", "I painted it yesterday.")


def test_a_sentence_about_something_else_is_not_asked() -> None:
    (place,) = places(("I painted it yesterday.", 2.8))

    assert answer_of("When did Ana paint it?", [place])
    asked = "When did Ana join the board?"
    day = read_wants(asked).day
    assert day is not None
    assert dated(day, asked, [place]) is None


def test_where_another_transcript_names_another_day_nothing_is_worked_out() -> None:
    march, june = places(("It opens on 1 September.", 3.0), ("It opens on 15 October.", 2.2))
    later = replace(june, passage=replace(june.passage, transcript_id="june.txt"))

    assert answer_of("When does it open?", [march, june])
    assert answer_of("When does it open?", [march, later]) is None
    assert answer_of("When does it open?", [march, replace(later, span=march.span)])
    assert answer_of("When does it open?", [march, replace(later, score=1.5)])
