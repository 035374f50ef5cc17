import pytest

from tests.index.double import Library


@pytest.fixture
def library(on_either: Library) -> Library:
    return on_either


@pytest.fixture
def said(library: Library) -> Library:
    library.write(
        "hearing.txt", "Ana Reyes:\n\nThe Negotiations failed.\n\nBen Ode:\n\nA negotiator and two bridges.\n"
    )
    library.index.sync()
    return library


def test_a_word_is_there_in_any_form_and_in_labels(said: Library) -> None:
    words = ["negotiating", "bridge", "Reyes", "ferry", "bridgework"]
    assert said.index.catalog.vocabulary.lacks(words) == {"ferry", "bridgework"}


def test_how_many_turns_have_a_word_is_counted_in_any_form(said: Library) -> None:
    vocabulary = said.index.catalog.vocabulary
    both = vocabulary.count("negotiating"), vocabulary.count("negoti")
    assert both[0] == both[1] > 0
    assert vocabulary.count("ferry") == vocabulary.count("") == 0


def test_stems_lead_to_the_words_that_turns_say(said: Library) -> None:
    vocabulary = said.index.catalog.vocabulary
    assert {"negoti", "bridg"} <= set(vocabulary.stems(said.index.generation))
    beside = vocabulary.beside(["negoti"])
    assert (beside["negotiations"], beside["negotiator"], beside["reyes"]) == (1, 1, 0)
    assert not vocabulary.beside(["ferri"])


def test_stems_are_those_of_the_generation_asked_for(said: Library) -> None:
    before = said.index.catalog.vocabulary.stems(said.index.generation)
    said.write("ferry.txt", "Ana Reyes:\n\nA ferry.\n")
    said.index.sync()
    after = said.index.catalog.vocabulary.stems(said.index.generation)
    assert {"ferri"} <= set(after) - set(before)
