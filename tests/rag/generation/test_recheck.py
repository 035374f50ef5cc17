"""The sentences of a stored answer have the verdicts that a new answer would have."""

from dataclasses import replace

import pytest

from rag.answer import Answer, Sentence
from rag.generation.recheck import check_again
from tests.index.double import Library
from tests.rag.double import make_assistant

TALK = "Ana Reyes:\n\nWe ship the ferry timetable on Friday.\n\nBen Ode:\n\nFine by me, let us see.\n"
TOLD = "Ana Reyes said that the ferry timetable is shipped on Friday."


@pytest.fixture
def answer(library: Library) -> Answer:
    library.write("talk.txt", TALK)
    library.index.sync()
    return make_assistant(library, TOLD).ask("When do we ship the ferry timetable?")


def test_in_the_same_transcripts_every_verdict_is_the_same(answer: Answer, library: Library) -> None:
    assert [s.support for s in answer.sentences] == ["supported"]
    assert check_again(answer, library.index) == answer.sentences


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            TALK.replace("Friday", "Monday"),
            "No cited turn names Friday; nearest is Ana Reyes: “We ship the ferry timetable on Monday”.",
        ),
        (
            TALK.replace("Ana Reyes", "Cleo Marsh"),
            "No turn of Ana Reyes was found; nearest is Cleo Marsh: “We ship the ferry timetable on Friday”.",
        ),
        (TALK.replace("We ship the", "```\nWe ship the"), "No turn of Ana Reyes was found."),
    ],
    ids=["reworded", "another speaker", "no speech"],
)
def test_what_the_turns_no_longer_say_is_unsupported_and_says_why(
    answer: Answer, library: Library, changed: str, why: str
) -> None:
    library.write("talk.txt", changed)
    library.index.sync()

    (checked,) = check_again(answer, library.index)

    assert (checked.text, checked.support, checked.citations, checked.why) == (TOLD, "unsupported", (1,), why)


def test_a_quote_that_begins_by_addressing_somebody_is_still_a_quote(library: Library) -> None:
    said = "Thank you, Hanna. The ferry terminal will not reopen on Friday."
    library.write("talk.txt", f"Hanna Sorley: When does it reopen?\n\nElspeth Varga: {said}\n")
    library.index.sync()
    answer = make_assistant(library).ask("When does the ferry terminal reopen?")
    assert said in {sentence.text for sentence in answer.sentences}
    assert check_again(answer, library.index) == answer.sentences


def test_a_sentence_that_was_changed_in_the_file_is_found_out(answer: Answer, library: Library) -> None:
    forged = replace(answer, sentences=(Sentence("They ship the ferry timetable on Monday.", "supported", (1,)),))

    (checked,) = check_again(forged, library.index)

    assert (checked.support, checked.citations) == ("unsupported", (1,))


def test_what_the_program_counted_keeps_its_verdict(answer: Answer, library: Library) -> None:
    counted = make_assistant(library).ask("Who mentioned the ferry?")

    assert counted.sentences
    assert check_again(counted, library.index) == counted.sentences
