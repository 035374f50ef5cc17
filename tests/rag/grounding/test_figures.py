"""Numbers and dates belong to what is said of them."""

import pytest

from rag.grounding.figures import misplaced, other_measure

PAYMENTS = "The insurers pay 6.5 million. The harbour takes 3.1 million out of its reserve, and the line gives 1.6."


@pytest.mark.parametrize(
    ("claim", "figure"),
    [
        ("The insurers pay 6.5 million.", ""),
        ("The insurers pay 3.1 million.", "3100000"),
        ("The insurers pay 6.5 million and the line gives 1.6 million.", ""),
        ("They spoke of 3.1 million.", ""),
    ],
)
def test_a_number_is_misplaced_where_another_was_said_of_this(claim: str, figure: str) -> None:
    assert misplaced(claim, [(PAYMENTS, None)]) == figure


def test_a_date_is_misplaced_where_another_was_said_of_this() -> None:
    said = [("The first turbine goes into the water on October 12. If the weather is bad, October 20.", "2026-09-16")]

    assert misplaced("The first turbine goes into the water on October 12.", said) == ""
    assert misplaced("The first turbine goes into the water on October 20.", said) == "20 10"


def test_a_bare_number_may_be_of_anything() -> None:
    assert misplaced("The new tables give nine homes.", [("Nine. With the new tables, homes get four.", None)]) == ""


def test_a_number_of_another_measure_is_another_number() -> None:
    assert other_measure("a detour of forty kilometres", "from forty tonnes to eighteen") == "40 kilometre"
    assert other_measure("a detour of forty kilometres", "it is forty") == ""
    assert other_measure("forty lorries", "forty tonnes") == ""
