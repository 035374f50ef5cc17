"""A person's words for speakers, transcripts and dates."""

import pytest

from index.errors import NotFound
from index.filter import Filter
from rag.errors import SettingsError
from rag.question.filters import make_filter
from tests.index.double import Library


@pytest.fixture(scope="module")
def told(kept_library: Library) -> Library:
    kept_library.write("hearing-march.txt", "Ana Reyes:\n\nWe pay.\n\nBEN ODE:\n\nWho pays?\n")
    kept_library.write("hearing-april.txt", "Ana Reyes:\n\nWe still pay.\n\nCleo Marsh:\n\nNobody pays.\n")
    kept_library.index.sync()
    return kept_library


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("ana reyes", "Ana Reyes"), ("Reyes", "Ana Reyes"), ("ben", "BEN ODE"), (" Cleo ", "Cleo Marsh")],
)
def test_a_speaker_is_found_by_the_label_or_a_word_of_it(told: Library, asked: str, meant: str) -> None:
    assert make_filter(told.index, speakers=[asked]).speakers == (meant,)


def test_a_speaker_is_found_by_what_a_transcript_prints(library: Library) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        library.write(name, "Speaker 1: We pay.\n\nSpeaker 2: Who pays?\n")
    library.write("aliases", "[a.txt]\nSpeaker 1 = Ana Reyes\n[b.txt]\nSpeaker 1 = Ben Ode\n")
    library.index.sync()
    assert set(make_filter(library.index, speakers=["speaker 1"]).speakers) == {"Speaker 1", "Ana Reyes", "Ben Ode"}
    where = make_filter(library.index, speakers=["Speaker 1"], transcripts=["b.txt"])
    assert library.index.admitted_counts(where) == (1, 1)
    assert make_filter(library.index, speakers=["Ana Reyes"]).speakers == ("Ana Reyes",)


@pytest.mark.parametrize("asked", ["Anna Rayes", "anna rayes"])
def test_a_speaker_nobody_is_gets_the_nearest_there_are(told: Library, asked: str) -> None:
    with pytest.raises(NotFound, match=r"Did you mean: Ana Reyes\?"):
        make_filter(told.index, speakers=[asked])


def test_a_near_name_is_found_whatever_its_letter_case(told: Library) -> None:
    with pytest.raises(NotFound, match="BEN ODE"):
        make_filter(told.index, speakers=["Benn Odde"])


def test_a_speaker_like_no_other_gets_the_command_that_lists_them(told: Library) -> None:
    with pytest.raises(NotFound, match="ontherecord speakers"):
        make_filter(told.index, speakers=["Xqzw"])


def test_a_transcript_is_found_by_a_part_of_its_name_that_fits_no_other(told: Library) -> None:
    assert make_filter(told.index, transcripts=["March", "hearing-march.txt"]).transcripts == ("hearing-march.txt",)
    with pytest.raises(NotFound, match="fits 2 transcripts"):
        make_filter(told.index, transcripts=["hearing"])
    with pytest.raises(NotFound, match=r"Did you mean: hearing-april\.txt"):
        make_filter(told.index, transcripts=["heering-aprll.txt"])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-04", "2026-03-04", "2026-03-04"),
        ("2026-3-4", "2026-03-04", "2026-03-04"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("", None, None),
    ],
)
def test_a_month_or_a_year_reaches_from_its_first_day_to_its_last(
    told: Library, text: str, first: str | None, last: str | None
) -> None:
    assert make_filter(told.index, after=text, before=text) == Filter(after=first, before=last)


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-13", "2026-00", "2026-02-30", "26-03-04", "2026-03-04T10:00", "0000"]
)
def test_what_is_no_date_is_refused_with_how_to_write_one(told: Library, text: str) -> None:
    with pytest.raises(SettingsError, match="2026-03-04, 2026-03 or 2026"):
        make_filter(told.index, after=text)
