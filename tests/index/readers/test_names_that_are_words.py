"""People whose names, initials or organisations are words or signs that other lines have before a colon."""

import pytest

from index.readers.shared.labels import accepted, is_name_shaped
from tests.index.readers.reading_helpers import read, said


@pytest.mark.parametrize(
    ("mayor", "clerk"),
    [
        ("Mayor Catherine Read", "City Clerk"),
        ("Will Means", "Ana Says"),
        ("Tom Ask", "Ann Notes"),
        ("Cy Told", "Bo Read"),
    ],
)
def test_a_surname_that_is_a_verb_is_a_surname(mayor: str, clerk: str) -> None:
    turns = [(mayor, "Please call the roll."), (clerk, "Everyone is here."), (mayor, "Then the sign read: no entry.")]
    assert said(read("council.txt", "\n\n".join(f"{name}: {words}" for name, words in turns))) == turns


def test_words_before_a_quotation_are_no_name() -> None:
    assert not any(map(is_name_shaped, ("The Sign read", "It Said", "Says", "And then Ana said")))


def test_initials_that_are_words_are_people_among_people_called_by_initials() -> None:
    turns = [(who, f"Point {n} is mine.") for n, who in enumerate("DH BE AWB AS MM DH BE AS AWB IS MM IS".split())]
    assert said(read("notes.md", "\n\n".join(f"{name}: {words}" for name, words in turns))) == turns


def test_words_in_capitals_are_no_initials_where_nobody_else_has_any() -> None:
    assert accepted({"Ana Reyes": 4, "Bob Ott": 4, "AS": 2, "NB": 2}) >= {"Ana Reyes", "Bob Ott"}
    assert "AS" not in accepted({"Ana Reyes": 4, "Bob Ott": 4, "AS": 2, "NB": 2})


def test_whom_somebody_is_from_may_stand_behind_a_bar() -> None:
    cues = [("Dima Gusak | Lido", "We agree."), ("Ana Reyes", "Good."), ("Greg K | Lido", "So do I.")]
    body = "\n\n".join(
        f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{name}: {words}" for n, (name, words) in enumerate(cues)
    )
    assert said(read("call.vtt", f"WEBVTT\n\n{body}\n")) == cues
