from datetime import date

import pytest

from rag.question.date_range import Event, date_range, times_compared

EVENTS = (
    Event("2025-03-12", "Port Hallam Town Council hearing"),
    Event("2025-06-18", "Harbour Authority briefing"),
    Event("2026-02-11", "Tidal project meeting"),
    Event("2026-09-16", "Council hearing"),
)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "after", "before"),
    [
        ("What did the mayor say in March?", "2025-03-01", "2025-03-31"),
        ("What did she say in March 2025?", "2025-03-01", "2025-03-31"),
        ("What changed since the March hearing?", "2025-03-12", None),
        ("Who spoke before June 2025?", None, "2025-05-31"),
        ("Who spoke after March 2025?", "2025-04-01", None),
        ("What was said on 12 March 2025?", "2025-03-12", "2025-03-12"),
        ("On March 12th, who asked about fares?", "2025-03-12", "2025-03-12"),
        ("What did Marsh say between March and July 2025?", "2025-03-01", "2025-07-31"),
        ("From March to June 2025, what was discussed?", "2025-03-01", "2025-06-30"),
        ("What did Marsh say between March and June?", "2025-03-01", "2025-06-30"),
        ("2025年3月说了什么？", "2025-03-01", "2025-03-31"),
        ("What was said at the last hearing?", "2026-09-16", "2026-09-16"),
        ("What did Osei ask in the first hearing?", "2025-03-12", "2025-03-12"),
        ("What did they decide in 2025?", "2025-01-01", "2025-12-31"),
        ("Until 2025-06-18, who mentioned fares?", None, "2025-06-18"),
        ("What was said last year?", "2025-01-01", "2025-12-31"),
    ],
)
def test_days_months_years_and_meetings_become_ranges(question: str, after: str | None, before: str | None) -> None:
    found = date_range(question, EVENTS, today=TODAY)
    assert found is not None
    assert (found.after, found.before, found.certain) == (after, before, True)


def test_a_relative_week_is_the_collections_where_nothing_is_so_recent() -> None:
    found = date_range("What did he promise last week?", EVENTS, today=TODAY)
    assert found is not None
    assert found.holds("2026-09-16")
    assert not found.holds("2026-02-11")
    assert not found.holds(None)


@pytest.mark.parametrize(
    "question",
    [
        "May I ask what Marsh said?",
        "Did the march reach the town hall?",
        "When will it open in March 2027?",  # of which there is no transcript
        "Are 2026 passengers expected?",
        "What did she say on February 31?",
        "What was announced yesterday?",
    ],
)
def test_what_is_no_date_of_the_collection_is_none(question: str) -> None:
    assert date_range(question, EVENTS, today=TODAY) is None


def test_a_date_that_may_be_part_of_what_was_said_is_not_certain() -> None:
    found = date_range("What happens in September?", EVENTS, today=TODAY)
    assert found is not None
    assert not found.certain


def test_no_dates_in_the_collection_is_no_range() -> None:
    assert date_range("What did she say in March?", (), today=TODAY) is None


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("What did she say in March 2025 and then in September 2026?", ["2025-03-01", "2026-09-01"]),
        ("What was said at the first hearing and at the last hearing?", ["2025-03-12", "2026-09-16"]),
        ("Were both the fares of early 2025 and those of 2026 too high?", ["2025-01-01", "2026-01-01"]),
        ("What did she say in March about the September deadline?", []),
        ("What did she say in March 2025 to the board about September 2026?", []),
        ("What did she promise in March 2025 for the pier to be ready in September 2026?", []),
        ("Will it open in March or in September?", []),
        ("What did she say in March 2025 and in May 1999?", []),
        ("What did she say in March, in March 2025?", []),
    ],
)
def test_times_set_beside_each_other_are_compared(question: str, times: list[str]) -> None:
    assert [time.after for time in times_compared(question, EVENTS, today=TODAY)] == times


def test_what_changed_between_two_months_compares_them() -> None:
    question = "What changed between March 2025 and September 2026?"
    assert [t.after for t in times_compared(question, EVENTS, today=TODAY, ends=True)] == ["2025-03-01", "2026-09-01"]
    assert times_compared(question, EVENTS, today=TODAY) == ()


@pytest.mark.parametrize(
    ("question", "after", "before"),
    [
        ("¿Qué dijo la alcaldesa el 3 de marzo de 2025 sobre la línea 6?", "2025-03-03", "2025-03-03"),
        ("Was sagte Frau Brandl am 3. März über den Turm?", "2025-03-03", "2025-03-03"),
        ("Qu'a dit Bruno le 3 mars sur la mairie ?", "2025-03-03", "2025-03-03"),
        ("3月3日陈国强说了什么？", "2025-03-03", "2025-03-03"),
        ("Was wurde seit März 2025 gesagt?", "2025-03-01", None),
        ("Qu'a-t-on dit avant le 4 mars ?", None, "2025-03-03"),
        ("¿Qué dijeron entre el 3 de marzo y el 12 de marzo?", "2025-03-03", "2025-03-12"),
    ],
)
def test_days_are_read_in_other_languages(question: str, after: str | None, before: str | None) -> None:
    found = date_range(question, [Event("2025-03-03", "Hearing")], today=date(2026, 11, 30))

    assert found is not None
    assert (found.after, found.before, found.certain) == (after, before, True)
