"""Dates of statements, as printed and as they follow from the day something was said on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.dates import When, calendar, moments, without

WEDNESDAY = "2026-02-11"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("on September 1, 2025", When(2025, 9, 1)),
        ("the twenty-second of August 2025", When(2025, 8, 22)),
        ("2026-03-04", When(2026, 3, 4)),
        ("on 4 Mar. 2026", When(2026, 3, 4)),
        ("in March 2026", When(2026, 3)),
        ("until the 6th of July", When(None, 7, 6)),
        ("since May we have a rule", When(None, 5)),
        ("in 1934", When(1934)),
        ("we met on 3 march", When(None, 3, 3)),
        ("on 3 may 2026", When(2026, 5, 3)),
        ("by september 4th", When(None, 9, 4)),
        ("on 3 may.", When(None, 5, 3)),
        ("before may 3", When(None, 5, 3)),
        ("the third of march", When(None, 3, 3)),
        ("april the third", When(None, 4, 3)),
        ("it opens in may", When(None, 5)),
        ("am 3. März 2026", When(2026, 3, 3)),
        ("am 3. September", When(None, 9, 3)),
        ("erst im Oktober", When(None, 10)),
        ("le 1er août", When(None, 8, 1)),
        ("en octobre", When(None, 10)),
        ("el 3 de agosto de 2024", When(2024, 8, 3)),
        ("em março de 2023", When(2023, 3)),
        ("il 3 marzo", When(None, 3, 3)),
        ("2025年3月5日", When(2025, 3, 5)),
        ("我们十二月二十五日开门", When(None, 12, 25)),
    ],
)
def test_a_printed_date_is_read(text: str, when: When) -> None:
    assert [moment.printed for moment in moments(text)] == [when]


@pytest.mark.parametrize(
    "text",
    [
        "May I ask?",
        "they march on",
        "they march 3 miles",
        "the 20 may leave",
        "on the 20 may fall some rain",
        "we march third in the row",
        "someone may second it",
        "1,934 homes",
        "at 10:30",
        "the second row",
        "12 trains",
        "on line 3. May I ask?",
        "there is water on Mars",
        "a mayo sandwich",
        "a mai tai",
        "三个月",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert calendar(text) == ()


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("next Tuesday", When(2026, 2, 17)),
        ("last Thursday", When(2026, 2, 5)),
        ("it was signed on Monday", When(2026, 2, 9)),
        ("it will be signed on Monday", When(2026, 2, 16)),
        ("I spoke to her last night", When(2026, 2, 10)),
        ("we meet tomorrow", When(2026, 2, 12)),
        ("same time next week", When(2026, 2, 18)),
        ("two weeks ago", When(2026, 1, 28)),
        ("a year ago", When(2025)),
        ("last month", When(2026, 1)),
        ("in March of last year", When(2025, 3)),
        ("by the sixth of March", When(2026, 3, 6)),
        ("in November the region took it", When(2025, 11)),
    ],
)
def test_a_relative_date_is_worked_out_from_the_day_it_was_said_on(text: str, when: When) -> None:
    (moment,) = moments(text, WEDNESDAY)

    assert moment.states(when) == "computed"
    assert moments(text)[0].states(when) is None


def test_a_day_alone_is_of_the_month_named_before() -> None:
    assert moments("on October 12, or by the 20th", WEDNESDAY)[1].states(When(None, 10, 20)) == "said"


def test_a_date_says_whatever_is_less_exact_and_nothing_more_exact() -> None:
    (moment,) = moments("on September 1", WEDNESDAY)

    assert moment.states(When(None, 9)) == moment.states(When(None, 9, 1)) == "said"
    assert moment.states(When(2025, 9, 1)) == "computed"
    assert moment.states(When(2024, 9, 1)) is None
    assert moment.states(When(None, 9, 2)) is None


def test_a_text_without_its_dates_keeps_the_rest() -> None:
    text = "From May 2 until 4 June 2026 we count 12."
    assert without(text, calendar(text)).split() == ["From", "until", "we", "count", "12."]


@given(
    st.text(alphabet="0123456789-/ ofMayJune,.thst", max_size=40), st.sampled_from([None, WEDNESDAY, "2026-02", "?"])
)
def test_any_text_is_read_without_a_fault(text: str, said_on: str | None) -> None:
    for moment in moments(text, said_on):
        assert 0 <= moment.start < moment.end <= len(text)
        assert str(moment.printed) is not None
