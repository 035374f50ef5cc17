"""Numbers as they are said and as they are printed are the same values."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.language.numbers import affirmed, is_stated, measures, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("four of 40,000 at 4.6", {"4", "40000", "4.6"}),
        ("four thousand two hundred", {"4200"}),
        ("a hundred and fifty thousand a year", {"150000"}),
        ("two million, three hundred thousand", {"2300000"}),
        ("4.6 million, one and a half tonnes", {"4600000", "1.5"}),
        ("two point two eight", {"2.28"}),
        ("one point eight point one", {"1.8", "1"}),
        ("123456789 point five", {"123456789.5"}),
        ("nineteen thirty-four and twenty twenty-six", {"1934", "2026"}),
        ("twenty-three seasonal people", {"23"}),
        ("six seven", {"6", "7"}),
        ("ten, eleven and twelve", {"10", "11", "12"}),
        ("ten past nine, five to nine, half past seven", {"9:10", "8:55", "7:30"}),
        ("three dollars eighty", {"3.8"}),
        ("a dozen", {"12"}),
        ("4.200 euros, not 4.2", {"4200", "4.2"}),
        ("€4.200 of 3.125 percent", {"4200", "3.125"}),
        ("1.234.567 people and 4.200 of them", {"1234567", "4200"}),
        ("4.200,50 in all", {"4200.5"}),
        ("version 4.200", {"4.2"}),
        ("one thing and a half", {"1"}),
        ("half of the homes", {"0.5"}),
        ("a third of the third quarter", {"0.333333"}),
        ("two-thirds, a half-hearted third time", {"0.666667"}),
        ("half a million and a quarter of a million", {"500000", "250000"}),
        ("half a dozen at half past ten", {"6", "10:30"}),
        ("half an hour, a third of a year", {"30", "4"}),
    ],
)
def test_numbers_are_values(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@given(st.integers(min_value=0, max_value=10**9))
def test_a_whole_number_is_itself_with_and_without_separators(number: int) -> None:
    assert numbers(str(number)) == numbers(f"{number:,}") == {str(number)}


@given(st.text(max_size=60))
def test_any_text_has_numbers_that_are_digits(text: str) -> None:
    assert all(float(number.replace(":", "")) >= 0 for number in numbers(text))


def test_what_follows_a_number_may_be_what_it_measures() -> None:
    assert measures("forty tonnes, 36 piles, 5%") == {("40", "tonne"), ("36", ""), ("5", "percent")}


def test_a_scale_may_be_left_off_once_another_number_had_it() -> None:
    assert is_stated("65000", {"65", "265000"})
    assert is_stated("65000", {"65"}, around={"265000"})
    assert not is_stated("65000", {"65"})
    assert not is_stated("9:30", {"9"})


def test_a_number_that_is_said_not_to_be_right_is_no_number_of_the_text() -> None:
    assert numbers(affirmed("It took nine minutes and not eleven, four instead of a hundred and ten.")) == {"9", "4"}


@given(
    st.lists(
        st.sampled_from(
            "one two eight twenty nineteen hundred thousand million billion point and a half dollars euros , . of "
            "4 18 1,234 2.5 4.200 1.234.567 12:30 € % third".split()
        )
        | st.from_regex(r"\d{1,400}", fullmatch=True),
        max_size=9,
    )
)
@example(["one", "point", "eight", "point", "one"])
@example(["123456789", "point", "five"])
def test_no_row_of_numbers_is_too_odd_to_read(tokens: list[str]) -> None:
    assert all(numbers(" ".join(tokens)))
