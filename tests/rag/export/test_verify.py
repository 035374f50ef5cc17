"""A stored answer, held against the transcripts as they are now."""

import json
from pathlib import Path

import pytest

from index.library.correct import Change, correct
from rag.answer import Answer
from rag.errors import AnswerFileError
from rag.export.verify import load_answer, verify
from tests.index.double import Library
from tests.rag.double import make_assistant

TALK = "Ana Reyes:\n\nWe ship on Friday.\n\nBen Ode:\n\nFine by me.\n"


@pytest.fixture
def answer(library: Library) -> Answer:
    library.write("talk.txt", TALK)
    library.index.sync()
    answer = make_assistant(library).ask("When do we ship on Friday?")
    assert [citation.quote for citation in answer.citations] == ["We ship on Friday."]
    return answer


def test_an_answer_is_the_same_after_it_was_stored(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer.to_dict()), encoding="utf-8")

    assert load_answer(path) == answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "holds", "why"),
    [
        (TALK, True, "at this place"),
        (TALK.replace("We ship", "As I said. We ship"), True, "at another place"),
        (TALK.replace("Friday", "Monday"), False, "no longer says"),
        (TALK.replace("Ana Reyes", "Cleo Marsh"), False, "speaker is now Cleo Marsh"),
        ("Ben Ode:\n\nWe ship on Friday.\n\nAna Reyes:\n\nFine.\n", False, "speaker is now Ben Ode"),
    ],
    ids=["unchanged", "moved", "reworded", "another speaker", "another turn"],
)
def test_a_citation_holds_where_the_same_speaker_says_the_same_words(
    answer: Answer, library: Library, changed: str, holds: bool, why: str
) -> None:
    library.write("talk.txt", changed)
    library.index.sync()

    (checked,) = verify(answer, library.index)

    assert checked.holds == holds
    assert why in checked.why


def test_a_citation_is_held_against_what_was_corrected(answer: Answer, library: Library) -> None:
    library.index.sync([correct(library.index, "talk.txt#0", Change(words="We ship on Monday."))])
    (checked,) = verify(answer, library.index)
    assert (checked.holds, "corrected the turn" in checked.why) == (False, True)


def test_a_citation_whose_turn_has_another_number_says_which(answer: Answer, library: Library) -> None:
    library.write("talk.txt", f"Cleo Marsh:\n\nGood morning.\n\n{TALK}")
    library.index.sync()
    (checked,) = verify(answer, library.index)
    assert (checked.holds, "turn 1 says these words" in checked.why) == (False, True)


def test_a_citation_of_a_transcript_that_is_gone_fails_and_says_so(answer: Answer, library: Library) -> None:
    (library.folder / "talk.txt").unlink()
    library.index.sync(allow_empty=True)

    (checked,) = verify(answer, library.index)

    assert (checked.holds, "talk.txt" in checked.why) == (False, True)


@pytest.mark.parametrize(
    ("content", "place"),
    [("not json", "the whole file"), ("{}", "question"), ('{"question": 3}', "question"), ("[]", "the whole file")],
)
def test_a_file_that_is_no_answer_is_refused_with_the_place_and_the_command(
    tmp_path: Path, content: str, place: str
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(AnswerFileError, match=rf"answer\.json: not an answer: {place}.*ontherecord ask"):
        load_answer(path)
