"""Every turn with a word or a phrase, counted; the nearest to an idea, which are not all."""

import pytest

from index.filter import Filter
from rag.retrieval.concordance import (
    NEAREST,
    Concordance,
    Concordances,
    InTranscript,
    Kind,
)
from rag.retrieval.ranker import open_ranker
from rag.settings import Settings
from tests.index.double import Library

MARCH = (
    "---\ntitle: March hearing\ndate: 2026-03-12\n---\n\n"
    "ANA: The sea wall leaks.\nBEN: Which wall?\nANA: The wall at sea.\n"
)
MAY = "---\ntitle: May hearing\ndate: 2026-05-02\n---\n\nBEN: No wall leaks now.\nANA: Good.\n"
NOTE = "CY: A wall without a date.\nDI: Hm.\n"


@pytest.fixture
def concordances(library: Library) -> Concordances:
    library.write("march.txt", MARCH)
    library.write("may.txt", MAY)
    library.write("note.txt", NOTE)
    library.index.sync()
    return Concordances(library.index, lambda: open_ranker(library.index, Settings()))


def said(concordances: Concordances, found: Concordance) -> list[str]:
    return [
        " | ".join(mention.passage.turn.text[start:end] for start, end in mention.spans)
        for mention in concordances.listed(found, 0, 100)
    ]


def test_every_turn_with_all_the_words_is_counted_by_speaker_transcript_and_day(concordances: Concordances) -> None:
    found = concordances.find("walls", "words")
    assert (found.count, len(found.keys), found.exhaustive) == (5, 5, True)
    assert found.by_speaker == (("ANA", 2), ("BEN", 2), ("CY", 1))
    assert found.by_transcript == (
        InTranscript("note.txt", "note", None, 1),
        InTranscript("march.txt", "March hearing", "2026-03-12", 3),
        InTranscript("may.txt", "May hearing", "2026-05-02", 1),
    )
    assert found.by_day == ((None, 1), ("2026-03-12", 3), ("2026-05-02", 1))
    assert (found.searched.transcripts, found.searched.turns) == (3, 7)


@pytest.mark.parametrize(
    ("query", "kind", "marked"),
    [
        ("sea wall", "words", ["sea | wall", "wall | sea"]),
        ("sea wall", "phrase", ["sea wall"]),
        ("“sea wall”", "phrase", ["sea wall"]),
        ("the wall", "phrase", ["The wall"]),
    ],
)
def test_words_may_stand_apart_and_a_phrase_may_not(
    concordances: Concordances, query: str, kind: Kind, marked: list[str]
) -> None:
    assert said(concordances, concordances.find(query, kind)) == marked


def test_a_filter_limits_the_counts_and_the_list(concordances: Concordances) -> None:
    found = concordances.find("wall", "words", Filter(speakers=("BEN",), after="2026-04-01"))
    assert (found.count, found.by_transcript[0].transcript_id) == (1, "may.txt")
    assert found.searched.filters == ("speaker: BEN", "after: 2026-04-01")


def test_the_list_comes_in_pages_that_leave_nothing_out(concordances: Concordances) -> None:
    found = concordances.find("wall", "words")
    pages = [m.passage.turn.id for first in range(0, found.count, 2) for m in concordances.listed(found, first, 2)]
    whole = [mention.passage.turn.id for mention in concordances.listed(found, 0, 100)]
    assert pages == whole == ["note.txt#0", "march.txt#0", "march.txt#1", "march.txt#2", "may.txt#0"]


def test_an_idea_gives_the_nearest_turns_with_their_nearest_sentence_and_does_not_say_they_are_all(
    concordances: Concordances,
) -> None:
    found = concordances.find("Does the sea wall leak?", "meaning")
    assert not found.exhaustive
    assert 0 < found.count <= NEAREST
    assert said(concordances, found)[0] == "The sea wall leaks."


def test_words_that_are_everywhere_are_not_looked_for_and_named(concordances: Concordances) -> None:
    found = concordances.find("the sea", "words")
    assert (found.count, found.left_out) == (2, ("the",))
    assert concordances.find("the", "words").left_out == ()


@pytest.mark.parametrize("kind", ["words", "phrase", "meaning"])
def test_nothing_asked_finds_nothing(concordances: Concordances, kind: Kind) -> None:
    found = concordances.find(" “”?! " if kind != "meaning" else " ", kind)
    assert (found.count, found.by_speaker, concordances.listed(found, 0, 10)) == (0, (), ())


def test_turns_removed_since_are_left_out_of_the_list(concordances: Concordances, library: Library) -> None:
    found = concordances.find("wall", "words")
    (library.folder / "march.txt").unlink()
    library.index.sync()
    assert [m.passage.transcript_id for m in concordances.listed(found, 0, 10)] == ["note.txt", "may.txt"]
