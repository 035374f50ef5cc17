"""Questions with slips, read over a real index whose embedder has whole tokens for a few words."""

from collections.abc import Sequence

import pytest

from index.filter import Filter
from rag.question.question import Question
from rag.question.reading import QuestionReader
from rag.question.spelling import Speller
from rag.retrieval.ranker import TurnRanker
from tests.index.double import CountingEmbedder, Library

TALK = """Ana Reyes:

The balloon was filled with helium, and flew over the “Old Wharf” on Friday.

Ben Okafor:

Who pays for the bridge in Palmerston? The council appointed an engineer.
"""
ENGLISH = {"the", "often", "mentioned", "ballot", "said"}


class PieceEmbedder(CountingEmbedder):
    """Has one token for a few words and two for every other, as word pieces have."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [sum(1 if word.casefold() in ENGLISH else 2 for word in text.split()) + 2 for text in texts]


@pytest.fixture
def talk(library: Library) -> Library:
    library.embedder = PieceEmbedder(limit=512)
    library.index = library.opened()
    library.write("2026-03-12-talk.txt", TALK)
    library.index.sync()
    return library


def read(
    talk: Library, question: str, *, without: Sequence[str] = (), history: Sequence[tuple[str, str]] = ()
) -> Question:
    return QuestionReader(talk.index).read(question, Filter(), history, without)


def test_a_slip_is_mended_shown_as_typed_and_listed_among_what_was_read(talk: Library) -> None:
    asked = read(talk, "How was the ballon filled?")
    assert (asked.typed, asked.text) == ("How was the ballon filled?", "How was the balloon filled?")
    assert asked.limits() == ("spelling: ballon → balloon",)
    assert asked.describe() == ("spelling: ballon → balloon (from the question)",)


def test_taken_away_it_is_searched_as_typed(talk: Library) -> None:
    asked = read(talk, "How was the ballon filled?", without=["spelling: ballon → balloon"])
    assert (asked.text, asked.limits()) == ("How was the ballon filled?", ())


def test_what_was_meant_is_counted_and_found(talk: Library) -> None:
    counted = read(talk, "How often was the ballon mentioned?").counted
    assert counted is not None
    assert counted.topic == "balloon"
    assert "balloon" in TurnRanker(talk.index).rank("Was the ballon filled?").passages[0].turn.text


def test_a_follow_up_goes_on_from_what_was_meant(talk: Library) -> None:
    asked = read(talk, "And who filled it?", history=[("Where was the ballon?", "Over the wharf.")])
    assert asked.standalone.about == "Where was the balloon?"


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        "How were the balloons and bridges filled?",  # other forms of words that are there
        "Was the ballot filled?",  # an English word that nobody said
        "What did Mr. Balloom say of the bridge?",  # somebody's name
        "Who said “ballon” of the bridge?",
        "What does BRIGDE stand for on the bridge?",
        "What do bal.loon or ballon@example.org say on the bridge?",
        "Wie wurde dieser Ballon gefullt, bitte?",
        "谁付 balloon 的钱？",
        "dont you pay for the bridge?",
    ],
)
def test_what_is_no_slip_stays(talk: Library, question: str) -> None:
    assert read(talk, question).slips == ()
    assert read(talk, question).text == question


def test_a_speakers_misspelt_name_is_a_name(talk: Library) -> None:
    asked = read(talk, "What did Okafro say of the bridge?")
    assert (asked.speakers, asked.slips) == (("Ben Okafor",), ())


def test_a_capital_stays_and_only_whole_words_change(talk: Library) -> None:
    mended = Speller(talk.index).mend("Brigde or the brigdes of the council?")
    assert mended.text == "Bridge or the brigdes of the council?"


def test_an_index_that_changed_is_looked_at_again(talk: Library) -> None:
    reader = QuestionReader(talk.index)
    assert reader.read("Was the zeppelni filled?", Filter()).slips == ()
    talk.write("other.txt", "Ana Reyes:\n\nThe zeppelin was filled as well.\n")
    talk.index.sync()
    assert reader.read("Was the zeppelni filled?", Filter()).text == "Was the zeppelin filled?"
