import pytest

from rag.language.slips import meant, stems_like, wrong_letters

SAID = {"balloon": 3, "ballot": 9, "ferry": 5, "fares": 4, "negotiation": 2, "negotiations": 1, "bridge": 8, "link": 9}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("hypotension", "hypertension"),
        ("intrastate", "interstate"),
        ("millilitres", "millimetres"),
        ("proscribed", "prescribed"),
    ],
)
def test_a_word_of_another_meaning_is_no_slip(word: str, other: str) -> None:
    assert meant(word, {other: 9}) is None


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("ballon", "balloon"),  # left out; "ballot" has one other letter, far from n
        ("frery", "ferry"),  # swapped
        ("rfery", None),  # two slips in a short word
        ("bridgge", "bridge"),  # doubled
        ("brisge", "bridge"),  # s lies beside d
        ("ebridge", None),
        ("rbidge", "bridge"),  # the first two swapped
        ("negotaitiosn", "negotiations"),  # two slips in a long word
        ("linx", None),  # another word, as far as anybody can tell
        ("lino", "link"),  # o lies above k
        ("lin", None),
        ("linked", None),
        ("linky", None),  # an ending, not a slip
        ("linkk", "link"),
        ("harbour", None),
    ],
)
def test_only_what_fingers_do_is_a_slip(written: str, word: str | None) -> None:
    assert meant(written, SAID) == word


def test_of_two_as_near_the_more_frequent_is_meant() -> None:
    assert meant("akong", {"along": 2, "among": 3}) == "among"
    assert meant("akong", {"along": 3, "among": 2}) == "along"


def test_no_more_letters_may_be_wrong_than_leave_the_word_itself() -> None:
    assert [wrong_letters("x" * size) for size in (3, 4, 7, 8, 20)] == [0, 1, 1, 2, 2]


@pytest.mark.parametrize("word", ["privatizaton", "prviatization", "privatizations", "privaet"])
def test_a_stem_is_found_from_any_form_of_a_word_with_its_slip(word: str) -> None:
    assert "privat" in stems_like(word, ["privat", "bridg", "pot"])
    assert "bridg" not in stems_like(word, ["privat", "bridg", "pot"])
